package activity_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

const someUUID = "0b5e8f0a-7c1d-4a6e-9f52-3d4c5b6a7988"

// textValue is what every value type of this package can do.
type textValue interface {
	comparable
	fmt.Stringer
	IsZero() bool
	encoding.TextMarshaler
	encoding.TextAppender
}

// roundTrip reads a text and wants it back.
func roundTrip[T textValue, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, text, want string,
) {
	t.Helper()
	var v T
	require.NoError(t, P(&v).UnmarshalText([]byte(text)), text)
	require.Equal(t, want, v.String())
	b, err := v.MarshalText()
	require.NoError(t, err)
	require.Equal(t, want, string(b))
	var again T
	require.NoError(t, P(&again).UnmarshalText(b))
	require.Equal(t, v, again)
	js, err := json.Marshal(v)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("%q", want), string(js))
	var none T
	require.True(t, none.IsZero())
	require.NoError(t, P(&v).UnmarshalText(nil))
	require.Equal(t, none, v, "the empty text is the zero value")
}

func refuses[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, texts ...string,
) {
	t.Helper()
	for _, text := range texts {
		var v, none T
		err := P(&v).UnmarshalText([]byte(text))
		require.Error(t, err, text)
		require.Equal(t, none, v, text)
	}
}

func TestIDs(t *testing.T) {
	roundTrip[activity.ID](t, someUUID, someUUID)
	roundTrip[activity.ProviderID](t, someUUID, someUUID)
	roundTrip[activity.LocationID](t, someUUID, someUUID)
	roundTrip[activity.HolderID](t, someUUID, someUUID)
	roundTrip[activity.EventID](t, someUUID, someUUID)
	roundTrip[activity.BookingsID](t, someUUID, someUUID)
	bad := []string{"x", "{" + someUUID + "}", someUUID[:35], "00000000-0000-0000-0000-000000000000"}
	refuses[activity.ID](t, bad...)
	refuses[activity.ProviderID](t, bad...)
	refuses[activity.LocationID](t, bad...)
	refuses[activity.HolderID](t, bad...)
	refuses[activity.EventID](t, bad...)
	refuses[activity.BookingsID](t, bad...)

	a, err := activity.ParseID(someUUID)
	require.NoError(t, err)
	p, err := activity.ParseProviderID(someUUID)
	require.NoError(t, err)
	l, err := activity.ParseLocationID(someUUID)
	require.NoError(t, err)
	h, err := activity.ParseHolderID(someUUID)
	require.NoError(t, err)
	e, err := activity.ParseEventID(someUUID)
	require.NoError(t, err)
	b, err := activity.ParseBookingsID(someUUID)
	require.NoError(t, err)
	for _, c := range []int{a.Compare(activity.ID{}), p.Compare(activity.ProviderID{}), l.Compare(activity.LocationID{}), h.Compare(activity.HolderID{}), e.Compare(activity.EventID{}), b.Compare(activity.BookingsID{})} {
		require.Equal(t, 1, c)
	}
	require.Zero(t, a.Compare(a))
	require.Equal(t, -1, activity.ID{}.Compare(a))
	for _, err := range []error{
		second2(activity.ParseID("Mrs Smith")), second2(activity.ParseProviderID("Mrs Smith")), second2(activity.ParseLocationID("Mrs Smith")),
		second2(activity.ParseHolderID("Mrs Smith")), second2(activity.ParseEventID("Mrs Smith")), second2(activity.ParseBookingsID("Mrs Smith")),
	} {
		require.Error(t, err)
		require.NotContains(t, err.Error(), "Smith")
	}
	require.NotEqual(t, activity.NewID(), activity.NewID())
	require.NotEqual(t, activity.NewProviderID(), activity.NewProviderID())
	require.NotEqual(t, activity.NewLocationID(), activity.NewLocationID())
	require.NotEqual(t, activity.NewEventID(), activity.NewEventID())
}

func second2[T any](_ T, err error) error { return err }

// The derived identifiers are stored by hosts: they never change.
func TestDerivedIDsAreAlwaysTheSame(t *testing.T) {
	require.Equal(t, "0c73c141-bba4-5a0f-a085-d6433db75d31", activity.DeriveID("Trafford", "17").String())
	require.Equal(t, activity.DeriveID("Trafford", "17"), activity.DeriveID("Trafford", "17"))
	require.NotEqual(t, activity.DeriveID("ab", "c"), activity.DeriveID("a", "bc"))
	require.NotEqual(t, activity.DeriveProviderID("a", "b").String(), activity.DeriveID("a", "b").String())
	require.NotEqual(t, activity.DeriveLocationID("a", "b").String(), activity.DeriveProviderID("a", "b").String())
}

