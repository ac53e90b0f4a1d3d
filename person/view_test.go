package person_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
)

// leafPaths gives the paths of all fields of a type that hold a value, as the
// test understands the type by itself.
func leafPaths(t reflect.Type, path string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || !t.Field(0).IsExported() {
		return []string{strings.TrimPrefix(path, ".")}
	}
	var out []string
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			name = strings.ToLower(f.Name)
		}
		out = append(out, leafPaths(f.Type, path+"."+name)...)
	}
	return out
}

// TestEveryFieldIsDecided: the file of the views lists each field of a person
// once, and nothing else. A new field fails here until somebody decides, and
// is hidden meanwhile.
func TestEveryFieldIsDecided(t *testing.T) {
	data, err := os.ReadFile("data/views.txt")
	require.NoError(t, err)
	var listed []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			path, who, ok := strings.Cut(line, " ")
			require.True(t, ok, line)
			require.Regexp(t, `^(-|P?L?G?R?S?A?)$`, who, path)
			require.NotEmpty(t, who, path)
			listed = append(listed, path)
		}
	}
	want := append(leafPaths(reflect.TypeFor[person.Person](), ""), "age", "ageBand") // and what is made of the birth date
	slices.Sort(listed)
	slices.Sort(want)
	require.Equal(t, want, listed)
}

// present gives the paths of the fields of v that hold something.
func present(v reflect.Value, path string, into map[string]bool) {
	switch {
	case v.IsZero():
	case v.Kind() == reflect.Pointer:
		present(v.Elem(), path, into)
	case v.Kind() == reflect.Slice && len(leafPaths(v.Type(), path)) > 1:
		for i := range v.Len() {
			present(v.Index(i), path, into)
		}
	case len(leafPaths(v.Type(), path)) == 1:
		into[strings.TrimPrefix(path, ".")] = true
	default:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" {
				name = strings.ToLower(f.Name)
			}
			present(v.Field(i), path+"."+name, into)
		}
	}
}

// TestD19_NothingLeavesOutsideTheList: of a person with every field filled, an
// audience sees what is on its list and nothing else, and whatever it does not
// see is accounted for.
func TestD19_NothingLeavesOutsideTheList(t *testing.T) {
	p := fullPerson()
	p.Contact.Prohibitions[0].To, p.Contact.Prohibitions[1].To = markTime, markTime // over by now
	for i := range p.Risks {
		p.Risks[i].VisibleTo, p.Risks[i].ThirdParty = person.Audiences(), person.No
	}
	all := map[string]bool{}
	present(reflect.ValueOf(p), "", all)
	require.Len(t, all, len(leafPaths(reflect.TypeFor[person.Person](), "")), "every field is filled")
	for _, a := range person.Audiences() {
		v := person.ViewFor(a)
		require.Equal(t, a, v.Audience())
		for _, sensitive := range []bool{false, true} {
			d := v.Of(p, &person.ViewOptions{At: days(0), Needs: []person.EntryID{p.Needs[0].ID}, IncludeSensitive: sensitive})
			got := map[string]bool{}
			present(reflect.ValueOf(d.Person), "", got)
			for path := range got {
				require.True(t, slices.Contains(v.Fields(), path), "%s sees %s", a, path)
			}
			for path := range all {
				accounted := slices.ContainsFunc(d.Withheld, func(w person.Withholding) bool {
					return w.Path == path || strings.HasPrefix(path, w.Path+".")
				})
				require.True(t, got[path] || accounted, "%s: %s is neither shown nor withheld", a, path)
			}
			if a != person.AudienceAnonymous {
				require.NotEmpty(t, got)
			}
		}
	}
	require.Empty(t, person.View{}.Fields())
	require.True(t, person.View{}.Of(p, nil).Person.Equal(person.Person{}))
	require.Empty(t, person.ViewFor("neighbours").Fields())
}

