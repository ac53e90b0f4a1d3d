// Package synth makes up activities and seekers in clusters like those of the
// United Kingdom, always the same ones for the same seed: for the tests and the
// benchmarks of matching, and for nothing else. Nobody in it exists.
//
// # Distributions
//
// Towns: 300. The forty largest cities stand near where they are, with about
// their population; the other 260 are scattered over England, Wales, southern
// Scotland and Northern Ireland, with populations that fall from 150,000 with
// the rank. A town has a postcode district for every 25,000 people and is a
// normal cloud around its centre whose spread grows with the square root of its
// population, 12 km for London. Activities, sites and
// seekers fall into towns by population.
//
// Activities: four to a site and five to a provider, within the town. Forty-six
// categories with weights that fall with rank; a quarter of the activities have
// a second one; a tenth are guessed by a rule. Ages: 35 % unknown, 25 % all
// ages, the rest bounded (18+, 50+, 65+, 16-25, under fives and so on), 5 %
// assumed. One in 25 is for women or men, one in 16 for a group. Area served:
// 70 % unknown, 10 % by up to six postcode districts, 15 % everywhere, 4 % by council, 1 %
// by radius. 60 % state no access facts, 85 % no language, 25 % no times; of
// the times most are weekly, a tenth monthly, some fortnightly, some end. Cost:
// 35 % unknown, 35 % free, the rest £1 to £12 with concessions for a third.
// Capacity: 60 % unknown. Status: 90 % active. Records were last checked
// within two years, 40 % never. Modes: 70 % not stated; 3 % come to the home,
// 2 % work by telephone and 1 % online for some districts; one in 500 serves the
// whole country. 2 % have no coordinates, half of them with a postcode.
//
// Seekers: one to three needs, loneliness and low mood the most frequent; 85 %
// with an age, 40 % with interests, 25 % with a need of access, 10 % with a
// first language other than English, half with free times, a third with a
// ceiling, one in 20 who cannot leave home, one in 30 who avoids something.
package synth

