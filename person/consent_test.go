package person_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

var day0 = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func days(n int) time.Time { return day0.AddDate(0, 0, n) }

func entry(n byte) person.EntryID { return person.EntryID{15: n} }

func decide(n byte, s person.Scope, a person.Answer, at int) person.Decision {
	return person.Decision{ID: entry(n), Scope: s, Answer: a, At: days(at), RecordedAt: days(at), Method: person.MethodVerbal}
}

func record(t *testing.T, c person.Consents, list ...person.Decision) person.Consents {
	t.Helper()
	for _, d := range list {
		next, err := c.Record(d)
		require.NoError(t, err)
		c = next
	}
	return c
}

// TestD13_Verdict walks a ledger through everything that can be said.
func TestD13_Verdict(t *testing.T) {
	gp := person.ScopeShareGP
	given := decide(1, gp, person.Given, 0)
	given.Expires = days(10)
	c := record(t, person.Consents{},
		given,
		decide(2, gp, person.Withdrawn, 5),
		decide(3, gp, person.Given, 7),
		decide(4, gp, person.Refused, 20),
	)
	for _, w := range []struct {
		at     time.Time
		scope  person.Scope
		answer person.Answer
		entry  person.EntryID
		lapses time.Time
	}{
		{days(-1), gp, person.NotAsked, person.EntryID{}, time.Time{}},
		{days(0), gp, person.Given, entry(1), days(10)},
		{days(5).Add(-time.Microsecond), gp, person.Given, entry(1), days(10)},
		{days(5), gp, person.Withdrawn, entry(2), time.Time{}},
		{days(7), gp, person.Given, entry(3), time.Time{}},
		{days(19), gp, person.Given, entry(3), time.Time{}},
		{days(20), gp, person.Refused, entry(4), time.Time{}},
		{days(20), person.ScopeResearch, person.NotAsked, person.EntryID{}, time.Time{}},
	} {
		require.Equal(t, person.Verdict{Answer: w.answer, Entry: w.entry, Lapses: w.lapses}, c.At(w.at).Verdict(w.scope), "%v", w.at)
	}
}

func TestConsentExpires(t *testing.T) {
	d := decide(1, person.ScopeFeedback, person.Given, 0)
	d.Expires = days(10)
	c := record(t, person.Consents{}, d)
	require.Equal(t, person.Given, c.At(days(10).Add(-time.Microsecond)).Verdict(person.ScopeFeedback).Answer)
	v := c.At(days(10)).Verdict(person.ScopeFeedback)
	require.Equal(t, person.Verdict{Answer: person.Expired, Entry: entry(1), Lapses: days(10)}, v)
	c = record(t, c, decide(2, person.ScopeFeedback, person.Given, 12))
	require.Equal(t, person.Given, c.At(days(12)).Verdict(person.ScopeFeedback).Answer)
}

// TestScopesStandAlone: a decision on one scope is never taken for another.
func TestScopesStandAlone(t *testing.T) {
	x, y := person.ProviderID{15: 1}, person.ProviderID{15: 2}
	scopes := []person.Scope{
		person.ScopeTakePart, person.ScopeShareGP, person.ScopeShareReferrer, person.ScopeResearch, person.ScopeFeedback,
		person.ScopePhotographs, person.ScopeShareProvider(x), person.ScopeShareProvider(y), "x-newsletter",
	}
	for _, given := range scopes {
		c := record(t, person.Consents{}, decide(1, given, person.Given, 0))
		for _, s := range scopes {
			want := person.NotAsked
			if s == given {
				want = person.Given
			}
			require.Equal(t, want, c.At(days(1)).Verdict(s).Answer, "%s asks %s", given, s)
		}
	}
	p, ok := person.ScopeShareProvider(x).Provider()
	require.True(t, ok)
	require.Equal(t, x, p)
	_, ok = person.ScopeShareGP.Provider()
	require.False(t, ok)
	require.Empty(t, person.ScopeShareProvider(person.ProviderID{}))
	for _, bad := range []person.Scope{"", "share", "x-", "share-provider:", "share-provider:x", "x-a b", person.Scope("share-provider:6F1C2D9E-3F5A-4B7C-8D1E-2A3B4C5D6E7F")} {
		require.False(t, bad.IsValid(), "%q", bad)
	}
}