// TestD19_ProviderPayload looks for the marks of what a provider must not see
// in the bytes that would be sent.
func TestD19_ProviderPayload(t *testing.T) {
	p := person.Person{
		ID: person.NewID(), NHSNumber: person.MustParseNHSNumber(markNHS), Birth: person.MustParseDate(markDate),
		Name:         person.NewName("Jones", "Siân").WithAliases("Smith"),
		Addresses:    []*person.Address{{Kind: person.AddressHome, Postcode: person.MustParsePostcode(markPostcode), Lines: []person.Text{person.NewText("9 Secret Street")}}},
		Contacts:     []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("01632 960001")}},
		Needs:        []*person.Need{{ID: entry(1), Code: "sp-need:lonely", Words: person.NewText("quiet house")}, {ID: entry(2), Code: "sp-need:domestic-abuse", Words: person.NewText("my husband")}},
		Requirements: []*person.Requirement{{Kind: person.RequirementFormat, Code: person.NeedsLargePrint}},
		About:        &person.AboutMe{Communication: person.NewText("speak slowly"), Wellness: person.NewText("poorly")},
		Risks: []*person.Risk{
			{Kind: person.RiskToStaff, Words: person.NewText("a big dog"), VisibleTo: []person.Audience{person.AudienceProvider}},
			{Kind: person.RiskToSelf, Words: person.NewText("dark thoughts")},
			{Kind: person.RiskFromOthers, Words: person.NewText("the brother"), VisibleTo: []person.Audience{person.AudienceProvider}},
			{Kind: person.RiskOther, Words: person.NewText("the neighbour"), ThirdParty: person.Yes, VisibleTo: []person.Audience{person.AudienceProvider}},
		},
		Safeguarding: &person.Safeguarding{Indicator: person.Yes},
	}
	d := person.ViewFor(person.AudienceProvider).Of(p, &person.ViewOptions{At: days(0), Needs: []person.EntryID{entry(1)}})
	data, err := json.Marshal(d.Person)
	require.NoError(t, err)
	for _, shown := range []string{"Jones", "Siân", "01632", "sp-need:lonely", "quiet house", "large-print", "speak slowly", "a big dog"} {
		require.Contains(t, string(data), shown)
	}
	for _, hidden := range []string{markNHS, "1947", "SK8", "Secret", "Smith", "abuse", "husband", "poorly", "dark", "brother", "neighbour", "safeguarding", p.ID.String()} {
		require.NotContains(t, string(data), hidden)
	}
	lo, hi, ok := d.Age.Years()
	require.Equal(t, []any{78, 78, true}, []any{lo, hi, ok}, "the age, not the birth date")
	for _, w := range []person.Withholding{
		{Path: "needs", Rule: person.WithheldNotChosen},
		{Path: "risks", Rule: person.WithheldAudience},
		{Path: "risks", Rule: person.WithheldSensitive},
		{Path: "risks", Rule: person.WithheldThirdParty},
		{Path: "safeguarding", Rule: person.WithheldSensitive},
		{Path: "nhsNumber", Rule: person.WithheldNotListed},
	} {
		require.Contains(t, d.Withheld, w)
	}
	for _, w := range d.Told() {
		require.NotContains(t, []string{"risks", "safeguarding"}, w.Path)
		require.Contains(t, []string{person.WithheldNotListed, person.WithheldNotChosen}, w.Rule)
	}
	require.Contains(t, d.Told(), person.Withholding{Path: "birth", Rule: person.WithheldNotListed})
	require.False(t, d.WithholdFromOnlineAccess)
	none := person.ViewFor(person.AudienceProvider).Of(p, nil)
	require.Empty(t, none.Person.Needs, "no need is named")
	require.True(t, none.Age.IsZero(), "no time, no age")
}