import (
	"iter"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// From is the first day of the horizon that the schedules are made for, a
// Monday.
var From = activity.MustParseDay("2026-03-02")

// At is the time at which the queries ask: ten in the morning of From.
var At = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// rng is SplitMix64.
type rng uint64

// next returns 64 random bits.
func (r *rng) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n returns a number from 0 to n-1.
func (r *rng) n(n int) int { return int(r.next() >> 33 % uint64(n)) }

// chance is true in so many of a thousand cases.
func (r *rng) chance(perMille int) bool { return r.n(1000) < perMille }

// bell returns a number around 0 with a standard deviation of 1000: the sum of
// twelve uniform ones.
func (r *rng) bell() int64 {
	sum := int64(0)
	for range 12 {
		sum += int64(r.n(1001))
	}
	return sum - 6000
}

// pick returns an element.
func pick[T any](r *rng, list []T) T { return list[r.n(len(list))] }

// falling returns an index whose weight falls with its rank.
func (r *rng) falling(n int) int { return min(r.n(n), r.n(n)) }

// town is a cluster.
type town struct {
	lat, lon int64 // millionths of a degree
	people   int
	spread   int64 // metres
	outward  []activity.AreaCode
	council  activity.AreaCode
}

// cities are about where the forty largest are: latitude and longitude in
// hundredths of a degree, population in thousands.
var cities = [...][3]int{
	{5151, -13, 8900},
	{5248, -189, 1140},
	{5380, -155, 810},
	{5586, -425, 630},
	{5338, -147, 580},
	{5348, -224, 550},
	{5379, -175, 540},
	{5595, -319, 520},
	{5341, -298, 500},
	{5145, -259, 470},
	{5148, -318, 360},
	{5263, -113, 370},
	{5241, -151, 370},
	{5460, -593, 340},
	{5295, -115, 330},
	{5498, -161, 300},
	{5082, -14, 290},
	{5037, -414, 260},
	{5374, -34, 260},
	{5259, -213, 260},
	{5292, -148, 260},
	{5300, -218, 260},
	{5145, -97, 230},
	{5091, -140, 250},
	{5491, -138, 170},
	{5376, -271, 150},
	{5204, -76, 250},
	{5080, -109, 210},
	{5188, -42, 220},
	{5358, -243, 290},
	{5224, -90, 220},
	{5714, -210, 200},
	{5263, 130, 190},
	{5162, -394, 240},
	{5072, -188, 400},
	{5396, -108, 200},
	{5646, -297, 150},
	{5072, -353, 130},
	{5220, 12, 145},
	{5354, -219, 230},
}

// Towns are how many there are.
const Towns = 300

// towns makes the clusters.
func towns() []town {
	r := rng(7)
	out := make([]town, 0, Towns)
	for i := range Towns {
		var t town
		if i < len(cities) {
			c := cities[i]
			t = town{lat: int64(c[0]) * 10_000, lon: int64(c[1]) * 10_000, people: c[2] * 1000}
		} else {
			t = town{lat: 50_500_000 + int64(r.n(5_300_000)), lon: -4_500_000 + int64(r.n(5_500_000)), people: 6_000_000 / i}
			if t.people > 150_000 {
				t.people = 150_000
			}
		}
		t.spread = 4 * root(int64(t.people))
		for d := range 1 + t.people/districtPeople {
			t.outward = append(t.outward, activity.AreaCode(districtName(i, d)))
		}
		t.council = activity.AreaCode("E9900" + digits(i, 4))
		out = append(out, t)
	}
	return out
}

// districtPeople is how many people a postcode district has.
const districtPeople = 25_000

// served picks what a local service serves: up to six districts side by side.
func (t *town) served(r *rng) []activity.AreaCode {
	from := r.n(len(t.outward))
	return t.outward[from:min(from+1+r.n(6), len(t.outward))]
}

// root is the whole square root.
func root(n int64) int64 {
	r := int64(0)
	for (r+1)*(r+1) <= n {
		r++
	}
	return r
}

// districtName makes up a postcode district; none of them exists.
func districtName(t, d int) string {
	return string([]byte{'Q', byte('A' + t%26)}) + digits(t/26, 2) + digits(d+1, 3)
}

// digits writes n in so many digits.
func digits(n, width int) string {
	b := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}

// World is the made-up country.
type World struct {
	towns []town
	sums  []int // running sums of population
}

// New makes the country.
func New() *World {
	w := &World{towns: towns()}
	sum := 0
	for _, t := range w.towns {
		sum += t.people
		w.sums = append(w.sums, sum)
	}
	return w
}

// town picks a town by population.
func (w *World) town(r *rng) int {
	at := r.n(w.sums[len(w.sums)-1])
	lo, hi := 0, len(w.sums)-1
	for lo < hi {
		if mid := (lo + hi) / 2; w.sums[mid] <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// point picks a point in a town.
func (t *town) point(r *rng) activity.Coordinates {
	// Nine millionths of a degree of latitude to a metre, fifteen of longitude.
	lat := t.lat + r.bell()*t.spread*9/1000
	lon := t.lon + r.bell()*t.spread*15/1000
	c, err := activity.CoordinatesAt(lat, lon)
	if err != nil {
		return activity.Coordinates{} // not reached: towns are far from the poles
	}
	return c
}

// Categories, most frequent first.
var categories = codes[activity.CategoryCode]("sp-activity:", `social-group exercise-class walking-group general-advice
	coffee-morning choir crafts community-centre library yoga befriending lunch-club gym parent-group gardening
	peer-support dance-fitness swimming welfare-rights-advice volunteering debt-advice adult-learning food-bank
	counselling carers-support tai-chi bowls mental-wellbeing digital-skills visual-arts games-group knitting-sewing
	community-meal seated-exercise team-sport bereavement-support housing-advice employment-support older-people-group
	reading-group falls-prevention english-class community-transport nature-walk mens-shed dementia-support`)

// Needs, most frequent first.
var needs = codes[person.NeedCode]("sp-need:", `lonely low-mood isolated anxiety inactive debt benefits carer stress
	long-term-condition bereaved low-income employment weight confidence insecure-housing food pain falls learning
	digital daily-living transport fuel alcohol memory parenting language new-to-area purpose`)

// codes splits a list of names.
func codes[T ~string](prefix, names string) []T {
	var out []T
	word := ""
	for _, c := range names + " " {
		if c == ' ' || c == '\n' || c == '\t' {
			if word != "" {
				out = append(out, T(prefix+word))
			}
			word = ""
			continue
		}
		word += string(c)
	}
	return out
}

// Activities yields n activities; the same ones for the same seed. The record
// is made anew for each.
func (w *World) Activities(n int, seed uint64) iter.Seq[activity.Activity] {
	return func(yield func(activity.Activity) bool) {
		for i := range n {
			if !yield(w.Activity(i, seed)) {
				return
			}
		}
	}
}

// Activity makes the activity with a number.
func (w *World) Activity(i int, seed uint64) activity.Activity {
	// The site decides the town, so that the four activities of a site share it.
	siteNo := uint64(i / 4)
	sr := rng(seed*1_000_003 + siteNo*2_654_435_761 + 11)
	sr.next()
	at := w.town(&sr)
	t := &w.towns[at]
	site := activity.Location{
		ID: activity.LocationID(mark(seed, 2, siteNo)), Kind: activity.Physical, Coordinates: t.point(&sr),
		Areas: []activity.AreaCode{t.council},
	}
	r := rng(seed*7_368_787 + uint64(i)*0x9e3779b97f4a7c15 + 5)
	r.next()
	a := activity.Activity{
		ID: activity.ID(mark(seed, 1, uint64(i))), Provider: activity.ProviderID(mark(seed, 3, uint64(i/5))),
		Status: status(&r), Source: activity.Source{Invented: true},
	}
	a.Categories = kinds(&r)
	a.Eligibility = eligibility(&r, t)
	a.Coverage = coverage(&r, t)
	a.Schedule = schedule(&r)
	a.Cost = cost(&r)
	a.Access = access(&r)
	a.Languages = languages(&r)
	a.Capacity = capacity(&r)
	a.Routes = routes(&r)
	if r.chance(600) {
		a.Assurance.On = From.AddDays(-r.n(730))
	}
	w.reach(&r, &a, t, site)
	return a
}

// mark makes an identifier: random-looking, the same for the same numbers.
func mark(seed uint64, kind, n uint64) [16]byte {
	r := rng(seed<<32 ^ kind<<56 ^ n*0x9e3779b97f4a7c15)
	var out [16]byte
	for i := 0; i < 16; i += 8 {
		v := r.next()
		for b := range 8 {
			out[i+b] = byte(v >> (8 * b))
		}
	}
	return out
}

func status(r *rng) activity.Status {
	switch n := r.n(100); {
	case n < 90:
		return activity.Active
	case n < 97:
		return ""
	case n < 98:
		return activity.TemporarilyClosed
	}
	return activity.Inactive
}

func kinds(r *rng) []activity.Category {
	one := func() activity.Category {
		c := activity.Category{Code: categories[r.falling(len(categories))], Standing: activity.Known}
		if r.chance(100) {
			c.Standing = activity.Assumed
		}
		return c
	}
	if r.chance(5) {
		return nil
	}
	out := []activity.Category{one()}
	if r.chance(250) {
		out = append(out, one())
	}
	return out
}

// bounds are ranges of age in years, -1 open.
var bounds = [...][2]int{{18, -1}, {18, -1}, {18, -1}, {50, -1}, {50, -1}, {65, -1}, {55, -1}, {16, 25}, {11, 18}, {0, 4}, {16, -1}}

func eligibility(r *rng, t *town) activity.Eligibility {
	var e activity.Eligibility
	switch n := r.n(100); {
	case n < 35:
	case n < 60:
		e.Ages = activity.KnownAs(activity.AgeRange{})
	default:
		b := pick(r, bounds[:])
		if ages, err := activity.AgesInYears(b[0], b[1]); err == nil {
			e.Ages = activity.KnownAs(ages)
		}
		if n >= 95 {
			e.Ages.Standing, e.Ages.Rule = activity.Assumed, "openactive:age-range-default"
		}
	}
	switch n := r.n(100); {
	case n < 3:
		e.Gender = activity.KnownAs(activity.WomenOnly)
	case n < 4:
		e.Gender = activity.KnownAs(activity.MenOnly)
	case n < 20:
		e.Gender = activity.KnownAs(activity.NoGenderLimit)
	}
	if r.chance(60) {
		e.Groups = activity.KnownAs([]activity.GroupCode{pick(r, groupCodes)})
	}
	if r.chance(20) {
		e.Residence = activity.KnownAs([]activity.AreaCode{t.council})
	}
	if r.chance(30) {
		e.Conditions = []string{"Ask the organiser."}
	}
	return e
}

var groupCodes = codes[activity.GroupCode]("sp-group:", "carers older-people parents veterans lgbt mental-health disabled-people refugees")

func coverage(r *rng, t *town) activity.Coverage {
	switch n := r.n(100); {
	case n < 70:
		return activity.Coverage{}
	case n < 80:
		return activity.Coverage{Standing: activity.Known, Outward: t.served(r)}
	case n < 95:
		return activity.Coverage{Standing: activity.Known, Everywhere: true}
	case n < 99:
		return activity.Coverage{Standing: activity.Known, Areas: []activity.AreaCode{t.council}}
	}
	return activity.Coverage{Standing: activity.Known, Radius: activity.Metres(3000 + 1000*r.n(8))}
}

var dayNames = [...]activity.DayName{
	activity.Monday, activity.Tuesday, activity.Wednesday, activity.Thursday, activity.Friday, activity.Saturday, activity.Sunday,
}

func schedule(r *rng) activity.Schedule {
	if r.chance(250) {
		return activity.Schedule{}
	}
	hour := 9 + r.n(12)
	length := 1 + r.n(3)
	if r.chance(120) {
		hour, length = 9, 8
	}
	rule := activity.Rule{Freq: activity.Weekly, Start: From.AddDays(-7 * r.n(200)), From: clock(hour), To: clock(hour + length)}
	day := activity.Every(dayNames[min(r.n(8), r.n(7))])
	switch n := r.n(100); {
	case n < 75:
	case n < 88:
		rule.Freq = activity.Monthly
		if nth, err := activity.ParseNthDay(string("1234"[r.n(4)]) + string(day.Day())); err == nil {
			day = nth
		}
	case n < 95:
		rule.Interval, rule.Start = 2, From.AddDays(-7*r.n(4))
	default:
		rule.Until = From.AddDays(-14 + r.n(60)).At(activity.Clock{})
	}
	rule.ByDay = []activity.NthDay{day}
	return activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{rule}, Confidence: activity.Stated}
}

// clock makes a time of the day.
func clock(hour int) activity.Clock {
	c, err := activity.ParseClock(digits(min(hour, 23), 2) + ":00")
	if err != nil {
		return activity.Clock{} // not reached: hours of the day only
	}
	return c
}

func cost(r *rng) activity.Cost {
	n := r.n(100)
	switch {
	case n < 35:
		return activity.Cost{}
	case n < 70:
		return activity.Free()
	}
	price := int64(50 * (2 + r.n(23)))
	c := activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(price), Per: activity.PerSession}}}
	if r.chance(330) {
		c.Options = append(c.Options, activity.CostOption{Kind: activity.Price, Amount: activity.Pence(price / 100 * 50), For: activity.ForConcession})
	}
	return c
}

