package matching_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

func TestFitTexts(t *testing.T) {
	all := []matching.Fit{matching.No, matching.Unknown, matching.Low, matching.Good, matching.Exact}
	for i, f := range all {
		data, err := json.Marshal(f)
		require.NoError(t, err)
		require.Equal(t, []string{`"no"`, `"unknown"`, `"low"`, `"good"`, `"exact"`}[i], string(data))
		var back matching.Fit
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, f, back)
		for j, g := range all {
			require.Equal(t, all[min(i, j)], f.And(g))
			require.Equal(t, all[max(i, j)], f.Or(g))
		}
		require.NotEmpty(t, f.Text(language.English))
	}
	bad := matching.Fit(5)
	require.False(t, bad.IsValid())
	require.Equal(t, "invalid", bad.String())
	_, err := bad.MarshalText()
	require.Error(t, err)
	require.Error(t, bad.UnmarshalText([]byte("perfect")))
	require.Error(t, bad.UnmarshalText(nil), "no fit is not the fit No")
}

func TestWords(t *testing.T) {
	require.Len(t, matching.Criteria(), 12)
	list := matching.Criteria()
	list[0] = "x"
	require.Equal(t, matching.Choice, matching.Criteria()[0], "a copy")
	for _, c := range matching.Criteria() {
		var back matching.CriterionCode
		require.NoError(t, back.UnmarshalText([]byte(c)))
		require.Equal(t, c, back)
		require.NotEqual(t, string(c), c.Text(language.English))
	}
	var c matching.CriterionCode
	require.NoError(t, c.UnmarshalText([]byte("x-own.1")))
	require.Equal(t, "x-own.1", c.Text(language.English), "a host's own has no text here")
	require.NoError(t, c.UnmarshalText(nil))
	for _, bad := range []string{"score", "x-", "x-A", "X-own", "x_own"} {
		require.Error(t, c.UnmarshalText([]byte(bad)), bad)
	}
	var m matching.TravelMode
	for _, text := range []string{"", "foot", "bus", "car"} {
		require.NoError(t, m.UnmarshalText([]byte(text)))
		b := matching.DefaultBands(m)
		require.True(t, 0 < b[0] && b[0] < b[1] && b[1] < b[2])
	}
	require.Error(t, m.UnmarshalText([]byte("horse")))
	var s matching.Strength
	require.Error(t, s.UnmarshalText([]byte("strong")))
	require.NoError(t, s.UnmarshalText([]byte("weak")))
	require.False(t, matching.AlterationCode("be-richer").IsValid())
	require.Equal(t, "be-richer", matching.Alteration{Code: "be-richer"}.Text(language.English))
	require.Equal(t, "x-why", matching.Reason{Criterion: "x-own", Code: "x-why"}.Text(language.English))
}

func TestSlots(t *testing.T) {
	all := matching.AllSlots()
	n := 0
	for d := time.Sunday; d <= time.Saturday; d++ {
		for _, p := range []matching.Part{matching.Morning, matching.Afternoon, matching.Evening} {
			one := matching.SlotsOf(p, d)
			require.True(t, one.Has(d, p))
			require.True(t, all.Has(d, p))
			require.False(t, matching.Slots{}.Has(d, p))
			require.Equal(t, one, matching.MustParseSlots(one.String()))
			require.Equal(t, all, all.Union(one))
			n++
		}
	}
	require.Equal(t, 21, n)
	s := matching.MustParseSlots("tue-eve mon-am tue-eve")
	require.Equal(t, "mon-am tue-eve", s.String())
	data, err := json.Marshal(s)
	require.NoError(t, err)
	var back matching.Slots
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, s, back)
	require.Zero(t, s.Compare(back))
	require.Equal(t, -s.Compare(all), all.Compare(s))
	require.NotZero(t, s.Compare(all))
	text, err := s.AppendText([]byte("> "))
	require.NoError(t, err)
	require.Equal(t, "> mon-am tue-eve", string(text))
	for _, bad := range []string{"mon", "mon-", "-am", "mon-night", "day-am", "monday-am"} {
		require.Error(t, back.UnmarshalText([]byte(bad)), bad)
		require.Panics(t, func() { matching.MustParseSlots(bad) })
	}
	require.Equal(t, s, s.With(8, matching.Morning), "no such day")
	require.Equal(t, s, s.With(time.Monday, 3), "no such part")
	require.False(t, s.Has(time.Monday, 3))
	require.Equal(t, "invalid", matching.Part(3).String())
	require.True(t, matching.Slots{}.IsZero())
}