func TestDayAgainstPackageTime(t *testing.T) {
	roundTrip[activity.Day](t, "2026-03-15", "2026-03-15")
	refuses[activity.Day](t, "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "26-01-01", "2026/01/01", "2026-01-0x", "2026-01-011", "0000-01-01")
	first, last := activity.MustParseDay("0001-01-01"), activity.MustParseDay("9999-12-31")
	require.Equal(t, first, first.AddDays(-1), "clipped")
	require.Equal(t, last, last.AddDays(1), "clipped")
	require.True(t, activity.Day{}.AddDays(3).IsZero())
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	step := 1
	if reduced {
		step = 7
	}
	for n := 0; at.Year() < 10000; n += step {
		d := first.AddDays(n)
		y, m, dd := d.Date()
		if y != at.Year() || m != at.Month() || dd != at.Day() || d.Weekday() != at.Weekday() || activity.DayOf(at) != d {
			t.Fatalf("day %d is %v, package time has %v", n, d, at)
		}
		at = at.AddDate(0, 0, step)
	}
	require.Equal(t, 3652058, first.DaysUntil(last))
	require.Equal(t, -1, first.Compare(last))
	require.True(t, first.Before(last))
	require.False(t, last.Before(last))
	_, ok := activity.NewDay(10000, 1, 1)
	require.False(t, ok)
	y, _, _ := activity.Day{}.Date()
	require.Zero(t, y)
	require.Panics(t, func() { activity.MustParseDay("x") })
}

func TestClockAndLocalTime(t *testing.T) {
	roundTrip[activity.Clock](t, "18:30", "18:30")
	roundTrip[activity.Clock](t, "00:00", "00:00")
	roundTrip[activity.Clock](t, "24:00", "24:00")
	roundTrip[activity.Clock](t, "18:30:15", "18:30:15")
	refuses[activity.Clock](t, "24:01", "25:00", "18:60", "18:30:60", "1830", "6:30pm", "18-30", "18:30-15", "x8:30", "18:x0", "18:30:x5")
	require.False(t, activity.MustParseClock("00:00").IsZero(), "midnight is a time")
	require.Zero(t, activity.Clock{}.Seconds())
	require.Equal(t, 86400, activity.MustParseClock("24:00").Seconds())
	require.Equal(t, 1, activity.MustParseClock("00:00").Compare(activity.Clock{}))
	for _, c := range [][3]int{{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}, {24, 0, 1}} {
		_, ok := activity.NewClock(c[0], c[1], c[2])
		require.False(t, ok, c)
	}
	require.Panics(t, func() { activity.MustParseClock("x") })

	roundTrip[activity.LocalTime](t, "2026-03-15", "2026-03-15")
	roundTrip[activity.LocalTime](t, "2026-03-15T10:00", "2026-03-15T10:00")
	refuses[activity.LocalTime](t, "2026-03-15 10:00", "2026-03-15T", "2026-02-30T10:00", "2026-03-15T25:00", "2026")
	day := activity.MustParseDay("2026-03-15")
	require.Equal(t, -1, day.At(activity.Clock{}).Compare(day.At(activity.MustParseClock("00:00"))))
	require.Equal(t, -1, day.At(activity.MustParseClock("23:00")).Compare(day.AddDays(1).At(activity.Clock{})))
}

func TestNthDay(t *testing.T) {
	roundTrip[activity.NthDay](t, "TU", "TU")
	roundTrip[activity.NthDay](t, "2TU", "2TU")
	roundTrip[activity.NthDay](t, "-1FR", "-1FR")
	roundTrip[activity.NthDay](t, "+53MO", "53MO")
	refuses[activity.NthDay](t, "0TU", "54TU", "-54TU", "2", "T", "2TX", "xTU", "100TU2")
	first, err := activity.Nth(1, activity.Sunday)
	require.NoError(t, err)
	require.Equal(t, 1, first.Ordinal())
	require.Equal(t, activity.Sunday, first.Day())
	require.Equal(t, 1, first.Compare(activity.Every(activity.Sunday)))
	require.Equal(t, -1, activity.Every(activity.Monday).Compare(activity.Every(activity.Sunday)), "weeks begin on Monday")
	_, err = activity.Nth(1, "XX")
	require.Error(t, err)
	for i, d := range []activity.DayName{activity.Sunday, activity.Monday, activity.Tuesday, activity.Wednesday, activity.Thursday, activity.Friday, activity.Saturday} {
		w, ok := d.Weekday()
		require.True(t, ok)
		require.Equal(t, time.Weekday(i), w)
		require.Equal(t, d, activity.DayNameOf(w))
		require.True(t, d.IsValid())
		var back activity.DayName
		require.NoError(t, back.UnmarshalText([]byte(d)))
	}
	var d activity.DayName
	require.Error(t, d.UnmarshalText([]byte("XX")))
	_, ok := activity.DayName("XX").Weekday()
	require.False(t, ok)
	var f activity.Frequency
	require.NoError(t, f.UnmarshalText([]byte("WEEKLY")))
	require.Error(t, f.UnmarshalText([]byte("weekly")))
}

func TestMoney(t *testing.T) {
	roundTrip[activity.Money](t, "GBP 350", "GBP 350")
	roundTrip[activity.Money](t, "GBP 0", "GBP 0")
	roundTrip[activity.Money](t, "EUR -5", "EUR -5")
	refuses[activity.Money](t, "350", "GBP", "GBP 3.50", "gbp 350", "GBPP 350", "£ 350", "GB 350")
	require.False(t, activity.Pence(0).IsZero(), "nothing to pay is known")
	require.Equal(t, "GBP", activity.Pence(5).Currency())
	require.EqualValues(t, 5, activity.Pence(5).Minor())
	require.Empty(t, activity.Money{}.Currency())
	require.Equal(t, 1, activity.Pence(6).Compare(activity.Pence(5)))
	euro, err := activity.NewMoney(1, "EUR")
	require.NoError(t, err)
	require.Equal(t, -1, euro.Compare(activity.Pence(0)))
}

func TestAgeRange(t *testing.T) {
	roundTrip[activity.AgeRange](t, "18-65", "18y-65y")
	roundTrip[activity.AgeRange](t, "6m-35m", "6m-2y")
	roundTrip[activity.AgeRange](t, "6m-36m", "6m-36m")
	roundTrip[activity.AgeRange](t, "50-", "50y-")
	roundTrip[activity.AgeRange](t, "-25y", "-25y")
	roundTrip[activity.AgeRange](t, "12m-", "1y-")
	refuses[activity.AgeRange](t, "18", "-", "65-18", "18-x", "x-65", "18yy-", "200-", "-200", "1-2-3", "18m y-", "+18-", "2000m-")
	all, err := activity.ParseAgeRange("all")
	require.NoError(t, err)
	require.True(t, all.IsZero())
	require.Equal(t, "all", all.String())
	r, err := activity.AgesInYears(18, 65)
	require.NoError(t, err)
	require.Equal(t, 216, r.MinMonths())
	top, ok := r.MaxMonths()
	require.True(t, ok)
	require.Equal(t, 65*12+11, top, "65 until the day before the 66th birthday")
	_, ok = all.MaxMonths()
	require.False(t, ok)

	for _, c := range []struct {
		lo, hi int
		want   person.Tri
	}{
		{215, 215, person.No},
		{216, 216, person.Yes},
		{791, 791, person.Yes},
		{792, 792, person.No},
		{210, 220, person.Unknown},
		{780, 800, person.Unknown},
		{0, 1000, person.Unknown},
		{0, 215, person.No},
		{792, 900, person.No},
	} {
		require.Equal(t, c.want, r.Admits(c.lo, c.hi), c)
	}
	require.Equal(t, person.Yes, all.Admits(0, 1800))
	open, err := activity.AgesInYears(-1, -1)
	require.NoError(t, err)
	require.Equal(t, all, open, "-1 is how feeds write no limit")
	fifty, err := activity.AgesInYears(50, -1)
	require.NoError(t, err)
	require.Equal(t, 1, fifty.Compare(r))
	require.Equal(t, -1, r.Compare(fifty))
	require.Equal(t, 1, all.Compare(must(activity.AgesInYears(-1, 5))), "no end comes last")
	require.Equal(t, -1, must(activity.AgesInYears(-1, 5)).Compare(all))
	require.Negative(t, must(activity.AgesInYears(-1, 5)).Compare(must(activity.AgesInYears(-1, 6))))
	require.Zero(t, r.Compare(r))
	require.Equal(t, person.Yes, must(activity.AgesInYears(150, 150)).Admits(1800, 1811))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestCoordinates(t *testing.T) {
	roundTrip[activity.Coordinates](t, "53.483368,-2.229492", "53.483368,-2.229492")
	roundTrip[activity.Coordinates](t, " 51.5, 0 ", "51.500000,0.000000")
	roundTrip[activity.Coordinates](t, "-0.000001,-180", "-0.000001,-180.000000")
	roundTrip[activity.Coordinates](t, "90,180", "90.000000,180.000000")
	refuses[activity.Coordinates](t, "0,0", "53.4", "53.4,", ",-2", "100,0", "90.000001,0", "0,180.000001", "0,-181", "a,b", "1.2.3,4", "--1,2", "1,2,3", "53.4;-2", "1e,2", "1e9999,2", "1e99,2", "+-1,2", "0.0000001,0.0000001")
	for _, c := range []struct {
		lat, lon, want string
		err            error
	}{
		{"", "", "", nil},
		{"53.4", "", "", activity.ErrHalfCoordinates},
		{"", "0.00000", "", activity.ErrHalfCoordinates},
		{"0", "0.0", "", activity.ErrNullIsland},
		{"100", "101", "", activity.ErrOutOfRange},
		{"north", "2", "", activity.ErrSyntax},
		{"53.4833684", "-2.2294925", "53.483368,-2.229493", nil}, // half away from zero
		{"53.4833685", "-2.2294924999", "53.483369,-2.229492", nil},
		{"5.34833680e1", "-222949.2E-5", "53.483368,-2.229492", nil},
		{"1e-6", "0", "0.000001,0.000000", nil},
		{"5e-7", "0", "0.000001,0.000000", nil},
		{".5", "-.5", "0.500000,-0.500000", nil},
		{"+53", "-2.", "53.000000,-2.000000", nil},
	} {
		got, err := activity.ParseLatLon(c.lat, c.lon)
		require.ErrorIs(t, err, c.err, c)
		require.Equal(t, c.want, got.String(), c)
	}
	m := activity.MustParseCoordinates("53.483368,-2.229492")
	lat, lon := m.Micro()
	require.EqualValues(t, 53483368, lat)
	require.EqualValues(t, -2229492, lon)
	require.True(t, m.InUnitedKingdom())
	for _, abroad := range []string{"-2.229492,53.483368", "48.8566,2.3522", "53.0,2.0", "61.1,-1", "53,-8.8"} {
		require.False(t, activity.MustParseCoordinates(abroad).InUnitedKingdom(), abroad)
	}
	require.Equal(t, 1, m.Compare(activity.MustParseCoordinates("53.4,0")))
	require.Equal(t, -1, m.Compare(activity.MustParseCoordinates("53.483368,-2.229491")))
	require.Zero(t, m.Compare(m))
	require.Panics(t, func() { activity.MustParseCoordinates("0,0") })
	_, err := activity.CoordinatesAt(90_000_001, 0)
	require.ErrorIs(t, err, activity.ErrOutOfRange)
	_, err = activity.CoordinatesAt(1, 180_000_001)
	require.ErrorIs(t, err, activity.ErrOutOfRange)
}

// haversine by package math, as others write it.
func haversine(a, b activity.Coordinates) float64 {
	la, oa := a.Micro()
	lb, ob := b.Micro()
	const rad = math.Pi / 180 / 1e6
	x, y := float64(la)*rad, float64(lb)*rad
	s := math.Pow(math.Sin((y-x)/2), 2) + math.Cos(x)*math.Cos(y)*math.Pow(math.Sin(float64(ob-oa)*rad/2), 2)
	return 2 * 6371008.8 * math.Asin(math.Min(1, math.Sqrt(s)))
}

func TestDistance(t *testing.T) {
	town := activity.MustParseCoordinates
	for _, c := range []struct {
		a, b string
		want activity.Metres
	}{
		{"53.479444,-2.245278", "51.507222,-0.127500", 261985}, // Manchester to London
		{"53.424,-2.322", "53.424,-2.322", 0},
		{"0,179.999", "0,-179.999", 222},  // over the date line
		{"90,0", "-90,0", 20015114},       // pole to pole: half of 2πr
		{"90,10", "90,-170", 0},           // one pole, two longitudes
		{"0,0.000001", "0,180", 20015114}, // antipodes
		{"60,0", "60,1", 55597},           // half as far as on the equator
		{"53.424000,-2.322000", "53.424001,-2.322000", 0},
		{"53.424000,-2.322000", "53.424005,-2.322000", 1},
	} {
		d, ok := town(c.a).DistanceTo(town(c.b))
		require.True(t, ok)
		require.Equal(t, c.want, d, c)
		back, _ := town(c.b).DistanceTo(town(c.a))
		require.Equal(t, d, back, "as far there as back")
	}
	_, ok := activity.Coordinates{}.DistanceTo(town("53,-2"))
	require.False(t, ok)
	_, ok = town("53,-2").DistanceTo(activity.Coordinates{})
	require.False(t, ok)
}

// D36: the sum is the same on every architecture, bit for bit; and no distance
// is more than a metre from what package math gives.
func TestD36DistancesAreTheSameEverywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(36, 36))
	point := func() activity.Coordinates {
		for {
			if c, err := activity.CoordinatesAt(r.Int64N(180_000_001)-90_000_000, r.Int64N(360_000_001)-180_000_000); err == nil {
				return c
			}
		}
	}
	var sum int64
	for range 20_000 {
		a, b, c := point(), point(), point()
		ab, _ := a.DistanceTo(b)
		bc, _ := b.DistanceTo(c)
		ac, _ := a.DistanceTo(c)
		sum += int64(ab)
		require.InDelta(t, haversine(a, b), float64(ab), 0.51)
		require.LessOrEqual(t, ac, ab+bc+2, "a detour is no shorter")
	}
	require.EqualValues(t, 200612992827, sum)
}