// TestD12_ProviderOfSomebodyWhoMustNotBeContacted: the payload carries the
// arrangement and no way round it.
func TestD12_ProviderOfSomebodyWhoMustNotBeContacted(t *testing.T) {
	mine, other := person.ProviderID{1}, person.ProviderID{2}
	p := reachable()
	p.Contact = &person.ContactRules{Prohibitions: []*person.ContactProhibition{
		{ID: entry(1), Provider: mine, Reason: person.NewText("why"), Alternative: &person.ContactAlternative{Via: person.NewText("the refuge")}},
	}}
	view := person.ViewFor(person.AudienceProvider)
	d := view.Of(p, &person.ViewOptions{At: noon, Provider: mine})
	require.Empty(t, d.Person.Contacts)
	require.Equal(t, "the refuge", d.Person.Contact.Prohibitions[0].Alternative.Via.Disclose())
	require.True(t, d.Person.Contact.Prohibitions[0].Reason.IsZero())
	require.Contains(t, d.Withheld, person.Withholding{Path: "contacts", Rule: person.WithheldProhibited})
	require.NotContains(t, d.Told(), person.Withholding{Path: "contacts", Rule: person.WithheldProhibited})
	d = view.Of(p, &person.ViewOptions{At: noon, Provider: other})
	require.Len(t, d.Person.Contacts, 2)
	require.Nil(t, d.Person.Contact, "another provider's prohibition is nobody's business")

	p.Contact = &person.ContactRules{Permitted: person.Permissions{Phone: person.No, Text: person.No}}
	p.Contacts[0].Permitted.Voicemail = person.No
	p.Contacts = append(p.Contacts, &person.ContactPoint{Kind: person.ContactOther, Value: person.NewText("x")})
	d = view.Of(p, &person.ViewOptions{At: noon})
	require.Len(t, d.Person.Contacts, 2, "a number of which every use is refused")
	require.Contains(t, d.Withheld, person.Withholding{Path: "contacts", Rule: person.WithheldRefused})
	p.Contact.Permitted.Email = person.No
	require.Len(t, view.Of(p, &person.ViewOptions{At: noon}).Person.Contacts, 1)
}

