package person_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

func reachable() person.Person {
	return person.Person{
		Contacts: []*person.ContactPoint{
			{Kind: person.ContactPhoneNumber, Value: person.NewText("01632 960001"), Use: person.UseMobile},
			{Kind: person.ContactEmailAddress, Value: person.NewText("a@example.org")},
		},
		Addresses: []*person.Address{{Kind: person.AddressHome, Lines: []person.Text{person.NewText("1 Example Street")}}},
	}
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday

func answers(p person.Person, at time.Time) map[person.Channel]person.ContactAnswer {
	out := map[person.Channel]person.ContactAnswer{}
	for _, c := range person.Channels() {
		out[c] = p.ContactBy(c, person.ProviderID{}, at).Answer
	}
	return out
}

func TestD11_UnaskedIsAllowedAndFlagged(t *testing.T) {
	for c, a := range answers(reachable(), noon) {
		require.Equal(t, person.ContactUnasked, a, c)
		require.True(t, a.Allowed())
	}
	require.Equal(t, person.Channels(), reachable().UsableChannels(person.ProviderID{}, noon))
	for c, a := range answers(person.Person{}, noon) {
		if c == person.ChannelVideo {
			continue
		}
		require.Equal(t, person.ContactUnusable, a, c)
		require.False(t, a.Allowed())
	}
	require.Equal(t, []person.Channel{person.ChannelVideo}, person.Person{}.UsableChannels(person.ProviderID{}, noon))
}

func TestD11_ChannelPermissions(t *testing.T) {
	p := reachable()
	p.Contact = &person.ContactRules{Permitted: person.Permissions{
		Phone: person.Yes, Text: person.No, Voicemail: person.No, Email: person.Yes, Post: person.No, Visit: person.Yes, Video: person.No,
	}}
	require.Equal(t, map[person.Channel]person.ContactAnswer{
		person.ChannelPhone: person.ContactPermitted, person.ChannelText: person.ContactRefused, person.ChannelVoicemail: person.ContactRefused,
		person.ChannelEmail: person.ContactPermitted, person.ChannelPost: person.ContactRefused, person.ChannelVisit: person.ContactPermitted,
		person.ChannelVideo: person.ContactRefused,
	}, answers(p, noon))
	require.Equal(t, []person.Channel{person.ChannelPhone, person.ChannelEmail, person.ChannelVisit}, p.UsableChannels(person.ProviderID{}, noon))

	p.Contacts[0].Permitted.Phone = person.No
	require.Equal(t, person.ContactRefused, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer, "the only number refuses it")
	p.Contacts = append(p.Contacts, nil, &person.ContactPoint{Kind: person.ContactPhoneNumber, Value: person.NewText("01632 960002")})
	require.Equal(t, person.ContactPermitted, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer, "another number does not")
	p.Contact.Permitted.Phone = person.Unknown
	require.Equal(t, person.ContactUnasked, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer)
	p.Contacts[3].Permitted.Phone = person.Yes
	require.Equal(t, person.ContactPermitted, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer)
	require.Equal(t, person.Unknown, p.Contact.Permitted.For("pigeon"))
	require.Equal(t, person.ContactUnusable, p.ContactBy("pigeon", person.ProviderID{}, noon).Answer)
}

func TestContactPointsThatDoNotCount(t *testing.T) {
	for name, spoil := range map[string]func(*person.ContactPoint){
		"no longer used": func(c *person.ContactPoint) { c.Use = person.UseOld },
		"empty":          func(c *person.ContactPoint) { c.Value = person.Text{} },
		"ended":          func(c *person.ContactPoint) { c.To = person.MustParseDate("2026-03-01") },
		"not yet":        func(c *person.ContactPoint) { c.From = person.MustParseDate("2026-03-03") },
		"other kind":     func(c *person.ContactPoint) { c.Kind = person.ContactOther },
	} {
		p := reachable()
		spoil(p.Contacts[0])
		require.Equal(t, person.ContactUnusable, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer, name)
		require.Equal(t, person.ContactUnasked, p.ContactBy(person.ChannelEmail, person.ProviderID{}, noon).Answer, name)
	}
	p := reachable()
	p.Contacts[0].To = person.MustParseDate("2026-03-02")
	require.Equal(t, person.ContactUnasked, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon).Answer, "its last day")
}