func TestD31BoundsAreKnownAssumedOrUnknown(t *testing.T) {
	adults := must(activity.AgesInYears(18, -1))
	v, ok := activity.KnownAs(adults).Get()
	require.True(t, ok)
	require.Equal(t, adults, v)
	assumed := activity.AssumedAs(adults, "openactive:age-range-default")
	v, ok = assumed.Get()
	require.False(t, ok, "what is assumed is not known")
	require.True(t, v.IsZero())
	require.Equal(t, adults, assumed.Value)
	require.False(t, assumed.IsZero())
	var none activity.Bound[activity.AgeRange]
	require.True(t, none.IsZero())
	_, ok = none.Get()
	require.False(t, ok)
	js, err := json.Marshal(assumed)
	require.NoError(t, err)
	require.JSONEq(t, `{"standing":"assumed","rule":"openactive:age-range-default","value":"18y-"}`, string(js))
}

func TestCost(t *testing.T) {
	day := activity.MustParseDay("2026-06-01")
	option := func(kind activity.PriceKind, pence int64, who activity.PriceFor) activity.CostOption {
		return activity.CostOption{Kind: kind, Amount: activity.Pence(pence), For: who}
	}
	known := func(list ...activity.CostOption) activity.Cost {
		return activity.Cost{Standing: activity.Known, Options: list}
	}
	late := option(activity.Price, 100, "")
	late.ValidFrom = day.AddDays(1)
	past := option(activity.Price, 100, "")
	past.ValidTo = day.AddDays(-1)
	euro := option(activity.Price, 0, "")
	euro.Amount = must(activity.NewMoney(200, "EUR"))
	for name, c := range map[string]struct {
		cost activity.Cost
		who  []activity.PriceFor
		want int64
		ok   bool
	}{
		"unknown is not free":             {activity.Cost{}, nil, 0, false},
		"assumed is not known":            {activity.Cost{Standing: activity.Assumed, Options: activity.Free().Options}, nil, 0, false},
		"free":                            {activity.Free(), nil, 0, true},
		"known without a price":           {known(), nil, 0, false},
		"one price":                       {known(option(activity.Price, 350, "")), nil, 350, true},
		"the least":                       {known(option(activity.Price, 350, ""), option(activity.Price, 200, "")), nil, 200, true},
		"not theirs":                      {known(option(activity.Price, 350, ""), option(activity.Price, 200, activity.ForConcession)), nil, 350, true},
		"concession":                      {known(option(activity.Price, 350, ""), option(activity.Price, 200, activity.ForConcession)), []activity.PriceFor{activity.ForConcession}, 200, true},
		"free with a carer":               {known(option(activity.Price, 500, ""), option(activity.Price, 0, activity.ForCarers)), []activity.PriceFor{activity.ForCarers}, 0, true},
		"only for others":                 {known(option(activity.Price, 200, activity.ForMembers)), nil, 0, false},
		"a donation costs nothing":        {known(option(activity.Donation, 100, "")), nil, 0, true},
		"a deposit comes back":            {known(option(activity.Deposit, 100, "")), nil, 0, true},
		"another currency":                {known(euro), nil, 0, false},
		"another currency and a price":    {known(euro, option(activity.Price, 300, "")), nil, 300, false},
		"another currency and free":       {known(euro, option(activity.Price, 0, "")), nil, 0, true},
		"no amount":                       {known(activity.CostOption{Kind: activity.Price, Text: "TBC"}), nil, 0, false},
		"no kind":                         {known(activity.CostOption{Amount: activity.Pence(5)}), nil, 0, false},
		"not yet, and no longer":          {known(late, past), nil, 0, false},
		"not yet, no longer, and a third": {known(late, past, option(activity.Price, 300, "")), nil, 300, true},
	} {
		got, ok := c.cost.Lowest(day, c.who...)
		require.Equal(t, c.ok, ok, name)
		require.Equal(t, c.want, got, name)
	}
	got, ok := known(late).Lowest(late.ValidFrom)
	require.True(t, ok)
	require.EqualValues(t, 100, got)
	got, ok = known(past).Lowest(past.ValidTo)
	require.True(t, ok)
	require.EqualValues(t, 100, got)
	c := known(option(activity.Price, 350, ""))
	require.Equal(t, person.Yes, c.Affordable(day, 350))
	require.Equal(t, person.No, c.Affordable(day, 349))
	require.Equal(t, person.Unknown, activity.Cost{}.Affordable(day, 1_000_000))
}