// TestD19_OnlineAccess: abuse, safeguarding and third parties leave the GP
// summary and the person's copy by default; if included, the payload is marked.
func TestD19_OnlineAccess(t *testing.T) {
	p := person.Person{
		Needs: []*person.Need{nil, {Code: "sp-need:lonely"}, {Code: "sp-need:domestic-abuse"}},
		Risks: []*person.Risk{
			nil,
			{Kind: person.RiskDomesticAbuse, VisibleTo: person.Audiences()},
			{Kind: person.RiskFalls, VisibleTo: person.Audiences()},
			{Kind: person.RiskExploitation, VisibleTo: person.Audiences()},
		},
		Safeguarding: &person.Safeguarding{Indicator: person.Yes},
	}
	for _, c := range []struct {
		who                        person.Audience
		include                    bool
		needs, risks, safeguarding int
		marked                     bool
	}{
		{person.AudienceGP, false, 1, 1, 0, false},
		{person.AudienceGP, true, 2, 3, 1, true},
		{person.AudiencePerson, false, 1, 1, 0, false},
		{person.AudiencePerson, true, 2, 3, 0, true},
		{person.AudienceLinkWorker, false, 2, 3, 1, false},
		{person.AudienceReferrer, true, 0, 0, 0, false},
		{person.AudienceAnonymous, false, 2, 0, 0, false},
	} {
		d := person.ViewFor(c.who).Of(p, &person.ViewOptions{IncludeSensitive: c.include})
		got := []any{len(d.Person.Needs), len(d.Person.Risks), d.Person.Safeguarding != nil, d.WithholdFromOnlineAccess}
		require.Equal(t, []any{c.needs, c.risks, c.safeguarding == 1, c.marked}, got, "%s %v", c.who, c.include)
	}
	// A finding speaks of abuse by itself, or by the need that is mapped to it.
	mapped, err := person.Needs().WithMaps("x", map[person.NeedCode][]person.CURIE{
		"sp-need:abuse": {"snomedCT:267076002"}, "sp-need:lonely": {"snomedCT:423315002"},
	})
	require.NoError(t, err)
	for finding, c := range map[string]struct {
		vocabulary *person.Vocabulary
		shown      int
	}{
		"706893006": {nil, 0}, "267076002": {mapped, 0}, "423315002": {mapped, 1}, "22298006": {nil, 1},
	} {
		by := person.Person{Needs: []*person.Need{{SNOMED: person.MustParseSCTID(finding)}}}
		d := person.ViewFor(person.AudienceGP).Of(by, &person.ViewOptions{Vocabulary: c.vocabulary})
		require.Len(t, d.Person.Needs, c.shown, finding)
		d = person.ViewFor(person.AudienceGP).Of(by, &person.ViewOptions{Vocabulary: c.vocabulary, IncludeSensitive: true})
		require.Equal(t, []any{1, c.shown == 0}, []any{len(d.Person.Needs), d.WithholdFromOnlineAccess}, finding)
	}
	// That somebody must not be contacted, and where they are reached instead, is
	// for the practice and not for the house.
	hidden := person.Person{Contact: &person.ContactRules{Prohibitions: []*person.ContactProhibition{
		{ID: entry(1), Alternative: &person.ContactAlternative{Via: person.NewText("the refuge")}},
	}}}
	for a, marked := range map[person.Audience]bool{person.AudienceGP: true, person.AudiencePerson: false, person.AudienceLinkWorker: false, person.AudienceProvider: false} {
		d := person.ViewFor(a).Of(hidden, nil)
		require.Equal(t, marked, d.WithholdFromOnlineAccess, a)
		require.Equal(t, a != person.AudiencePerson, d.Person.Contact != nil, a)
	}
	hidden.Contact.Prohibitions = nil
	require.False(t, person.ViewFor(person.AudienceGP).Of(hidden, nil).WithholdFromOnlineAccess)
	only := person.Person{Needs: p.Needs[:2]}
	require.False(t, person.ViewFor(person.AudienceGP).Of(only, &person.ViewOptions{IncludeSensitive: true}).WithholdFromOnlineAccess)
	only = person.Person{Safeguarding: p.Safeguarding}
	require.True(t, person.ViewFor(person.AudienceGP).Of(only, &person.ViewOptions{IncludeSensitive: true}).WithholdFromOnlineAccess)
	// A host's own need, narrower than one of abuse, is as sensitive.
	own, err := person.LoadVocabulary([]byte(`{"version":"1","source":"s","licence":"l","groups":[{"key":"g","en":"G"}],
	 "prompts":[{"key":"unsafe","en":"Take care."}],"needs":[{"code":"x-o:wide","group":"g","en":"W","definition":"W.","prompt":"unsafe"},
	 {"code":"x-o:narrow","group":"g","en":"N","definition":"N.","broader":"x-o:wide"}]}`))
	require.NoError(t, err)
	only = person.Person{Needs: []*person.Need{{Code: "x-o:narrow"}}}
	require.Empty(t, person.ViewFor(person.AudienceGP).Of(only, &person.ViewOptions{Vocabulary: own}).Person.Needs)
	require.Len(t, person.ViewFor(person.AudienceGP).Of(only, nil).Person.Needs, 1)
}

func TestAnonymousView(t *testing.T) {
	for birth, band := range map[string]string{
		"2009-01-01": "0-17", "2008-03-02": "18-24", "2001-03-02": "25-34", "1990": "35-44", "1980": "45-54", "1970": "55-64", "1960": "65-74",
		"1950": "75-84", "1940": "85+", "1951-03-02": "75-84", "1951-03-03": "65-74", "1941": "", "": "", "2030": "",
	} {
		var p person.Person
		require.NoError(t, p.Birth.UnmarshalText([]byte(birth)))
		d := person.ViewFor(person.AudienceAnonymous).Of(p, &person.ViewOptions{At: days(0)})
		require.Equal(t, band, d.AgeBand, birth)
		require.True(t, d.Person.Birth.IsZero() && d.Age.IsZero())
		require.Empty(t, person.ViewFor(person.AudienceGP).Of(p, &person.ViewOptions{At: days(0)}).AgeBand)
	}
}