// TestLedgerKeepsThePast: recording changes no earlier ledger, and no earlier
// verdict about an earlier time.
func TestLedgerKeepsThePast(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	scopes := []person.Scope{person.ScopeTakePart, person.ScopeShareGP}
	answers := []person.Answer{person.Given, person.Refused, person.Withdrawn}
	c := person.Consents{}
	var ledgers []person.Consents
	for n := range 40 {
		ledgers = append(ledgers, c)
		c = record(t, c, decide(byte(n+1), scopes[rng.IntN(2)], answers[rng.IntN(3)], n))
	}
	for n, l := range ledgers {
		require.Equal(t, n, l.Len())
		for at := range 45 {
			for _, s := range scopes {
				if at < n {
					require.Equal(t, l.At(days(at)).Verdict(s), c.At(days(at)).Verdict(s), "the past of %d at %d", n, at)
				}
			}
		}
	}
	// Two branches from one ledger do not share memory.
	base := record(t, person.Consents{}, decide(1, person.ScopeTakePart, person.Given, 0))
	a := record(t, base, decide(2, person.ScopeTakePart, person.Refused, 1))
	b := record(t, base, decide(3, person.ScopeTakePart, person.Withdrawn, 1))
	require.Equal(t, person.Refused, a.At(days(2)).Verdict(person.ScopeTakePart).Answer)
	require.Equal(t, person.Withdrawn, b.At(days(2)).Verdict(person.ScopeTakePart).Answer)
	require.Equal(t, person.Given, base.At(days(2)).Verdict(person.ScopeTakePart).Answer)
	list := a.All()
	list[0].Answer = person.Refused
	require.Equal(t, person.Given, a.At(days(0)).Verdict(person.ScopeTakePart).Answer)
}

// TestConsentOrder: what was decided later counts, whenever it was written
// down; decided at the same instant, what was recorded later; then the later
// entry.
func TestConsentOrder(t *testing.T) {
	s := person.ScopeTakePart
	late := decide(1, s, person.Refused, 1)
	late.RecordedAt = days(9)
	c := record(t, person.Consents{}, decide(2, s, person.Given, 3), late)
	require.Equal(t, entry(2), c.At(days(10)).Verdict(s).Entry, "decided later, recorded earlier")
	require.Equal(t, entry(1), c.At(days(2)).Verdict(s).Entry)
	require.Equal(t, person.NotAsked, c.At(days(2)).KnownBy(days(8)).Verdict(s).Answer, "nobody had written it down yet")
	require.Equal(t, entry(1), c.At(days(2)).KnownBy(days(9)).Verdict(s).Entry)

	same := decide(4, s, person.Withdrawn, 3)
	same.RecordedAt = days(5)
	require.Equal(t, entry(4), record(t, c, same).At(days(10)).Verdict(s).Entry, "same instant, recorded later")
	again := decide(5, s, person.Given, 3)
	require.Equal(t, entry(5), record(t, c, again).At(days(10)).Verdict(s).Entry, "same in all, the later entry")
	reversed := record(t, person.Consents{}, same, decide(2, s, person.Given, 3))
	require.Equal(t, entry(4), reversed.At(days(10)).Verdict(s).Entry, "recorded later, though earlier in the list")
}

func TestConsentEnteredInError(t *testing.T) {
	s := person.ScopeTakePart
	wrong := decide(1, s, person.Given, 0)
	right := decide(2, s, person.Refused, 0)
	right.Replaces, right.RecordedAt = entry(1), days(4)
	c := record(t, person.Consents{}, wrong, right)
	require.Equal(t, entry(2), c.At(days(1)).Verdict(s).Entry)
	require.Equal(t, entry(1), c.At(days(1)).KnownBy(days(3)).Verdict(s).Entry, "what was known then stays")
	require.Equal(t, 2, c.Len())
	only := record(t, person.Consents{}, wrong)
	other := decide(3, person.ScopeResearch, person.Refused, 2)
	other.Replaces = entry(1)
	require.Equal(t, person.NotAsked, record(t, only, other).At(days(3)).Verdict(s).Answer, "written under the wrong scope")
}