func TestAccess(t *testing.T) {
	a := activity.Access{
		{Feature: activity.StepFree, Has: person.Yes},
		{Feature: activity.Lift, Has: person.No},
		{Feature: activity.Parking, Note: "ask"},
		{Feature: activity.Parking, Has: person.Yes},
		{Feature: activity.Creche, Has: person.Yes},
		{Feature: activity.Creche, Has: person.No},
	}
	require.Equal(t, person.Yes, a.Of(activity.StepFree))
	require.Equal(t, person.No, a.Of(activity.Lift))
	require.Equal(t, person.Yes, a.Of(activity.Parking))
	require.Equal(t, person.Unknown, a.Of(activity.Creche), "contradictions are unknown")
	require.Equal(t, person.Unknown, a.Of(activity.Wheelchair), "what is not said is unknown")
}

func TestCoverage(t *testing.T) {
	here := activity.MustParseCoordinates("53.424,-2.322")
	near := activity.Place{Coordinates: activity.MustParseCoordinates("53.430,-2.322"), Outward: "M33", Areas: []activity.AreaCode{"E08000009"}, AreasComplete: true}
	far := activity.Place{Coordinates: activity.MustParseCoordinates("53.580,-2.430"), Outward: "BL1", Areas: []activity.AreaCode{"E08000001"}, AreasComplete: true}
	known := func(c activity.Coverage) activity.Coverage { c.Standing = activity.Known; return c }
	at := []activity.Location{{Coordinates: here}}
	for name, c := range map[string]struct {
		coverage activity.Coverage
		place    activity.Place
		at       []activity.Location
		want     person.Tri
	}{
		"unknown":                     {activity.Coverage{Everywhere: true}, near, at, person.Unknown},
		"assumed":                     {activity.Coverage{Standing: activity.Assumed, Everywhere: true}, near, at, person.Unknown},
		"everywhere":                  {known(activity.Coverage{Everywhere: true}), activity.Place{}, nil, person.Yes},
		"known and empty":             {known(activity.Coverage{}), near, at, person.Unknown},
		"within":                      {known(activity.Coverage{Radius: 700}), near, at, person.Yes},
		"without":                     {known(activity.Coverage{Radius: 600}), near, at, person.No},
		"radius, place unknown":       {known(activity.Coverage{Radius: 600}), activity.Place{}, at, person.Unknown},
		"radius of an unknown site":   {known(activity.Coverage{Radius: 600}), near, []activity.Location{{}}, person.Unknown},
		"radius of one of two sites":  {known(activity.Coverage{Radius: 700}), near, []activity.Location{{}, {Coordinates: here}}, person.Yes},
		"radius, one site unknown":    {known(activity.Coverage{Radius: 600}), near, []activity.Location{{Coordinates: here}, {}}, person.Unknown},
		"radius without sites":        {known(activity.Coverage{Radius: 600}), near, nil, person.Unknown},
		"outward":                     {known(activity.Coverage{Outward: []activity.AreaCode{"M32", "M33"}}), near, at, person.Yes},
		"other outward":               {known(activity.Coverage{Outward: []activity.AreaCode{"M32"}}), near, at, person.No},
		"outward unknown":             {known(activity.Coverage{Outward: []activity.AreaCode{"M32"}}), activity.Place{}, at, person.Unknown},
		"area":                        {known(activity.Coverage{Areas: []activity.AreaCode{"E08000009"}}), near, at, person.Yes},
		"other area":                  {known(activity.Coverage{Areas: []activity.AreaCode{"E08000009"}}), far, at, person.No},
		"other area, list incomplete": {known(activity.Coverage{Areas: []activity.AreaCode{"E08000009"}}), activity.Place{Areas: far.Areas}, at, person.Unknown},
		"any part will do":            {known(activity.Coverage{Radius: 1, Areas: []activity.AreaCode{"E08000009"}}), near, at, person.Yes},
		"no part, one unknown":        {known(activity.Coverage{Radius: 1, Areas: []activity.AreaCode{"E1"}}), activity.Place{Coordinates: near.Coordinates}, at, person.Unknown},
		"no part":                     {known(activity.Coverage{Radius: 1, Outward: []activity.AreaCode{"X1"}, Areas: []activity.AreaCode{"E1"}}), near, at, person.No},
	} {
		require.Equal(t, c.want, c.coverage.Covers(c.place, c.at), name)
	}
	d, _ := near.Coordinates.DistanceTo(here)
	require.Equal(t, person.Yes, known(activity.Coverage{Radius: d}).Covers(near, at), "the edge belongs to it")
	require.Equal(t, activity.AreaCode("M33"), activity.NewAreaCode(" m 33 "))
}

