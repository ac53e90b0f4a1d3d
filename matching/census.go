package matching

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// A census counts, for a survey, what stands against each activity in scope.
//
// # Objections
//
// What stands against a row is a set of bits: one for each criterion that
// excludes it and one for each reason to blame. An entry of a table brings the
// same bits to every row that has it, and what a row has against it is the union
// of what its entries bring. They are worked out when an entry is first met, so
// that a row costs one look for each column that can exclude, and no branch that
// depends on it. Travel alone is judged row by row, by the estimate of distance.
//
// Few sets of objections are frequent. The last ones seen are kept with how many
// rows had them, and taken apart into counts when another takes their place.
//
// # What bits cannot say
//
// A criterion of several facets excludes by the least of their fits. Where
// Unknown excludes it matters whether another facet says No, so that there are
// two more bits, and a row that has both is judged wholly, as SurveyAll does; and
// so is one with a reason for which no bit is left.
//
// # Several rows
//
// An activity with several rows is counted by the one that closest would choose:
// its rows are looked at together, at the first of them that is in scope, and the
// others are then passed over.

// objections are what stands against a row.
type objections uint64

const (
	unread objections = 1 << (63 - iota) // an entry has not been judged in this query
	unsaid                               // a reason has no bit
	beyond                               // the row is out of scope
)

// The numbers of some sets: that of an entry that was not judged in this query, the
// empty one, and the one for which there was no number left.
const (
	noSet uint8 = iota
	emptySet
	unsaidSet
)

const (
	mostBits   = 60 // how many there are for criteria and reasons
	recentBits = 10 // the size of the table of recent sets, as a power of two
)

// census is the census of one query. Room is reused from query to query.
type census struct {
	*scan
	*tally
	lines  []line
	tables [columns][]uint8 // by entry the number of its set, for those columns that can exclude; else nil
	hosts  []hosted         // likewise for the host's criteria
	alone  []line           // lines that are judged row by row
	room   []uint8
	known  [256]objections // the sets that entries bring, by number
	knowns int

	taken   int // bits given out
	what    [mostBits]meaning
	of      [groups + maxCriteria]objections // the bit of each criterion
	split   [groups + maxCriteria]objections // the lower of its two bits for what facets say; 0 without
	whole   objections                       // all bits of criteria
	splits  objections                       // all lower bits
	refused [facets]objections               // what a facet in refusals brings; 0 not yet worked out
	recent  [1 << recentBits]recent

	scope   activity.Metres
	limited bool
	far     objections // of what is too far; 0 where the estimate does not judge travel
	near    [2]limit   // of travel, exact and rough
	wide    limit      // of the scope

	runs   []run
	sought []uint64 // rows of the runs that are counted
	multi  []uint32 // rows in scope whose activity has several
	told   bitset   // the heads of activities that were counted
	judged int
}

// meaning is what a bit stands for: a criterion, one of its reasons, or neither.
type meaning struct {
	kind  uint8
	group int
	code  ReasonCode
	count int // how many have it
	only  int // of a criterion: how many no other excludes
}

const (
	aSplit uint8 = iota
	aCriterion
	aReason
)

// recent is a set of objections and how many have been seen that have it.
type recent struct {
	has objections
	n   int
}

// line is a facet that can exclude.
type line struct {
	facet, group int
	col          int // the column that answers it, or none
	out          uint8
	part         part
}

// part is a part of the person's choice that one column answers, or the row.
type part uint8

const (
	entire  part = iota // the facet as it is
	byKind              // kinds of activity that are avoided
	byTime              // times
	byFeat              // what must be there and what must not
	byPlace             // activities, providers, sites and areas
)

// hosted is a criterion of the host's: its column, and what each value brings.
type hosted struct {
	col int
	by  [256]objections
}

// limit is a distance, squared, as an estimate sees it: what is less than the
// first is surely within it, what is more than the second surely beyond.
type limit struct{ within, beyond int64 }

// limitOf prepares a limit that may be a little more than twice the distance for
// which the estimate was made; so the slack is twice as much as well.
func limitOf(d activity.Metres) limit {
	slack := int64(d)/500 + 4
	return limit{square(max(int64(d)-slack, 0)), square(int64(d) + slack)}
}

