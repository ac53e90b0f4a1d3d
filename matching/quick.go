package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Quick fits.
//
// A query meets some hundreds of entries of tables that it has to judge, and
// only their fits are wanted until the best are known. For the facets of which
// there are most, a segment therefore keeps what an answer depends on in numbers:
// features as bits, categories by what is narrower, districts by the entries
// that name them. A quick fit is the least of the fits of the judgements that
// table would give; a test holds each against those.

// quick is what a segment keeps for quick fits.
type quick struct {
	// numbers are those of the features, and feats the bits of those that each
	// entry is known to have and not to have. Nil when there are more than 64.
	numbers map[activity.Feature]uint8
	feats   []known
	// areas say of each entry what its answer depends on. Of those that depend on
	// what they name, within and inside list the entries that name a postcode
	// district and another area as the area served, and ruled those that name
	// either in a rule of residence.
	areas                 []areaKind
	within, inside, ruled map[activity.AreaCode][]uint16
	// catchments are the areas around one place, and catchmentOf their numbers by entry; nil
	// when there are none.
	catchments  []catchment
	catchmentOf []uint16
	// byCode lists the segment's categories of a code, and kin those of it or of
	// a narrower one.
	byCode, kin map[activity.CategoryCode][]uint32
	entrances   []entrance // of each entry about who is admitted
	taste       []bool     // of each category, whether it is for those who like it
}

// known are the features that are known to be there, and not to be there.
type known struct {
	yes, no uint64
	placed  bool
}

// areaKind says what the answer of an entry of the table of areas depends on: bit
// by bit, whether the area served is a list of postcode districts, of other areas
// or of both, and of what forms the codes of a rule of residence are. Where no
// bit is set nothing is stated. Entries of a kind that do not name where a person
// lives have the same fit, and so have those that name it in the same respects.
type areaKind uint8

const (
	areaOutward areaKind = 1 << iota
	areaAreas
	areaDistrict  // a code of a local authority district
	areaGSS       // another code of the Office for National Statistics
	areaWord      // any other
	areaOther     // the answer depends on something else
	areaKinds     = areaOther
	areaCatchment = areaOther + 1 // on how far the person lives from one place
)

// catchment is what lies within a radius of a place.
type catchment struct {
	at     micro
	radius activity.Metres
}

// form returns the form of a code of a rule of residence.
func form(a activity.AreaCode) areaKind {
	switch {
	case isDistrict(a):
		return areaDistrict
	case isGSS(a):
		return areaGSS
	}
	return areaWord
}

// quicken works out what quick fits need.
func (s *segment) quicken(c *compiled) {
	s.quick = quick{}
	s.quickFeatures()
	s.quickAreas()
	s.quickKinds(c)
	s.quickAdmit()
}

func (s *segment) quickFeatures() {
	q := &s.quick
	q.numbers = map[activity.Feature]uint8{}
	list := s.t.feats.vals
	for i := range list {
		for _, facts := range [...]activity.Access{list[i].activity, list[i].place} {
			for j := range facts {
				code := facts[j].Feature
				if _, is := q.numbers[code]; is {
					continue
				}
				if len(q.numbers) == 64 {
					q.numbers = nil
					return
				}
				q.numbers[code] = uint8(len(q.numbers))
			}
		}
	}
	q.feats = make([]known, len(list))
	for i := range list {
		for _, facts := range [...]activity.Access{list[i].activity, list[i].place} {
			for j := range facts {
				bit := uint64(1) << q.numbers[facts[j].Feature]
				switch list[i].of(facts[j].Feature) {
				case person.Yes:
					q.feats[i].yes |= bit
				case person.No:
					q.feats[i].no |= bit
				case person.Unknown:
				}
			}
		}
	}
	for i := range s.rows {
		q.feats[s.rows[i].c[cFeats]].placed = s.rows[i].is(flagPlaced)
	}
}

func (s *segment) quickAreas() {
	q := &s.quick
	q.areas = make([]areaKind, len(s.t.area.vals))
	q.within, q.inside = map[activity.AreaCode][]uint16{}, map[activity.AreaCode][]uint16{}
	q.ruled = map[activity.AreaCode][]uint16{}
	for i := range s.t.area.vals {
		w := &s.t.area.vals[i]
		q.areas[i] = w.kind()
		if q.areas[i] == areaCatchment {
			if q.catchmentOf == nil {
				q.catchmentOf = make([]uint16, len(q.areas))
			}
			lat, lon := w.around[0].Micro()
			q.catchmentOf[i] = uint16(len(q.catchments))
			q.catchments = append(q.catchments, catchment{micro{lat, lon}, w.cover.Radius})
		}
		if q.areas[i] >= areaKinds {
			continue
		}
		if w.ruled() {
			list(q.ruled, w.residence.Value, i)
		}
		if q.areas[i]&areaOutward != 0 {
			list(q.within, w.cover.Outward, i)
		}
		if q.areas[i]&areaAreas != 0 {
			list(q.inside, w.cover.Areas, i)
		}
	}
	q.catchments = slices.Clone(q.catchments)
}