// TestSeekerCheck: every fault is reported, with its path and no value.
func TestSeekerCheck(t *testing.T) {
	s := matching.Seeker{
		Place:  matching.Place{Outward: "ZZ99"},
		Travel: matching.Journey{Mode: "horse", Limit: -1, Minutes: -1},
		Age:    matching.Ages{Min: 900, Max: 800, Known: true},
		Budget: matching.Budget{Set: true, Ceiling: -5},
		Order:  []matching.CriterionCode{matching.Choice, "score", matching.Travel, matching.Travel},
	}
	err := s.Check()
	require.ErrorIs(t, err, matching.ErrSeeker)
	for _, path := range []string{
		"place.outward", "travel.limit", "travel.minutes", "travel.mode", "age", "budget.ceiling", "order[0]", "order[1]", "order[3]",
	} {
		require.ErrorContains(t, err, "seeker."+path+":")
	}
	for _, value := range []string{"900", "800", "horse", "-5"} {
		require.NotContains(t, err.Error(), value)
	}
	_, matchErr := matching.Rank(matching.Query{Seeker: s, At: monday}, slices.Values([]activity.Activity{}), nil)
	require.ErrorIs(t, matchErr, matching.ErrSeeker)
	var f *matching.SeekerFault
	require.ErrorAs(t, err, &f)
	require.NoError(t, (&matching.Seeker{}).Check())
	for _, pseudo := range []activity.AreaCode{"zz99", "ZZ99 3VZ", "Zz993WZ"} {
		require.ErrorContains(t, matching.Seeker{Place: matching.Place{Outward: pseudo}}.Check(), "place.outward", pseudo)
	}
	require.NoError(t, matching.Seeker{Place: matching.Place{Outward: "ZZ9"}}.Check())
}

func TestSeekerClone(t *testing.T) {
	for i, s := range synth.New().Seekers(50, 8) {
		c := s.Clone()
		require.Equal(t, s, c)
		for j := range c.Needs {
			c.Needs[j] = "sp-need:changed"
		}
		require.NotContains(t, s.Needs, person.NeedCode("sp-need:changed"), "seeker %d", i)
	}
}

// TestEveryFaultOfOptions refuses what cannot be meant, at each way in.
func TestEveryFaultOfOptions(t *testing.T) {
	own := matching.Criterion{
		Code: "x-own", Column: func(*activity.Activity) uint8 { return 0 },
		Plan: func(matching.Query) [256]matching.Judgement { return [256]matching.Judgement{} },
	}
	nine := make([]matching.Criterion, 9)
	for i := range nine {
		nine[i] = own
		nine[i].Code = matching.CriterionCode(fmt.Sprintf("x-own%d", i))
	}
	noColumn, builtin := own, own
	noColumn.Column, builtin.Code = nil, matching.Travel
	a := group(1, "sp-activity:crafts", sale)
	none := slices.Values([]activity.Activity{a})
	src := fromList{a}
	for name, c := range map[string]struct {
		o *matching.Options
		q matching.Query
	}{
		"zone":      {&matching.Options{Zone: "Nowhere/At-All"}, matching.Query{At: monday}},
		"zones":     {&matching.Options{Zones: func(string) (*time.Location, error) { return nil, errors.New("no") }}, matching.Query{At: monday}},
		"too many":  {&matching.Options{Criteria: nine}, matching.Query{At: monday}},
		"twice":     {&matching.Options{Criteria: []matching.Criterion{own, own}}, matching.Query{At: monday}},
		"no column": {&matching.Options{Criteria: []matching.Criterion{noColumn}}, matching.Query{At: monday}},
		"built in":  {&matching.Options{Criteria: []matching.Criterion{builtin}}, matching.Query{At: monday}},
		"K":         {nil, matching.Query{At: monday, K: matching.MaxK + 1}},
		"order":     {nil, matching.Query{At: monday, Options: &matching.QueryOptions{Order: []matching.CriterionCode{"x-none"}}}},
		"drop":      {nil, matching.Query{At: monday, Options: &matching.QueryOptions{Drop: []matching.CriterionCode{"score"}}}},
	} {
		for way, call := range map[string]func() error{
			"rank":    func() error { _, err := matching.Rank(c.q, none, c.o); return err },
			"explain": func() error { _, err := matching.Explain(c.q, a, c.o); return err },
			"compare": func() error { _, err := matching.Compare(c.q, a, a, c.o); return err },
			"counter": func() error { _, err := matching.Counterfactuals(c.q, a, c.o); return err },
			"survey":  func() error { _, err := matching.SurveyAll(c.q, none, c.o); return err },
			"coarse":  func() error { _, err := matching.CoarseOf(c.q, c.o); return err },
			"source":  func() error { _, err := matching.MatchSource(t.Context(), src, c.q, c.o); return err },
		} {
			require.ErrorIs(t, call(), matching.ErrOptions, "%s: %s", name, way)
		}
	}
	_, err := matching.NewIndex(none, nil)
	require.Error(t, err, "an index needs a horizon")
}