// refusals are the reasons of the facets that say No for one reason only; what
// serves no need is not looked at. It is never written.
var refusals = [facets]ReasonCode{
	fNeed: ReasonNeedFocus, fChoice: ReasonChoice, fFinished: ReasonFinished, fSuspended: ReasonSuspended, fLikes: ReasonInterestNone,
	fAge: ReasonAgeNot, fArea: ReasonAreaNot, fFeatures: ReasonAccessNot, fTime: ReasonTimeNot, fCost: ReasonCostAbove,
	fRoom: ReasonFull,
}

// open begins a census.
func (w *census) open(x *scan, t *tally) {
	*w = census{
		scan: x, tally: t, lines: w.lines[:0], hosts: w.hosts[:0], alone: w.alone[:0], room: w.room,
		runs: w.runs, sought: w.sought, multi: w.multi, told: w.told,
	}
	w.known[noSet], w.known[unsaidSet], w.knowns = unread, unsaid, 3
	w.scope, w.limited = x.p.scope()
	w.wide = limitOf(w.scope)
	w.near = [2]limit{{x.here.clear[2], x.here.beyond[2]}, limitOf(x.p.bands[2] + roughness)}
	for s := range w.steps {
		st := &w.steps[s]
		switch l := (line{facet: st.facet, group: groupOfStep(st), out: st.out, col: w.column(st.facet)}); {
		case l.out == 0 || l.out == 1<<No && w.mild(l.facet):
		case l.facet == fChoice && !w.p.mustMixed():
			w.choice(l)
		default:
			w.line(l)
		}
	}
}

// choice takes up the parts of the person's choice.
func (w *census) choice(l line) {
	s := &w.p.q.Seeker
	a := &s.Avoid
	take := func(part part, col int, raised bool) {
		if l.part, l.col = part, col; raised {
			w.line(l)
		}
	}
	take(byKind, cCats, len(a.Categories) > 0)
	take(byTime, cWhen, !w.p.avoidTimes.empty())
	take(byFeat, cFeats, len(s.MustHave)+len(s.MustNot) > 0)
	take(byPlace, none, len(a.Activities)+len(a.Providers)+len(a.Sites)+len(a.Areas) > 0)
}

// chosen returns the fit of a part of the person's choice for a row.
func (w *census) chosen(part part, i int) Fit {
	c, t, against := &w.seg.rows[i].c, &w.seg.t, person.No
	switch part {
	case byKind:
		against = w.p.avoidedKind(t.cats.vals[c[cCats]])
	case byTime:
		if w.p.onlyAt(&w.seg.patterns[c[cWhen]], w.p.avoidTimes) {
			return No
		}
	case byFeat:
		w.buf.feats = &t.feats.vals[c[cFeats]]
		against = w.p.mustFeatures(&w.buf).Not()
	case byPlace:
		if w.avoidedPlace(i) {
			return No
		}
	case entire:
		return w.fit(fChoice, i)
	}
	switch against {
	case person.Yes:
		return No
	case person.Unknown:
		return Unknown
	case person.No:
	}
	return Exact
}

// avoidedPlace reports whether a row is one of the activities that the person
// avoids, or of a provider, at a site or in an area.
func (w *census) avoidedPlace(i int) bool {
	a, t, from := &w.p.q.Seeker.Avoid, &w.seg.t, &w.seg.from[i]
	place := &t.site.vals[from.site]
	provider, town := t.provider.vals[from.provider], &t.town.vals[place.town]
	return slices.Contains(a.Activities, w.seg.ids[i]) ||
		!provider.IsZero() && slices.Contains(a.Providers, provider) ||
		!place.id.IsZero() && slices.Contains(a.Sites, place.id) ||
		avoidedArea(a, &site{outward: town.outward, areas: town.areas})
}

// mild reports whether a facet never says No.
func (w *census) mild(f int) bool {
	return f == fMatters || f == fLanguage || f == fFresh || f == fTravel && w.p.q.Seeker.Place.Coordinates.IsZero()
}