func TestRecordFaults(t *testing.T) {
	c := record(t, person.Consents{}, decide(1, person.ScopeTakePart, person.Given, 0))
	for want, change := range map[string]func(*person.Decision){
		"/id: required":         func(d *person.Decision) { d.ID = person.EntryID{} },
		"/id: duplicate":        func(d *person.Decision) { d.ID = entry(1) },
		"/scope: code":          func(d *person.Decision) { d.Scope = "everything" },
		"/answer: code":         func(d *person.Decision) { d.Answer = person.NotAsked },
		"/method: code":         func(d *person.Decision) { d.Method = "wink" },
		"/at: required":         func(d *person.Decision) { d.At = time.Time{} },
		"/recordedAt: required": func(d *person.Decision) { d.RecordedAt = time.Time{} },
		"/recordedAt: order":    func(d *person.Decision) { d.RecordedAt = d.At.Add(-time.Second) },
		"/expires: order":       func(d *person.Decision) { d.Expires = d.At },
		"/expires: only-given":  func(d *person.Decision) { d.Answer, d.Expires = person.Refused, d.At.Add(1e9) },
		"/replaces: unknown":    func(d *person.Decision) { d.Replaces = entry(9) },
	} {
		d := decide(2, person.ScopeTakePart, person.Refused, 1)
		if want == "/expires: order" {
			d.Answer = person.Given
		}
		change(&d)
		next, err := c.Record(d)
		require.ErrorIs(t, err, person.ErrInvalid)
		require.ErrorContains(t, err, "person: "+want)
		require.Equal(t, c, next, "on error nothing has changed")
	}
	_, err := c.Record(person.Decision{Answer: person.Expired})
	require.EqualError(t, err, "person: /id: required\nperson: /scope: code\nperson: /answer: code\nperson: /at: required\nperson: /recordedAt: required")
	zone := decide(3, person.ScopeTakePart, person.Given, 1)
	zone.At = zone.At.In(time.FixedZone("x", 3600)).Add(1500)
	zone.RecordedAt = zone.At
	got := record(t, c, zone).All()[1]
	require.Equal(t, time.UTC, got.At.Location())
	require.Equal(t, 1000, got.At.Nanosecond(), "times are kept to the microsecond")
}

func TestConsentsJSON(t *testing.T) {
	c := record(t, person.Consents{}, decide(1, person.ScopeTakePart, person.Given, 0), decide(2, person.ScopeShareProvider(person.ProviderID{1}), person.Refused, 1))
	data, err := json.Marshal(c)
	require.NoError(t, err)
	var back person.Consents
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, c.All(), back.All())
	for _, bad := range []string{
		`{}`, `[{"scope":"take-part","at":"2026-03-02T10:00:00Z"}]`, `[{"id":"00000000-0000-0000-0000-000000000001","at":"2026-03-02T10:00:00Z"}]`,
		`[{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part"}]`, `[{"colour":1}]`,
		`[{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part","at":"2026-03-02T10:00:00Z"}]`,
		`[{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part","answer":"not-asked","at":"2026-03-02T10:00:00Z"}]`,
		`[{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part","answer":"expired","at":"2026-03-02T10:00:00Z"}]`,
		`[{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part","answer":"given","at":"2026-03-02T10:00:00Z"},` +
			`{"id":"00000000-0000-0000-0000-000000000001","scope":"take-part","answer":"refused","at":"2026-03-02T10:00:00Z"}]`,
	} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &back), person.ErrSyntax, bad)
	}
	require.Equal(t, 2, back.Len(), "an error changes nothing")
}

// TestD14_NoAuthority: next of kin, carer and property attorney alone decide
// nothing, and the refusal names the rule.
func TestD14_NoAuthority(t *testing.T) {
	for _, k := range []person.AuthorityKind{person.AuthorityNextOfKin, person.AuthorityCarer, person.AuthorityAttorneyProperty} {
		d := decide(1, person.ScopeTakePart, person.Given, 0)
		d.Authority = &person.Authority{Kind: k, Name: person.NewName("Mark")}
		_, err := person.Consents{}.Record(d)
		require.ErrorIs(t, err, person.ErrNotPermitted)
		var refusal *person.AuthorityError
		require.True(t, errors.As(err, &refusal))
		require.Equal(t, person.RuleNoAuthority, refusal.Rule)
		require.Equal(t, k, refusal.Offered)
		require.Len(t, refusal.Allowed, 6)
		require.Equal(t, "person: authority "+string(k)+": no-authority", refusal.Error())
	}
	err := person.Authority{Kind: "friend"}.Check()
	require.EqualError(t, err, "person: authority friend: unknown-kind")
}