func TestStaleness(t *testing.T) {
	on := activity.MustParseDay("2026-06-01")
	require.Equal(t, person.Unknown, activity.Assurance{}.Stale(on, activity.FreshDays))
	require.Equal(t, person.Unknown, activity.Assurance{On: on}.Stale(activity.Day{}, activity.FreshDays))
	require.Equal(t, person.No, activity.Assurance{On: on.AddDays(-90)}.Stale(on, activity.FreshDays))
	require.Equal(t, person.Yes, activity.Assurance{On: on.AddDays(-91)}.Stale(on, activity.FreshDays))
	require.Equal(t, person.No, activity.Assurance{On: on.AddDays(5)}.Stale(on, activity.FreshDays))
}

// fill puts something into every field, slices of two, to any depth.
func fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), depth+1)
		}
	case reflect.String:
		v.SetString(fmt.Sprint("w", depth))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint8:
		v.SetUint(1)
	}
}

// slices collects the addresses of all slices reachable from v.
func addresses(v reflect.Value, found map[uintptr]string, path string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				addresses(v.Field(i), found, path+"."+v.Type().Field(i).Name)
			}
		}
	case reflect.Slice:
		if v.Len() > 0 {
			found[v.Pointer()] = path
		}
		for i := range v.Len() {
			addresses(v.Index(i), found, fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

func TestClonesShareNoMemory(t *testing.T) {
	var a activity.Activity
	var p activity.Provider
	fill(reflect.ValueOf(&a).Elem(), 0)
	fill(reflect.ValueOf(&p).Elem(), 0)
	b, q := a.Clone(), p.Clone()
	require.Equal(t, a, b)
	require.Equal(t, p, q)
	mine := map[uintptr]string{}
	addresses(reflect.ValueOf(a), mine, "Activity")
	addresses(reflect.ValueOf(p), mine, "Provider")
	require.Greater(t, len(mine), 40)
	theirs := map[uintptr]string{}
	addresses(reflect.ValueOf(b), theirs, "Activity")
	addresses(reflect.ValueOf(q), theirs, "Provider")
	require.Len(t, theirs, len(mine))
	for at, path := range theirs {
		require.NotContains(t, mine, at, path)
	}
	var none activity.Activity
	require.Equal(t, none, none.Clone(), "nothing stays nothing")
}

func TestEqualComparesTimesByInstant(t *testing.T) {
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	zone := time.FixedZone("x", 3600)
	a := activity.Activity{Capacity: activity.Capacity{AsOf: at}, Source: activity.Source{Modified: at}, Locations: []activity.Location{{Source: activity.Source{Modified: at}}}}
	b := a.Clone()
	b.Capacity.AsOf, b.Source.Modified, b.Locations[0].Source.Modified = at.In(zone), at.In(zone), at.In(zone)
	require.True(t, a.Equal(b))
	b.Capacity.AsOf = at.Add(time.Microsecond)
	require.False(t, a.Equal(b))
	p := activity.Provider{Source: activity.Source{Modified: at}, Suspensions: []activity.Suspension{{From: at, Until: at}}, Locations: a.Locations}
	q := p.Clone()
	q.Source.Modified, q.Suspensions[0].From, q.Suspensions[0].Until = at.In(zone), at.In(zone), at.In(zone)
	require.True(t, p.Equal(q))
	q.Name = "x"
	require.False(t, p.Equal(q))
	require.True(t, a.HasCategory("") == false)
	a.Categories = []activity.Category{{Code: "x:a"}}
	require.True(t, a.HasCategory("x:a"))
	a.Modes = []activity.Mode{activity.Online}
	require.True(t, a.Mode(activity.Online))
	require.False(t, a.Mode(activity.InPerson))
}

// A struct without exported fields that has no text or JSON form is written as
// "{}" and lost.
func TestEveryOpaqueTypeIsStored(t *testing.T) {
	var a activity.Activity
	var check func(typ reflect.Type, path string)
	seen := map[reflect.Type]bool{}
	check = func(typ reflect.Type, path string) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Slice, reflect.Pointer, reflect.Array:
			check(typ.Elem(), path)
		case reflect.Struct:
			exported := 0
			for i := range typ.NumField() {
				if f := typ.Field(i); f.IsExported() {
					exported++
					check(f.Type, path+"."+f.Name)
				}
			}
			if exported == 0 {
				_, text := reflect.New(typ).Interface().(encoding.TextUnmarshaler)
				_, js := reflect.New(typ).Interface().(json.Unmarshaler)
				require.True(t, text || js, "%s: %s is written as {}", path, typ)
			}
		}
	}
	for _, v := range []any{a, activity.Provider{}, activity.Event{}, activity.BookingEvent{}, activity.Bookings{}, activity.Booking{}, activity.ProviderPolicy{}, activity.Stored{}} {
		check(reflect.TypeOf(v), reflect.TypeOf(v).Name())
	}
	require.Greater(t, len(seen), 50)
}