// TestD8_ADeathWithoutADateIsTold: whoever may know the date of a death is told of
// one whose date is not known.
func TestD8_ADeathWithoutADateIsTold(t *testing.T) {
	p := person.Person{ID: person.NewID(), Death: &person.Death{RecordedAt: days(0), Source: person.NewText("synthetic")}}
	for _, a := range person.Audiences() {
		d := person.ViewFor(a).Of(p, &person.ViewOptions{At: days(1)}).Person
		require.Equal(t, slices.Contains(person.ViewFor(a).Fields(), "death.on"), d.Dead(), a)
		if d.Dead() && a != person.AudienceLinkWorker {
			require.Zero(t, *d.Death, "and no more than that")
		}
	}
	require.True(t, person.ViewFor(person.AudienceGP).Of(p, nil).Person.Dead())
	require.False(t, person.ViewFor(person.AudienceProvider).Of(p, nil).Person.Dead())
}

func TestViewWithout(t *testing.T) {
	v := person.ViewFor(person.AudienceGP)
	less := v.Without("needs", "name")
	require.Contains(t, v.Fields(), "needs.code")
	require.NotContains(t, less.Fields(), "needs.code")
	require.NotContains(t, less.Fields(), "name")
	require.Contains(t, less.Fields(), "birth")
	require.Len(t, v.Without("nee").Fields(), len(v.Fields()), "whole fields only")
	p := person.Person{Name: person.NewName("Jones")}
	require.Equal(t, []person.Withholding{{Path: "name", Rule: person.WithheldNotListed}}, less.Of(p, nil).Withheld)
	before := p.Clone()
	v.Of(p, nil)
	require.True(t, p.Equal(before))
}

// TestD19_NoBirthDateNoAge: whoever takes the birth date out of a view takes out
// what is made of it, and so does whoever takes out everything that is listed.
func TestD19_NoBirthDateNoAge(t *testing.T) {
	p := person.Person{Birth: person.MustParseDate("1947-03-08")}
	at := &person.ViewOptions{At: days(0)}
	for _, a := range []person.Audience{person.AudienceProvider, person.AudienceAnonymous} {
		v := person.ViewFor(a)
		d := v.Of(p, at)
		require.True(t, d.AgeBand != "" || !d.Age.IsZero(), "%s is told something of the age", a)
		for _, less := range []person.View{v.Without("birth"), v.Without("age", "ageBand"), v.Without(v.Fields()...)} {
			d := less.Of(p, at)
			require.Empty(t, d.AgeBand)
			require.True(t, d.Age.IsZero())
		}
		require.Equal(t, d, v.Without("name").Of(p, at))
	}
	paths := make([]string, 1, 4)
	paths[0] = "birth"
	person.ViewFor(person.AudienceProvider).Without(paths...)
	require.Equal(t, []string{"birth", "", "", ""}, paths[:4], "the caller's list is the caller's")
}