// line takes up a facet.
func (w *census) line(l line) {
	switch {
	case w.of[l.group] == 0:
		w.of[l.group] = w.take(aCriterion, l.group, "")
		w.whole |= w.of[l.group]
	case l.out>>Unknown&1 == 1 && w.split[l.group] == 0:
		w.split[l.group] = w.take(aSplit, l.group, "")
		w.take(aSplit, l.group, "")
		w.splits |= w.split[l.group]
	}
	switch {
	case l.facet >= facets:
		w.hosts = append(w.hosts, w.host(&l))
	case l.facet == fTravel && w.here.quick && l.out == 1<<No && w.p.opts.TravelMinutes == nil:
		w.far = w.of[gTravel] | w.reason(gTravel, ReasonTravelTooFar)
	case l.col == none:
		w.alone = append(w.alone, l)
	default:
		w.lines = append(w.lines, l)
	}
}

// take gives out a bit.
func (w *census) take(kind uint8, group int, code ReasonCode) objections {
	if w.taken == mostBits {
		return unsaid
	}
	w.what[w.taken] = meaning{kind: kind, group: group, code: code}
	w.taken++
	return 1 << (w.taken - 1)
}

// reason returns the bit of a reason.
func (w *census) reason(group int, code ReasonCode) objections {
	for b := range w.what[:w.taken] {
		if m := &w.what[b]; m.kind == aReason && m.group == group && m.code == code {
			return 1 << b
		}
	}
	return w.take(aReason, group, code)
}

// brings returns what a fit of a facet brings, apart from reasons.
func (w *census) brings(l *line, fit Fit) objections {
	has := objections(0)
	if l.out>>fit&1 == 1 {
		has = w.of[l.group]
	}
	switch split := w.split[l.group]; fit {
	case No:
		has |= split
	case Unknown:
		has |= split << 1
	case Low, Good, Exact:
	}
	return has
}

// blames returns what the judgements of a facet bring.
func (w *census) blames(l *line, list []Judgement) objections {
	fit := least(list)
	has := w.brings(l, fit)
	for _, j := range list {
		if j.Fit == fit && l.out>>fit&1 == 1 {
			has |= w.reason(l.group, j.Code)
		}
	}
	return has
}

// host works out what the values of a host's criterion bring.
func (w *census) host(l *line) hosted {
	h := hosted{col: l.facet - facets}
	for v, j := range w.p.ownPlans[h.col] {
		if j != exact {
			h.by[v] = w.blames(l, []Judgement{j})
		}
	}
	return h
}

// fitOf returns the fit of a line for a row. What an entry brings is remembered,
// so that its fit need not be, but for what holds all day.
func (w *census) fitOf(l *line, i int) Fit {
	switch {
	case l.facet == fChoice:
		return w.chosen(l.part, i)
	case l.col == none || l.facet == fArea || daily>>l.facet&1 == 1: // of which some are known
		return w.fit(l.facet, i)
	}
	return w.fresh(l.facet, i)
}

// onRow returns what a line brings to a row.
func (w *census) onRow(l *line, i int) objections {
	if l.facet == fFinished && !w.seg.is(i, flagLast) {
		return 0
	}
	fit := w.fitOf(l, i)
	switch {
	case l.out>>fit&1 == 0:
		return w.brings(l, fit)
	case l.facet == fChoice && fit == Unknown:
		return w.brings(l, Unknown) | w.reason(gChoice, ReasonChoiceUnknown)
	case fit == No && refusals[l.facet] != "":
		if w.refused[l.facet] == 0 {
			w.refused[l.facet] = w.brings(l, No) | w.reason(l.group, refusals[l.facet])
		}
		return w.refused[l.facet]
	}
	if l.col == none {
		w.seg.offer(i, &w.buf)
	} else {
		w.fill(l.facet, i)
	}
	w.scan.out = w.p.facet(l.facet, &w.buf, w.scan.out[:0])
	return w.blames(l, w.scan.out)
}

