package matching

import (
	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Services: which rows serve a need, and how well.
//
// A query asks for few needs and a category serves many, so the rows of each
// need are found when a segment is made rather than joined, category by
// category, in every query.

// service is what the rows of a segment do for one need of those among a group.
type service struct {
	group activity.GroupCode // only for those among it; "" for all
	// sets are the rows by the fit that they have where the need is the first
	// of the seeker's: Exact, Good, Low. A row is in one of them at most.
	sets [3]rowSet
}

// serve makes the sets of rows by need.
func (s *segment) serve(x *Crosswalk) {
	s.serving = map[person.NeedCode][]service{}
	m := s.servants(x)
	counts := make([]int, len(s.catsOf))
	for i := range s.rows {
		counts[s.rows[i].c[cCats]]++
	}
	for entry, list := range m.of {
		for _, one := range list {
			m.counts[one] += counts[entry]
		}
	}
	sets := make([]*rowSet, len(m.counts))
	for n, count := range m.counts {
		k := m.keys[n/3]
		sets[n] = &s.serving[k.need][k.at].sets[n%3]
		sets[n].room(count, s.len())
	}
	s.focused = make(bitset, (s.len()+63)/64)
	for i := range s.rows {
		entry := s.rows[i].c[cCats]
		for _, n := range m.of[entry] {
			sets[n].put(uint32(i))
		}
		if m.focused[entry] {
			s.focused[i>>6] |= 1 << (i & 63)
		}
	}
}

// room makes room for count of the rows of a segment: as a bitmap, unless a
// list takes less.
func (r *rowSet) room(count, rows int) {
	if count*32 >= rows {
		r.words = make([]uint64, (rows+63)/64)
		return
	}
	r.list = make([]uint32, 0, count)
}

// servants says which sets the rows with an entry of the table of categories
// belong to.
type servants struct {
	keys    []servant  // a key has three sets
	of      [][]uint16 // of each entry, the numbers of its sets
	focused []bool     // of each entry, whether one of its categories says whom it is for
	counts  []int
}

// servant is a service: the at-th of those for a need.
type servant struct {
	need person.NeedCode
	at   int
}

// servants finds them, and makes the services without their rows.
func (s *segment) servants(x *Crosswalk) servants {
	m := servants{of: make([][]uint16, len(s.catsOf)), focused: make([]bool, len(s.catsOf))}
	fits := [][]Fit(nil) // of each service, by category
	for _, l := range x.links {
		if _, known := s.serving[l.Need]; known {
			continue
		}
		s.serving[l.Need] = nil
		for _, link := range s.links[l.Need] {
			n := m.find(s, l.Need, link.group)
			if n == len(fits) {
				fits = append(fits, make([]Fit, len(s.cats)))
			}
			fits[n][link.cat] = max(fits[n][link.cat], needFit(link.strength, 0, s.cats[link.cat].guessed))
		}
	}
	for entry, list := range s.catsOf {
		for n := range fits {
			fit := No
			for _, c := range list {
				fit = max(fit, fits[n][c])
			}
			if fit >= Low {
				m.of[entry] = append(m.of[entry], uint16(3*n)+uint16(Exact-fit))
			}
		}
		for _, c := range list {
			m.focused[entry] = m.focused[entry] || s.focus[c]
		}
	}
	m.counts = make([]int, 3*len(fits))
	return m
}

// find returns the number of the service for a need and group, which is made if
// there is none.
func (m *servants) find(s *segment, need person.NeedCode, group activity.GroupCode) int {
	list := s.serving[need]
	for at := range list {
		if list[at].group == group {
			for n := range m.keys {
				if m.keys[n] == (servant{need, at}) {
					return n
				}
			}
		}
	}
	s.serving[need] = append(list, service{group: group})
	m.keys = append(m.keys, servant{need, len(list)})
	return len(m.keys) - 1
}
