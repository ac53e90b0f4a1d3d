package matching

import (
	"cmp"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Sorting the rows of a segment. Comparing is slow where there are a million of
// them, so that they are dealt out first: by the leading bits of their IDs, which
// are mostly random, and by the digits of their places.

// lead is the beginning of an ID.
type lead struct {
	hi  uint64
	row uint32
}

// dealt is from how many IDs on it pays to deal them out, and leadBits by how many
// bits.
const (
	dealt    = 1 << 12
	leadBits = 16
)

// sortIDs returns the rows in order of ID, the order of input kept among rows of
// the same ID.
func sortIDs(ids []activity.ID) []uint32 {
	list := make([]lead, len(ids))
	compare := func(a, b lead) int {
		if a.hi != b.hi {
			return cmp.Compare(a.hi, b.hi)
		}
		if c := ids[a.row].Compare(ids[b.row]); c != 0 {
			return c
		}
		return cmp.Compare(a.row, b.row)
	}
	if len(ids) < dealt {
		for i := range ids {
			list[i] = lead{idHigh(ids[i]), uint32(i)}
		}
		slices.SortFunc(list, compare)
	} else {
		ends := deal(ids, list)
		from := uint32(0)
		for _, to := range ends {
			if to > from+1 {
				slices.SortFunc(list[from:to], compare)
			}
			from = to
		}
	}
	out := make([]uint32, len(list))
	for i := range list {
		out[i] = list[i].row
	}
	return out
}

// deal puts IDs into list in order of their leading bits and returns where those
// with the same ones end.
func deal(ids []activity.ID, list []lead) []uint32 {
	next := make([]uint32, 1<<leadBits)
	for i := range ids {
		next[idHigh(ids[i])>>(64-leadBits)]++
	}
	from := uint32(0)
	for k, n := range next {
		next[k], from = from, from+n
	}
	for i := range ids {
		hi := idHigh(ids[i])
		at := &next[hi>>(64-leadBits)]
		list[*at] = lead{hi, uint32(i)}
		*at++
	}
	return next
}

// idHigh returns the first eight bytes of an ID as a number in their order.
func idHigh(id activity.ID) uint64 {
	return uint64(id[0])<<56 | uint64(id[1])<<48 | uint64(id[2])<<40 | uint64(id[3])<<32 |
		uint64(id[4])<<24 | uint64(id[5])<<16 | uint64(id[6])<<8 | uint64(id[7])
}

// sortPlaces sorts keys by their upper halves. The order of those with equal ones
// is kept.
func sortPlaces(keys []uint64) []uint64 {
	const digit = 11
	other := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += digit {
		var next [1 << digit]uint32
		for _, k := range keys {
			next[k>>shift&(1<<digit-1)]++
		}
		from := uint32(0)
		for d, n := range next {
			next[d], from = from, from+n
		}
		for _, k := range keys {
			at := &next[k>>shift&(1<<digit-1)]
			other[*at] = k
			*at++
		}
		keys, other = other, keys
	}
	return keys
}