var on = person.MustParseDate("2026-03-02")

// complete gives an authority with all that its kind needs.
func complete(k person.AuthorityKind) person.Authority {
	x := person.NewText("x")
	return person.Authority{
		Kind: k, Relation: entry(50), AssessedBy: x, AssessedOn: on, DocumentSeen: on, LacksSince: on, LacksBy: x,
		DecidedBy: x, Consulted: x, Reason: x,
	}
}

func TestD14_Incomplete(t *testing.T) {
	for kind, fields := range map[person.AuthorityKind][]string{
		person.AuthorityCompetentChild:         {"assessedBy", "assessedOn"},
		person.AuthorityParentalResponsibility: {"relation"},
		person.AuthorityAttorneyHealth:         {"relation", "documentSeen", "lacksSince", "lacksBy"},
		person.AuthorityDeputy:                 {"relation", "documentSeen", "lacksSince", "lacksBy"},
		person.AuthorityGuardian:               {"relation", "documentSeen", "lacksSince", "lacksBy"},
		person.AuthorityBestInterests:          {"decidedBy", "consulted", "lacksSince", "lacksBy", "reason"},
	} {
		require.NoError(t, complete(kind).Check())
		var refusal *person.AuthorityError
		require.True(t, errors.As(person.Authority{Kind: kind}.Check(), &refusal))
		require.Equal(t, person.RuleIncomplete, refusal.Rule)
		require.Equal(t, fields, refusal.Missing, kind)
	}
	named := complete(person.AuthorityDeputy)
	named.Relation, named.Name = person.EntryID{}, person.NewName("Mark")
	require.NoError(t, named.Check(), "by name instead")
}

func TestD14_Nations(t *testing.T) {
	kinds := map[person.RelationKind]bool{
		person.RelationParentalResponsibility: true, person.RelationAttorneyHealth: true,
		person.RelationDeputyHealth: true, person.RelationGuardian: true,
	}
	p := person.Person{Relations: []*person.Relation{nil, {ID: entry(50)}, {ID: entry(51), Kinds: []person.RelationKind{person.RelationNextOfKin}}}}
	for k := range kinds {
		p.Relations[1].Kinds = append(p.Relations[1].Kinds, k)
	}
	rules := func(n person.Nation) person.AuthorityRules {
		r, ok := person.AuthorityRulesOf(n)
		require.True(t, ok)
		return r
	}
	ruleOf := func(err error) string {
		var refusal *person.AuthorityError
		if !errors.As(err, &refusal) {
			require.NoError(t, err)
			return ""
		}
		return refusal.Rule
	}
	for _, c := range []struct {
		nation person.Nation
		birth  string
		kind   person.AuthorityKind
		want   string
	}{
		{person.England, "2011-01-01", person.AuthorityCompetentChild, ""},
		{person.England, "2010-03-03", person.AuthorityCompetentChild, ""},
		{person.England, "2010-03-02", person.AuthorityCompetentChild, person.RuleTooOld},
		{person.England, "2010", person.AuthorityCompetentChild, person.RuleAgeUnknown},
		{person.England, "", person.AuthorityCompetentChild, person.RuleAgeUnknown},
		{person.Wales, "2009-01-01", person.AuthorityParentalResponsibility, ""},
		{person.Scotland, "2009-01-01", person.AuthorityParentalResponsibility, person.RuleTooOld},
		{person.Wales, "2008-03-02", person.AuthorityParentalResponsibility, person.RuleTooOld},
		{person.Wales, "2008-03-03", person.AuthorityParentalResponsibility, ""},
		{person.England, "", person.AuthorityAttorneyHealth, ""},
		{person.Scotland, "", person.AuthorityDeputy, person.RuleNotInNation},
		{person.NorthernIreland, "", person.AuthorityAttorneyHealth, person.RuleNotInNation},
		{person.Scotland, "", person.AuthorityGuardian, ""},
		{person.NorthernIreland, "", person.AuthorityBestInterests, ""},
		{person.England, "", person.AuthorityCarer, person.RuleNoAuthority},
	} {
		require.NoError(t, p.Birth.UnmarshalText([]byte(c.birth)))
		require.Equal(t, c.want, ruleOf(p.Authorise(complete(c.kind), rules(c.nation), on)), "%s %s %q", c.nation, c.kind, c.birth)
	}
	a := complete(person.AuthorityAttorneyHealth)
	a.Relation = entry(51)
	require.Equal(t, person.RuleNotTheirs, ruleOf(p.Authorise(a, rules(person.England), on)), "next of kin is no attorney")
	a.Relation = entry(52)
	require.Equal(t, person.RuleUnknownRelation, ruleOf(p.Authorise(a, rules(person.England), on)))
	a.Relation, a.Name = person.EntryID{}, person.NewName("Mark")
	require.Equal(t, "", ruleOf(p.Authorise(a, rules(person.England), on)))
	p.Relations[1].To = person.MustParseDate("2025")
	require.Equal(t, person.RuleNotTheirs, ruleOf(p.Authorise(complete(person.AuthorityAttorneyHealth), rules(person.England), on)), "no longer")
	_, ok := person.AuthorityRulesOf("FR")
	require.False(t, ok)
	r := rules(person.England)
	r.Allowed[0] = "x"
	require.True(t, slices.Contains(rules(person.England).Allowed, person.AuthorityCompetentChild), "a copy was handed out")
}