func TestPlacesForPostAndVisits(t *testing.T) {
	line := []person.Text{person.NewText("c/o The Day Centre")}
	for name, c := range map[string]struct {
		a           *person.Address
		post, visit bool
	}{
		"home":           {&person.Address{Kind: person.AddressHome, Lines: line}, true, true},
		"temporary":      {&person.Address{Kind: person.AddressTemporary, Lines: line}, true, true},
		"correspondence": {&person.Address{Kind: person.AddressCorrespondence, Lines: line, NoFixedAbode: person.Yes}, true, false},
		"former":         {&person.Address{Kind: person.AddressFormer, Lines: line}, false, false},
		"without lines":  {&person.Address{Kind: person.AddressHome}, false, false},
		"no fixed abode": {&person.Address{Kind: person.AddressHome, Lines: line, NoFixedAbode: person.Yes}, false, false},
		"ended":          {&person.Address{Kind: person.AddressHome, Lines: line, To: person.MustParseDate("2025")}, false, false},
		"none":           {nil, false, false},
	} {
		p := person.Person{Addresses: []*person.Address{c.a}}
		require.Equal(t, c.post, p.ContactBy(person.ChannelPost, person.ProviderID{}, noon).Answer.Allowed(), name)
		require.Equal(t, c.visit, p.ContactBy(person.ChannelVisit, person.ProviderID{}, noon).Answer.Allowed(), name)
	}
}

func TestD23_Video(t *testing.T) {
	p := reachable()
	p.Digital = &person.DigitalAccess{Device: person.No}
	require.Equal(t, person.ContactUnusable, p.ContactBy(person.ChannelVideo, person.ProviderID{}, noon).Answer)
	p.Digital = &person.DigitalAccess{Device: person.Yes}
	require.Equal(t, person.ContactUnasked, p.ContactBy(person.ChannelVideo, person.ProviderID{}, noon).Answer)
	y, n, u := person.Yes, person.No, person.Unknown
	for _, c := range [][7]person.Tri{ // device, connection, skills, helper, space; remote, private
		{y, y, y, u, y, y, y},
		{y, y, n, y, n, y, n},
		{y, y, n, n, y, n, n},
		{y, y, u, n, y, u, u},
		{n, y, y, y, y, n, n},
		{y, u, y, y, y, u, u},
		{y, y, y, n, u, y, u},
		{u, n, y, y, y, n, n},
	} {
		d := person.DigitalAccess{Device: c[0], Connection: c[1], Skills: c[2], Helper: c[3], PrivateSpace: c[4]}
		require.Equal(t, c[5:], []person.Tri{d.CanJoinRemotely(), d.CanSpeakPrivately()}, "%v", c)
	}
}

