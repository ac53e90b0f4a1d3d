package prsb_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/episodes"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/prsb"
)

var recordKinds = []prsb.Kind{prsb.KindRecord, prsb.KindReferral, prsb.KindMessage}

// names are what a host knows beside the records.
func names(e episodes.Episode) *prsb.Options {
	o := &prsb.Options{
		Service: prsb.Professional{
			Service: person.Coded{Words: person.NewText("Social prescribing")}, Organisation: prsb.Organisation{Words: person.NewText("Invented service")},
			Contact: person.NewText("service@example.org"), Name: person.NewText("Duty desk"),
		},
		Referrer: prsb.Professional{
			Name: person.NewText("Invented doctor"), Service: person.Coded{Words: person.NewText("General practice")},
			Organisation: prsb.Organisation{Words: person.NewText("Invented surgery")}, Contact: person.NewText("surgery@example.org"),
		},
		Staff:     map[referral.ActorID]prsb.Professional{e.Worker: {Name: person.NewText("Invented worker")}},
		Providers: map[activity.ProviderID]string{}, Activities: map[activity.ID]string{},
		Instruments: slices.Collect(instruments.All()),
	}
	for _, p := range e.Providers {
		o.Providers[p.ID] = p.Name
	}
	for _, a := range e.Activities {
		o.Activities[a.ID] = a.Name
	}
	return o
}

func inputOf(e episodes.Episode, a person.Audience) prsb.Input {
	return prsb.Input{Referral: e.Referral, Person: e.Person, View: person.ViewFor(a), ViewOptions: person.ViewOptions{At: e.At}, Outcomes: e.Outcomes}
}

// TestRecordsOfRandomEpisodes holds over every record: it goes to nobody without
// consent, holds no text outside the recipient's view (D19), is written and read
// back equal, is the same again, and breaks the standard only where something is
// not known or known in part.
func TestRecordsOfRandomEpisodes(t *testing.T) {
	n := builtEpisodes
	if testing.Short() {
		n = 60
	}
	built, empty := 0, 0
	for seed := range uint64(n) {
		e := episodes.New(seed)
		for i, a := range person.Audiences() {
			in := inputOf(e, a)
			in.ViewOptions.IncludeSensitive = seed%3 == 0
			o := names(e)
			o.Kind = recordKinds[(int(seed)+i)%len(recordKinds)]
			r, report := prsb.Build(in, o)
			again, same := prsb.Build(in, o)
			require.True(t, r.Equal(again), "seed %d", seed)
			require.Equal(t, report, same, "seed %d", seed)
			require.Equal(t, mayGo(e, a), r.Len() > 0, "seed %d to %s", seed, a)
			if r.Len() == 0 {
				require.Equal(t, "", report.Withheld[0].Path, "all of it")
				empty++
				continue
			}
			built++
			data, err := r.MarshalJSON()
			require.NoError(t, err)
			back, err := prsb.ReadJSON(strings.NewReader(string(data)))
			require.NoError(t, err)
			require.True(t, r.Equal(back), "seed %d", seed)
			holdsRecordView(t, e, in, r)
			followsFromData(t, in, r, report)
		}
	}
	require.Greater(t, built, n)
	require.Greater(t, empty, n)
}

// mayGo is consent, worked out apart from Build.
func mayGo(e episodes.Episode, a person.Audience) bool {
	scope := person.Scope("")
	//exhaustive:ignore
	switch a {
	case person.AudiencePerson, person.AudienceLinkWorker:
		return true
	case person.AudienceGP:
		scope = person.ScopeShareGP
	case person.AudienceReferrer:
		scope = person.ScopeShareReferrer
	default:
		return false
	}
	answer := person.NotAsked
	for c := range e.Referral.Consents() {
		if c.Scope == scope {
			answer = c.Answer
		}
	}
	for _, d := range e.Person.Consents.All() {
		if d.Scope == scope {
			answer = d.Answer
		}
	}
	return answer == person.Given && e.Referral.Intake().ShareBack != person.No
}