func TestRetention(t *testing.T) {
	health, gp, mental := person.RetentionHealth(), person.RetentionGP(), person.RetentionMentalHealth()
	for _, c := range []struct {
		policy                   person.RetentionPolicy
		birth, death, closed, at string
		answer                   person.RetentionAnswer
		notBefore, rule          string
	}{
		{health, "1950", "", "2020-05-06", "2028-05-05", person.RetentionKeep, "2028-05-06", "after-closure"},
		{health, "1950", "", "2020-05-06", "2028-05-06", person.RetentionDue, "2028-05-06", "after-closure"},
		{health, "1950", "", "2020-02-29", "2028-02-29", person.RetentionDue, "2028-02-29", "after-closure"},
		{health, "1950", "", "2021", "2029-12-30", person.RetentionKeep, "2029-12-31", "after-closure"},
		{health, "2010-03-04", "", "2020-05-06", "2035-03-03", person.RetentionKeep, "2035-03-04", "child"},
		{health, "2010-03-04", "", "2020-05-06", "2035-03-04", person.RetentionDue, "2035-03-04", "child"},
		{health, "2003-05-07", "", "2020-05-06", "2026-01-01", person.RetentionKeep, "2028-05-07", "child"}, // 16
		{health, "2003-05-06", "", "2020-05-06", "2026-01-01", person.RetentionKeep, "2029-05-06", "child"}, // 17
		{health, "2002-05-07", "", "2020-05-06", "2026-01-01", person.RetentionKeep, "2028-05-07", "child"}, // 17 on the eve
		{health, "2002-05-06", "", "2020-05-06", "2026-01-01", person.RetentionKeep, "2028-05-06", "after-closure"},
		{health, "2002", "", "2020-05-06", "2026-01-01", person.RetentionKeep, "2028-12-31", "child"},       // 17 or 18: the later
		{health, "2002-05", "", "2020-05-20", "2026-01-01", person.RetentionKeep, "2028-05-31", "child"},    // likewise
		{health, "2004-02-29", "", "2021-05-06", "2026-01-01", person.RetentionKeep, "2030-03-01", "child"}, // leap day
		{health, "", "", "2020-05-06", "2050-01-01", person.RetentionUnknown, "", "birth-unknown"},
		{health, "1950", "", "", "2050-01-01", person.RetentionKeep, "", "open"},
		{health, "1950", "2021", "2020-05-06", "2028-05-06", person.RetentionDue, "2028-05-06", "after-closure"},
		{gp, "1950", "", "2020-05-06", "2050-01-01", person.RetentionKeep, "", "alive"},
		{gp, "1950", "2021-07-01", "2020-05-06", "2031-06-30", person.RetentionKeep, "2031-07-01", "after-death"},
		{gp, "1950", "2021-07-01", "", "2031-07-01", person.RetentionDue, "2031-07-01", "after-death"},
		{gp, "1950", "?", "", "2050-07-01", person.RetentionUnknown, "", "death-unknown"},
		{mental, "", "", "2020-05-06", "2040-05-06", person.RetentionDue, "2040-05-06", "after-closure"},
		{mental, "1950", "2021-07-01", "2020-05-06", "2031-07-01", person.RetentionDue, "2031-07-01", "after-death"},
	} {
		var p person.Person
		var closed, at person.Date
		require.NoError(t, p.Birth.UnmarshalText([]byte(c.birth)))
		require.NoError(t, closed.UnmarshalText([]byte(c.closed)))
		require.NoError(t, at.UnmarshalText([]byte(c.at)))
		if c.death != "" {
			p.Death = &person.Death{}
			_ = p.Death.On.UnmarshalText([]byte(c.death))
		}
		when := time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, time.UTC)
		v := c.policy.Of(p, closed, when)
		require.Equal(t, []any{c.answer, c.notBefore, c.rule}, []any{v.Answer, v.NotBefore.Disclose(), v.Rule}, "%+v", c)
		require.Equal(t, c.policy.Source, v.Source)
		p.Holds = []*person.LegalHold{nil, {From: when}}
		v = c.policy.Of(p, closed, when)
		require.Equal(t, []any{person.RetentionHeld, "hold", ""}, []any{v.Answer, v.Rule, v.NotBefore.Disclose()})
		p.Holds[1].Released = when
		require.Equal(t, c.answer, c.policy.Of(p, closed, when).Answer)
	}
	long := person.RetentionPolicy{AfterClosure: 60, ChildUntil: 25, ChildUntilAt17: 26}
	v := long.Of(person.Person{Birth: person.MustParseDate("2002")}, person.MustParseDate("2020-05-06"), days(0))
	require.Equal(t, []string{"2080-05-06", "after-closure"}, []string{v.NotBefore.Disclose(), v.Rule}, "the later of both")
}