// TestD14_OnTheDay: an authority is judged for the day of the decision. What it rests
// on can't come later, and a period known too roughly to tell is not taken for one.
func TestD14_OnTheDay(t *testing.T) {
	england, _ := person.AuthorityRulesOf(person.England)
	next, day := person.MustParseDate("2026-03-03"), person.MustParseDate
	child := person.Person{Birth: day("2012-01-01"), Relations: []*person.Relation{{ID: entry(50), Kinds: []person.RelationKind{
		person.RelationParentalResponsibility, person.RelationAttorneyHealth, person.RelationDeputyHealth, person.RelationGuardian,
	}}}}
	for _, c := range []struct {
		kind    person.AuthorityKind
		change  func(*person.Authority)
		rule    string
		missing []string
	}{
		{person.AuthorityCompetentChild, func(a *person.Authority) { a.AssessedOn = next }, person.RuleNotYet, []string{"assessedOn"}},
		{person.AuthorityCompetentChild, func(a *person.Authority) { a.DocumentSeen, a.LacksSince = next, next }, "", nil},
		{person.AuthorityAttorneyHealth, func(a *person.Authority) { a.DocumentSeen, a.LacksSince = next, next }, person.RuleNotYet, []string{"documentSeen", "lacksSince"}},
		{person.AuthorityDeputy, func(a *person.Authority) { a.DocumentSeen = next }, person.RuleNotYet, []string{"documentSeen"}},
		{person.AuthorityGuardian, func(a *person.Authority) { a.LacksSince = next }, person.RuleNotYet, []string{"lacksSince"}},
		{person.AuthorityGuardian, func(a *person.Authority) { a.AssessedOn, a.ReviewBy = next, next }, "", nil},
		{person.AuthorityBestInterests, func(a *person.Authority) { a.LacksSince = next }, person.RuleNotYet, []string{"lacksSince"}},
		{person.AuthorityBestInterests, func(a *person.Authority) { a.LacksSince, a.DocumentSeen = day("2026-03"), next }, "", nil},
		{person.AuthorityParentalResponsibility, func(a *person.Authority) { a.LacksSince = next }, "", nil},
	} {
		a := complete(c.kind)
		c.change(&a)
		err := child.Authorise(a, england, on)
		if c.rule == "" {
			require.NoError(t, err, c.kind)
			continue
		}
		var refusal *person.AuthorityError
		require.ErrorAs(t, err, &refusal, c.kind)
		require.Equal(t, []any{c.rule, c.missing, england.Allowed}, []any{refusal.Rule, refusal.Missing, refusal.Allowed}, c.kind)
	}
	for period, rule := range map[[2]string]string{
		{"", ""}: "", {"2026-03-02", "2026-03-02"}: "", {"2025", "2027"}: "", {"2026-03-03", ""}: person.RuleNotTheirs, {"", "2026-03-01"}: person.RuleNotTheirs,
		{"2026", ""}: person.RulePeriodUnknown, {"2026-03", ""}: person.RulePeriodUnknown, {"", "2026"}: person.RulePeriodUnknown,
		{"2024-01-01~", ""}: person.RulePeriodUnknown, {"2015-01-01~", ""}: "",
	} {
		r := child.Relations[0]
		require.NoError(t, r.From.UnmarshalText([]byte(period[0])))
		require.NoError(t, r.To.UnmarshalText([]byte(period[1])))
		err := child.Authorise(complete(person.AuthorityAttorneyHealth), england, on)
		if rule == "" {
			require.NoError(t, err, period)
		} else {
			require.EqualError(t, err, "person: authority attorney-health-and-welfare: "+rule, period)
		}
		require.NoError(t, child.Authorise(complete(person.AuthorityBestInterests), england, on), "whoever they are, they hold nothing")
	}
	err := child.Authorise(complete(person.AuthorityBestInterests), england, person.Date{})
	require.EqualError(t, err, "person: authority best-interests: day-unknown")
}