func TestD11_SafeTimes(t *testing.T) {
	p := reachable()
	p.Contact = &person.ContactRules{
		Permitted: person.Permissions{Phone: person.Yes},
		SafeTimes: []person.SafeTime{
			{Days: 1<<time.Monday | 1<<time.Friday, From: 9 * 60, To: 12 * 60},
			{Days: 1 << time.Saturday, From: 20 * 60},
		},
	}
	at := func(day, hour, minute int) person.ContactAnswer {
		return p.ContactBy(person.ChannelPhone, person.ProviderID{}, time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC)).Answer
	}
	require.Equal(t, []person.ContactAnswer{
		person.ContactUnsafeTime, person.ContactPermitted, person.ContactPermitted, person.ContactUnsafeTime, person.ContactUnsafeTime,
		person.ContactPermitted, person.ContactUnsafeTime, person.ContactPermitted,
	}, []person.ContactAnswer{at(2, 8, 59), at(2, 9, 0), at(2, 11, 59), at(2, 12, 0), at(3, 10, 0), at(6, 10, 0), at(7, 19, 59), at(7, 23, 59)})
	require.Contains(t, p.UsableChannels(person.ProviderID{}, noon), person.ChannelPhone, "usable, at another time")
	// By the clock on the wall: 11:30 in London in summer is 10:30 UTC.
	london := time.FixedZone("BST", 3600)
	require.Equal(t, person.ContactUnsafeTime, p.ContactBy(person.ChannelPhone, person.ProviderID{}, time.Date(2026, 6, 1, 11, 30, 0, 0, time.UTC).In(london)).Answer)
	require.Equal(t, person.ContactPermitted, p.ContactBy(person.ChannelPhone, person.ProviderID{}, time.Date(2026, 6, 1, 10, 30, 0, 0, time.UTC).In(london)).Answer)
	require.True(t, person.Weekdays(0).Has(time.Sunday))
	require.False(t, person.Weekdays(2).Has(time.Sunday))
}

func TestD12_Prohibition(t *testing.T) {
	p := reachable()
	via := &person.ContactAlternative{Via: person.NewText("the refuge"), How: person.ChannelPhone}
	p.Contact = &person.ContactRules{
		Permitted:    person.Permissions{Phone: person.Yes},
		Prohibitions: []*person.ContactProhibition{nil, {ID: entry(1), From: noon, To: noon.Add(time.Hour)}},
	}
	before := p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon.Add(-1))
	require.Equal(t, person.ContactVerdict{Answer: person.ContactPermitted}, before)
	got := p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon)
	require.Equal(t, person.ContactVerdict{Answer: person.ContactProhibited, Prohibition: entry(1)}, got, "without an arrangement")
	require.Equal(t, person.ContactPermitted, p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon.Add(time.Hour)).Answer, "it has ended")
	require.Empty(t, p.UsableChannels(person.ProviderID{}, noon))

	p.Contact.Prohibitions = append(p.Contact.Prohibitions, &person.ContactProhibition{ID: entry(2), Alternative: via})
	got = p.ContactBy(person.ChannelPhone, person.ProviderID{}, noon)
	require.Equal(t, entry(2), got.Prohibition, "the one that says how to reach them instead")
	require.Equal(t, "the refuge", got.Alternative.Via.Disclose())
	require.NotSame(t, via, got.Alternative)
	v, ok := p.Prohibited(person.ProviderID{}, noon)
	require.True(t, ok)
	require.Equal(t, got, v)
}

func TestD12_OneChannelOrProvider(t *testing.T) {
	bad, good := person.ProviderID{1}, person.ProviderID{2}
	p := reachable()
	p.Contact = &person.ContactRules{Prohibitions: []*person.ContactProhibition{
		{ID: entry(1), Channels: []person.Channel{person.ChannelPost}},
		{ID: entry(2), Provider: bad},
	}}
	for _, c := range []struct {
		channel  person.Channel
		provider person.ProviderID
		want     person.EntryID
	}{
		{person.ChannelPost, person.ProviderID{}, entry(1)},
		{person.ChannelPost, good, entry(1)},
		{person.ChannelPhone, good, person.EntryID{}},
		{person.ChannelPhone, person.ProviderID{}, person.EntryID{}},
		{person.ChannelPhone, bad, entry(2)},
	} {
		require.Equal(t, c.want, p.ContactBy(c.channel, c.provider, noon).Prohibition, "%v", c)
	}
	_, ok := p.Prohibited(good, noon)
	require.False(t, ok, "one channel is not all")
	_, ok = p.Prohibited(bad, noon)
	require.True(t, ok)
	_, ok = person.Person{}.Prohibited(bad, noon)
	require.False(t, ok)
}