func TestD21_Erase(t *testing.T) {
	p := fullPerson()
	p.Holds, p.Tombstone = nil, nil
	events := []person.Event{
		{ID: entry(1), Person: p.ID, Version: 1, Kind: person.EventRegistered, At: days(0), Payload: samplePayload()},
		{ID: entry(2), Person: p.ID, Version: 2, Kind: person.EventChanged, At: days(1)},
		{ID: entry(3), Person: p.ID, Version: 3, Kind: person.EventChanged, At: days(2), Redacted: true, Payload: samplePayload()},
		{ID: entry(5), Person: p.ID, Version: 3, Kind: person.EventChanged, At: days(2), Redacted: true},
	}
	stone := person.Tombstone{At: days(9).Add(1), By: person.NewText("records manager"), Law: "UK GDPR Art 17"}
	id := person.NewChangeID()
	c, err := person.Erase(id, 3, p, events, entry(4), stone)
	require.NoError(t, err)
	require.Equal(t, []person.Redaction{{Event: entry(1)}, {Event: entry(3)}}, c.Redactions, "what an earlier redaction left goes too")
	require.Equal(t, []any{id, person.Version(3), p.ID, true}, []any{c.ID, c.Base, c.Value.ID, c.Value.Erased()})
	require.True(t, c.Value.Equal(person.Person{ID: p.ID, Tombstone: &person.Tombstone{At: days(9), By: stone.By, Law: stone.Law}}))
	require.Equal(t, []person.Event{{ID: entry(4), Person: p.ID, Version: 4, Kind: person.EventErased, At: days(9), RecordedAt: days(9)}}, c.Events)
	require.False(t, p.Erased())

	p.Holds = []*person.LegalHold{nil, {From: days(0)}}
	_, err = person.Erase(id, 3, p, events, entry(4), stone)
	require.ErrorIs(t, err, person.ErrHeld)
	require.ErrorIs(t, err, person.ErrNotPermitted)
	p.Holds[1].Released = days(5)
	_, err = person.Erase(id, 3, p, events, entry(4), stone)
	require.NoError(t, err)
	_, err = person.Erase(id, 3, p, append(events[:1:1], person.Event{ID: entry(6), Person: person.NewID()}), entry(4), stone)
	require.EqualError(t, err, "person: /events/1: other-person")
	_, err = person.Erase(id, 3, person.Person{}, nil, person.EntryID{}, person.Tombstone{})
	require.EqualError(t, err, "person: /id: required\nperson: /event: required\nperson: /at: required\nperson: /by: required\nperson: /law: required")
}