// list lists an entry under some codes.
func list(by map[activity.AreaCode][]uint16, codes []activity.AreaCode, entry int) {
	for _, a := range codes {
		by[a] = append(by[a], uint16(entry))
	}
}

// ruled reports whether there is a rule of residence.
func (w *areaRule) ruled() bool {
	return w.residence.Standing != activity.Unknown && len(w.residence.Value) > 0
}

// kind returns what the answer of an entry depends on.
func (w *areaRule) kind() areaKind {
	kind, c := areaKind(0), &w.cover
	if w.ruled() {
		if w.residence.Standing != activity.Known {
			return areaOther
		}
		for _, a := range w.residence.Value {
			kind |= form(a)
		}
	}
	switch {
	case c.Standing == activity.Unknown, c.Standing == activity.Known && c.Everywhere:
		return kind
	case c.Standing == activity.Known && c.Radius > 0 && len(c.Outward)+len(c.Areas) == 0 && kind == 0 && len(w.around) == 1:
		return areaCatchment
	case c.Standing != activity.Known || c.Radius > 0 || len(c.Outward)+len(c.Areas) == 0:
		return areaOther
	}
	if len(c.Outward) > 0 {
		kind |= areaOutward
	}
	if len(c.Areas) > 0 {
		kind |= areaAreas
	}
	return kind
}

func (s *segment) quickKinds(c *compiled) {
	q := &s.quick
	q.byCode, q.kin = map[activity.CategoryCode][]uint32{}, map[activity.CategoryCode][]uint32{}
	q.taste = make([]bool, len(s.cats))
	for n := range s.cats {
		code := s.cats[n].code
		q.byCode[code] = append(q.byCode[code], uint32(n))
		q.taste[n] = c.crosswalk.taste[code]
		for wider := range c.upward(code) {
			q.kin[wider] = append(q.kin[wider], uint32(n))
		}
	}
}

// upward yields a category and those broader than it.
func (c *compiled) upward(code activity.CategoryCode) func(func(activity.CategoryCode) bool) {
	return func(yield func(activity.CategoryCode) bool) {
		for code != "" && yield(code) {
			one, _ := c.vocabulary.Lookup(code)
			code = one.Broader
		}
	}
}

// fancy judges the segment's categories for the interests.
func (x *scan) fancy() {
	if !x.p.asks(fLikes) {
		return
	}
	q := &x.seg.quick
	raise := func(list []uint32, fit Fit) {
		for _, n := range list {
			x.near[n] = max(x.near[n], fit)
		}
	}
	for n := range x.near {
		x.near[n] = No
		if x.p.raisesNeed() && !q.taste[n] {
			x.near[n] = Low
		}
	}
	for i, want := range x.p.q.Seeker.Interests {
		raise(q.kin[want], Exact)
		for _, code := range x.p.near[i] {
			raise(q.byCode[code], Good)
		}
		for code := range x.p.upward(want) {
			raise(q.byCode[code], Good)
		}
	}
}

// wish is a list of features as bits. open says that one of them is not among
// those of the segment, so that no entry answers it.
type wish struct {
	bits uint64
	open bool
}

// bitsOf turns features into bits.
func (q *quick) bitsOf(list []activity.Feature, skip func(activity.Feature) bool) wish {
	var w wish
	for _, f := range list {
		if skip != nil && skip(f) {
			continue
		}
		n, is := q.numbers[f]
		if !is {
			w.open = true
			continue
		}
		w.bits |= 1 << n
	}
	return w
}

// wishes are the features that a query asks about.
type wishes struct {
	access, remote wish // those needed at a place, and elsewhere
	matters        wish
	must, mustNot  wish
}

// wishing turns what the seeker asks for into bits.
func (x *scan) wishing() {
	s, q := &x.p.q.Seeker, &x.seg.quick
	x.wishes = wishes{
		access: q.bitsOf(s.Access, nil), remote: q.bitsOf(s.Access, ofBuilding), matters: q.bitsOf(s.Matters, nil),
		must: q.bitsOf(s.MustHave, nil), mustNot: q.bitsOf(s.MustNot, nil),
	}
	x.welcome = x.p.welcomed()
}

// have returns the fit of an entry for features that must be there.
func (k *known) have(w *wish) Fit {
	switch {
	case w.bits&k.no != 0:
		return No
	case w.open || w.bits&^k.yes != 0:
		return Unknown
	}
	return Exact
}

