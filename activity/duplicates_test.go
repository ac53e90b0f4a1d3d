package activity_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// entry makes an invented record.
func listing(n int, name, phone, url, postcode, point string) activity.Activity {
	a := activity.Activity{ID: activity.ID{byte(n)}, Name: name, URL: url, Source: activity.Source{Name: "one", Record: fmt.Sprint(n)}}
	if phone != "" {
		a.Contacts = []activity.Contact{{Phones: []activity.Phone{{Number: phone}}}}
	}
	l := activity.Location{}
	if postcode != "" {
		l.Address.Postcode = person.MustParsePostcode(postcode)
	}
	if point != "" {
		l.Coordinates = activity.MustParseCoordinates(point)
	}
	if postcode+point != "" {
		a.Locations = []activity.Location{l}
	}
	return a
}

func kinds(p activity.DuplicatePair) []activity.EvidenceKind {
	var out []activity.EvidenceKind
	for _, e := range p.Evidence {
		out = append(out, e.Kind)
	}
	return out
}

func TestDuplicatesWithTheirEvidence(t *testing.T) {
	list := []activity.Activity{
		listing(1, "The Invented Allotment Group", "0161 496 0001", "https://www.example.org/allotment/", "M33 2AA", "53.4240,-2.3220"),
		listing(2, "Invented allotment group CIC", "Office: +44 (0)161 496 0001", "example.org/Allotment?x=1", "M33 2AA", "53.4241,-2.3221"),
		// The same organisation elsewhere is another activity.
		listing(3, "Invented Allotment Group", "0161 496 0001", "https://example.org/", "BL1 1AA", "53.5800,-2.4300"),
		// Only the building is shared.
		listing(4, "Invented Chess", "0161 496 0009", "https://chess.example.org", "M33 2AA", "53.4240,-2.3220"),
		listing(5, "Somewhere Else", "", "", "", ""),
	}
	r := activity.FindDuplicates(slices.Values(list), nil)
	require.Len(t, r.Pairs, 1)
	p := r.Pairs[0]
	require.Equal(t, list[0].ID, p.A)
	require.Equal(t, list[1].ID, p.B)
	require.Equal(t, []activity.EvidenceKind{activity.SameName, activity.SamePhone, activity.SamePage, activity.SamePostcode, activity.Near}, kinds(p))
	require.Equal(t, 180, p.Score)
	require.Equal(t, "13 m", p.Evidence[4].Detail)
	require.Empty(t, r.Skipped)

	// All candidates, however unlikely, and why.
	r = activity.FindDuplicates(slices.Values(list), &activity.DuplicateOptions{Least: -1000})
	seen := map[string][]activity.EvidenceKind{}
	for i, p := range r.Pairs {
		seen[fmt.Sprint(p.A[0], p.B[0])] = kinds(p)
		sum := 0
		for _, e := range p.Evidence {
			sum += e.Points
			require.True(t, e.Kind.IsValid())
		}
		require.Equal(t, p.Score, sum, "the score is the sum of its evidence")
		if i > 0 {
			require.GreaterOrEqual(t, r.Pairs[i-1].Score, p.Score)
		}
	}
	require.Equal(t, map[string][]activity.EvidenceKind{
		"1 2": kinds(r.Pairs[0]),
		"1 3": {activity.SameName, activity.SamePhone, activity.SameSite, activity.OtherPostcode, activity.FarApart},
		"2 3": {activity.SameName, activity.SamePhone, activity.SameSite, activity.OtherPostcode, activity.FarApart},
		"1 4": {activity.SamePostcode, activity.Near},
		"2 4": {activity.SamePostcode, activity.Near},
	}, seen)
}

func TestDuplicatesDoNotDependOnTheOrder(t *testing.T) {
	var list []activity.Activity
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 120 {
		list = append(list, listing(n, fmt.Sprintf("Group %d %d", r.IntN(9), r.IntN(3)), fmt.Sprintf("0161 496 00%02d", r.IntN(40)), "", "M33 2AA",
			fmt.Sprintf("53.42%d,-2.32%d", r.IntN(10), r.IntN(10))))
	}
	want := activity.FindDuplicates(slices.Values(list), nil)
	require.NotEmpty(t, want.Pairs)
	require.Contains(t, want.Skipped, "postcode M33 2AA (120)")
	for range 5 {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		require.Equal(t, want, activity.FindDuplicates(slices.Values(list), nil))
	}
}