// begin begins a segment.
func (w *census) begin() {
	w.multi, w.judged = w.multi[:0], 0
	sizes, total := w.seg.t.sizes(), 0
	for _, n := range sizes {
		total += n
	}
	w.room = slices.Grow(w.room[:0], total)[:total]
	room := w.room
	w.tables = [columns][]uint8{}
	for n := range w.lines {
		if c := w.lines[n].col; w.tables[c] == nil {
			w.tables[c], room = room[:sizes[c]:sizes[c]], room[sizes[c]:]
		}
	}
	clear(w.room[:total-len(room)])
	for n := range w.lines {
		if l := &w.lines[n]; l.facet == fArea {
			w.elsewhere(l)
		}
	}
}

// elsewhere works out what the entries of the table of areas bring that do not
// name where the person lives: by far the most, and the same for all of a kind.
func (w *census) elsewhere(l *line) {
	of := [areaKinds]uint8{w.number(w.brings(l, Exact))}
	table, named := w.tables[cArea], w.memo.fits[fArea]
	for entry, kind := range w.seg.quick.areas {
		if kind >= areaKinds || named[entry] != 0 {
			continue
		}
		if of[kind] == noSet {
			w.areaOf(uint16(entry))
			of[kind] = w.number(w.blames(l, w.scan.out))
		}
		table[entry] = of[kind]
	}
}

// number gives a set its number.
func (w *census) number(has objections) uint8 {
	for n, k := range w.known[:w.knowns] {
		if k == has {
			return uint8(n)
		}
	}
	if w.knowns == len(w.known) {
		return unsaidSet
	}
	w.known[w.knowns] = has
	w.knowns++
	return uint8(w.knowns - 1)
}

// entries returns what the entries of a row bring.
func (w *census) entries(i int) objections {
	c, t, k := &w.seg.rows[i].c, &w.tables, &w.known
	has := k[setOf(t[cCats], c[cCats])] | k[setOf(t[cAges], c[cAges])] | k[setOf(t[cAdmit], c[cAdmit])] |
		k[setOf(t[cArea], c[cArea])] | k[setOf(t[cFeats], c[cFeats])] | k[setOf(t[cWhen], c[cWhen])] |
		k[setOf(t[cLangs], c[cLangs])] | k[setOf(t[cCost], c[cCost])] | k[setOf(t[cRoom], c[cRoom])] |
		k[setOf(t[cFresh], c[cFresh])] | k[setOf(t[cState], c[cState])] | k[setOf(t[cKind], c[cKind])]
	if has&unread != 0 {
		has = w.read(i)
	}
	for n := range w.hosts {
		h := &w.hosts[n]
		has |= h.by[w.seg.host[h.col][i]]
	}
	for n := range w.alone {
		has |= w.onRow(&w.alone[n], i)
	}
	return has
}

// setOf returns the number of what an entry brings; a column that cannot exclude
// has no table.
func setOf(table []uint8, entry uint16) uint8 {
	if int(entry) < len(table) {
		return table[entry]
	}
	return emptySet
}

// read judges the entries of a row that have not been judged in this query.
func (w *census) read(i int) objections {
	c, has := &w.seg.rows[i].c, objections(0)
	for col, t := range w.tables {
		if t == nil {
			continue
		}
		set := t[c[col]]
		if set == noSet {
			own := objections(0)
			for n := range w.lines {
				if l := &w.lines[n]; l.col == col {
					own |= w.onRow(l, i)
				}
			}
			set = w.number(own)
			t[c[col]] = set
		}
		has |= w.known[set]
	}
	return has
}

// distance returns whether a row is out of scope, and what its distance brings
// where the estimate judges that.
func (w *census) distance(i int) objections {
	r := &w.seg.rows[i]
	if !w.limited || !r.known() {
		return 0
	}
	if w.far == 0 {
		if w.outside(i) {
			return beyond
		}
		return 0
	}
	d, near := w.here.square(r.micro)
	if !near {
		return w.far | beyond
	}
	l := &w.near[r.c[cKind]/flagRough&1]
	switch {
	case d < l.within, d <= l.beyond && w.travel(i) != No:
		return 0
	case d > w.wide.beyond, d >= w.wide.within && w.outside(i):
		return w.far | beyond
	}
	return w.far
}

// outside reports whether a row with coordinates lies outside the scope.
func (w *census) outside(i int) bool {
	r := &w.seg.rows[i]
	if w.here.quick && w.here.surely(r.micro, w.scope) {
		return false
	}
	at, _ := activity.CoordinatesAt(int64(r.lat), int64(r.lon))
	d, _ := w.p.q.Seeker.Place.Coordinates.DistanceTo(at)
	return d > w.scope
}