func TestARecordSurvivesItsStorageForm(t *testing.T) {
	a := whole()
	require.NoError(t, a.Check())
	js, err := json.Marshal(a)
	require.NoError(t, err)
	var back activity.Activity
	require.NoError(t, json.Unmarshal(js, &back))
	require.True(t, a.Equal(back))
	require.Equal(t, a, back)
	js, err = json.Marshal(activity.Activity{})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(js), "what is not known is not written")
}

// whole is an activity with something in nearly every field.
func whole() activity.Activity {
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	day := activity.MustParseDay("2026-06-02")
	return activity.Activity{
		ID: activity.ID{1}, Provider: activity.ProviderID{2}, ProviderName: "Invented Walks", Name: "Tuesday walk", Description: "A slow walk.",
		Status: activity.Active, Categories: []activity.Category{{Code: "sp-activity:walking-group", Standing: activity.Known, From: "x"}},
		Terms: []activity.Term{{Taxonomy: "t", Code: "c", Name: "n", About: "a", Value: "v"}},
		Eligibility: activity.Eligibility{
			Ages: activity.KnownAs(must(activity.AgesInYears(18, 65))), SuitsAges: activity.AssumedAs(must(activity.AgesInYears(50, -1)), "rule"),
			Gender: activity.KnownAs(activity.WomenOnly), Groups: activity.KnownAs([]activity.GroupCode{"sp-group:carers"}),
			Residence: activity.KnownAs([]activity.AreaCode{"M33"}), Practices: activity.KnownAs([]person.ODSCode{person.MustParseODSCode("P91001")}),
			Conditions: []string{"boots"}, Text: "for carers",
		},
		Locations: []activity.Location{{
			ID: activity.LocationID{3}, Kind: activity.Physical, Name: "Hall", Address: activity.Address{Lines: []string{"1 Invented Lane"}, Town: "Sale", Region: "GM", Country: "GB", Postcode: person.MustParsePostcode("M33 2AA")},
			Coordinates: activity.MustParseCoordinates("53.424,-2.322"), Precision: activity.PostcodeCentre, Areas: []activity.AreaCode{"E08000009"},
			Access: activity.Access{{Feature: activity.StepFree, Has: person.Yes}}, Transport: "bus", URL: "https://example.org",
		}},
		Coverage: activity.Coverage{Standing: activity.Known, Radius: 5000, Outward: []activity.AreaCode{"M33"}, Areas: []activity.AreaCode{"E08000009"}, Text: "Sale"},
		Schedule: activity.Schedule{
			Zone: "Europe/London", ZoneRule: "x", Confidence: activity.Stated, Text: "Tuesdays", URL: "https://example.org", Closed: []activity.LocalTime{day.At(activity.Clock{})},
			Rules: []activity.Rule{{
				Start: day, From: activity.MustParseClock("10:00"), To: activity.MustParseClock("11:00"), Freq: activity.Weekly, Interval: 2, Until: day.AddDays(300).At(activity.Clock{}),
				ByDay: []activity.NthDay{activity.Every(activity.Tuesday)}, ByMonth: []time.Month{time.June}, WeekStart: activity.Sunday,
				Except: []activity.LocalTime{day.AddDays(14).At(activity.MustParseClock("10:00"))}, Add: []activity.LocalTime{day.AddDays(1).At(activity.Clock{})},
				ValidFrom: day, ValidTo: day.AddDays(90), Location: activity.LocationID{3}, Note: "n",
			}},
		},
		Cost:   activity.Cost{Standing: activity.Known, Options: []activity.CostOption{{Kind: activity.Price, Amount: activity.Pence(350), Per: activity.PerSession, For: activity.ForConcession, ValidFrom: day, ValidTo: day}}, Text: "£3.50"},
		Access: activity.Access{{Feature: activity.HearingLoop, Has: person.No, Note: "n"}}, Languages: []activity.LanguageOffer{{Tag: welsh, Interpreter: person.No, Text: "Welsh"}},
		Modes: []activity.Mode{activity.InPerson}, Routes: []activity.RouteOption{{Route: activity.Voucher, Issuer: "GP", URL: "u", Text: "t"}},
		Capacity: activity.Capacity{State: activity.Limited, Maximum: activity.KnownAs(12), Available: activity.KnownAs(3), WaitDays: activity.AssumedAs(14, "rule"), Unit: "places", AsOf: at, Text: "x"},
		Contacts: []activity.Contact{{Label: "Bookings", Name: person.NewText("Invented Person"), Role: "lead", Email: "a@example.org", Phones: []activity.Phone{{Number: "0161 496 0000", Kind: "voice"}}}},
		URL:      "https://example.org", Documents: []string{"d"}, Funding: []string{"f"}, Alerts: []activity.Alert{{Text: "t", From: day, Until: day}},
		Assurance: activity.Assurance{On: day, By: "Trafford", Due: day.AddDays(90)}, Ended: day.AddDays(900),
		Source: activity.Source{Name: "s", Format: "oruk-3.0", Record: "r", URL: "u", Licence: "OGL-UK-3.0", Modified: at, ModifiedText: "m", Invented: true, Extra: json.RawMessage(`{"x":1}`), Merged: []activity.SourceRef{{Name: "o", Record: "p"}}},
	}
}

func TestARecordPrintsNobodysName(t *testing.T) {
	a := whole()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, a), "Invented Person")
	}
	require.NotContains(t, fmt.Sprint(fmt.Errorf("%w", a.Check())), "Invented Person")
}

// paths lists where the faults are and what they are.
func paths(err error) []string {
	var out []string
	for _, f := range activity.Faults(err) {
		out = append(out, f.Path+" "+f.Code)
	}
	return out
}