// toldInRecord says which texts of an episode may go to whom, apart from the
// table that Build goes by.
func toldInRecord(e episodes.Episode, in prsb.Input) []person.Text {
	var out []person.Text
	r := e.Referral
	letter := map[person.Audience]string{person.AudienceLinkWorker: "L", person.AudienceGP: "G", person.AudienceReferrer: "R", person.AudiencePerson: "S"}[in.View.Audience()]
	to := func(who string, t ...person.Text) {
		if strings.Contains(who, letter) {
			out = append(out, t...)
		}
	}
	about := func(c person.NeedCode, who string, t ...person.Text) {
		if !ofAbuse(c) || letter == "L" || in.ViewOptions.IncludeSensitive {
			to(who, t...)
		}
	}
	need := map[referral.GoalID]person.NeedCode{}
	to("LRS", r.Intake().Words)
	for x := range r.Closures() {
		to("LS", x.Words)
	}
	for x := range r.Needs() {
		about(x.Code, "LGS", x.Words)
	}
	for x := range r.Matters() {
		to("LGS", append([]person.Text{x.Words}, x.Strengths...)...)
	}
	for x := range r.Plans() {
		to("LGS", x.Matters, x.IfWorse)
	}
	for x := range r.Goals() {
		need[x.ID] = x.Need
		about(x.Need, "LGS", x.Words, x.Outcome)
	}
	for x := range r.Steps() {
		about(need[x.Goal], "LGS", x.What, x.Strategy, x.Stage)
	}
	for x := range r.Signposts() {
		about(x.Need, "LS", x.Words)
	}
	for x := range r.Onwards() {
		about(x.Need, "LGS", x.Words)
	}
	for x := range r.Risks() {
		if x.Kind == "from-others" && letter != "L" && !in.ViewOptions.IncludeSensitive {
			continue
		}
		switch x.Visible {
		case referral.VisibleGP:
			to("LG", x.Words)
		case referral.VisiblePerson:
			to("LS", x.Words)
		case referral.VisibleTeam, referral.VisibleProvider, "":
			to("L", x.Words)
		}
	}
	for x := range r.Concerns() {
		to("L", x.Words)
	}
	return out
}

// ofAbuse says whether a need is of abuse.
func ofAbuse(c person.NeedCode) bool {
	n, _ := person.Needs().Lookup(c)
	return n.Prompt == "unsafe"
}

// holdsRecordView finds every personal text of a record in what its recipient may
// see.
func holdsRecordView(t *testing.T, e episodes.Episode, in prsb.Input, r prsb.Record) {
	t.Helper()
	may := map[string]bool{}
	d := in.View.Of(e.Person, &in.ViewOptions)
	for _, v := range []any{d.Person, toldInRecord(e, in)} {
		data, err := json.Marshal(v)
		require.NoError(t, err)
		for _, s := range marked(string(data)) {
			may[s] = true
		}
	}
	found := 0
	for el := range prsb.Elements() {
		for x := range r.All(el.Path) {
			for _, s := range marked(x.Text.Disclose()) {
				require.True(t, may[s], "to %s: %s", in.View.Audience(), el.Path)
				found++
			}
			require.False(t, el.Path == "person-demographics/person-s-address/address-type", "no code is made of the kind of an address")
		}
	}
	require.Positive(t, found)
}

// marked gives the personal texts of a text, each cut to what is unlike others.
func marked(s string) []string {
	var out []string
	for {
		i := strings.Index(s, "synthetic-")
		if i < 0 {
			return out
		}
		n := min(len(s), i+len("synthetic-0000-0000"))
		out, s = append(out, s[i:n]), s[n:]
	}
}