// square returns the square of the estimated distance to a point; false if that
// is surely beyond any for which there are estimates. Three degrees of longitude
// are more than that as far north and south as there are estimates.
func (p *point) square(at micro) (int64, bool) {
	const half = 180_000_000
	switch dLon := int64(at.lon) - p.lon; {
	case dLon > half: // across the meridian of 180 degrees
		at.lon -= 2 * half
	case dLon < -half:
		at.lon += 2 * half
	}
	dLat, dLon := int64(at.lat)-p.lat, int64(at.lon)-p.lon
	if max(dLat, -dLat) > 1_000_000 || max(dLon, -dLon) > 3_000_000 {
		return 0, false
	}
	return p.estimate(at), true
}

// lay makes room for the rows of some runs.
func (w *census) lay(spans []span) {
	w.runs = w.runs[:0]
	at := 0
	for _, r := range spans {
		if r.lo < r.hi {
			w.runs = append(w.runs, run{lo: r.lo, hi: r.hi, at: int32(at)})
			at += int((r.hi-1)>>6 - r.lo>>6 + 1)
		}
	}
	w.sought = blank(w.sought, at)
}

// walk counts the rows of the runs that are in some sets, or all of them where
// sets is nil.
func (w *census) walk(sets []*rowSet) {
	for _, s := range sets {
		w.join(s)
	}
	for k := range w.runs {
		r := &w.runs[k]
		out, at := r.part(w.sought)
		if sets == nil {
			for c := range out {
				out[c] = ^uint64(0)
			}
		}
		out[0] &= ^uint64(0) << (r.lo & 63)
		out[len(out)-1] &= ^uint64(0) >> (-r.hi & 63)
		for c, word := range out {
			if w.dead != nil {
				word &^= w.dead[at+c]
			}
			for ; word != 0; word &= word - 1 {
				w.see((at+c)<<6 + bits.TrailingZeros64(word))
			}
		}
	}
}

// see counts a row, unless its activity has others.
func (w *census) see(i int) {
	switch has := w.distance(i); {
	case has&beyond != 0:
	case w.seg.rows[i].is(flagMulti):
		w.multi = append(w.multi, uint32(i))
	default:
		w.settle(has|w.entries(i), i)
	}
}

// settle counts an activity by what the row that speaks for it has against it.
func (w *census) settle(has objections, i int) {
	w.judged++
	if w.torn(has) {
		w.wholly([]uint32{uint32(i)})
		return
	}
	r := &w.recent[uint64(has)*0x9e3779b97f4a7c15>>(64-recentBits)]
	if r.has != has {
		w.book(r)
		*r = recent{has: has}
	}
	r.n++
}

// torn reports whether the bits do not say all.
func (w *census) torn(has objections) bool { return has&unsaid != 0 || has&(has>>1)&w.splits != 0 }

// book counts those that have a set of objections.
func (w *census) book(r *recent) {
	against := r.has & w.whole
	if against == 0 {
		w.s.Matching += r.n
		return
	}
	w.s.Excluded += r.n
	for left := r.has & (1<<mostBits - 1); left != 0; left &= left - 1 {
		m := &w.what[bits.TrailingZeros64(uint64(left))]
		m.count += r.n
		if against&(against-1) == 0 {
			m.only += r.n
		}
	}
}

// close completes the counts of the tally.
func (w *census) close() {
	for n := range w.recent {
		w.book(&w.recent[n])
	}
	for n := range w.what[:w.taken] {
		switch m := &w.what[n]; {
		case m.count == 0 || m.kind == aSplit:
		case m.kind == aReason:
			w.reasons[Reason{Criterion: w.p.codeOf(m.group), Code: m.code}] += m.count
		default:
			w.tally.groups[m.group][0] += m.count
			w.tally.groups[m.group][1] += m.only
		}
	}
}