func TestD8_Death(t *testing.T) {
	p := reachable()
	p.Death = &person.Death{}
	for c, a := range answers(p, noon) {
		require.Equal(t, person.ContactDeceased, a, c)
	}
	require.Empty(t, p.UsableChannels(person.ProviderID{}, noon))
	v, ok := p.Prohibited(person.ProviderID{}, noon)
	require.True(t, ok)
	require.Equal(t, person.ContactDeceased, v.Answer)
	d := person.ViewFor(person.AudienceProvider).Of(p, &person.ViewOptions{At: noon})
	require.Empty(t, d.Person.Contacts, "a provider gets no way to call")
	p.Death = nil // recorded in error
	require.Equal(t, reachable(), p)
	require.NotEmpty(t, p.UsableChannels(person.ProviderID{}, noon))
}

func TestPersonAccessors(t *testing.T) {
	p := person.Person{
		Needs: []*person.Need{
			{Code: "sp-need:debt"},
			nil,
			{Code: "sp-need:lonely", Priority: 2},
			{Code: "sp-need:food", Priority: 1, Resolved: person.MustParseDate("2026")},
			{Code: "sp-need:fuel", Priority: 1},
			{Code: "sp-need:legal"},
		},
		Interests: []*person.Interest{{Code: "x:b"}, nil, {Code: "x:a", Priority: 1}},
		Addresses: []*person.Address{
			nil,
			{Kind: person.AddressTemporary, Area: person.MustParseODSCode("TMP")},
			{Kind: person.AddressHome, Area: person.MustParseODSCode("OLD"), To: person.MustParseDate("2020")},
			{Kind: person.AddressHome, Area: person.MustParseODSCode("NEW"), From: person.MustParseDate("2021")},
		},
		Requirements: []*person.Requirement{
			{Code: person.NeedsStepFree},
			nil,
			{Code: person.NeedsQuietSpace, To: person.MustParseDate("2020")},
			{Code: person.NeedsStepFree},
			{Words: person.NewText("x")},
			{Code: person.NeedsHearingLoop, From: person.MustParseDate("2020")},
		},
		GP: []*person.GPRegistration{
			nil,
			{Details: person.NewText("x")},
			{Practice: person.MustParseODSCode("OLD"), To: person.MustParseDate("2020")},
			{Practice: person.MustParseODSCode("P88015")},
		},
		Safeguarding: &person.Safeguarding{Concerns: []*person.Concern{
			nil,
			{ID: entry(1)},
			{ID: entry(2), Escalation: &person.Escalation{}},
			{ID: entry(3), Ending: &person.ConcernEnd{State: person.ConcernResolved}},
			{ID: entry(4), Escalation: &person.Escalation{}, Ending: &person.ConcernEnd{State: person.ConcernHandedOver}},
		}},
	}
	var codes []person.NeedCode
	for _, n := range p.CurrentNeeds() {
		codes = append(codes, n.Code)
	}
	require.Equal(t, []person.NeedCode{"sp-need:fuel", "sp-need:lonely", "sp-need:debt", "sp-need:legal"}, codes)
	require.Equal(t, []person.CURIE{"x:a", "x:b"}, []person.CURIE{p.CurrentInterests()[0].Code, p.CurrentInterests()[1].Code})
	for on, want := range map[string]string{"2026-01-01": "NEW", "2019-01-01": "OLD", "2020-12-31": "OLD"} {
		a, ok := p.Place(person.MustParseDate(on))
		require.True(t, ok)
		require.Equal(t, want, a.Area.String(), on)
	}
	a, ok := person.Person{Addresses: p.Addresses[:2]}.Place(on)
	require.True(t, ok)
	require.Equal(t, "TMP", a.Area.String())
	_, ok = person.Person{}.Place(on)
	require.False(t, ok)
	require.Equal(t, []person.RequirementCode{person.NeedsStepFree, person.NeedsHearingLoop}, p.RequirementCodes(on))
	require.Equal(t, "P88015", p.Practice(on).String())
	require.Equal(t, "OLD", p.Practice(person.MustParseDate("2019")).String())
	require.True(t, person.Person{}.Practice(on).IsZero())
	require.Empty(t, person.Person{}.OpenConcerns())
	require.False(t, p.Dead())
}

