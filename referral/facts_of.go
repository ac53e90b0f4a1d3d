package referral

import (
	"errors"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// FactsOf reads the facts that a person's record knows, for a command on r at
// an instant. r may be the zero Referral, before Submit.
//
// Safe times are kept by the person's wall clock: at is read in its own zone,
// and in UTC, in which instants are stored, by the clock of the United Kingdom.
//
// Field by field:
//
//   - AsOf is at, Person is v.
//   - Identified is yes with a name and a date of birth, exact or estimated,
//     whole or in part; else no.
//   - Reachable is yes if a channel may and can be used, if a prohibition names
//     how the person is reached instead, or if the person agreed that somebody
//     else is contacted who can be; unknown if the record holds no way at all;
//     no if every way that it holds is barred.
//   - Dead says whether a death is recorded.
//   - Prohibited is unknown where nobody has asked how the person may be
//     contacted, so that the guards go by what the episode saw last.
//   - SafeNow says whether at lies in the safe times; unknown if there are none.
//   - Safeguarding is yes with an open concern, or an indicator with no concern
//     that explains it; no if all concerns ended or the indicator says no; else
//     unknown.
//   - Channels covers telephone, text message, e-mail, letter, home visit and
//     video, whatever the hour: yes if permitted and usable, no if barred, and
//     unknown where nobody asked. Video is unknown until the person's digital
//     access is known to be enough.
//   - Consents has the verdicts on taking part, on telling GP and referrer and
//     on feedback, and for every provider and service to which r was or may be
//     passed on.
//   - Authorities has those on which a decision about taking part rests: lack of
//     capacity is found decision by decision, so that no other decision's
//     authority is carried over. See AuthorityFacts.
//
// OtherOpen and Providers are left unknown: they are not in a person's record,
// and the host fills them. The result shares no memory with p.
func FactsOf(p person.Person, v person.Version, r Referral, at time.Time) Facts {
	asOf := at
	at = wallClock(at)
	return Facts{
		AsOf: asOf, Person: v,
		Identified:   person.TriOf(!p.Name.IsZero() && !p.Birth.IsZero()),
		Reachable:    reachableBy(p, at),
		Dead:         person.TriOf(p.Dead()),
		Prohibited:   prohibitedTo(p, at),
		SafeNow:      safeAt(p, at),
		Safeguarding: concernOpen(p.Safeguarding),
		Consents:     consentFacts(p, r, at),
		Channels:     channelFacts(p, at),
		Authorities:  AuthorityFacts(p, at),
	}
}

// wallClock reads an instant in UTC by the clock of the United Kingdom.
func wallClock(at time.Time) time.Time {
	if at.Location() != time.UTC || !summer(at) {
		return at
	}
	return at.In(time.FixedZone("BST", 3600))
}

// ownChannels says which of a person's channels a contact of an episode uses.
// The other channels of an episode depend on others than the person.
var ownChannels = []struct {
	used Channel
	own  person.Channel
}{
	{ChannelTelephone, person.ChannelPhone},
	{ChannelTextMessage, person.ChannelText},
	{ChannelEmail, person.ChannelEmail},
	{ChannelLetter, person.ChannelPost},
	{ChannelHomeVisit, person.ChannelVisit},
	{ChannelVideo, person.ChannelVideo},
}

// anyTime is the person without safe times: SafeNow answers for those.
func anyTime(p person.Person) person.Person {
	if p.Contact != nil {
		rules := *p.Contact
		rules.SafeTimes = nil
		p.Contact = &rules
	}
	return p
}

func channelFacts(p person.Person, at time.Time) []ChannelFact {
	p = anyTime(p)
	out := make([]ChannelFact, len(ownChannels))
	for i, c := range ownChannels {
		out[i] = ChannelFact{Channel: c.used, Usable: usableBy(p, c.own, at)}
	}
	return out
}

func usableBy(p person.Person, c person.Channel, at time.Time) person.Tri {
	switch p.ContactBy(c, person.ProviderID{}, at).Answer {
	case person.ContactDeceased, person.ContactProhibited, person.ContactRefused, person.ContactUnusable:
		return person.No
	case person.ContactPermitted:
		if c == person.ChannelVideo && (p.Digital == nil || p.Digital.CanJoinRemotely() != person.Yes) {
			return person.Unknown // a permission is no device
		}
		return person.Yes
	case person.ContactUnasked, person.ContactUnsafeTime:
	}
	return person.Unknown
}

func reachableBy(p person.Person, at time.Time) person.Tri {
	if p.Dead() {
		return person.No
	}
	if x, no := p.Prohibited(person.ProviderID{}, at); no {
		return person.TriOf(x.Alternative != nil)
	}
	for _, c := range channelFacts(p, at) {
		if c.Channel != ChannelVideo && c.Usable != person.No { // video needs an invitation by another
			return person.Yes
		}
	}
	on := person.DateOf(at)
	for _, x := range p.Relations {
		if x != nil && x.MayContact == person.Yes && len(x.Contacts) > 0 && holds(x, on) {
			return person.Yes
		}
	}
	if len(p.Contacts) == 0 && len(p.Addresses) == 0 {
		return person.Unknown
	}
	return person.No
}

// holds says whether a relation lasts on a day; one of unsure dates does.
func holds(r *person.Relation, on person.Date) bool {
	return (r.From.IsZero() || r.From.After(on) != person.Yes) && (r.To.IsZero() || r.To.Before(on) != person.Yes)
}

func prohibitedTo(p person.Person, at time.Time) person.Tri {
	if p.Contact == nil {
		return person.Unknown
	}
	x, _ := p.Prohibited(person.ProviderID{}, at)
	return person.TriOf(x.Answer == person.ContactProhibited)
}

// safeAt asks the safe times alone: somebody who may be contacted by a channel
// that needs nothing else, so that a no can only come from them.
func safeAt(p person.Person, at time.Time) person.Tri {
	if p.Contact == nil || len(p.Contact.SafeTimes) == 0 {
		return person.Unknown
	}
	bare := person.Person{Contact: &person.ContactRules{
		SafeTimes: p.Contact.SafeTimes, Permitted: person.Permissions{Video: person.Yes},
	}}
	answer := bare.ContactBy(person.ChannelVideo, person.ProviderID{}, at).Answer
	return person.TriOf(answer != person.ContactUnsafeTime)
}

func concernOpen(s *person.Safeguarding) person.Tri {
	if s == nil {
		return person.Unknown
	}
	known := false
	for _, c := range s.Concerns {
		if c == nil {
			continue
		}
		if c.Open() {
			return person.Yes
		}
		known = true
	}
	if known {
		return person.No
	}
	return s.Indicator
}

func consentFacts(p person.Person, r Referral, at time.Time) []ConsentFact {
	scopes := []person.Scope{person.ScopeTakePart, person.ScopeShareGP, person.ScopeShareReferrer, person.ScopeFeedback}
	add := func(s person.Scope) {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	for _, o := range r.body().Onwards {
		add(ProviderScope(o.Provider))
	}
	for _, t := range r.body().Transfers {
		add(TransferScope(t.To))
	}
	ledger := p.Consents.At(at)
	out := make([]ConsentFact, len(scopes))
	for i, s := range scopes {
		out[i] = ConsentFact{Scope: s, Verdict: ledger.Verdict(s)}
	}
	return out
}

// AuthorityFacts gives the authorities of a person's relations at an instant,
// as the decisions about taking part record them, the latest of each relation
// and kind. The actor is the relation's entry, and also the relation's person
// where the host knows them as one.
//
// Valid is yes if all that the authority needs is recorded, the relation holds
// it on that day, no review is due, and the rules of every nation that knows
// such an authority agree; no if one of these is known to fail for all of them;
// unknown if it depends on the nation, on an age that is not known, or on a
// review that is due: the host decides. An authority that names no relation,
// such as best interests, has no actor here and is the host's to add.
func AuthorityFacts(p person.Person, at time.Time) []AuthorityFact {
	var out []AuthorityFact
	put := func(a ActorID, k person.AuthorityKind, v person.Tri) {
		i := slices.IndexFunc(out, func(f AuthorityFact) bool { return f.Actor == a && f.Kind == k })
		if i < 0 {
			out = append(out, AuthorityFact{Actor: a, Kind: k, Valid: v})
			return
		}
		out[i].Valid = v
	}
	for _, d := range decisionsWithAuthority(p, at) {
		valid := authorityHolds(p, d, at)
		put(ActorID(d.Authority.Relation), d.Authority.Kind, valid)
		for _, x := range p.Relations {
			if x != nil && x.ID == d.Authority.Relation && !x.Person.IsZero() {
				put(ActorID(x.Person), d.Authority.Kind, valid)
			}
		}
	}
	return out
}

// decisionsWithAuthority gives the decisions about taking part that somebody
// else made, up to an instant, oldest first, without those made in error.
func decisionsWithAuthority(p person.Person, at time.Time) []person.Decision {
	var out []person.Decision
	var replaced []person.EntryID
	for _, d := range p.Consents.All() {
		if d.At.After(at) {
			continue
		}
		if !d.Replaces.IsZero() {
			replaced = append(replaced, d.Replaces)
		}
		if d.Scope == person.ScopeTakePart && d.Authority != nil && !d.Authority.Relation.IsZero() {
			out = append(out, d)
		}
	}
	out = slices.DeleteFunc(out, func(d person.Decision) bool { return slices.Contains(replaced, d.ID) })
	slices.SortStableFunc(out, func(a, b person.Decision) int { return a.At.Compare(b.At) })
	return out
}

var nations = []person.Nation{person.England, person.Wales, person.Scotland, person.NorthernIreland}

func authorityHolds(p person.Person, d person.Decision, at time.Time) person.Tri {
	on := person.DateOf(at)
	yes, no := 0, 0
	for _, n := range nations {
		rules, ok := person.AuthorityRulesOf(n)
		if !ok || !slices.Contains(rules.Allowed, d.Authority.Kind) {
			continue // it has no say about an authority that it does not know
		}
		err := p.Authorise(*d.Authority, rules, on)
		var bar *person.AuthorityError
		switch {
		case err == nil:
			yes++
		case errors.As(err, &bar) && (bar.Rule == person.RuleAgeUnknown || bar.Rule == person.RulePeriodUnknown):
			return person.Unknown
		default:
			no++
		}
	}
	switch {
	case yes == 0:
		return person.No // also an authority that decides nothing anywhere
	case no == 0 && d.Authority.ReviewDue(p.Birth, person.DateOf(d.At), on) == person.No:
		return person.Yes
	}
	return person.Unknown
}