// wholly counts an activity by judging some of its rows.
func (w *census) wholly(rows []uint32) {
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Compare(w.seg.ord(a), w.seg.ord(b)) })
	offers := make([]offer, len(rows))
	for n, i := range rows {
		offers[n].site = &site{}
		w.seg.offer(int(i), &offers[n])
	}
	f := w.p.closest(offers)
	w.count(w.p, &f)
}

// several counts the activities with several rows.
func (w *census) several() {
	w.told = blank(w.told, (len(w.seg.multi)+63)/64)
	at := 0
	for _, i := range w.multi {
		at += reached(w.seg.multi[at:], i)
		head := int(w.seg.heads[at])
		if w.told.has(head) {
			continue
		}
		w.told[head>>6] |= 1 << (head & 63)
		if !w.plain(at) {
			w.speak(at)
		}
	}
}

// plain settles an activity by a row that has nothing against it but what the
// others have as well, so that they need not be looked at; they are all over the
// segment. It reports whether the row was one.
func (w *census) plain(at int) bool {
	i, t := int(w.seg.multi[at]), &w.tables
	c, has := &w.seg.rows[i].c, w.entries(i)
	own := w.distance(i) | w.known[setOf(t[cFeats], c[cFeats])] | w.known[setOf(t[cKind], c[cKind])]
	if w.seg.peers[at]&alike == 0 {
		// Of what may not be offered another row may have one more reason: there
		// it is over.
		own |= w.known[setOf(t[cWhen], c[cWhen])] | has&w.of[gStanding]
	}
	if own != 0 || len(w.alone) > 0 {
		return false
	}
	w.settle(has, i)
	return true
}

// speak finds the row that speaks for an activity and settles it.
func (w *census) speak(at int) {
	s, best := w.seg, at
	has := w.against(at)
	torn, two := w.torn(has), s.peer(s.peer(at)) == at
	for peer := s.peer(at); peer != at; peer = s.peer(peer) {
		mine := w.against(peer)
		torn = torn || w.torn(mine)
		if two && mine == has {
			break // it does not matter which
		}
		if w.closer(peer, mine, best, has) {
			best, has = peer, mine
		}
	}
	if !torn {
		w.settle(has, int(s.multi[best]))
		return
	}
	rows := []uint32{s.multi[at]}
	for peer := s.peer(at); peer != at; peer = s.peer(peer) {
		rows = append(rows, s.multi[peer])
	}
	w.judged++
	w.wholly(rows)
}

// against returns all that stands against a row with peers.
func (w *census) against(at int) objections {
	i := int(w.seg.multi[at])
	return w.distance(i)&^beyond | w.entries(i)
}

// closer reports whether closest would choose a row rather than another.
func (w *census) closer(a int, hasA objections, b int, hasB objections) bool {
	s := w.seg
	if n, m := bits.OnesCount64(uint64(hasA&w.whole)), bits.OnesCount64(uint64(hasB&w.whole)); n != m {
		return n < m
	}
	if x, y := w.key(int(s.multi[a])), w.key(int(s.multi[b])); x != y {
		return x > y
	}
	return s.ords[a] < s.ords[b]
}

// key returns the key of a row.
func (w *census) key(i int) uint64 {
	key, fit := w.base, Exact
	for n := range w.steps {
		st := &w.steps[n]
		fit = min(fit, w.fit(st.facet, i))
		if st.last {
			key |= uint64(fit) << st.shift
			fit = Exact
		}
	}
	return key
}

// reached returns the first index of an ascending list whose value is not less
// than v, soon if it is near the beginning.
func reached(list []uint32, v uint32) int {
	lo, hi := 0, 1
	for hi <= len(list) && list[hi-1] < v {
		lo, hi = hi, 2*hi
	}
	return lo + lowerBound(list[lo:min(hi, len(list))], v)
}

// join joins the rows of a set that are in the runs.
func (w *census) join(s *rowSet) {
	list := s.list
	for k := range w.runs {
		r := &w.runs[k]
		out, at := r.part(w.sought)
		if s.words != nil {
			unite(out, s.words[at:])
			continue
		}
		list = list[reached(list, uint32(r.lo)):]
		for len(list) > 0 && list[0] < uint32(r.hi) {
			out[int(list[0]>>6)-at] |= 1 << (list[0] & 63)
			list = list[1:]
		}
	}
}