func TestLanguages(t *testing.T) {
	cy, en, bsl := language.MustParse("cy-GB"), language.MustParse("en-GB"), language.MustParse("bfi")
	l := person.Languages{{Tag: cy}, {Tag: en, Interpreter: person.No}, {Tag: bsl}}
	require.Equal(t, []language.Tag{cy, en, bsl}, l.Tags())
	require.True(t, l.Welsh())
	require.False(t, l[1:].Welsh())
	require.False(t, person.Languages{}.Welsh())
	require.Equal(t, []bool{false, false, true}, []bool{l[0].IsSign(), l[1].IsSign(), l[2].IsSign()})
	require.Equal(t, person.No, l.InterpreterNeeded())
	l[2].Interpreter = person.Yes
	require.Equal(t, person.Yes, l.InterpreterNeeded())
	l[0].Interpreter = person.No
	require.Equal(t, person.Yes, l.InterpreterNeeded())
	require.Equal(t, person.Unknown, person.Languages{{Tag: en}}.InterpreterNeeded())
	first, ok := l.Preferred()
	require.True(t, ok)
	require.Equal(t, cy, first.Tag)
	_, ok = person.Languages(nil).Preferred()
	require.False(t, ok)
}

// TestEthnicity: each nation's own list, in which a letter means its own thing, and
// three answers that are not one.
func TestEthnicity(t *testing.T) {
	stated, notStated, notKnown := person.EthnicityStated, person.EthnicityNotStated, person.EthnicityNotKnown
	for scheme, codes := range map[person.EthnicityScheme]map[string]person.EthnicityStatus{
		person.EthnicityEngland2001: {
			"A": stated, "C": stated, "S": stated, "R": stated, "Z": notStated, "99": notKnown, "A1": stated, "CN": stated, "Zx": notStated,
			"I": "", "O": "", "Q": "", "T": "", "T1": "", "AAA": "", "A-": "", "a": "", "9": "", "98": "", "": "", "\n": "",
		},
		person.EthnicityWales: {
			"A": stated, "B": stated, "T": stated, "Z": notStated, "C": "", "A1": "", "99": "", "": "",
		},
		person.EthnicityScotland2011: {
			"1A": stated, "1K": stated, "6Z": stated, "98": notStated, "99": notKnown, "1": "", "A": "", "1E": "", "1Ax": "", "": "",
		},
		person.EthnicityScotland: {"1E": stated, "A": stated, "": ""}, person.EthnicityNI: {"7": stated}, person.EthnicityEngland2021: {"13": stated},
	} {
		for code, want := range codes {
			e, err := person.ParseEthnicity(scheme, code)
			require.Equal(t, want == "", err != nil, "%s %q", scheme, code)
			require.Equal(t, want, e.Status, "%s %q", scheme, code)
			if want != "" {
				require.Equal(t, []any{scheme, code}, []any{e.Scheme, e.Code})
			}
		}
	}
	for scheme, n := range map[person.EthnicityScheme]int{person.EthnicityEngland2001: 16, person.EthnicityWales: 16, person.EthnicityScotland2011: 19} {
		found := 0
		for _, a := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			one, err := person.ParseEthnicity(scheme, string(a))
			found += boolInt(err == nil && one.Status == stated)
			for _, b := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
				two, err := person.ParseEthnicity(scheme, string(a)+string(b))
				found += boolInt(err == nil && two.Status == stated && scheme != person.EthnicityEngland2001)
			}
		}
		require.Equal(t, n, found, "the categories of %s", scheme)
	}
	e, err := person.ParseEthnicity(person.EthnicityWales, "T")
	require.NoError(t, err)
	require.False(t, e.IsZero())
	require.True(t, person.Ethnicity{}.IsZero())
	_, err = person.ParseEthnicity("mars", "A")
	require.ErrorIs(t, err, person.ErrSyntax)
	_, err = person.ParseEthnicity("x-ours", "A")
	require.NoError(t, err)
	require.False(t, person.EthnicityScheme("x-").IsValid())
}