// fromList is a source over a list that filters by nothing but Allows.
type fromList []activity.Activity

func (l fromList) Candidates(ctx context.Context, c matching.Coarse) iter.Seq2[activity.Activity, error] {
	return func(yield func(activity.Activity, error) bool) {
		for i := range l {
			if err := ctx.Err(); err != nil {
				yield(activity.Activity{}, err)
				return
			}
			if c.Allows(&l[i]) && !yield(l[i], nil) {
				return
			}
		}
	}
}

// TestSourceEqualsRank: what the coarse query leaves out is no match, over made-up
// and real records.
func TestSourceEqualsRank(t *testing.T) {
	w := synth.New()
	lists := [][]activity.Activity{slices.Collect(w.Activities(600/smaller, 2)), directory(t, true)}
	seekers := w.Seekers(25, 12)
	for i := range fifty {
		s := fifty[i].Seeker
		s.Place = places[fifty[i].place]
		seekers = append(seekers, s)
	}
	dropped := 0
	for _, list := range lists {
		for i, s := range seekers[:40/smaller] {
			q := matching.Query{Seeker: s, At: synth.At, K: 30}
			if i%7 == 0 {
				q.Options = &matching.QueryOptions{Soft: []matching.CriterionCode{matching.Need, matching.Travel}}
			}
			o := &matching.Options{Horizon: horizon}
			want, err := matching.Rank(q, slices.Values(list), o)
			require.NoError(t, err)
			got, err := matching.MatchSource(t.Context(), fromList(list), q, o)
			require.NoError(t, err)
			require.Equal(t, want, got, "seeker %d", i)
			c, err := matching.CoarseOf(q, o)
			require.NoError(t, err)
			for j := range list {
				if !c.Allows(&list[j]) {
					dropped++
				}
			}
		}
	}
	require.Positive(t, dropped)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := matching.MatchSource(ctx, fromList(lists[0]), matching.Query{At: synth.At}, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// TestSeekerFor takes from a record what it supports and nothing that it does not.
func TestSeekerFor(t *testing.T) {
	p := person.Person{
		Birth: person.MustParseDate("1950-03-12"),
		GP:    []*person.GPRegistration{{Practice: person.MustParseODSCode("P91011")}},
		Needs: []*person.Need{
			{Code: "sp-need:debt", Priority: 2},
			{Code: "sp-need:lonely", Priority: 1, Urgency: person.UrgencyNow},
			{Code: "sp-need:food", Resolved: person.MustParseDate("2025")},
			{Code: "sp-need:debt"},
			{Words: person.NewText("words")},
		},
		Interests: []*person.Interest{{Code: "sp-activity:choir"}, {Code: "sp-activity:choir"}, {Words: person.NewText("words")}},
		Addresses: []*person.Address{{Kind: person.AddressHome, Postcode: person.MustParsePostcode("M33 7ZF")}},
		Languages: person.Languages{{Tag: cy, Spoken: person.Yes}, {Tag: language.English}, {Tag: pl, Spoken: person.No}},
		Digital:   &person.DigitalAccess{Device: person.No, Helper: person.No},
		Requirements: []*person.Requirement{
			{Code: person.NeedsStepFree}, {Code: person.NeedsStepFree}, {Code: person.NeedsBraille}, {Code: person.NeedsHearingLoop},
		},
	}
	s := matching.SeekerFor(p, monday)
	require.Equal(t, need("lonely", "debt"), s.Needs)
	require.Equal(t, need("lonely"), s.Urgent)
	require.Equal(t, like("choir"), s.Interests)
	require.Equal(t, matching.Place{Outward: "M33"}, s.Place)
	require.Equal(t, []language.Tag{cy, language.English}, s.Languages)
	require.Equal(t, []activity.Feature{activity.StepFree, activity.HearingLoop}, s.Access)
	require.Equal(t, person.No, s.Digital)
	require.Equal(t, "P91011", s.Practice.String())
	require.Equal(t, matching.AgeInYears(75).Min/12, s.Age.Min/12)
	require.NoError(t, s.Check())

	p.Languages = person.Languages{{Tag: language.English, Spoken: person.Yes}, {Tag: cy}}
	p.Addresses[0].NoFixedAbode = person.Yes
	s = matching.SeekerFor(p, monday)
	require.Nil(t, s.Languages, "English first raises no question")
	require.True(t, s.Place.IsZero(), "no fixed abode is no place")
	p.Addresses[0] = &person.Address{Kind: person.AddressHome, Postcode: person.MustParsePostcode("ZZ99 3VZ")}
	require.True(t, matching.SeekerFor(p, monday).Place.IsZero())
	require.Equal(t, matching.Seeker{}, matching.SeekerFor(person.Person{}, monday))
	require.Equal(t, matching.Ages{}, matching.AgesOf(person.Age{}))
}

// TestEveryRequirementIsAnswered: each requirement of the vocabulary is either a
// feature of an activity or one that asks something of the service.
func TestEveryRequirementIsAnswered(t *testing.T) {
	features := 0
	ofService := []person.RequirementCode{
		person.NeedsEasyRead, person.NeedsBraille, person.NeedsAudio, person.NeedsSmallGroup, person.NeedsLongerTime,
	}
	for _, code := range []person.RequirementCode{
		person.NeedsWheelchair, person.NeedsStepFree, person.NeedsAccessibleToilet, person.NeedsChangingPlace, person.NeedsHearingLoop,
		person.NeedsSignInterpreter, person.NeedsQuietSpace, person.NeedsLargePrint, person.NeedsSeating, person.NeedsAssistanceDog,
		person.NeedsParking, person.NeedsCarerPlace, person.NeedsOneToOne, person.NeedsDementiaFriendly, person.NeedsAutismFriendly,
		person.NeedsEasyRead, person.NeedsBraille, person.NeedsAudio, person.NeedsSmallGroup, person.NeedsLongerTime,
	} {
		s := matching.SeekerFor(person.Person{Requirements: []*person.Requirement{{Code: code}}}, monday)
		if slices.Contains(ofService, code) {
			require.Empty(t, s.Access, code)
			continue
		}
		require.Len(t, s.Access, 1, code)
		features++
	}
	require.Equal(t, 15, features)
}

// TestEveryNeedIsServed: each need of the vocabulary has a category that serves
// it directly, and each category of the crosswalk is one of the vocabulary.
func TestEveryNeedIsServed(t *testing.T) {
	c := matching.DefaultCrosswalk()
	n := 0
	for concept := range person.Needs().All() {
		code := concept.Code
		links := c.Categories(code)
		require.NotEmpty(t, links, code)
		require.Equal(t, matching.Direct, links[0].Strength, code)
		n++
	}
	require.GreaterOrEqual(t, n, 55)
	for l := range c.All() {
		_, ok := activity.DefaultVocabulary().Lookup(l.Category)
		require.True(t, ok, l.Category)
		_, ok = person.Needs().Lookup(l.Need)
		require.True(t, ok, l.Need)
		require.Equal(t, l.Strength, c.Strength(l.Need, l.Category))
		require.Contains(t, c.Needs(l.Category), l)
	}
	require.Nil(t, c.Categories("sp-need:none"))
	require.Empty(t, c.Strength("sp-need:none", "sp-activity:choir"))
}

// TestServes: what an activity is said to serve is what it matches: of the real
// directory, each need by itself, for a seeker who is of no group, and for one who is
// of all.
func TestServes(t *testing.T) {
	c := matching.DefaultCrosswalk()
	list := directory(t, true)
	var all []matching.GroupAnswer
	for l := range c.All() {
		if a := (matching.GroupAnswer{Group: l.Group, Is: person.Yes}); l.Group != "" && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	limited, stronger, narrower := 0, 0, 0
	for i := 0; i < len(list); i += smaller {
		a := list[i]
		links := map[person.NeedCode][]matching.Link{}
		for _, l := range c.Serves(a) {
			links[l.Need] = append(links[l.Need], l)
		}
		linked := map[person.NeedCode]bool{}
		for _, k := range a.Categories {
			for _, l := range c.Needs(k.Code) {
				linked[l.Need] = true
			}
		}
		narrower += len(linked) - len(links)
		for n := range person.Needs().All() {
			fit := func(groups []matching.GroupAnswer) matching.Fit {
				q := matching.Query{Seeker: matching.Seeker{Needs: []person.NeedCode{n.Code}, Groups: groups}, At: monday}
				return verdictOf(t, must(matching.Explain(q, a, nil)), matching.Need).Fit
			}
			serves := links[n.Code]
			open := slices.ContainsFunc(serves, func(l matching.Link) bool { return l.Group == "" })
			require.Equal(t, open, fit(nil) > matching.Unknown, "%s for %s: %+v", a.Name, n.Code, serves)
			require.Equal(t, len(serves) > 0, fit(all) > matching.Unknown, "%s for %s: %+v", a.Name, n.Code, serves)
			switch {
			case len(serves) == 2:
				require.True(t, serves[0].Group != "" && serves[1].Group == "", "%+v", serves)
				require.GreaterOrEqual(t, fit(all), fit(nil))
				stronger++
			case len(serves) == 1 && !open:
				limited++
			}
			require.LessOrEqual(t, len(serves), 2)
		}
	}
	require.Positive(t, limited)
	require.Positive(t, stronger)
	require.Positive(t, narrower)
	require.Nil(t, c.Serves(activity.Activity{}))
}

func TestCrosswalkFaultsAndExtension(t *testing.T) {
	c := matching.DefaultCrosswalk()
	link := matching.Link{Need: "x-host:quiet", Category: "sp-activity:library", Strength: matching.Direct, Reason: "A library is quiet."}
	more, err := c.With("host 1", link, matching.Link{Need: "sp-need:lonely", Category: "sp-activity:befriending", Strength: matching.Absent, Reason: "None here."})
	require.NoError(t, err)
	require.Equal(t, matching.Direct, more.Strength("x-host:quiet", "sp-activity:library"))
	require.Empty(t, more.Strength("sp-need:lonely", "sp-activity:befriending"))
	require.NotEmpty(t, c.Strength("sp-need:lonely", "sp-activity:befriending"), "the first has not changed")
	require.NotEqual(t, c.Version(), more.Version())
	require.Equal(t, "host 1", more.Categories("x-host:quiet")[0].From)
	data, err := json.Marshal(more)
	require.NoError(t, err)
	back, err := matching.LoadCrosswalk(data)
	require.NoError(t, err)
	require.Equal(t, slices.Collect(more.All()), slices.Collect(back.All()))
	require.Equal(t, more.Version(), back.Version())
	require.Contains(t, string(data), `"licence":"Apache-2.0"`)

	_, err = matching.LoadCrosswalk(append(data, "{}"...))
	require.ErrorIs(t, err, matching.ErrCrosswalk, "something follows it")
	_, err = matching.LoadCrosswalk(append(data, "\n"...))
	require.NoError(t, err)
	_, err = c.With("", matching.Link{Need: "quiet", Category: "library"})
	require.ErrorIs(t, err, matching.ErrCrosswalk)
	for _, what := range []string{"no version", "codes with a prefix", "no strength", "no reason"} {
		require.ErrorContains(t, err, what)
	}
	_, err = c.With("2", link, link)
	require.ErrorContains(t, err, "occurs twice")
	for _, bad := range []string{``, `[]`, `{"version":"1","extra":1}`, `{"version":"1","inPerson":["gym"]}`, `{"version":"1","links":[{"strength":"strong"}]}`} {
		_, err = matching.LoadCrosswalk([]byte(bad))
		require.ErrorIs(t, err, matching.ErrCrosswalk, bad)
	}
}

func TestLoadTexts(t *testing.T) {
	own, err := matching.LoadTexts([]byte(`{"version":"1","entries":{
		"x-own.why":{"kind":"label","en":"{a} of {b}, {subject} and {object}","cy":"{a} o {b}","cyStatus":"draft"},
		"choice.person":{"kind":"label","en":"As wished","cy":"Fel y dymunir","cyStatus":"draft"}}}`))
	require.NoError(t, err)
	r := matching.Reason{Criterion: "x-own", Code: "x-own.why", A: 2, B: 3, Subject: "this", Object: "that"}
	require.Equal(t, "2 of 3, this and that", own.Reason(language.English, r))
	require.Equal(t, "As wished", own.Reason(language.English, matching.Reason{Criterion: matching.Choice, Code: matching.ReasonChoice}))
	_, err = own.MarshalText()
	require.Error(t, err)
	_, err = matching.LoadTexts([]byte(`{`))
	require.Error(t, err)
}
