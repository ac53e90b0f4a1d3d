package matching

import (
	"hash/maphash"
	"slices"
)

// table1 is a list of distinct entries.
//
// Building an index is for the most part looking up entries, a dozen for each
// record. The list is therefore found by a table of our own, which costs half of
// what a map costs: it holds numbers and no keys. Hashes differ from one run to
// the next, so that nobody can make a feed whose keys all collide; the entries
// are numbered as they come, so that nothing depends on that.
type table1[V any] struct {
	keys []string
	vals []V
	at   slots // only while a segment is being made
}

// slots find numbers by hashes: the hash in the upper half of a slot, the number
// plus one in the lower half, 0 where nothing is. There are a power of two, of
// which at most half are taken; a number stands at its hash or in the next free
// slot after it.
type slots []uint64

// hashed hashes a key.
func hashed(seed maphash.Seed, key []byte) uint32 { return uint32(maphash.Bytes(seed, key)) }

// put adds the n-th number, of as many that were added before.
func (s *slots) put(hash, n uint32) {
	if 2*int(n) >= len(*s) {
		s.grow(max(16, 2*len(*s)))
	}
	s.set(uint64(hash)<<32 | uint64(n+1))
}

// set puts a slot where it belongs.
func (s *slots) set(v uint64) {
	list, mask := *s, uint32(len(*s)-1)
	i := uint32(v>>32) & mask
	for list[i] != 0 {
		i = (i + 1) & mask
	}
	list[i] = v
}

// grow makes room: n slots, a power of two.
func (s *slots) grow(n int) {
	old := *s
	*s = make(slots, n)
	for _, v := range old {
		if v != 0 {
			s.set(v)
		}
	}
}

// expect makes room for so many numbers.
func (s *slots) expect(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	if size > len(*s) {
		s.grow(size)
	}
}

// find returns the number of the entry with a key.
func (t *table1[V]) find(hash uint32, key []byte) (uint32, bool) {
	if len(t.at) == 0 {
		return 0, false
	}
	mask := uint32(len(t.at) - 1)
	for i := hash & mask; t.at[i&mask] != 0; i++ {
		if v := t.at[i&mask]; uint32(v>>32) == hash && t.keys[uint32(v)-1] == string(key) {
			return uint32(v) - 1, true
		}
	}
	return 0, false
}

// add appends an entry and returns its number.
func (t *table1[V]) add(hash uint32, key string, v V) uint32 {
	n := uint32(len(t.vals))
	t.keys, t.vals = append(t.keys, key), append(t.vals, v)
	t.at.put(hash, n)
	return n
}

// expect makes room for as many entries as another table has.
func (t *table1[V]) expect(other *table1[V]) {
	n := len(other.vals)
	t.keys, t.vals = slices.Grow(t.keys, n), slices.Grow(t.vals, n)
	t.at.expect(n)
}

// seal drops what only building needs, and the room to grow.
func (t *table1[V]) seal() {
	t.at = nil
	t.keys, t.vals = slices.Clone(t.keys), slices.Clone(t.vals)
}

// findIn is find among entries that are their own keys.
func findIn[V comparable](at slots, vals []V, hash uint32, v V) (uint32, bool) {
	if len(at) == 0 {
		return 0, false
	}
	mask := uint32(len(at) - 1)
	for i := hash & mask; at[i&mask] != 0; i++ {
		if s := at[i&mask]; uint32(s>>32) == hash && vals[uint32(s)-1] == v {
			return uint32(s) - 1, true
		}
	}
	return 0, false
}

// addIn appends an entry that is its own key, and returns its number.
func addIn[V comparable](t *table1[V], hash uint32, v V) uint32 {
	n := uint32(len(t.vals))
	t.vals = append(t.vals, v)
	t.at.put(hash, n)
	return n
}