// followsFromData holds each finding that has to be mended to the records: it is
// there because something is not known, may not go, is known in part, or is
// longer than the standard lets it be.
func followsFromData(t *testing.T, in prsb.Input, r prsb.Record, report prsb.Report) {
	t.Helper()
	require.Subset(t, prsb.Check(r), report.Findings)
	p := in.View.Of(in.Person, &in.ViewOptions).Person
	for _, f := range prsb.Errors(report.Findings) {
		element, ok := prsb.Lookup(f.Path)
		require.True(t, ok)
		switch f.Problem {
		case prsb.TooLong:
			require.True(t, slices.ContainsFunc(texts(r, f.Path), func(s string) bool { return len([]rune(s)) > element.MaxLength }), f.Position)
		case prsb.Malformed: // a date that is known in part, or without its time of day
			require.True(t, slices.ContainsFunc(texts(r, f.Path), func(s string) bool {
				_, err := person.ParseDate(s)
				return err == nil
			}), f.Position)
		case prsb.Absent:
			require.True(t, unknown(in, p, f.Path), "%s to %s", f.Position, in.View.Audience())
		case prsb.AbsentIfKnown, prsb.TooMany, prsb.TooShort, prsb.Unplaced:
			require.Fail(t, "unexpected finding", "%s %s", f.Position, f.Problem)
		}
	}
	birth := slices.ContainsFunc(report.Findings, func(f prsb.Finding) bool { return f.Path == "person-demographics/date-of-birth" })
	require.Equal(t, len(p.Birth.Disclose()) != len("1957-03-02"), birth, "a partial birth date is a finding (D38)")
}

func texts(r prsb.Record, p prsb.Path) []string {
	var out []string
	for x := range r.All(p) {
		out = append(out, x.Text.Disclose())
	}
	return out
}

// unknown says whether what an element would hold is not known to the recipient.
func unknown(in prsb.Input, p person.Person, path prsb.Path) bool {
	switch path {
	case "person-demographics/person-name/person-first-name":
		return len(p.Name.DiscloseGiven()) == 0
	case "gp-practice":
		return !slices.ContainsFunc(p.GP, func(g *person.GPRegistration) bool {
			return !g.GPName.IsZero() || !g.Details.IsZero() || !g.Practice.IsZero()
		})
	case "gp-practice/gp-practice-record-entry/gp-practice-identifier":
		return slices.ContainsFunc(p.GP, func(g *person.GPRegistration) bool { return g.Practice.IsZero() })
	case "risks":
		return len(p.Risks) == 0
	case "referral-details/referral-details-record-entry/referrer-details/contact-details":
		return in.Referral.Intake().Basis == referral.BasisSelfReferral && len(p.Contacts) == 0
	}
	return false
}

// TestEveryEpisodeFieldIsDecided: each field of each record of an episode has a
// line in the table, and no line is of a field that there is not.
func TestEveryEpisodeFieldIsDecided(t *testing.T) {
	want := []string{"received", "state", "prohibited", "complexity"}
	add := func(name string, of reflect.Type) {
		for i := range of.NumField() {
			member, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			want = append(want, name+"."+member)
		}
	}
	add("intake", reflect.TypeFor[referral.Intake]())
	of := reflect.TypeFor[referral.Referral]()
	for i := range of.NumMethod() {
		m := of.Method(i)
		if m.Type.NumIn() != 1 || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Func || m.Name == "History" {
			continue // the history is the log of what the records came from
		}
		add(strings.ToLower(m.Name[:1])+m.Name[1:], m.Type.Out(0).In(0).In(0))
	}
	var got []string
	for _, f := range prsb.EpisodeFields() {
		got = append(got, f.Path)
		if f.Section != "" {
			_, ok := prsb.Lookup(f.Section)
			require.True(t, ok, f.Path)
			require.NotEmpty(t, f.Audiences, "%s has an element and goes to nobody", f.Path)
		}
	}
	require.ElementsMatch(t, want, got)
}

func started(t *testing.T, in referral.Intake) (referral.Referral, time.Time) {
	t.Helper()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	in.Service = referral.NewServiceID()
	r, _, err := referral.Pathway().Apply(referral.Referral{}, &referral.Submit{
		Meta: referral.Meta{
			ID: referral.NewChangeID(), At: at, RecordedAt: at,
			By: referral.Actor{ID: referral.NewActorID(), Role: referral.RoleReferrer, Purpose: referral.PurposeDirectCare},
		},
		Referral: referral.NewID(), Intake: &in,
	}, referral.Facts{AsOf: at, Identified: person.Yes, Reachable: person.Yes}, nil)
	require.NoError(t, err)
	return r, at
}

