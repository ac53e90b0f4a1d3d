package reporting_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
	"github.com/socialprescribing/socialprescribing/referral/reporting"
)

func minimum(tb testing.TB, key string) *reporting.Minimum {
	tb.Helper()
	pseudonym, err := reporting.HMACPseudonyms([]byte(key))
	require.NoError(tb, err)
	m, err := reporting.NewMinimum(reporting.MinimumOptions{Calendar: calendar.MustFor(calendar.England), Pseudonym: pseudonym})
	require.NoError(tb, err)
	return m
}

var hostKey = strings.Repeat("k", 32)

func somebody(who person.ID, birth string) *person.Person {
	return &person.Person{
		ID: who, Name: person.NewName("Zebedee"), Birth: person.MustParseDate(birth),
		Demographics: &person.Demographics{
			Sex: person.SexFemale, GenderWords: person.NewText("in her words"),
			Ethnicity: person.Ethnicity{Scheme: person.EthnicityEngland2001, Code: "A", Status: person.EthnicityStated},
		},
	}
}

func row(tb testing.TB, m *reporting.Minimum, e reporting.Episode, p *person.Person) reporting.MinimumRow {
	tb.Helper()
	r, ok, err := m.Row(e, p)
	require.NoError(tb, err)
	require.True(tb, ok)
	return r
}

func TestD26_MinimumDatasetHoldsTheFourGroups(t *testing.T) {
	t.Parallel()
	j := whole(t)
	baseline, follow := outcome.MustParseValue("11"), outcome.MustParseValue("7.5")
	e := reporting.Episode{
		Referral: j.r, Decile: cohort.Decile{Index: cohort.IMD, Year: 2019, Decile: 2},
		Groups: []cohort.Group{{Dimension: "carer", Code: "yes"}},
		Changes: []reporting.Change{{
			Measure: reporting.Measure{Instrument: "phq-9", Version: "1", Part: "total"}, Baseline: &baseline, FollowUp: &follow,
		}},
	}
	r := row(t, minimum(t, hostKey), e, somebody(j.r.Person(), "1950-03-02"))
	require.Equal(t, "75-84", r.Age, "76 on the day of receipt")
	require.Equal(t, person.SexFemale, r.Sex)
	require.Equal(t, "A", r.Ethnicity)
	require.Equal(t, person.EthnicityStated, r.EthnicityStatus)
	require.Equal(t, 2, r.Decile.Decile)
	require.Equal(t, []cohort.Group{{Dimension: "carer", Code: "yes"}}, r.Groups)
	require.Equal(t, []person.NeedCode{"sp-need:lonely"}, r.Needs)
	require.Equal(t, "2026-03", r.Received)
	require.Equal(t, "2026-04", r.Ended)
	require.Equal(t, referral.StateClosed, r.State)
	require.Equal(t, referral.ReasonGoalsAchieved, r.End)
	require.Len(t, r.Support, 1)
	require.Equal(t, referral.StateCompleted, r.Support[0].State)
	require.Equal(t, "7.5", r.Changes[0].FollowUp.String())

	fields := r.Fields()
	require.Len(t, fields, len(reporting.MinimumHeader()))
	byName := map[string]string{}
	for i, name := range reporting.MinimumHeader() {
		byName[name] = fields[i]
	}
	require.Equal(t, "IMD 2019 2", strings.ToUpper(byName["deprivation_index"])+" "+byName["deprivation_year"]+" "+byName["deprivation_decile"])
	require.Equal(t, "carer yes", byName["groups"])
	require.Equal(t, "phq-9 1 total 11 7.5", byName["outcomes"])
	require.Contains(t, byName["support"], "onward ")
	require.Contains(t, byName["support"], " completed")

	data, err := json.Marshal(r)
	require.NoError(t, err)
	for _, personal := range []string{"Zebedee", "in her words", "1950", j.r.Person().String(), j.r.ID().String(), j.who.String()} {
		require.NotContains(t, string(data)+strings.Join(fields, ","), personal)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		require.Equal(t, "[MinimumRow]", fmt.Sprintf(verb, r))
	}
	require.Equal(t, "[MinimumRow]", slog.AnyValue(r).Resolve().String())
}

func TestD26_MinimumDatasetKeepsUnmetNeedsGoalsAndSignposts(t *testing.T) {
	t.Parallel()
	j := begin(t, referral.BasisOfferAccepted).accept(0).allocate(0).engage(1)
	for _, c := range []referral.Command{
		&referral.RecordNeed{Meta: j.meta(referral.RoleLinkWorker), Need: referral.Need{Code: "sp-need:debt"}},
		&referral.RecordUnmet{Meta: j.meta(referral.RoleLinkWorker), Unmet: referral.Unmet{Need: "sp-need:debt", Reason: referral.UnmetFull}},
		&referral.ProposeGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: referral.Goal{ID: referral.NewGoalID(), Words: person.NewText("go out")}},
		&referral.ProposeGoal{Meta: j.meta(referral.RoleLinkWorker), Goal: referral.Goal{ID: referral.NewGoalID(), Words: person.NewText("sleep")}},
		&referral.Signpost{Meta: j.meta(referral.RoleLinkWorker), Signpost: referral.Signposting{ID: referral.NewSignpostID(), Activity: activity.ID{1}}},
		&referral.ProposeOnward{Meta: j.meta(referral.RoleLinkWorker), Onward: referral.Onward{ID: referral.NewOnwardID(), Provider: provider(1)}},
	} {
		j.do(c)
	}
	r := row(t, minimum(t, hostKey), reporting.Episode{Referral: j.r}, nil)
	require.Equal(t, []person.NeedCode{"sp-need:debt", "sp-need:lonely"}, r.Needs)
	require.Equal(t, []reporting.MinimumUnmet{{Need: "sp-need:debt", Reason: referral.UnmetFull}}, r.Unmet)
	require.Equal(t, []reporting.MinimumGoalCount{{State: referral.StateProposed, Count: 2}}, r.Goals)
	require.Equal(t, []reporting.MinimumSupport{{Signpost: true, Activity: activity.ID{1}}}, r.Support, "what was only proposed was not offered")
	require.Empty(t, r.Ended)
	require.Empty(t, r.End)
	require.Empty(t, r.Age+string(r.Sex)+r.Ethnicity, "not known is not made up")
	require.Contains(t, r.Fields(), "signpost 01000000-0000-0000-0000-000000000000 - -")
	require.Contains(t, r.Fields(), "proposed 2")
	require.Contains(t, r.Fields(), "sp-need:debt full")
}