var facts = [...]activity.Feature{
	activity.StepFree, activity.Wheelchair, activity.AccessibleToilet, activity.SeatedOption, activity.GroupSetting,
	activity.BeginnersWelcome, activity.FaithVenue, activity.MetOnFirstVisit,
}

func access(r *rng) activity.Access {
	if r.chance(600) {
		return nil
	}
	var out activity.Access
	for range 1 + r.n(3) {
		f := pick(r, facts[:])
		if out.Of(f) != person.Unknown {
			continue
		}
		has := person.Yes
		if r.chance(250) {
			has = person.No
		}
		out = append(out, activity.AccessFact{Feature: f, Has: has})
	}
	return out
}

var tags = [...]string{"cy", "pl", "ur", "pa", "bn", "ro", "ar", "gu", "pt", "bfi"}

func languages(r *rng) []activity.LanguageOffer {
	if r.chance(850) {
		return nil
	}
	out := []activity.LanguageOffer{{Tag: language.English}}
	if r.chance(300) {
		out = append(out, activity.LanguageOffer{Tag: language.Make(pick(r, tags[:]))})
	}
	if r.chance(100) {
		out = append(out, activity.LanguageOffer{Tag: language.Make(pick(r, tags[:])), Interpreter: person.Yes})
	}
	return out
}