// lack returns the fit of an entry for features that must not be there.
func (k *known) lack(w *wish) Fit {
	switch {
	case w.bits&k.yes != 0:
		return No
	case w.open || w.bits&^k.no != 0:
		return Unknown
	}
	return Exact
}

// mattering returns the fit of an entry for features that matter.
func (x *scan) mattering(k *known) Fit {
	fit, w := Exact, &x.wishes.matters
	if w.bits&k.no != 0 {
		fit = Low
	}
	if w.open || w.bits&^(k.yes|k.no) != 0 {
		if x.p.raisesLikes() {
			return min(fit, Good)
		}
		return Unknown
	}
	return fit
}

// featured returns the fit of a facet that is about features for an entry.
func (x *scan) featured(f int, entry uint16) Fit {
	k := &x.seg.quick.feats[entry]
	switch f {
	case fMatters:
		return x.mattering(k)
	case fMust:
		return min(k.have(&x.wishes.must), k.lack(&x.wishes.mustNot))
	}
	if k.placed {
		return k.have(&x.wishes.access)
	}
	return k.have(&x.wishes.remote)
}

// In which respects an entry of the table of areas names where the person lives:
// while that is found out they stand above the fits that are remembered.
const (
	namedServed = 1 << (6 + iota)
	namedRuled
	namesHome = namedServed | namedRuled
)

// resident judges the entries that name where the person lives. Those of a kind that
// name it in the same respects have the same fit, which is in x.areas; they are some
// hundreds, so that it is remembered of each before any is met.
func (x *scan) resident() {
	x.areas = [4][areaKinds]uint8{}
	if !x.p.asks(fArea) {
		return
	}
	q, home := &x.seg.quick, &x.p.home
	x.named = x.named[:0]
	if home.Outward != "" {
		x.name(q.within[home.Outward], namedServed)
	}
	x.name(q.ruled[home.Outward], namedRuled)
	for _, area := range home.Areas {
		x.name(q.inside[area], namedServed)
		x.name(q.ruled[area], namedRuled)
	}
	for _, entries := range x.named {
		x.settle(entries)
	}
}

// name notes that entries name where the person lives.
func (x *scan) name(entries []uint16, how uint8) {
	if len(entries) == 0 {
		return
	}
	x.named = append(x.named, entries)
	memo := x.memo.fits[fArea]
	for _, entry := range entries {
		memo[entry] |= how
	}
}

// settle puts fits in place of what name has noted.
func (x *scan) settle(entries []uint16) {
	memo := x.memo.fits[fArea]
	for _, entry := range entries {
		if v := memo[entry]; v&namesHome != 0 {
			memo[entry] = uint8(x.agreeing(entry, v>>6)) + 1
		}
	}
}

// agreeing returns the fit of the entries that are of the kind of one and name where
// the person lives in the same respects.
func (x *scan) agreeing(entry uint16, how uint8) Fit {
	fit := &x.areas[how][x.seg.quick.areas[entry]]
	if *fit == 0 {
		*fit = uint8(x.areaOf(entry)) + 1
	}
	return Fit(*fit - 1)
}

// areaOf judges an entry of the table of areas.
func (x *scan) areaOf(entry uint16) Fit {
	x.buf.area = &x.seg.t.area.vals[entry]
	x.out = judgeArea(x.p, &x.buf, x.out[:0])
	return least(x.out)
}

// residing returns the fit of an entry of the table of areas that is not
// remembered.
func (x *scan) residing(entry uint16) Fit {
	kind := x.seg.quick.areas[entry]
	if kind == 0 {
		return Exact
	}
	if kind == areaCatchment {
		if fit, ok := x.inCatchment(&x.seg.quick.catchments[x.seg.quick.catchmentOf[entry]]); ok {
			return fit
		}
	}
	if kind >= areaKinds {
		return x.areaOf(entry)
	}
	return x.agreeing(entry, 0)
}

// inCatchment returns the fit of an area around a place by the estimate of distance;
// false where that does not say.
func (x *scan) inCatchment(d *catchment) (Fit, bool) {
	if !x.here.quick || x.p.q.Seeker.Place.Chosen || d.radius > quickLimit {
		return No, false
	}
	far, near := x.here.square(d.at)
	switch limit := limitOf(d.radius); {
	case !near || far > limit.beyond:
		return No, true
	case far < limit.within:
		return Exact, true
	}
	return No, false
}

// timely returns the fit of a pattern for the free times.
func (x *scan) timely(w *pattern) Fit {
	switch {
	case !w.known:
		return Unknown
	case w.sure.meets(&x.soon):
		return Exact
	case w.sure.meets(&x.month):
		return Good
	case w.sure.meets(&x.p.free):
		return Low
	case w.unsure.meets(&x.p.free), x.p.open(w):
		return Unknown
	}
	return No
}