func textAt(t *testing.T, r prsb.Record, p prsb.Path) string {
	t.Helper()
	x, _ := r.Text(p)
	return x.Disclose()
}

func TestD38_SelfReferralAndOneName(t *testing.T) {
	who := person.Person{ID: person.NewID(), Name: person.NewName("", "Mononym"), Birth: person.MustParseDate("1950~"), Addresses: []*person.Address{
		{Kind: person.AddressTemporary, Lines: []person.Text{person.NewText("1 Temporary Street")}},
		{Kind: person.AddressHome, Lines: []person.Text{person.NewText("2 Home Street")}},
	}}
	typed := who.Clone()
	typed.Addresses[1].Code = prsb.PrefixDataDictionary + ":7"
	r, at := started(t, referral.Intake{Person: who.ID, Basis: referral.BasisSelfReferral, Reasons: []person.NeedCode{"sp-need:lonely"}, Words: person.NewText("I want company.")})
	got, report := prsb.Build(prsb.Input{Referral: r, Person: who, View: person.ViewFor(person.AudienceLinkWorker), ViewOptions: person.ViewOptions{At: at}}, nil)
	withCode, _ := prsb.Build(prsb.Input{Referral: r, Person: typed, View: person.ViewFor(person.AudienceLinkWorker), ViewOptions: person.ViewOptions{At: at}}, nil)
	require.Equal(t, "7", textAt(t, withCode, "person-demographics/person-s-address/address-type"), "the code that the address has")
	const from = "referral-details/referral-details-record-entry/referrer-details/"
	for path, want := range map[prsb.Path]string{
		"person-demographics/person-name/person-family-name":  "Mononym",
		"person-demographics/person-name/person-first-name":   "",
		"person-demographics/date-of-birth":                   "1950",
		"person-demographics/person-s-address/address-line-1": "2 Home Street",
		"person-demographics/person-s-address/address-type":   "",
		from + "name":                   "Mononym",
		from + "service/free-text":      "Self-referral",
		from + "organisation/free-text": "Self-referral",
		"referral-details/referral-details-record-entry/referral-method":               "Self referral",
		"referral-details/referral-details-record-entry/date":                          "2026-03-02T09:00Z",
		"presenting-complaints-or-issues/presenting-complaint-or-issue/free-text":      "Loneliness",
		"presenting-complaints-or-issues/person-reported-complaints-or-issues":         "I want company.",
		"referral-details/referral-details-record-entry/reason-for-referral/free-text": "I want company.",
	} {
		require.Equal(t, want, textAt(t, got, path), path)
	}
	require.Contains(t, report.Findings, prsb.Finding{
		Path: "person-demographics/date-of-birth", Position: "person-demographics/date-of-birth", Problem: prsb.Malformed, Severity: prsb.Error,
		Wanted: "a full date, such as 2026-11-24",
	})
	for path, why := range map[string]prsb.Why{
		"person.birth": prsb.Rewritten, "person.addresses.kind": prsb.NoElement, "person.addresses.lines": prsb.Surplus,
		"person.id": prsb.NoElement, "referral.intake.service": prsb.NoElement,
	} {
		require.Contains(t, report.Uncarried, prsb.Uncarried{Path: path, Why: why})
	}
}

