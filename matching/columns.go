package matching

import (
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Columns.
//
// A directory of a million activities holds few different things to say: some
// hundreds of rules of eligibility, some thousands of weekly times, a few dozen
// prices. So an index keeps each of them once, in a table, and a row holds the
// numbers of its entries. A query judges an entry the first time that it meets
// it and remembers the fit; the second row with the same entry costs one look.
//
// Two records share an entry when their keys are equal: a key spells out
// everything that any criterion looks at, and leaves out what none does.

// row is what is judged of one offer of an index: 32 bytes. two to a
// line of the processor's cache, since of a row that is looked at all several
// columns are.
type row struct {
	micro
	c [columns]uint16
}

// micro is a point in millionths of a degree; both 0: not known.
type micro struct{ lat, lon int32 }

// known reports whether the point is known.
func (m micro) known() bool { return m.lat != 0 || m.lon != 0 }

// Columns of a row: the number of its entry in each table, and its kind.
const (
	cCats = iota
	cAges
	cAdmit
	cArea
	cFeats // entries of offers at a place and of others are apart
	cWhen
	cLangs
	cCost
	cRoom
	cFresh
	cState
	cKind // mode and flags
	columns
)

// full is how many entries a table can have, since a row numbers them in 16
// bits.
const full = 1 << 16

// source is what else is known of a row, when it is shown. Which offer of its
// activity a row is, in the order of the record, stands in segment.ords for
// those few whose activity has several.
type source struct {
	provider uint32
	site     uint32
}

// A kind is the index of the mode in modeList and these flags.
const (
	flagPlaced = 8 << iota // happens at a place
	flagRough              // the coordinates are rough
	flagMulti              // its activity has other rows
	flagLast               // its schedule ends within the horizon
	kinds      = 8 << iota // how many there are
)

// is reports whether a row has a flag.
func (r *row) is(flag uint16) bool { return r.c[cKind]&flag != 0 }

// modeList numbers the modes.
var modeList = [...]activity.Mode{
	"", activity.InPerson, activity.Online, activity.Telephone, activity.HomeVisit, activity.Outreach, activity.ByPost,
}

// modeNumber returns the number of a mode.
func modeNumber(m activity.Mode) uint16 {
	return uint16(max(slices.Index(modeList[:], m), 0))
}

// place1 is an entry of the table of sites.
type place1 struct {
	id   activity.LocationID
	town uint32
}

// area1 is an entry of the table of towns: the areas that a site lies in.
type area1 struct {
	outward activity.AreaCode
	areas   []activity.AreaCode
}

// tables are the tables of a segment.
type tables struct {
	cats     table1[[]category]
	ages     table1[ageRule]
	admit    table1[admitRule]
	area     table1[areaRule]
	feats    table1[features]
	langs    table1[[]activity.LanguageOffer]
	when     table1[activity.Schedule] // the rules, to be expanded again when the horizon moves
	cost     table1[activity.Cost]
	room     table1[room]
	state    table1[state]
	fresh    table1[freshness]
	provider table1[activity.ProviderID]
	site     table1[place1]
	town     table1[area1]
}

// sizes returns how many entries each column has.
func (t *tables) sizes() [columns]int {
	return [columns]int{
		cCats: len(t.cats.vals), cAges: len(t.ages.vals), cAdmit: len(t.admit.vals), cArea: len(t.area.vals),
		cFeats: len(t.feats.vals), cWhen: len(t.when.vals), cLangs: len(t.langs.vals), cCost: len(t.cost.vals),
		cRoom: len(t.room.vals), cFresh: len(t.fresh.vals), cState: len(t.state.vals), cKind: kinds,
	}
}

// most returns how many entries the largest table of a column has.
func (t *tables) most() int {
	sizes := t.sizes()
	return slices.Max(sizes[:cKind])
}

// seal seals every table.
func (t *tables) seal() {
	t.cats.seal()
	t.ages.seal()
	t.admit.seal()
	t.area.seal()
	t.feats.seal()
	t.langs.seal()
	t.when.seal()
	t.cost.seal()
	t.room.seal()
	t.state.seal()
	t.fresh.seal()
	t.provider.seal()
	t.site.seal()
	t.town.seal()
}

// keyer spells keys.
type keyer struct {
	b    []byte
	seed maphash.Seed
}

func (k *keyer) reset()       { k.b = k.b[:0] }
func (k *keyer) hash() uint32 { return hashed(k.seed, k.b) }
func (k *keyer) byte(c byte)  { k.b = append(k.b, c) }
func (k *keyer) bool(v bool)  { k.b = append(k.b, boolByte(v)) }
func (k *keyer) str(s string) { k.num(int64(len(s))); k.b = append(k.b, s...) }

// num spells a number as a varint, most of which are one byte.
func (k *keyer) num(n int64) {
	if uint64(n) < 64 {
		k.b = append(k.b, byte(n)<<1)
		return
	}
	k.b = binary.AppendVarint(k.b, n)
}

func boolByte(v bool) byte {
	if v {
		return 1
	}
	return 0
}

func (k *keyer) day(d activity.Day) { k.num(int64(dayArg(d))) }

// strs spells a list of strings.
func strs[S ~string](k *keyer, list []S) {
	k.num(int64(len(list)))
	for _, s := range list {
		k.str(string(s))
	}
}

// standing spells the standing of a bound by its first letter.
func (k *keyer) standing(s activity.Standing) {
	if s == "" {
		k.byte(0)
		return
	}
	k.byte(s[0])
}

func (k *keyer) cats(list []category) {
	for _, c := range list {
		k.str(string(c.code))
		k.bool(c.guessed)
	}
}

func (k *keyer) ages(b activity.Bound[activity.AgeRange]) {
	k.standing(b.Standing)
	k.num(int64(b.Value.MinMonths()))
	hi, _ := b.Value.MaxMonths()
	k.num(int64(hi))
}

// ageRule spells which ages may come.
func (k *keyer) ageRule(a *activity.Activity) {
	k.ages(a.Eligibility.Ages)
	k.ages(a.Eligibility.SuitsAges)
}

// admit spells who else may come.
func (k *keyer) admit(a *activity.Activity) {
	e := &a.Eligibility
	k.standing(e.Gender.Standing)
	k.str(string(e.Gender.Value))
	k.standing(e.Groups.Standing)
	strs(k, e.Groups.Value)
	k.standing(e.Practices.Standing)
	k.num(int64(len(e.Practices.Value)))
	for _, p := range e.Practices.Value {
		k.str(p.String())
	}
	k.num(int64(len(e.Conditions)))
	k.num(int64(len(a.Routes)))
	for i := range a.Routes {
		k.str(string(a.Routes[i].Route))
	}
}

// area spells where one has to live.
func (k *keyer) area(a *activity.Activity) {
	k.standing(a.Eligibility.Residence.Standing)
	strs(k, a.Eligibility.Residence.Value)
	k.cover(a)
}

// cover spells the area served.
func (k *keyer) cover(a *activity.Activity) {
	c := &a.Coverage
	k.standing(c.Standing)
	k.bool(c.Everywhere)
	strs(k, c.Outward)
	strs(k, c.Areas)
	k.num(int64(c.Radius))
	if c.Radius == 0 {
		return
	}
	for i := range a.Locations {
		lat, lon := a.Locations[i].Coordinates.Micro()
		k.num(int64(lat))
		k.num(int64(lon))
	}
}

// access spells a list of facts.
func (k *keyer) access(list activity.Access) {
	k.num(int64(len(list)))
	for i := range list {
		k.str(string(list[i].Feature))
		k.byte(byte(triNumber(list[i].Has)))
	}
}

// triNumber numbers the three values.
func triNumber(v person.Tri) int {
	switch v {
	case person.Yes:
		return 2
	case person.No:
		return 1
	case person.Unknown:
	}
	return 0
}

func (k *keyer) langs(list []activity.LanguageOffer) {
	for i := range list {
		k.str(list[i].Tag.String())
		k.byte(byte(triNumber(list[i].Interpreter)))
	}
}

func (k *keyer) cost(c *activity.Cost) {
	k.standing(c.Standing)
	for i := range c.Options {
		o := &c.Options[i]
		k.str(string(o.Kind))
		k.str(o.Amount.Currency())
		k.num(o.Amount.Minor())
		k.str(string(o.Per))
		k.str(string(o.For))
		k.day(o.ValidFrom)
		k.day(o.ValidTo)
	}
}

func (k *keyer) room(r *room) {
	k.str(string(r.state))
	k.num(int64(r.available))
	k.num(int64(r.wait))
	k.day(r.asOf)
}

func (k *keyer) state(s *state) {
	k.str(string(s.status))
	k.day(s.ended)
	k.bool(s.private)
}

func (k *keyer) fresh(f *freshness) {
	k.bool(f.running)
	k.day(f.assured)
	k.day(f.modified)
}

// schedule spells the rules that hold at a location. A rule that has begun and
// repeats every week or month without a count does not depend on when it
// began, so that all Tuesday mornings are one entry.
func (k *keyer) schedule(s *activity.Schedule, at activity.LocationID, from activity.Day) {
	k.str(s.Zone)
	k.bool(s.Confidence == activity.Partial)
	k.locals(s.Closed)
	for i := range s.Rules {
		r := &s.Rules[i]
		if !holdsAt(r, at) {
			continue
		}
		k.str(string(r.Freq))
		k.num(int64(r.Interval))
		k.num(int64(r.Count))
		if begun(r, from) {
			k.byte(1)
		} else {
			k.byte(0)
			k.day(r.Start)
		}
		k.clock(r)
		k.local(r.Until)
		k.num(int64(len(r.ByDay)))
		for _, d := range r.ByDay {
			k.num(int64(d.Ordinal()))
			k.str(string(d.Day()))
		}
		k.ints(r.ByMonthDay)
		k.num(int64(len(r.ByMonth)))
		for _, m := range r.ByMonth {
			k.num(int64(m))
		}
		k.str(string(r.WeekStart))
		k.locals(r.Except)
		k.locals(r.Add)
		k.day(r.ValidFrom)
		k.day(r.ValidTo)
	}
}

// begun reports whether a rule no longer depends on when it began.
func begun(r *activity.Rule, from activity.Day) bool {
	return (r.Freq == activity.Weekly && len(r.ByDay) > 0 || r.Freq == activity.Monthly && len(r.ByDay)+len(r.ByMonthDay) > 0) &&
		r.Interval <= 1 && r.Count == 0 && !from.Before(r.Start)
}

func (k *keyer) ints(list []int) {
	k.num(int64(len(list)))
	for _, n := range list {
		k.num(int64(n))
	}
}

// clock spells the times of a rule.
func (k *keyer) clock(r *activity.Rule) {
	k.bool(r.From.IsZero())
	k.num(int64(r.From.Seconds()))
	k.bool(r.To.IsZero())
	k.num(int64(r.To.Seconds()))
}

func (k *keyer) local(t activity.LocalTime) {
	k.day(t.Day())
	k.bool(t.Clock().IsZero())
	k.num(int64(t.Clock().Seconds()))
}

func (k *keyer) locals(list []activity.LocalTime) {
	k.num(int64(len(list)))
	for _, t := range list {
		k.local(t)
	}
}
