package matching

// Sieves: which rows may be Exact in a criterion, 64 at a time.
//
// A few entries of a table hold most rows: no limit of age, everybody, no times
// stated. For each of those a segment keeps the set of its rows. Before a query
// looks at rows it judges those entries, and all rows but the sets of those that
// are not Exact are a sieve: what is left is Exact or has another entry, which is
// judged later. What falls through is seldom what is sought, and is looked at only
// where what does not is too little.

// screen is what a segment keeps for one column.
type screen struct {
	rows []int32    // a row with each of the frequent entries
	sets [][]uint64 // and the set of all of them
}

// screened are the columns that sieves are made of.
var screened = [...]int{cAges, cAdmit, cArea, cFeats, cLangs, cWhen, cCost, cRoom, cFresh}

// An entry is frequent when one row in so many has it.
const frequent = 32

// screens makes the screens of a segment.
func (s *segment) screens(least int) {
	s.screen = [columns]*screen{}
	if s.len() < least {
		return
	}
	for _, col := range screened {
		s.screen[col] = s.newScreen(col)
	}
}

// newScreen makes the screen of a column; nil if no entry is frequent.
func (s *segment) newScreen(col int) *screen {
	counts := make([]int32, full)
	for i := range s.rows {
		counts[s.rows[i].c[col]]++
	}
	which := make([]uint8, full) // the number of a frequent entry, plus one
	sc, words := &screen{}, (s.len()+63)/64
	for entry, n := range counts {
		if int(n)*frequent >= s.len() {
			sc.sets = append(sc.sets, make([]uint64, words))
			which[entry] = uint8(len(sc.sets))
		}
	}
	if len(sc.sets) == 0 {
		return nil
	}
	sc.rows = make([]int32, len(sc.sets))
	for i := range s.rows {
		if k := which[s.rows[i].c[col]]; k > 0 {
			sc.sets[k-1][i>>6] |= 1 << (i & 63)
			sc.rows[k-1] = int32(i)
		}
	}
	return sc
}

// sieve is the sets of rows that fall through.
type sieve [][]uint64

// gate is the sieves of one criterion. What does not pass it is not Exact there.
type gate struct{ group, from, to int }

// sieve makes the sieves and gates of a query: of what may be Exact in criteria
// that whole entries answer, in the order compared.
func (x *scan) sieve() {
	x.sieves, x.gates = x.sieves[:0], x.gates[:0]
	for s := range x.stages {
		st, from := &x.stages[s], len(x.sieves)
		if st.weeds {
			continue // compared first and looked at last
		}
		for l := range st.looks {
			if lk := &st.looks[l]; lk.col != none && x.seg.screen[lk.col] != nil {
				x.sieveOf(lk)
			}
		}
		if n := len(x.sieves); n > from {
			x.gates = append(x.gates, gate{st.group, from, n})
		}
	}
}

// sieveOf makes the sieve of one look, unless everything would stay in it.
func (x *scan) sieveOf(lk *look) {
	sc := x.seg.screen[lk.col]
	n := len(x.sieves)
	if n == cap(x.sieves) {
		x.sieves = append(x.sieves, nil)
	} else {
		x.sieves = x.sieves[:n+1]
	}
	out := x.sieves[n][:0]
	for k, i := range sc.rows {
		if x.see(lk, i) != Exact {
			out = append(out, sc.sets[k])
		}
	}
	x.sieves[n] = out
	if len(out) == 0 {
		x.sieves = x.sieves[:n]
	}
}