func capacity(r *rng) activity.Capacity {
	n := r.n(100)
	var c activity.Capacity
	switch {
	case n < 60:
		return c
	case n < 80:
		c.State = activity.Open
	case n < 88:
		c.State = activity.Limited
		c.Available = activity.KnownAs(1 + r.n(6))
	case n < 94:
		c.State = activity.Waitlist
	case n < 98:
		c.State = activity.Full
	default:
		c.State = activity.AssessFirst
	}
	if r.chance(300) {
		c.WaitDays = activity.KnownAs(7 * r.n(12))
	}
	return c
}

func routes(r *rng) []activity.RouteOption {
	switch n := r.n(100); {
	case n < 60:
		return nil
	case n < 90:
		return []activity.RouteOption{{Route: activity.SelfReferral}, {Route: activity.Professional}}
	case n < 97:
		return []activity.RouteOption{{Route: activity.Professional}}
	case n < 99:
		return []activity.RouteOption{{Route: activity.Membership}}
	}
	return []activity.RouteOption{{Route: activity.Voucher}}
}

// reach decides where and how the activity reaches people.
func (w *World) reach(r *rng, a *activity.Activity, t *town, site activity.Location) {
	here := activity.Coverage{Standing: activity.Known, Outward: t.served(r)}
	switch n := r.n(1000); {
	case n < 30:
		a.Modes, a.Coverage = []activity.Mode{activity.HomeVisit}, here
		return
	case n < 50:
		a.Modes, a.Coverage = []activity.Mode{activity.Telephone}, here
		return
	case n < 60:
		a.Modes, a.Coverage = []activity.Mode{activity.Online}, here
		return
	case n < 62:
		a.Modes, a.Coverage = []activity.Mode{activity.Telephone, activity.Online}, activity.Coverage{Standing: activity.Known, Everywhere: true}
		return
	case n < 300:
		a.Modes = []activity.Mode{activity.InPerson}
	case n < 320:
		a.Modes = []activity.Mode{activity.InPerson, activity.Telephone}
	}
	if r.chance(3) {
		site.Coordinates = activity.Coordinates{}
	}
	a.Locations = []activity.Location{site}
	if r.chance(20) {
		second := activity.Location{ID: activity.LocationID(mark(9, 2, r.next())), Kind: activity.Physical, Coordinates: t.point(r)}
		a.Locations = append(a.Locations, second)
	}
}