// TestD18_NothingGoesWithoutConsent: a message to the GP practice by how consent
// stands.
func TestD18_NothingGoesWithoutConsent(t *testing.T) {
	who := person.Person{ID: person.NewID(), Name: person.NewName("Person", "Invented")}
	r, at := started(t, referral.Intake{Person: who.ID, Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"}})
	declined, _ := started(t, referral.Intake{Person: who.ID, Basis: referral.BasisOfferAccepted, ShareBack: person.No, Reasons: []person.NeedCode{"sp-need:lonely"}})
	decide := func(a person.Answer) person.Person {
		p := who
		d := person.Decision{ID: person.NewEntryID(), Scope: person.ScopeShareGP, Answer: a, Method: person.MethodVerbal, At: at.Add(-time.Hour), RecordedAt: at.Add(-time.Hour), RecordedBy: person.NewText("Invented worker")}
		c, err := p.Consents.Record(d)
		require.NoError(t, err)
		p.Consents = c
		return p
	}
	overridden := decide(person.Refused)
	overridden.Overrides = []*person.Override{{
		ID: person.NewEntryID(), Scope: person.ScopeShareGP, Kind: person.OverrideVitalInterests, Reason: person.NewText("in danger"), Author: person.NewText("Invented lead"), At: at,
	}}
	other := decide(person.Given)
	other.ID = person.NewID()
	erased := person.Person{ID: who.ID, Tombstone: &person.Tombstone{At: at, By: person.NewText("Invented lead"), Law: "UK GDPR Art 17"}}
	for name, c := range map[string]struct {
		r    referral.Referral
		p    person.Person
		at   time.Time
		rule string
	}{
		"erased, though the episode saw consent": {r, erased, at, prsb.WithheldErased},
		"given":                                  {r, decide(person.Given), at, ""},
		"refused":                                {r, decide(person.Refused), at, prsb.WithheldConsent},
		"not asked":                              {r, who, at, prsb.WithheldConsent},
		"given, told not to":                     {declined, decide(person.Given), at, prsb.WithheldShareBack},
		"refused, and overridden":                {r, overridden, at, ""},
		"time not known":                         {r, decide(person.Given), time.Time{}, prsb.WithheldConsent},
		"another person":                         {r, other, at, prsb.WithheldOther},
	} {
		got, report := prsb.Build(prsb.Input{Referral: c.r, Person: c.p, View: person.ViewFor(person.AudienceGP), ViewOptions: person.ViewOptions{At: c.at}}, &prsb.Options{Kind: prsb.KindMessage})
		require.Equal(t, c.rule == "", got.Len() > 0, name)
		require.Equal(t, name == "refused, and overridden", report.Overridden, name)
		if c.rule != "" {
			require.Equal(t, []person.Withholding{{Rule: c.rule}}, report.Withheld, name)
		}
	}
}

// TestKinds: the smaller kinds are the record without the sections that they do
// not have, and say that they are our own selection.
// TestExpert23_AccessibleInformationGoesToEverybody: every record that goes to
// somebody says how the person must be written and spoken to, if only by the code
// of the need.
func TestExpert23_AccessibleInformationGoesToEverybody(t *testing.T) {
	r, at := started(t, referral.Intake{Person: person.NewID(), Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"}})
	p := person.Person{ID: r.Person(), Requirements: []*person.Requirement{
		{Kind: person.RequirementFormat, Code: person.NeedsLargePrint},
		{Kind: person.RequirementProfessional, Words: person.NewText("lip speaker"), Detail: person.NewText("on her left")},
		{Kind: person.RequirementSupport, Code: person.NeedsHearingLoop, Words: person.NewText("set to T"), SNOMED: person.MustParseSCTID("22298006")},
		{Kind: person.RequirementOther, Code: person.NeedsBraille},
		{Kind: person.RequirementMobility, Code: person.NeedsStepFree},
	}}
	for _, s := range []person.Scope{person.ScopeShareGP, person.ScopeShareReferrer} {
		p.Overrides = append(p.Overrides, &person.Override{
			Scope: s, Kind: person.OverrideLegalDuty, Reason: person.NewText("test"), Author: person.NewText("test"), At: at,
		})
	}
	for _, a := range []person.Audience{person.AudienceLinkWorker, person.AudienceGP, person.AudiencePerson, person.AudienceReferrer} {
		for _, k := range recordKinds {
			record, _ := prsb.Build(prsb.Input{Referral: r, Person: p, View: person.ViewFor(a), ViewOptions: person.ViewOptions{At: at}}, &prsb.Options{Kind: k})
			const adjustment = "individual-requirements/reasonable-adjustment/reasonable-adjustment-record-entry/"
			require.Equal(t, []string{"large print", "lip speaker", "hearing loop: set to T"}, texts(record, adjustment+"reasonable-adjustment/free-text"), "%s to %s", k, a)
			require.Equal(t, []string{"22298006"}, texts(record, adjustment+"reasonable-adjustment/coded-value"))
			require.Equal(t, []string{"on her left"}, texts(record, adjustment+"reasonable-adjustment-additional-detail"))
			require.Equal(t, []string{"braille"}, texts(record, "individual-requirements/other-individual-requirements/other-individual-requirement"))
			require.Equal(t, a != person.AudienceReferrer, len(texts(record, "individual-requirements/mobility/mobility-needs/free-text")) == 1, "the referrer offers no place")
		}
	}
}

func TestKinds(t *testing.T) {
	e := episodes.New(5)
	in := inputOf(e, person.AudienceLinkWorker)
	o := names(e)
	whole, _ := prsb.Build(in, o)
	for _, k := range recordKinds[1:] {
		o.Kind = k
		r, report := prsb.Build(in, o)
		require.Contains(t, report.Basis, "our own selection")
		require.Less(t, len(r.Entries), len(whole.Entries))
		for _, x := range whole.Entries {
			gone := slices.Contains(report.Withheld, person.Withholding{Path: string(x.Path), Rule: prsb.WithheldNotSelected})
			require.NotEqual(t, k.Includes(x.Path), gone, x.Path)
		}
		for _, f := range report.Findings {
			require.True(t, k.Includes(f.Path), f.Path)
		}
	}
	require.False(t, prsb.Kind("x").IsValid())
}

// TestNoKnownRisksIsNotSaidOverAWithheldOne: that somebody may not be told of a
// risk is not that there is none.
func TestNoKnownRisksIsNotSaidOverAWithheldOne(t *testing.T) {
	who := person.Person{ID: person.NewID(), Name: person.NewName("Person", "Invented"), NoKnownRisks: &person.NoKnownRisks{}}
	who.NoKnownRisks.At = time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)
	r, at := started(t, referral.Intake{Person: who.ID, Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"}})
	in := prsb.Input{Referral: r, Person: who, View: person.ViewFor(person.AudiencePerson), ViewOptions: person.ViewOptions{At: at}}
	const words = "risks/risks-record-entry/risk/free-text"
	got, _ := prsb.Build(in, nil)
	require.Equal(t, "No known risks", textAt(t, got, words))
	in.Person.Risks = []*person.Risk{{ID: person.NewEntryID(), Kind: person.RiskFalls, Words: person.NewText("for the team")}}
	got, _ = prsb.Build(in, nil)
	require.Equal(t, "", textAt(t, got, words))
	in.View = person.ViewFor(person.AudienceLinkWorker)
	in.Person.Risks[0].VisibleTo = []person.Audience{person.AudienceLinkWorker}
	got, _ = prsb.Build(in, nil)
	require.Equal(t, "Falls: for the team", textAt(t, got, words))
}

// BenchmarkBuild makes records of episodes. The yardstick beside it is
// encoding/json writing the same records as trees that are already built.
func BenchmarkBuild(b *testing.B) {
	var in []prsb.Input
	var options []*prsb.Options
	var trees []any
	for seed := range uint64(200) {
		e := episodes.New(seed)
		in, options = append(in, inputOf(e, person.AudienceLinkWorker)), append(options, names(e))
		r, _ := prsb.Build(in[seed], options[seed])
		data, err := r.MarshalJSON()
		require.NoError(b, err)
		var tree any
		require.NoError(b, json.Unmarshal(data, &tree))
		trees = append(trees, tree)
	}
	b.Run("episode-to-record", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = prsb.Build(in[i%len(in)], options[i%len(in)])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
	b.Run("encoding-json-of-a-tree", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = json.Marshal(trees[i%len(trees)])
		}
	})
}
