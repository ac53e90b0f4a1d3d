package matching

import "slices"

// Dressing: from the best rows to matches with their reasons.
//
// The fits of a match stand in its key. What remains is what each criterion
// says, which was not kept while fits were all that was wanted. Most of what is
// said depends on one entry of a table, and matches of one query share many
// entries, so that a facet remembers what it said last. The reasons of a result
// are laid in one piece of memory, once it is known how many there are.

// dresser is what dressing needs beside its result. It is reused.
type dresser struct {
	asked  []asked
	calls  []Judgement
	told   []saying // of each match, what each facet asked says
	total  int      // reasons
	recall recall
}

// asked is a facet that is raised.
type asked struct {
	facet, col int
	code       CriterionCode
}

// saying is what one facet says of one row: judgements in dresser.calls.
type saying struct{ from, to int32 }

// recalled is how many entries a facet remembers: few enough to be compared one
// by one in less time than judging takes.
const recalled = 8

// recall is what a facet said of the entries that it met last.
type recall struct {
	n    int // how many it met
	keys [recalled]uint32
	at   [recalled]saying
}

// find returns what was said of an entry.
func (r *recall) find(key uint32) (saying, bool) {
	for k, have := range r.keys[:min(r.n, recalled)] {
		if have == key {
			return r.at[k], true
		}
	}
	return saying{}, false
}

// keep remembers what was said of an entry, in place of the oldest.
func (r *recall) keep(key uint32, said saying) {
	k := r.n % recalled
	r.keys[k], r.at[k] = key, said
	r.n++
}

// beginDress forgets the query before and lists what a plan asks. Standing only
// excludes, so that of a match it says nothing.
func (x *scan) beginDress(d *dresser) {
	d.asked, d.calls, d.total = d.asked[:0], d.calls[:0], 0
	for i := range x.steps {
		st := &x.steps[i]
		if g := groupOfStep(st); g != gStanding {
			d.asked = append(d.asked, asked{facet: st.facet, col: x.column(st.facet), code: x.p.codeOf(g)})
		}
	}
	n := len(d.asked) * len(x.top)
	d.told = slices.Grow(d.told[:0], n)[:n]
}

// dress makes matches of the best.
func (x *scan) dress(segs []*segment, d *dresser) []Match {
	out := x.introduce(segs)
	graded := x.segNo
	x.beginDress(d)
	for a := range d.asked {
		d.recall.n = 0
		for n, c := range x.top {
			x.seg = segs[c.seg]
			said := x.say(d, &d.asked[a], c, c.seg == graded)
			d.told[n*len(d.asked)+a], d.total = said, d.total+int(said.to-said.from)
		}
	}
	reasons, at := make([]Reason, d.total), 0
	for n := range out {
		from := at
		for a, said := range d.told[n*len(d.asked) : (n+1)*len(d.asked)] {
			for k := said.from; k < said.to; k++ {
				phrase(&reasons[at], d.asked[a].code, &d.calls[k])
				at++
			}
		}
		out[n].Reasons = reasons[from:at:at]
	}
	return out
}

// introduce makes the matches of the best, without reasons. Their rows are far
// apart in memory, so that all are looked at before anything waits for one.
func (x *scan) introduce(segs []*segment) []Match {
	groups := x.p.groups
	out, fits := make([]Match, len(x.top)), make([]Fit, len(x.top)*groups)
	for n, c := range x.top {
		seg, m := segs[c.seg], &out[n]
		origin := &seg.from[c.row]
		m.Activity, m.Provider = x.best[n], seg.t.provider.vals[origin.provider]
		m.Site, m.Mode = seg.t.site.vals[origin.site].id, seg.mode(int(c.row))
	}
	for n, c := range x.top {
		mine := fits[n*groups : (n+1)*groups : (n+1)*groups]
		for i, key := groups-1, c.key; i >= 0; i-- {
			mine[i] = Fit(key & 7)
			key >>= 3
		}
		out[n].Fits = mine
	}
	return out
}