// TestD21_EveryRecordCanBeExempt: whatever of a person has an ID can be left out of
// the answer by a decision, nothing else goes with it, and it is listed.
func TestD21_EveryRecordCanBeExempt(t *testing.T) {
	var n byte
	number := func(id *person.EntryID) {
		n++
		*id = entry(n)
	}
	p := fullPerson()
	for _, r := range p.Risks {
		r.ThirdParty = person.No
	}
	paths := map[person.EntryID]string{}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), path)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if !f.IsExported() || v.Type() == reflect.TypeFor[time.Time]() {
					continue
				}
				if id, ok := v.Field(i).Addr().Interface().(*person.EntryID); ok && f.Name == "ID" {
					number(id)
					paths[*id] = path
					continue
				}
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				walk(v.Field(i), strings.TrimPrefix(path+"."+name, "."))
			}
		default:
		}
	}
	walk(reflect.ValueOf(&p).Elem(), "")
	decision := decide(200, person.ScopeFeedback, person.Given, 0)
	p.Consents = record(t, person.Consents{}, decision, decide(201, person.ScopeResearch, person.Refused, 0))
	paths[entry(200)] = "consents"
	require.Greater(t, len(paths), 20)
	for id, path := range paths {
		x := person.SubjectAccess(p, nil, []person.Exemption{{Entry: id}, {Entry: id, Rule: person.WithheldHarm}})
		require.Equal(t, []person.Withholding{{Path: path, Rule: person.WithheldExempt}}, x.Withheld, "the first decision counts")
		require.Empty(t, x.Unmatched)
		data, err := json.Marshal(x)
		require.NoError(t, err)
		require.NotContains(t, string(data), `"id":"`+id.String(), path)
		for other := range paths {
			require.True(t, other == id || strings.Contains(string(data), `"id":"`+other.String()), "%s went with %s", paths[other], path)
		}
	}
	require.Len(t, p.Consents.All(), 2, "the record is unchanged")
	events := []person.Event{{ID: entry(210), Payload: samplePayload()}, {ID: entry(211), Payload: samplePayload()}}
	x := person.SubjectAccess(p, events, []person.Exemption{{Entry: entry(211), Rule: person.WithheldHarm}, {Entry: entry(212)}, {Entry: entry(212)}})
	require.Equal(t, []person.Withholding{{Path: "events.payload", Rule: person.WithheldHarm}}, x.Withheld)
	require.Equal(t, []person.EntryID{entry(212)}, x.Unmatched)
	require.True(t, !x.Events[0].Redacted && x.Events[1].Redacted)
	require.True(t, x.Person.Equal(p))
}

func TestD21_SubjectAccess(t *testing.T) {
	p := person.Person{
		Name:         person.NewName("Jones"),
		Risks:        []*person.Risk{{ID: entry(1), Words: person.NewText("mine")}, {ID: entry(2), ThirdParty: person.Yes}, nil},
		Relations:    []*person.Relation{{ID: entry(3)}, {ID: entry(4)}},
		Safeguarding: &person.Safeguarding{Concerns: []*person.Concern{{ID: entry(5)}, {ID: entry(6)}}},
		Extra:        sampleExtra(),
	}
	events := []person.Event{{ID: entry(9), Payload: samplePayload()}, {ID: entry(8)}}
	x := person.SubjectAccess(p, events, []person.Exemption{
		{Entry: entry(3), Rule: person.WithheldThirdParty, DecidedBy: person.NewText("x")},
		{Entry: entry(6), Rule: person.WithheldHarm},
		{Rule: person.WithheldHarm},
	})
	require.Equal(t, []person.Withholding{
		{Path: "relations", Rule: person.WithheldThirdParty},
		{Path: "risks", Rule: person.WithheldThirdParty},
		{Path: "safeguarding.concerns", Rule: person.WithheldHarm},
		{Path: "events.payload", Rule: person.WithheldThirdParty},
	}, x.Withheld)
	require.Len(t, x.Person.Risks, 2)
	require.Equal(t, []person.EntryID{entry(1), entry(4), entry(5)}, []person.EntryID{x.Person.Risks[0].ID, x.Person.Relations[0].ID, x.Person.Safeguarding.Concerns[0].ID})
	require.Equal(t, []person.EntryID{{}}, x.Unmatched, "an exemption that names nothing")
	require.False(t, x.Person.Extra.IsZero(), "what we do not understand is theirs too")
	require.True(t, x.Events[0].Redacted)
	require.False(t, events[0].Redacted, "the record is unchanged")
	require.Len(t, p.Risks, 3)
	whole := person.SubjectAccess(person.Person{Name: p.Name}, events, nil)
	require.Empty(t, whole.Withheld)
	require.Equal(t, events, whole.Events)
	full := fullPerson()
	for _, r := range full.Risks {
		r.ThirdParty = person.No
	}
	require.True(t, person.SubjectAccess(full, nil, nil).Person.Equal(full), "everything is in it")
}