func TestNames(t *testing.T) {
	n := person.NewName("  Ó Briain ", "Sia\u0302n", "", "Ọlá  Mae").WithTitle("Cllr").WithSuffixes("OBE", " ").WithAliases("S. Jones")
	require.Equal(t, "Siân Ọlá Mae Ó Briain OBE", n.DiscloseFull(), "normal form C, accents kept")
	require.Equal(t, "Siân", n.DisclosePreferred())
	require.Equal(t, []any{"Cllr", []string{"Siân", "Ọlá Mae"}, "Ó Briain", []string{"OBE"}, []string{"S. Jones"}},
		[]any{n.DiscloseTitle(), n.DiscloseGiven(), n.DiscloseFamily(), n.DiscloseSuffixes(), n.DiscloseAliases()})
	require.False(t, n.HasPreferred() || n.HasFull())
	m := n.WithPreferred("Shan").WithFull("Siân Mae")
	require.True(t, m.HasPreferred() && m.HasFull())
	require.Equal(t, []string{"Shan", "Siân Mae", "Siân"}, []string{m.DisclosePreferred(), m.DiscloseFull(), n.DisclosePreferred()})
	require.False(t, n.Equal(m))
	require.True(t, n.Equal(m.WithPreferred("").WithFull("")))
	one := person.NewName("Teller")
	require.Equal(t, []string{"Teller", "Teller"}, []string{one.DisclosePreferred(), one.DiscloseFull()}, "one name")
	require.True(t, person.NewName(" ", "").IsZero())
	require.True(t, one.WithTitle("").Equal(one))
	var zero person.Name
	require.Equal(t, "", zero.DiscloseFull()+zero.DisclosePreferred())
	for i, other := range []person.Name{
		one.WithTitle("x"), one.WithSuffixes("x"), one.WithPreferred("x"), one.WithFull("x"), one.WithAliases("x"), person.NewName("Teller", "x"), zero,
	} {
		require.False(t, one.Equal(other), "%d", i)
	}
}

func TestText(t *testing.T) {
	require.True(t, person.NewText("").IsZero())
	require.Equal(t, "a\ufffdb", person.NewText("a\xffb").Disclose())
	require.Equal(t, "\u00e9", person.NewText("e\u0301").Disclose())
	require.True(t, person.NewText("a").Equal(person.NewText("a")))
	require.False(t, person.NewText("a").Equal(person.Text{}))
}

// TestNameKeys: case, spaces, hyphens and apostrophes do not matter; letters do.
func TestNameKeys(t *testing.T) {
	key := func(family string, given ...string) string { return person.NewName(family, given...).DiscloseKey() }
	require.Equal(t, key("O'Brien", "Mary"), key("O’BRIEN", "mary"))
	require.Equal(t, key("O'Brien"), key("o brien"))
	require.Equal(t, key("Lloyd-George"), key("Lloyd George"))
	require.Equal(t, key("Siân"), key("SIA\u0302N"), "either form of the letter")
	require.Equal(t, key("Strauß"), key("STRAUSS"), "full case folding")
	for _, pair := range [][2]string{{"Siân", "Sian"}, {"Ọlá", "Ola"}, {"Ó Briain", "O Briain"}, {"Müller", "Muller"}} {
		require.NotEqual(t, key(pair[0]), key(pair[1]), "letters are not flattened")
	}
	require.NotEqual(t, key("Jones", "Mary"), key("Mary", "Jones"))
	require.Equal(t, "", person.Name{}.DiscloseKey())
	require.Equal(t, "jones mary ann", key("Jones", "Mary", "Ann"))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