// say returns what a facet says of a row.
func (x *scan) say(d *dresser, a *asked, c candidate, graded bool) saying {
	from, row := int32(len(d.calls)), int(c.row)
	if a.col == none {
		if a.facet == fRoom {
			x.tellRoom(d, c)
		} else {
			x.tell(d, a.facet, row)
		}
		return saying{from: from, to: int32(len(d.calls))}
	}
	entry := x.seg.rows[row].c[a.col]
	key := uint32(c.seg)<<16 | uint32(entry)
	if said, is := d.recall.find(key); is {
		return said
	}
	switch {
	case a.facet == fNeed && graded:
		d.calls = append(d.calls, x.needed(entry))
	case a.facet == fLikes && graded:
		d.calls = append(d.calls, x.pleasing(entry))
	default:
		x.tell(d, a.facet, row)
	}
	said := saying{from: from, to: int32(len(d.calls))}
	d.recall.keep(key, said)
	return said
}

// tell judges a facet of a row as Rank does.
func (x *scan) tell(d *dresser, f, row int) {
	if f >= facets {
		if j := x.p.ownPlans[f-facets][x.seg.host[f-facets][row]]; j != exact {
			d.calls = append(d.calls, j)
		}
		return
	}
	x.fill(f, row)
	d.calls = x.p.facet(f, &x.buf, d.calls)
}

// tellRoom judges a row's places by the host's count, as that was when the row was
// chosen: it may have been set since, and the reasons are of the values compared.
func (x *scan) tellRoom(d *dresser, c candidate) {
	x.fill(fRoom, int(c.row))
	from := len(d.calls)
	d.calls = x.p.facet(fRoom, &x.buf, d.calls)
	fit := x.p.fitIn(c.key, gCapacity)
	if least(d.calls[from:]) == fit {
		return
	}
	d.calls = table[fRoom].judge(x.p, &x.buf, d.calls[:from])
	for _, was := range [...]PlaceState{PlacesOpen, PlacesFull} {
		if least(d.calls[from:]) == fit {
			return
		}
		j, _ := overlaid(was, x.buf.room)
		d.calls = append(d.calls[:from], j)
	}
}

// fitIn returns the fit of a group in a key.
func (p *plan) fitIn(key uint64, group int) Fit {
	for i := p.groups - 1; i >= 0; i-- {
		if p.order[i] == group {
			return Fit(key & 7)
		}
		key >>= 3
	}
	return Exact
}

// needed is judgeNeed by the categories as they were graded for the segment.
func (x *scan) needed(entry uint16) Judgement {
	list := x.seg.catsOf[entry]
	if len(list) == 0 {
		return Judgement{Code: ReasonNoCategory, Fit: Unknown}
	}
	j := Judgement{Code: ReasonNeedNone}
	for _, n := range list {
		fit := x.cats[n]
		if fit <= j.Fit {
			continue
		}
		cat, why := &x.seg.cats[n], &x.grounds[n]
		j = Judgement{
			Code: needReason(why.strength, cat.guessed), Fit: fit, A: int32(why.rank),
			Subject: string(x.p.q.Seeker.Needs[why.rank]), Object: string(cat.code),
		}
	}
	if j.Fit > No && x.focused(list) {
		j.Code, j.Fit = ReasonNeedFocus, No
	}
	return j
}

// pleasing is judgeLikes, likewise.
func (x *scan) pleasing(entry uint16) Judgement {
	list := x.seg.catsOf[entry]
	if len(list) == 0 {
		return Judgement{Code: ReasonNoCategory, Fit: Unknown}
	}
	best := list[0]
	for _, n := range list[1:] {
		if x.near[n] > x.near[best] {
			best = n
		}
	}
	if x.near[best] < Good {
		return Judgement{Code: ReasonInterestNone, Fit: x.near[best]}
	}
	return x.p.likes(x.seg.cats[best].code)
}