func TestCheckNamesEveryFaultOfAnActivity(t *testing.T) {
	require.Equal(t, []string{"/id required", "/name required"}, paths(activity.Activity{Name: " "}.Check()))
	a := whole()
	local := time.Date(2026, 6, 1, 9, 0, 0, 0, time.FixedZone("x", 3600))
	day := activity.MustParseDay("2026-06-02")
	a.Status = "nonsense"
	a.Categories = append(a.Categories, activity.Category{Code: "no curie", Standing: "maybe"})
	a.Eligibility.Ages.Standing = "maybe"
	a.Eligibility.SuitsAges.Rule = ""
	a.Eligibility.Gender = activity.Bound[activity.GenderLimit]{Standing: activity.Known, Rule: "x"}
	a.Eligibility.Groups.Value = []activity.GroupCode{"carers"}
	a.Eligibility.Residence.Value = []activity.AreaCode{"m 33", ""}
	a.Locations[0].Kind, a.Locations[0].Precision = "x", "y"
	a.Locations[0].Areas = []activity.AreaCode{"e1"}
	a.Locations[0].Access[0].Feature = "lifts"
	a.Coverage = activity.Coverage{Standing: "x", Radius: -1, Outward: []activity.AreaCode{""}, Areas: []activity.AreaCode{"a"}}
	a.Schedule.Zone, a.Schedule.Confidence, a.Schedule.Rules[0].Freq = "", "x", "HOURLY"
	a.Cost = activity.Cost{Standing: "x", Options: []activity.CostOption{{Amount: activity.Pence(-1), Per: "x", For: "x", ValidFrom: day, ValidTo: day.AddDays(-1)}}}
	a.Access[0].Feature = ""
	a.Modes = append(a.Modes, "")
	a.Routes = append(a.Routes, activity.RouteOption{})
	a.Capacity = activity.Capacity{State: "x", Maximum: activity.KnownAs(-2), Available: activity.KnownAs(3), WaitDays: activity.KnownAs(-1), AsOf: local}
	a.Alerts[0].Until = day.AddDays(-1)
	a.Source.Modified = time.Date(2026, 6, 1, 9, 0, 0, 1, time.UTC)
	require.Equal(t, []string{
		"/status word", "/categories/1/code code", "/categories/1/standing word",
		"/eligibility/ages/standing word", "/eligibility/suitsAges/rule required", "/eligibility/gender/rule extra", "/eligibility/gender/value word",
		"/eligibility/groups/value/0 code", "/eligibility/residence/value/0 code", "/eligibility/residence/value/1 code",
		"/locations/0/kind word", "/locations/0/precision word", "/locations/0/areas/0 code", "/locations/0/access/0/feature word",
		"/coverage/standing word", "/coverage/radius range", "/coverage/outward/0 code", "/coverage/areas/0 code",
		"/schedule/zone required", "/schedule/confidence word", "/schedule/rules/0/freq word",
		"/cost/standing word", "/cost/options/0/kind word", "/cost/options/0/per word", "/cost/options/0/for word", "/cost/options/0/amount range", "/cost/options/0/validTo order",
		"/access/0/feature word", "/modes/1 word", "/routes/1/route word",
		"/capacity/state word", "/capacity/maximum/value range", "/capacity/waitDays/value range", "/capacity/available order", "/capacity/asOf time",
		"/alerts/0/until order", "/source/modified time",
	}, paths(a.Check()))
	require.ErrorIs(t, a.Check(), activity.ErrInvalid)
	require.ErrorIs(t, a.Check(), activity.ErrZone)
	require.Contains(t, a.Check().Error(), "activity: /coverage/radius: the radius is negative")
	require.Nil(t, activity.Faults(nil))
	require.Nil(t, activity.Faults(fmt.Errorf("other")))
}

func TestCheckNamesEveryFaultOfAProvider(t *testing.T) {
	day := activity.MustParseDay("2026-06-02")
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	p := activity.Provider{
		ID: activity.ProviderID{1}, Name: "Invented", Identifiers: []activity.Identifier{{Scheme: activity.CompanyNumber, Value: "01234567"}},
		Checks:      []activity.ProviderCheck{{Kind: activity.Insurance, SeenOn: day, Expires: day}},
		Suspensions: []activity.Suspension{{From: at, Until: at.Add(1000)}}, Locations: []activity.Location{{Kind: activity.Physical}},
	}
	require.NoError(t, p.Check())
	require.Equal(t, []string{"/id required", "/name required"}, paths(activity.Provider{}.Check()))
	p.Parent = p.ID
	p.Identifiers = append(p.Identifiers, activity.Identifier{Scheme: "vat"})
	p.Checks = append(p.Checks, activity.ProviderCheck{SeenOn: day, Expires: day.AddDays(-1)})
	p.Suspensions = []activity.Suspension{{From: at, Until: at}, {From: at.Add(1), Until: at.In(time.FixedZone("x", 1))}}
	p.Locations[0].Kind = "x"
	p.Source.Modified = at.Add(1)
	require.Equal(t, []string{
		"/parent cycle", "/identifiers/1/scheme word", "/identifiers/1/value required", "/locations/0/kind word", "/checks/1/kind word", "/checks/1/expires order",
		"/suspensions/0/until order", "/suspensions/1/from time", "/suspensions/1/until time", "/suspensions/1/until order", "/source/modified time",
	}, paths(p.Check()))
}