// Two points within 100 m always come together, wherever a square ends.
func TestNeighboursAlwaysMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		lat, lon := 49_900_000+r.IntN(11_000_000), -8_000_000+r.IntN(9_700_000)
		a := listing(1, "One", "", "", "", "")
		b := listing(2, "One Two", "", "", "", "")
		p, err := activity.CoordinatesAt(int64(lat), int64(lon))
		require.NoError(t, err)
		q, err := activity.CoordinatesAt(int64(lat+r.IntN(1800)-900), int64(lon+r.IntN(2400)-1200))
		require.NoError(t, err)
		d, _ := p.DistanceTo(q)
		a.Locations, b.Locations = []activity.Location{{Coordinates: p}}, []activity.Location{{Coordinates: q}}
		report := activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000})
		if d <= 100 {
			require.Len(t, report.Pairs, 1, "%v %v %d m", p, q, d)
			require.Contains(t, kinds(report.Pairs[0]), activity.Near)
		}
	}
}

func TestHoursAndProviderCount(t *testing.T) {
	a := listing(1, "Walk", "", "", "M33 2AA", "")
	b := listing(2, "Walk", "", "", "M33 2AA", "")
	a.ProviderName, b.ProviderName = "Invented Walks Ltd", "invented walks"
	a.Schedule = activity.ParseHours("Mon, Wed 10am-11am", "Europe/London").Schedule
	b.Schedule = activity.ParseHours("Wednesdays and Mondays 10 - 11am", "Europe/London").Schedule
	pairs := activity.FindDuplicates(slices.Values([]activity.Activity{b, a}), nil).Pairs
	require.Equal(t, []activity.EvidenceKind{activity.SameName, activity.SameProvider, activity.SamePostcode, activity.SameHours}, kinds(pairs[0]))
	b.Schedule = activity.ParseHours("Fridays 10 - 11am", "Europe/London").Schedule
	all := &activity.DuplicateOptions{Least: -1000}
	pairs = activity.FindDuplicates(slices.Values([]activity.Activity{b, a}), all).Pairs
	require.Equal(t, activity.OtherHours, kinds(pairs[0])[3])
	a.Categories = []activity.Category{{Code: "sp-activity:yoga"}}
	b.Categories = []activity.Category{{Code: "sp-activity:choir"}}
	pairs = activity.FindDuplicates(slices.Values([]activity.Activity{b, a}), all).Pairs
	require.Equal(t, activity.OtherKind, kinds(pairs[0])[3])
}

// What a provider's activities share by being the provider's says little.
func TestFacilitiesOfOneProviderAreNotOne(t *testing.T) {
	a := listing(1, "Invented School: sports halls", "0161 496 0001", "https://school.example.org/hire", "M33 2AA", "53.4240,-2.3220")
	b := listing(2, "Invented School: tennis courts", "0161 496 0001", "https://school.example.org/hire", "M33 2AA", "53.4240,-2.3220")
	c := listing(3, "Invented School: sports halls", "0161 496 0001", "https://school.example.org/hire", "M33 2AA", "53.4240,-2.3220")
	for _, x := range []*activity.Activity{&a, &b, &c} {
		x.ProviderName = "Invented School"
	}
	pairs := activity.FindDuplicates(slices.Values([]activity.Activity{a, b, c}), nil).Pairs
	require.Len(t, pairs, 1)
	require.Equal(t, []activity.ID{a.ID, c.ID}, []activity.ID{pairs[0].A, pairs[0].B})
	require.Equal(t, 60+15+4*5, pairs[0].Score)
	// The same when the provider is known by its ID alone.
	for _, x := range []*activity.Activity{&a, &b, &c} {
		x.ProviderName, x.Provider = "", activity.ProviderID{1}
	}
	require.Len(t, activity.FindDuplicates(slices.Values([]activity.Activity{a, c}), nil).Pairs, 1)
	pairs = activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs
	require.Contains(t, kinds(pairs[0]), activity.SameProvider)
	require.Equal(t, 15+4*5, pairs[0].Score)
}

func TestMergeKeepsWhatIsKnownAndNamesConflicts(t *testing.T) {
	a := listing(1, "Walk", "0161 496 0001", "", "M33 2AA", "")
	b := listing(2, "Walking Group", "", "https://example.org", "M33 2AA", "")
	b.Source = activity.Source{Name: "two", Record: "b", Merged: []activity.SourceRef{{Name: "three", Record: "c"}}}
	b.Status = activity.Active
	b.Cost = activity.Free()
	got, conflicts, err := activity.Merge(a, b)
	require.NoError(t, err)
	require.Equal(t, []string{"name"}, conflicts)
	require.Equal(t, a.ID, got.ID)
	require.Equal(t, "Walk", got.Name)
	require.Equal(t, activity.Active, got.Status)
	require.Equal(t, b.URL, got.URL)
	require.Equal(t, b.Cost, got.Cost)
	require.Equal(t, a.Contacts, got.Contacts)
	require.Equal(t, "one", got.Source.Name)
	require.Equal(t, []activity.SourceRef{{Name: "two", Record: "b"}, {Name: "three", Record: "c"}}, got.Source.Merged)
}