// TestD14_Review: decisions made for a child are looked at again at 16 and 18.
func TestD14_Review(t *testing.T) {
	for _, c := range []struct {
		birth, decided, on, review string
		want                       person.Tri
	}{
		{"2010-03-03", "2026-03-02", "2026-03-02", "", person.No},
		{"2010-03-03", "2026-03-02", "2026-03-03", "", person.Yes},
		{"2010-03-03", "2026-03-03", "2028-03-02", "", person.No},
		{"2010-03-03", "2026-03-03", "2028-03-03", "", person.Yes},
		{"2010-03-03", "2028-03-03", "2029-03-03", "", person.No},
		{"2010", "2026-01-01", "2026-12-30", "", person.Unknown},
		{"", "2026-01-01", "2026-12-30", "", person.Unknown},
		{"1950", "2026-01-01", "2026-12-30", "", person.No},
		{"1950", "2026-01-01", "2026-12-30", "2026-12-30", person.Yes},
		{"1950", "2026-01-01", "2026-12-29", "2026-12-30", person.No},
		{"", "2026-01-01", "2026-12-30", "2026-06-01", person.Yes},
	} {
		var birth, decided, at person.Date
		a := person.Authority{Kind: person.AuthorityParentalResponsibility}
		require.NoError(t, birth.UnmarshalText([]byte(c.birth)))
		require.NoError(t, decided.UnmarshalText([]byte(c.decided)))
		require.NoError(t, at.UnmarshalText([]byte(c.on)))
		require.NoError(t, a.ReviewBy.UnmarshalText([]byte(c.review)))
		require.Equal(t, c.want, a.ReviewDue(birth, decided, at), "%+v", c)
	}
}

func TestOverrides(t *testing.T) {
	x := person.NewText("x")
	o := person.Override{ID: entry(1), Scope: person.ScopeShareGP, Kind: person.OverrideVitalInterests, Reason: x, Author: x, At: days(1), Until: days(3)}
	once := o
	once.ID, once.At, once.Until = entry(2), days(10), time.Time{}
	p := person.Person{Overrides: []*person.Override{nil, &o, &once}}
	for at, want := range map[time.Time]person.EntryID{
		days(0): {}, days(1): entry(1), days(3).Add(-1): entry(1), days(3): {}, days(10): entry(2), days(10).Add(time.Microsecond): {},
	} {
		got, ok := p.OverrideFor(person.ScopeShareGP, at)
		require.Equal(t, want, got.ID, "%v", at)
		require.Equal(t, !want.IsZero(), ok)
	}
	_, ok := p.OverrideFor(person.ScopeResearch, days(1))
	require.False(t, ok)
	none := o
	none.Scope = ""
	_, ok = person.Person{Overrides: []*person.Override{&none}}.OverrideFor(person.ScopeShareProvider(person.ProviderID{}), days(1))
	require.False(t, ok, "an override of nothing in particular opens nothing")
	for _, spoil := range []func(*person.Override){
		func(o *person.Override) { o.Reason = person.Text{} }, func(o *person.Override) { o.Author = person.Text{} },
		func(o *person.Override) { o.Kind = "" }, func(o *person.Override) { o.At = time.Time{} },
	} {
		bad := o
		spoil(&bad)
		_, ok := person.Person{Overrides: []*person.Override{&bad}}.OverrideFor(person.ScopeShareGP, days(1))
		require.False(t, ok, "without reason or author there is no override")
	}
	later := o
	later.ID, later.At = entry(3), days(2)
	got, _ := person.Person{Overrides: []*person.Override{&later, &o}}.OverrideFor(person.ScopeShareGP, days(2))
	require.Equal(t, entry(3), got.ID, "the latest")
}
