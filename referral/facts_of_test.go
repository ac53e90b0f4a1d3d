package referral_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// somebody is a synthetic person of whom everything needed is known.
func somebody(t *testing.T) person.Person {
	t.Helper()
	return person.Person{
		ID: aPerson, Name: person.NewName("Testperson", "Ada"), Birth: person.MustParseDate("1950-03~"),
		Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("07700 900123")}},
		Contact: &person.ContactRules{
			Permitted: person.Permissions{Phone: person.Yes, Text: person.No, Video: person.Yes},
		},
		Safeguarding: &person.Safeguarding{Indicator: person.No},
	}
}

func usable(f referral.Facts, c referral.Channel) person.Tri {
	for _, x := range f.Channels {
		if x.Channel == c {
			return x.Usable
		}
	}
	return person.Unknown
}

func decided(t *testing.T, p *person.Person, d person.Decision) {
	t.Helper()
	d.ID, d.Method, d.RecordedAt = person.NewEntryID(), person.MethodVerbal, d.At
	ledger, err := p.Consents.Record(d)
	require.NoError(t, err)
	p.Consents = ledger
}

func TestFactsOf(t *testing.T) {
	p := somebody(t)
	decided(t, &p, person.Decision{Scope: person.ScopeTakePart, Answer: person.Given, At: monday.AddDate(0, 0, -1)})
	decided(t, &p, person.Decision{Scope: referral.ProviderScope(provider), Answer: person.Refused, At: monday.AddDate(0, 0, -1)})
	r := engaged(t).do(propose(1), propose(2), &referral.OfferTransfer{Reason: "moved-area", To: other}).r
	f := referral.FactsOf(p, 7, r, monday)
	require.Equal(t, monday, f.AsOf)
	require.EqualValues(t, 7, f.Person)
	require.Equal(t, person.Yes, f.Identified)
	require.Equal(t, person.Yes, f.Reachable)
	require.Equal(t, person.No, f.Dead)
	require.Equal(t, person.No, f.Prohibited)
	require.Equal(t, person.Unknown, f.SafeNow)
	require.Equal(t, person.No, f.Safeguarding)
	require.Equal(t, person.Unknown, f.OtherOpen, "the host's to say")
	require.Empty(t, f.Providers, "the host's to say")
	answers := map[person.Scope]person.Answer{}
	for _, c := range f.Consents {
		answers[c.Scope] = c.Verdict.Answer
	}
	require.Equal(t, map[person.Scope]person.Answer{
		person.ScopeTakePart: person.Given, person.ScopeShareGP: person.NotAsked, person.ScopeShareReferrer: person.NotAsked,
		person.ScopeFeedback: person.NotAsked, referral.ProviderScope(provider): person.Refused, referral.TransferScope(other): person.NotAsked,
	}, answers)
	require.Len(t, f.Consents, len(answers), "each scope once")
	require.Equal(t, person.Yes, usable(f, referral.ChannelTelephone))
	require.Equal(t, person.No, usable(f, referral.ChannelTextMessage), "refused")
	require.Equal(t, person.No, usable(f, referral.ChannelEmail), "nowhere to send one")
	before := referral.FactsOf(p, 7, r, monday.AddDate(0, 0, -2))
	require.Equal(t, person.NotAsked, before.Consents[0].Verdict.Answer, "what was decided later does not count")
}

func TestFactsOfNobodyKnowsNothing(t *testing.T) {
	f := referral.FactsOf(person.Person{}, 0, referral.Referral{}, monday)
	require.Equal(t, person.No, f.Identified)
	for _, unknown := range []person.Tri{f.Reachable, f.Prohibited, f.SafeNow, f.Safeguarding, f.OtherOpen, usable(f, referral.ChannelVideo)} {
		require.Equal(t, person.Unknown, unknown)
	}
	require.Empty(t, f.Authorities)
	require.Len(t, f.Consents, 4)
}