func TestD26_PseudonymsAreTheHostsAndJoin(t *testing.T) {
	t.Parallel()
	j := whole(t)
	e := reporting.Episode{Referral: j.r}
	a, b := row(t, minimum(t, hostKey), e, nil), row(t, minimum(t, hostKey), e, nil)
	require.Equal(t, a.Person, b.Person)
	require.NotEqual(t, a.Person, a.Episode)
	other := row(t, minimum(t, strings.Repeat("x", 32)), e, nil)
	require.NotEqual(t, a.Person, other.Person)
	require.Len(t, a.Person, 26)

	// Worked out once with Python's hmac, hashlib and base64 over 'person', a zero
	// byte and sixteen zero bytes, under 32 times k.
	f, err := reporting.HMACPseudonyms([]byte(hostKey))
	require.NoError(t, err)
	require.Equal(t, "v3nr6enkectxzc3mkmb3bbqqei", f("person", uuid.UUID{}))

	key := []byte(hostKey)
	f, err = reporting.HMACPseudonyms(key)
	require.NoError(t, err)
	was := f("person", uuid.UUID{1})
	key[0] = 'z'
	require.Equal(t, was, f("person", uuid.UUID{1}), "the key is copied")
	_, err = reporting.HMACPseudonyms(key[:31])
	require.ErrorIs(t, err, reporting.ErrInput)
}

func TestD26_AgeBands(t *testing.T) {
	t.Parallel()
	j := whole(t) // received on 2 March 2026
	m := minimum(t, hostKey)
	for birth, want := range map[string]string{
		"2008-03-03": "0-17", "2008-03-02": "18-24", "2001-03-02": "25-34", "1941-03-03": "75-84", "1941-03-02": "85+",
		"1950": "75-84", "1951": "", // 74 or 75: not known which
		"1951-03": "", "1951-02": "75-84",
	} {
		require.Equal(t, want, row(t, m, reporting.Episode{Referral: j.r}, somebody(j.r.Person(), birth)).Age, birth)
	}
	own, err := reporting.NewMinimum(reporting.MinimumOptions{
		Calendar: calendar.MustFor(calendar.England), Pseudonym: func(string, uuid.UUID) string { return "p" }, AgeBands: []int{16, 60},
	})
	require.NoError(t, err)
	require.Empty(t, row(t, own, reporting.Episode{Referral: j.r}, somebody(j.r.Person(), "2015-01-01")).Age)
	require.Equal(t, "16-59", row(t, own, reporting.Episode{Referral: j.r}, somebody(j.r.Person(), "2000-01-01")).Age)
	require.Equal(t, "60+", row(t, own, reporting.Episode{Referral: j.r}, somebody(j.r.Person(), "1930-01-01")).Age)
}

func TestD26_MinimumDatasetLeavesOutAndRefuses(t *testing.T) {
	t.Parallel()
	m := minimum(t, hostKey)
	cohortEpisode := begin(t, referral.BasisProactiveCohort)
	void := begin(t, referral.BasisOfferAccepted)
	void.do(&referral.EnterInError{Meta: void.meta(referral.RoleTeamLead), Reason: "duplicate-record"})
	for name, r := range map[string]referral.Referral{"nothing": {}, "not asked": cohortEpisode.r, "void": void.r} {
		_, ok, err := m.Row(reporting.Episode{Referral: r}, nil)
		require.NoError(t, err, name)
		require.False(t, ok, name)
	}
	j := whole(t)
	for name, f := range map[string]func() error{
		"another person": func() error {
			_, _, err := m.Row(reporting.Episode{Referral: j.r}, somebody(person.NewID(), "1950"))
			return err
		},
		"a decile": func() error {
			_, _, err := m.Row(reporting.Episode{Referral: j.r, Decile: cohort.Decile{Decile: 11}}, nil)
			return err
		},
		"a measure twice": func() error {
			c := reporting.Change{Measure: reporting.Measure{Instrument: "x"}}
			_, _, err := m.Row(reporting.Episode{Referral: j.r, Changes: []reporting.Change{c, c}}, nil)
			return err
		},
		"no calendar": func() error {
			_, err := reporting.NewMinimum(reporting.MinimumOptions{Pseudonym: func(string, uuid.UUID) string { return "" }})
			return err
		},
		"no pseudonym": func() error {
			_, err := reporting.NewMinimum(reporting.MinimumOptions{Calendar: calendar.MustFor(calendar.England)})
			return err
		},
		"bands that do not rise": func() error {
			_, err := reporting.NewMinimum(reporting.MinimumOptions{
				Calendar: calendar.MustFor(calendar.England), Pseudonym: func(string, uuid.UUID) string { return "" }, AgeBands: []int{0, 0},
			})
			return err
		},
	} {
		require.ErrorIs(t, f(), reporting.ErrInput, name)
	}
}
