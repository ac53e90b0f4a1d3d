package matching

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
	told   []saying
	ends   []int // of told, for each match
	total  int   // reasons
	recall [facets]recall
}

// asked is a facet that is raised.
type asked struct {
	facet, col int
	code       CriterionCode
}

// saying is what one facet says of one row: judgements in dresser.calls.
type saying struct {
	asked    int32 // dresser.asked
	from, to int32
}

// recalled is how many entries a facet remembers: few enough to be compared one
// by one in less time than judging takes.
const recalled = 8

// recall is what a facet said of the entries that it met last.
type recall struct {
	n    int // how many it met
	keys [recalled]uint32
	at   [recalled]saying
}

// beginDress forgets the query before and lists what a plan asks. Standing only
// excludes, so that of a match it says nothing.
func (x *scan) beginDress(d *dresser) {
	d.asked, d.calls, d.told, d.ends, d.total = d.asked[:0], d.calls[:0], d.told[:0], d.ends[:0], 0
	for i := range x.steps {
		st := &x.steps[i]
		if g := groupOfStep(st); g != gStanding {
			d.asked = append(d.asked, asked{facet: st.facet, col: x.column(st.facet), code: x.p.codeOf(g)})
		}
	}
	for f := range d.recall {
		d.recall[f].n = 0
	}
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

// dress makes matches of the best.
func (x *scan) dress(segs []*segment, d *dresser) []Match {
	p, graded := x.p, x.segNo
	x.beginDress(d)
	for _, c := range x.top {
		x.seg = segs[c.seg]
		x.describe(d, c, c.seg == graded)
		d.ends = append(d.ends, len(d.told))
	}
	out, fits, reasons := make([]Match, len(x.top)), make([]Fit, len(x.top)*p.groups), make([]Reason, d.total)
	told, at := 0, 0
	for n, c := range x.top {
		seg := segs[c.seg]
		from := at
		for _, said := range d.told[told:d.ends[n]] {
			code := d.asked[said.asked].code
			for k := said.from; k < said.to; k++ {
				phrase(&reasons[at], code, &d.calls[k])
				at++
			}
		}
		told = d.ends[n]
		origin, mine := &seg.from[c.row], fits[n*p.groups:(n+1)*p.groups:(n+1)*p.groups]
		for i, key := len(mine)-1, c.key; i >= 0; i-- {
			mine[i] = Fit(key & 7)
			key >>= 3
		}
		m := &out[n]
		m.Activity, m.Provider = seg.ids[c.row], seg.t.provider.vals[origin.provider]
		m.Site, m.Mode = seg.t.site.vals[origin.site].id, seg.mode(int(c.row))
		m.Fits, m.Reasons = mine, reasons[from:at:at]
	}
	return out
}

// describe collects what every criterion says of a row. graded says that the
// categories judged last are those of its segment.
func (x *scan) describe(d *dresser, c candidate, graded bool) {
	for n := range d.asked {
		if said := x.say(d, &d.asked[n], c, graded); said.to > said.from {
			said.asked = int32(n)
			d.told, d.total = append(d.told, said), d.total+int(said.to-said.from)
		}
	}
}

// say returns what a facet says of a row.
func (x *scan) say(d *dresser, a *asked, c candidate, graded bool) saying {
	from, row := int32(len(d.calls)), int(c.row)
	if a.col == none {
		x.tell(d, a.facet, row)
		return saying{from: from, to: int32(len(d.calls))}
	}
	entry := x.seg.rows[row].c[a.col]
	key, r := uint32(c.seg)<<16|uint32(entry), &d.recall[a.facet]
	if said, is := r.find(key); is {
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
	r.keep(key, said)
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