func TestFactsOfReach(t *testing.T) {
	reach := func(change func(*person.Person)) person.Tri {
		p := somebody(t)
		change(&p)
		return referral.FactsOf(p, 1, referral.Referral{}, monday).Reachable
	}
	friend := func(may person.Tri) []*person.Relation {
		return []*person.Relation{{ID: person.NewEntryID(), MayContact: may, Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber}}}}
	}
	require.Equal(t, person.No, reach(func(p *person.Person) { p.Contact.Permitted.Phone = person.No }))
	require.Equal(t, person.Yes, reach(func(p *person.Person) { p.Contacts, p.Relations = nil, friend(person.Yes) }))
	require.Equal(t, person.Unknown, reach(func(p *person.Person) { p.Contacts, p.Relations = nil, friend(person.Unknown) }))
	require.Equal(t, person.No, reach(func(p *person.Person) { p.Death = &person.Death{} }))
	for want, alternative := range map[person.Tri]*person.ContactAlternative{person.No: nil, person.Yes: {Via: person.NewText("the refuge")}} {
		require.Equal(t, want, reach(func(p *person.Person) {
			p.Contact.Prohibitions = []*person.ContactProhibition{{From: monday, Alternative: alternative}}
		}))
	}
}

func TestFactsOfSafety(t *testing.T) {
	of := func(change func(*person.Person), at time.Time) referral.Facts {
		p := somebody(t)
		change(&p)
		return referral.FactsOf(p, 1, referral.Referral{}, at)
	}
	mornings := func(p *person.Person) { p.Contact.SafeTimes = []person.SafeTime{{From: 9 * 60, To: 10 * 60}} }
	winter, july := monday, time.Date(2026, time.July, 6, 8, 30, 0, 0, time.UTC)
	require.Equal(t, person.Yes, of(mornings, winter).SafeNow)
	require.Equal(t, person.No, of(mornings, winter.Add(time.Hour)).SafeNow)
	require.Equal(t, person.Yes, of(mornings, july).SafeNow, "half past nine by the clock on the wall")
	require.Equal(t, person.No, of(mornings, july.Add(time.Hour)).SafeNow)
	require.Equal(t, person.No, of(mornings, july.In(time.FixedZone("", -3600))).SafeNow, "a zone that is given is kept")
	require.Equal(t, person.Yes, usable(of(mornings, winter.Add(time.Hour)), referral.ChannelTelephone), "the channel, whatever the hour")
	prohibited := of(func(p *person.Person) {
		p.Contact.Prohibitions = []*person.ContactProhibition{{From: monday}}
	}, monday)
	require.Equal(t, person.Yes, prohibited.Prohibited)
	require.Equal(t, person.No, usable(prohibited, referral.ChannelTelephone))
	dead := of(func(p *person.Person) { p.Death = &person.Death{} }, monday)
	require.Equal(t, person.Yes, dead.Dead)
	require.Equal(t, person.No, dead.Prohibited, "the dead are not prohibited: another rule bars contact")
	for want, s := range map[person.Tri]*person.Safeguarding{
		person.Unknown: nil,
		person.Yes:     {Concerns: []*person.Concern{nil, {RaisedAt: monday}}},
		person.No:      {Indicator: person.Yes, Concerns: []*person.Concern{{RaisedAt: monday, Ending: &person.ConcernEnd{State: person.ConcernResolved}}}},
	} {
		require.Equal(t, want, of(func(p *person.Person) { p.Safeguarding = s }, monday).Safeguarding)
	}
}

func TestD23_VideoWaitsForDigitalAccess(t *testing.T) {
	video := func(d *person.DigitalAccess) person.Tri {
		p := somebody(t)
		p.Digital = d
		return usable(referral.FactsOf(p, 1, referral.Referral{}, monday), referral.ChannelVideo)
	}
	require.Equal(t, person.Unknown, video(nil), "a permission is no device")
	require.Equal(t, person.Unknown, video(&person.DigitalAccess{Device: person.Yes}))
	require.Equal(t, person.No, video(&person.DigitalAccess{Device: person.No}))
	require.Equal(t, person.Yes, video(&person.DigitalAccess{Device: person.Yes, Connection: person.Yes, Skills: person.Yes, PrivateSpace: person.Yes}))
	f := engaged(t)
	f.facts = referral.FactsOf(func() person.Person { p := somebody(t); p.Digital = &person.DigitalAccess{Device: person.No}; return p }(), 1, f.r, monday)
	call := &referral.RecordContact{Contact: contact(5, referral.ChannelVideo, referral.OutcomeEngaged)}
	require.Equal(t, "video", f.no(call).Offered)
}

