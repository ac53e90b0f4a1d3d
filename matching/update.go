package matching

import (
	"hash/maphash"
	"maps"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// How an index changes: it does not. With makes the next index, which shares
// with the old one all that is the same. Rows that are replaced or removed are
// marked dead in a set of the next index's own; rows that are new go to a small
// second segment, which is made anew with each change. When that has grown to
// a sixteenth of the whole, or the dead rows to an eighth, both segments are merged into
// one. The cost of merging is thereby spread over many changes, and a query
// never has more than two segments to look at, apart from those of directories too various
// for one.

// Change is one change of a directory: a new or changed record, or the removal
// of one.
type Change struct {
	// Put is the record, new or in place of one with the same ID; nil to
	// remove.
	Put *activity.Activity
	// Remove is the ID to remove when Put is nil.
	Remove activity.ID
}

// id returns the activity that a change is about.
func (c Change) id() activity.ID {
	if c.Put != nil {
		return c.Put.ID
	}
	return c.Remove
}

// With returns the next index, with the changes made in order: of several
// about one activity the last counts. The index itself stays as it is, and
// queries on it go on undisturbed. What is removed and was not there is no
// error. The records are read and not kept.
func (x *Index) With(changes []Change) *Index {
	final := map[activity.ID]int{}
	for i, c := range changes {
		final[c.id()] = i
	}
	dead := make([]bitset, len(x.segs))
	for n, s := range x.segs {
		dead[n] = slices.Clone(x.dead[n])
		for id := range final {
			dead[n] = s.kill(id, dead[n])
		}
	}
	c := x.c.fork()
	fresh := segments(c, func(yield func(activity.Activity) bool) {
		for i, ch := range changes {
			if ch.Put != nil && final[ch.id()] == i && !yield(*ch.Put) {
				return
			}
		}
	})
	for range fresh {
		dead = append(dead, nil)
	}
	return newIndex(c, slices.Concat(x.segs, fresh), dead, x.mains).settle()
}

// fork copies what a maker may add to.
func (c *compiled) fork() *compiled {
	out := *c
	out.close, out.tags = maps.Clone(c.close), maps.Clone(c.tags)
	return &out
}

// kill marks the rows of an activity dead.
func (s *segment) kill(id activity.ID, dead bitset) bitset {
	lo, hi := s.find(id)
	for _, r := range s.byID[lo:hi] {
		if dead == nil {
			dead = make(bitset, (s.len()+63)/64)
		}
		dead[r>>6] |= 1 << (r & 63)
	}
	return dead
}

// settle merges small segments into one, and that into the large one when it
// is due.
func (x *Index) settle() *Index {
	if x.Debt().due() {
		return x.Compact()
	}
	if len(x.segs) <= x.mains+1 {
		return x
	}
	segs := slices.Concat(x.segs[:x.mains], merge(x.c, x.segs[x.mains:], x.dead[x.mains:]))
	dead := make([]bitset, len(segs))
	copy(dead, x.dead[:x.mains])
	return newIndex(x.c, segs, dead, x.mains)
}

// Debt says how far an index is from a freshly built one.
type Debt struct {
	// Rows are all rows kept: one for each place or way of each activity.
	Rows int
	// Recent are those outside the main segment; each query looks at them
	// apart.
	Recent int
	// Dead are those replaced or removed, which still take memory.
	Dead int
}

// due reports whether all has to be merged: a sixteenth is recent, or an eighth
// dead.
func (d Debt) due() bool { return 16*d.Recent >= d.Rows || 8*d.Dead >= d.Rows }

// Debt returns how far the index is from a freshly built one. With keeps it
// within bounds by itself; a host may call Compact at a quiet hour.
func (x *Index) Debt() Debt {
	var d Debt
	for n, s := range x.segs {
		d.Rows += s.len()
		d.Dead += x.dead[n].count()
		if n >= x.mains {
			d.Recent += s.len()
		}
	}
	return d
}

// Compact returns an index with the same activities and no debt.
func (x *Index) Compact() *Index {
	if d := x.Debt(); d.Recent == 0 && d.Dead == 0 {
		return x
	}
	segs := merge(x.c, x.segs, x.dead)
	return newIndex(x.c, segs, nil, len(segs))
}

// Advance returns an index over the same activities whose horizon begins on a
// later day, with the schedules expanded again. It returns ErrHorizon for an
// earlier day: rules that had begun are kept without the day on which they did.
func (x *Index) Advance(from activity.Day) (*Index, error) {
	if from.IsZero() || from.Before(x.c.horizon.From) {
		return nil, ErrHorizon
	}
	c := x.c.fork()
	c.horizon.From = from
	segs := make([]*segment, len(x.segs))
	for n, s := range x.segs {
		segs[n] = s.advance(c)
	}
	return newIndex(c, segs, x.dead, x.mains), nil
}

// advance expands the schedules of a segment again. The rest is shared.
func (s *segment) advance(c *compiled) *segment {
	out := *s
	out.patterns = make([]pattern, len(s.patterns))
	for i := range out.patterns {
		out.patterns[i] = expand(&s.t.when.vals[i], activity.LocationID{}, c.horizon, c.zones())
	}
	out.rows = slices.Clone(s.rows)
	for i := range out.rows {
		r := &out.rows[i]
		r.c[cKind] &^= flagLast
		if p := &out.patterns[r.c[cWhen]]; p.known && p.last {
			r.c[cKind] |= flagLast
		}
	}
	return &out
}

// merge makes one segment of the living rows of several, or more if a table
// would not hold their entries. Entries are found again by their keys, each
// once, and not row by row.
func merge(c *compiled, segs []*segment, dead []bitset) []*segment {
	m := newMaker(c)
	m.distinct = true
	living, entries := 0, 0
	for n, s := range segs {
		living += s.len() - dead[n].count()
		entries += s.t.most()
	}
	m.grow(living)
	for n, s := range segs {
		re := m.renumber(&s.t)
		if n == 0 {
			m.expect(&s.t)
		}
		for i := range s.ids {
			if dead[n].has(i) {
				continue
			}
			if entries > m.opts.sizes.full && m.crowded(1) {
				return parcel(c, segs, dead)
			}
			m.copy(s, re, i)
		}
	}
	return []*segment{m.finish()}
}

// grow makes room for so many rows.
func (m *maker) grow(n int) {
	m.rows, m.ids = slices.Grow(m.rows, n), slices.Grow(m.ids, n)
	m.from, m.ords = slices.Grow(m.from, n), slices.Grow(m.ords, n)
	for k := range m.host {
		m.host[k] = slices.Grow(m.host[k], n)
	}
}

// expect makes room for about as many entries as there are in some tables.
func (m *maker) expect(t *tables) {
	m.t.cats.expect(&t.cats)
	m.t.area.expect(&t.area)
	m.t.feats.expect(&t.feats)
	m.t.when.expect(&t.when)
	m.patterns = slices.Grow(m.patterns, len(t.when.vals))
	m.t.provider.at.expect(len(t.provider.vals))
	m.t.site.at.expect(len(t.site.vals))
	m.t.provider.vals, m.t.site.vals = slices.Grow(m.t.provider.vals, len(t.provider.vals)), slices.Grow(m.t.site.vals, len(t.site.vals))
}

// parcel is merge where one segment does not hold all. It goes by the order of
// IDs and not by that of places, which is slower, and keeps the rows of an
// activity together.
func parcel(c *compiled, segs []*segment, dead []bitset) []*segment {
	var out []*segment
	m := newMaker(c)
	m.distinct = true
	for n, s := range segs {
		re := m.renumber(&s.t)
		for lo := 0; lo < len(s.byID); {
			hi := s.run(lo)
			if m.crowded(hi-lo) && len(m.rows) > 0 {
				out = append(out, m.finish())
				m = newMaker(c)
				m.distinct = true
				re = m.renumber(&s.t)
			}
			for _, i := range s.byID[lo:hi] {
				if !dead[n].has(int(i)) {
					m.copy(s, re, int(i))
				}
			}
			lo = hi
		}
	}
	return append(out, m.finish())
}

// copy adds one row of a segment.
func (m *maker) copy(s *segment, re *renumberings, i int) {
	r, from := s.rows[i], s.from[i]
	when := r.c[cWhen]
	for n := range cKind {
		r.c[n] = uint16(re.of(n, uint32(r.c[n])))
	}
	if int(r.c[cWhen]) == len(m.patterns) { // the entry is new
		m.patterns = append(m.patterns, s.patterns[when])
	}
	if re.providers[from.provider] == 0 {
		re.providers[from.provider] = m.addProvider(s.t.provider.vals[from.provider]) + 1
	}
	if re.sites[from.site] == 0 {
		place := s.t.site.vals[from.site]
		place.town = re.of(cKind, place.town)
		re.sites[from.site] = m.addPlace(place) + 1
	}
	ord := uint16(0)
	if r.is(flagMulti) {
		ord = s.ord(uint32(i))
	}
	m.put(r, source{provider: re.providers[from.provider] - 1, site: re.sites[from.site] - 1}, s.ids[i], ord)
	for k := range s.host {
		m.host[k] = append(m.host[k], s.host[k][i])
	}
}

// renumberings give entries of the tables of one segment their numbers in
// another, plus one; 0 until an entry is used there, and copied.
type renumberings struct {
	// columns are those of each column, and in the place of the kind, which has no
	// table, of the towns.
	columns          [columns][]uint32
	copies           [columns]copier
	providers, sites []uint32
}

// of returns the new number of an entry.
func (re *renumberings) of(column int, n uint32) uint32 {
	v := &re.columns[column][n]
	if *v == 0 {
		*v = re.copies[column].copy(n) + 1
	}
	return *v - 1
}

// copier copies an entry of a table, unless it is there, and returns its number.
type copier interface{ copy(n uint32) uint32 }

// carry copies entries from one table to another.
type carry[V any] struct {
	from, to *table1[V]
	seed     maphash.Seed
}

func (c carry[V]) copy(n uint32) uint32 {
	key := []byte(c.from.keys[n])
	hash := hashed(c.seed, key)
	if v, ok := c.to.find(hash, key); ok {
		return v
	}
	return c.to.add(hash, c.from.keys[n], c.from.vals[n])
}

// renumber prepares the renumberings of a segment's tables.
func (m *maker) renumber(t *tables) *renumberings {
	seed := m.k.seed
	re := &renumberings{
		copies: [columns]copier{
			cCats: carry[[]category]{&t.cats, &m.t.cats, seed}, cAges: carry[ageRule]{&t.ages, &m.t.ages, seed},
			cAdmit: carry[admitRule]{&t.admit, &m.t.admit, seed}, cArea: carry[areaRule]{&t.area, &m.t.area, seed},
			cFeats: carry[features]{&t.feats, &m.t.feats, seed}, cWhen: carry[activity.Schedule]{&t.when, &m.t.when, seed},
			cLangs: carry[[]activity.LanguageOffer]{&t.langs, &m.t.langs, seed}, cCost: carry[activity.Cost]{&t.cost, &m.t.cost, seed},
			cRoom: carry[room]{&t.room, &m.t.room, seed}, cFresh: carry[freshness]{&t.fresh, &m.t.fresh, seed},
			cState: carry[state]{&t.state, &m.t.state, seed}, cKind: carry[area1]{&t.town, &m.t.town, seed},
		},
		providers: make([]uint32, len(t.provider.vals)), sites: make([]uint32, len(t.site.vals)),
	}
	sizes := t.sizes()
	sizes[cKind] = len(t.town.vals)
	for n, size := range sizes {
		re.columns[n] = make([]uint32, size)
	}
	return re
}