// Telephone numbers and addresses of pages as directories really write them.
func TestSharedContactsHoweverWritten(t *testing.T) {
	same := func(phoneA, phoneB, urlA, urlB string) []activity.EvidenceKind {
		a, b := listing(1, "Same", phoneA, urlA, "", ""), listing(2, "Same", phoneB, urlB, "", "")
		return kinds(activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs[0])[1:]
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"0161 496 0001", "01614960001", true},
		{"Youth MAPS: 0161 496 0001", "+44 161 496 0001", true},
		{"+44 (0)161 496 0001", "0044 161 4960001", true},
		{"0161-496-0001 / 0161-496-0002", "0161.496.0001", true},
		{"Mon 9-5: 0161 496 0001", "0161 496 0001", true},
		{"0161 496 0001", "0161 496 0002", false},
		{"999", "999", false},
		{"016149600", "016149600", true}, // nine digits
		{"01614960", "01614960", false},
		{"016149600 or 0161", "016149600", true},
		{"01614960 or 0161", "01614960", false},
		{"0161  496 0001", "0161 496 0001", true},
		{"0161   496 0001", "0161 496 0001", false},
		{"0161 496a0001", "0161 496 0001", false},
		{"0161 496z0001", "0161 496 0001", false},
		{"0161 496Z0001", "0161 496 0001", false},
		{"0161 496{0001", "0161 496 0001", true},
		{"0161 496 9999", "0161 496 9999", true},
		{"none", "none", false},
	} {
		require.Equal(t, c.same, slices.Contains(same(c.a, c.b, "", ""), activity.SamePhone), "%s, %s", c.a, c.b)
	}
	for _, c := range []struct {
		a, b string
		want []activity.EvidenceKind
	}{
		{"https://www.Example.org/a/", "example.org/a?utm=1#top", []activity.EvidenceKind{activity.SamePage}},
		{"https://example.org/a", "http://example.org/b", []activity.EvidenceKind{activity.SameSite}},
		{"https://example.org/index.html", "http://example.org", []activity.EvidenceKind{activity.SameSite}},
		{"ring us", "ring us", nil},
		{"a@example.org", "a@example.org", nil},
	} {
		require.Equal(t, c.want, append([]activity.EvidenceKind(nil), same("", "", c.a, c.b)...), "%s, %s", c.a, c.b)
	}
	a, b := listing(1, "One", "", "", "", ""), listing(2, "Two", "", "", "", "")
	a.Contacts = []activity.Contact{{Email: " Info@Example.org"}}
	b.Contacts = []activity.Contact{{Email: "info@example.org"}, {Email: "nonsense"}}
	require.Equal(t, []activity.EvidenceKind{activity.OtherName, activity.SameEmail}, kinds(activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs[0]))
}

// What each kind of evidence weighs, added by hand.
func TestTheScoreOfContradictions(t *testing.T) {
	score := func(a, b activity.Activity) int {
		pairs := activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs
		require.Len(t, pairs, 1)
		return pairs[0].Score
	}
	a := listing(1, "Invented Allotment Group", "0161 496 0001", "https://example.org/a", "M33 2AA", "53.4240,-2.3220")
	b := listing(2, "Invented Allotment Group", "0161 496 0001", "https://example.org/", "BL1 1AA", "53.5800,-2.4300")
	require.Equal(t, 60+30+10-30-40, score(a, b), "name, phone and site; another postcode, far apart")
	b = listing(2, "Chess", "0161 496 0001", "", "", "")
	require.Equal(t, 30-40, score(a, b), "phone; another name")
	a, b = listing(1, "Walk", "", "", "", ""), listing(2, "Walk", "", "", "", "")
	a.Schedule = activity.ParseHours("Mon 10am-11am", "Europe/London").Schedule
	require.Equal(t, 60, score(a, b), "what one does not know counts nothing")
	b.Schedule = activity.ParseHours("Tue 10am-11am", "Europe/London").Schedule
	require.Equal(t, 60-15, score(a, b))
	a.Categories = []activity.Category{{Code: "sp-activity:yoga"}}
	require.Equal(t, 60-15, score(a, b), "of one the kind is not known")
	require.Equal(t, 60-15, score(b, a))
	b.Categories = []activity.Category{{Code: "sp-activity:choir"}}
	require.Equal(t, 60-15-30, score(a, b))
	a.Locations = []activity.Location{{Address: activity.Address{Postcode: person.MustParsePostcode("M33 2AA")}}}
	require.Equal(t, 60-15-30, score(a, b), "of one the postcode is not known")
	require.Equal(t, 60-15-30, score(b, a))
}