func TestFactsOfAuthorities(t *testing.T) {
	son, hisOwn := person.NewEntryID(), person.NewID()
	with := func(kind person.RelationKind, a person.Authority, birth string) person.Tri {
		p := somebody(t)
		p.Birth = person.MustParseDate(birth)
		p.Relations = []*person.Relation{{ID: son, Kinds: []person.RelationKind{kind}, Person: hisOwn}}
		a.Relation = son
		decided(t, &p, person.Decision{Scope: person.ScopeTakePart, Answer: person.Given, At: monday.AddDate(0, 0, -30), Authority: &a})
		facts := referral.AuthorityFacts(p, monday)
		require.Len(t, facts, 2)
		require.Equal(t, referral.ActorID(son), facts[0].Actor)
		require.Equal(t, referral.ActorID(hisOwn), facts[1].Actor)
		require.Equal(t, a.Kind, facts[0].Kind)
		require.Equal(t, facts[0].Valid, facts[1].Valid)
		require.Empty(t, referral.AuthorityFacts(p, monday.AddDate(0, 0, -31)), "not decided yet")
		return facts[0].Valid
	}
	attorney := person.Authority{
		Kind: person.AuthorityAttorneyHealth, DocumentSeen: person.MustParseDate("2024-05-01"),
		LacksSince: person.MustParseDate("2026-01-10"), LacksBy: person.NewText("a doctor"),
	}
	require.Equal(t, person.Yes, with(person.RelationAttorneyHealth, attorney, "1950-03"))
	require.Equal(t, person.No, with(person.RelationNextOfKin, attorney, "1950-03"), "the relation does not hold it")
	due := attorney
	due.ReviewBy = person.MustParseDate("2026-02-20")
	require.Equal(t, person.Unknown, with(person.RelationAttorneyHealth, due, "1950-03"), "a review is due")
	parent := person.Authority{Kind: person.AuthorityParentalResponsibility}
	require.Equal(t, person.Yes, with(person.RelationParentalResponsibility, parent, "2015-03-01"))
	require.Equal(t, person.Unknown, with(person.RelationParentalResponsibility, parent, "2009-01-15"), "it depends on the nation at 17")
	require.Equal(t, person.Unknown, with(person.RelationParentalResponsibility, parent, "2010"), "15 or 16")
	require.Equal(t, person.No, with(person.RelationParentalResponsibility, parent, "2000-01-15"))
}

// TestReachableThroughARelationOnItsDays: somebody whom only a relation can reach is
// reachable while the relation lasts, its first and last day included; where its
// dates are not sure it counts, and one that may not contact them does not.
func TestReachableThroughARelationOnItsDays(t *testing.T) {
	day := person.DateOf(monday)
	before, after := person.DateOf(monday.AddDate(0, 0, -1)), person.DateOf(monday.AddDate(0, 0, 1))
	for name, c := range map[string]struct {
		from, to person.Date
		may      person.Tri
		want     person.Tri
	}{
		"without dates":       {person.Date{}, person.Date{}, person.Yes, person.Yes},
		"begins today":        {day, person.Date{}, person.Yes, person.Yes},
		"begins tomorrow":     {after, person.Date{}, person.Yes, person.Unknown},
		"ends today":          {person.Date{}, day, person.Yes, person.Yes},
		"ended yesterday":     {person.Date{}, before, person.Yes, person.Unknown},
		"of a year not sure":  {person.MustParseDate(monday.Format("2006")), person.Date{}, person.Yes, person.Yes},
		"to a year not sure":  {person.Date{}, person.MustParseDate(monday.Format("2006")), person.Yes, person.Yes},
		"may not contact":     {person.Date{}, person.Date{}, person.No, person.Unknown},
		"nobody asked of it":  {person.Date{}, person.Date{}, person.Unknown, person.Unknown},
		"for a day in a row":  {day, day, person.Yes, person.Yes},
		"between two of them": {after, before, person.Yes, person.Unknown},
	} {
		p := person.Person{ID: aPerson, Relations: []*person.Relation{nil, {
			MayContact: c.may, From: c.from, To: c.to,
			Contacts: []*person.ContactPoint{{Kind: person.ContactPhoneNumber, Value: person.NewText("07700 900123")}},
		}}}
		require.Equal(t, c.want, referral.FactsOf(p, 1, referral.Referral{}, monday).Reachable, name)
	}
}