func TestCheckNamesEveryFaultOfARule(t *testing.T) {
	day := activity.MustParseDay("2026-06-02")
	clock := activity.MustParseClock
	nth := must(activity.Nth(2, activity.Tuesday))
	for name, c := range map[string]struct {
		rule activity.Rule
		want []string
	}{
		"nothing":                {activity.Rule{}, []string{"/start anchor"}},
		"once":                   {activity.Rule{Start: day}, nil},
		"only added dates":       {activity.Rule{Add: []activity.LocalTime{day.At(activity.Clock{})}}, nil},
		"daily":                  {activity.Rule{Freq: activity.Daily}, nil},
		"every second day":       {activity.Rule{Freq: activity.Daily, Interval: 2}, []string{"/start anchor"}},
		"counted":                {activity.Rule{Freq: activity.Daily, Count: 2}, []string{"/start anchor"}},
		"weekly, no day":         {activity.Rule{Freq: activity.Weekly}, []string{"/start anchor"}},
		"monthly, no day":        {activity.Rule{Freq: activity.Monthly}, []string{"/start anchor"}},
		"monthly by day":         {activity.Rule{Freq: activity.Monthly, ByMonthDay: []int{-31, 31}}, nil},
		"yearly, no day":         {activity.Rule{Freq: activity.Yearly, ByMonth: []time.Month{1, 12}}, []string{"/start anchor"}},
		"yearly by day":          {activity.Rule{Freq: activity.Yearly, ByDay: []activity.NthDay{must(activity.Nth(53, activity.Monday))}}, nil},
		"numbers":                {activity.Rule{Freq: activity.Monthly, Start: day, Interval: -1, Count: -1, ByMonthDay: []int{0, 32, -32}, ByMonth: []time.Month{0, 13}}, []string{"/interval range", "/count range", "/byMonthDay/0 range", "/byMonthDay/1 range", "/byMonthDay/2 range", "/byMonth/0 range", "/byMonth/1 range"}},
		"largest":                {activity.Rule{Freq: activity.Daily, Start: day, Interval: 1000, Count: 100000}, nil},
		"too large":              {activity.Rule{Freq: activity.Daily, Start: day, Interval: 1001, Count: 100001}, []string{"/interval range", "/count range"}},
		"count and until":        {activity.Rule{Freq: activity.Daily, Start: day, Count: 1, Until: day.At(activity.Clock{})}, []string{"/count both"}},
		"weekly by month day":    {activity.Rule{Freq: activity.Weekly, Start: day, ByMonthDay: []int{1}}, []string{"/byMonthDay part"}},
		"once with days":         {activity.Rule{Start: day, ByMonth: []time.Month{1}}, []string{"/freq required"}},
		"weekly with ordinals":   {activity.Rule{Freq: activity.Weekly, ByDay: []activity.NthDay{nth, {}}}, []string{"/byDay/0 part", "/byDay/1 word"}},
		"sixth of the month":     {activity.Rule{Freq: activity.Monthly, ByDay: []activity.NthDay{must(activity.Nth(6, activity.Monday)), must(activity.Nth(-6, activity.Monday)), must(activity.Nth(-5, activity.Monday))}}, []string{"/byDay/0 range", "/byDay/1 range"}},
		"an end without start":   {activity.Rule{Start: day, To: clock("10:00")}, []string{"/from required"}},
		"start at the day's end": {activity.Rule{Start: day, From: clock("24:00")}, []string{"/from range"}},
		"validity":               {activity.Rule{Start: day, ValidFrom: day, ValidTo: day.AddDays(-1)}, []string{"/validTo order"}},
		"valid for a day":        {activity.Rule{Start: day, ValidFrom: day, ValidTo: day}, nil},
		"words":                  {activity.Rule{Start: day, Freq: "x", WeekStart: "y"}, []string{"/freq word", "/weekStart word"}},
		"dates without days":     {activity.Rule{Start: day, Except: []activity.LocalTime{{}}, Add: []activity.LocalTime{day.At(activity.Clock{}), {}}}, []string{"/except/0 required", "/add/1 required"}},
	} {
		require.Equal(t, c.want, paths(c.rule.Check()), name)
	}
}

func FuzzTextForms(f *testing.F) {
	for _, s := range []string{
		"2026-03-15", "18:30", "2026-03-15T10:00", "2TU", "GBP 350", "18y-65y", "6m-", "53.483368,-2.229492", "1e-6,2", someUUID,
		"physical", "postcode", "active", "price", "per-session", "member", "listed", "known", "women-only", "reserved", "sp-activity:choir", "sp-group:carers", "nature",
		"step-free", "self", "online", "reserved", "MO", "WEEKLY", "parsed", "charity", "insurance", "full", "x-anything",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fuzzText[activity.Day](t, text)
		fuzzText[activity.Clock](t, text)
		fuzzText[activity.LocalTime](t, text)
		fuzzText[activity.NthDay](t, text)
		fuzzText[activity.Money](t, text)
		fuzzText[activity.AgeRange](t, text)
		fuzzText[activity.Coordinates](t, text)
		fuzzText[activity.ID](t, text)
		fuzzText[activity.ProviderID](t, text)
		fuzzText[activity.LocationID](t, text)
		fuzzText[activity.HolderID](t, text)
		fuzzText[activity.EventID](t, text)
		fuzzText[activity.BookingsID](t, text)
		fuzzWord[activity.LocationKind](t, text)
		fuzzWord[activity.Precision](t, text)
		fuzzWord[activity.Status](t, text)
		fuzzWord[activity.PriceKind](t, text)
		fuzzWord[activity.PricePer](t, text)
		fuzzWord[activity.PriceFor](t, text)
		fuzzWord[activity.EventKind](t, text)
		fuzzWord[activity.Standing](t, text)
		fuzzWord[activity.GenderLimit](t, text)
		fuzzWord[activity.EvidenceKind](t, text)
		fuzzWord[activity.BookingState](t, text)
		fuzzWord[activity.CategoryCode](t, text)
		fuzzWord[activity.GroupCode](t, text)
		fuzzWord[activity.Pillar](t, text)
		fuzzWord[activity.Feature](t, text)
		fuzzWord[activity.Route](t, text)
		fuzzWord[activity.Mode](t, text)
		fuzzWord[activity.BookingEventKind](t, text)
		fuzzWord[activity.DayName](t, text)
		fuzzWord[activity.CheckStanding](t, text)
		fuzzWord[activity.Frequency](t, text)
		fuzzWord[activity.Confidence](t, text)
		fuzzWord[activity.IdentifierScheme](t, text)
		fuzzWord[activity.CheckKind](t, text)
		fuzzWord[activity.CapacityState](t, text)
	})
}

// fuzzWord reads a word of a closed list: what is read is that word, and valid
// unless it is empty.
func fuzzWord[T interface {
	~string
	IsValid() bool
}, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, text string,
) {
	t.Helper()
	var v T
	if P(&v).UnmarshalText([]byte(text)) != nil {
		require.Empty(t, v, "a failed read leaves nothing")
		require.False(t, T(text).IsValid() && text != "", "%T %q", v, text)
		return
	}
	require.Equal(t, T(text), v)
	require.True(t, text == "" || v.IsValid(), "%T %q", v, text)
}

func fuzzText[T textValue, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, text string,
) {
	t.Helper()
	var v, again T
	if P(&v).UnmarshalText([]byte(text)) != nil {
		require.Equal(t, again, v, "a failed read leaves nothing")
		return
	}
	b, err := v.MarshalText()
	require.NoError(t, err)
	require.NoError(t, P(&again).UnmarshalText(b), "%q", b)
	require.Equal(t, v, again)
}