// Names by the words that they share: of ten words six, five, two and one.
func TestHowManyWordsOfTwoNamesAreShared(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want []activity.EvidenceKind
	}{
		{"a1 b1 c1 d1 e1 f1 g1 h1", "a1 b1 c1 d1 e1 f1 x1 y1", []activity.EvidenceKind{activity.SimilarName}},
		{"a1 b1 c1 d1 e1 f1 g1 h1", "a1 b1 c1 d1 e1 w1 x1", nil},
		{"a1 b1 c1 d1 e1 f1", "a1 b1 w1 x1 y1 z1", nil},
		{"a1 b1 c1 d1 e1 f1", "a1 w1 x1 y1 z1", []activity.EvidenceKind{activity.OtherName}},
		{"a1 b1 c1 d1", "The d1 c1, b1 & a1", []activity.EvidenceKind{activity.SameName}},
		{"The", "Of", nil},
	} {
		a, b := listing(1, c.a, "0161 496 0001", "", "", ""), listing(2, c.b, "0161 496 0001", "", "", "")
		r := activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000})
		require.Equal(t, append(c.want, activity.SamePhone), kinds(r.Pairs[0]), c.a)
	}
	// Names of which nothing is left do not bring records together.
	none := []activity.Activity{listing(1, "The", "", "", "", ""), listing(2, "Of", "", "", "", "")}
	require.Empty(t, activity.FindDuplicates(slices.Values(none), &activity.DuplicateOptions{Least: -1000}).Pairs)
	// A name that is the provider's, and no more, is compared whole.
	a, b := listing(1, "Invented Walks", "", "", "", ""), listing(2, "Invented Walks", "", "", "", "")
	a.ProviderName, b.ProviderName = "Invented Walks", "Invented Walks"
	require.Equal(t, []activity.EvidenceKind{activity.SameName, activity.SameProvider}, kinds(activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs[0]))
}

// Near is up to 100 m, far from beyond a kilometre; of several places the
// nearest two count.
func TestHowFarIsNear(t *testing.T) {
	at := func(metres int) activity.Coordinates {
		base, err := activity.CoordinatesAt(53_400_000, -2_300_000)
		require.NoError(t, err)
		for north := int64(metres) * 8; ; north++ {
			c, err := activity.CoordinatesAt(53_400_000+north, -2_300_000)
			require.NoError(t, err)
			if d, _ := base.DistanceTo(c); int(d) == metres {
				return c
			}
		}
	}
	for _, c := range []struct {
		a, b []int
		want string
	}{
		{[]int{0}, []int{0}, "near 0 m"},
		{[]int{0}, []int{100}, "near 100 m"},
		{[]int{0}, []int{101}, ""},
		{[]int{0}, []int{1000}, ""},
		{[]int{0}, []int{1001}, "far-apart 1001 m"},
		{[]int{0, 5000}, []int{2000, 5050}, "near 50 m"},
		{[]int{5050, 2000}, []int{5000, 0}, "near 50 m"},
	} {
		a, b := listing(1, "Same", "", "", "", ""), listing(2, "Same", "", "", "", "")
		for _, m := range c.a {
			a.Locations = append(a.Locations, activity.Location{Coordinates: at(m)})
		}
		for _, m := range c.b {
			b.Locations = append(b.Locations, activity.Location{Coordinates: at(m)})
		}
		got := ""
		for _, e := range activity.FindDuplicates(slices.Values([]activity.Activity{a, b}), &activity.DuplicateOptions{Least: -1000}).Pairs[0].Evidence[1:] {
			got += string(e.Kind) + " " + e.Detail
		}
		require.Equal(t, c.want, got, "%v %v", c.a, c.b)
	}
}

// A block as large as the limit is compared, a larger one is reported; a pair
// that weighs as much as the least is listed.
func TestLimitsOfTheSearch(t *testing.T) {
	var list []activity.Activity
	for n := range 4 {
		list = append(list, listing(n+1, fmt.Sprintf("Name %d0%[1]d", n), "", "", "M33 2AA", ""))
	}
	pairs := func(n, block, least int) (int, []string) {
		r := activity.FindDuplicates(slices.Values(list[:n]), &activity.DuplicateOptions{Block: block, Least: least})
		return len(r.Pairs), r.Skipped
	}
	n, skipped := pairs(3, 3, -1000)
	require.Equal(t, 3, n)
	require.Empty(t, skipped)
	n, skipped = pairs(4, 3, -1000)
	require.Zero(t, n)
	require.Equal(t, []string{"postcode M33 2AA (4)"}, skipped)
	n, _ = pairs(2, 3, 30)
	require.Equal(t, 1, n)
	n, _ = pairs(2, 3, 31)
	require.Zero(t, n)
}
