package referral

import (
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Facts is what a guard may need to know and another aggregate holds (D1): the
// person's consents and contact rules, the checks of a provider, other
// episodes. The host gathers it; Repository asks for it afresh on every try.
//
// The zero value knows nothing. A guard that needs a fact which is unknown
// refuses and names it; where policy says that unknown is no bar, the event
// carries a flag instead. Facts is plain data, read and never kept.
//
// Apply gates what is recorded here: attempts, contacts, dates and onward
// referrals. What a host sends by itself, such as reminders and questionnaires,
// is no command: ask person.Person.ContactBy before each of them (D12).
type Facts struct { //nolint:recvcheck // too large to copy; Format must guard copies too
	// AsOf is when the facts were gathered.
	AsOf time.Time
	// Person is the version of the person's record that they come from.
	Person person.Version
	// Identified says whether the person's identity is good enough to act on:
	// a name, and a date of birth or an estimated age.
	Identified person.Tri
	// Reachable says whether there is a way to reach them, directly or through
	// the referrer or somebody agreed.
	Reachable person.Tri
	// Dead says whether the person is known to have died.
	Dead person.Tri
	// Prohibited says whether contact with the person is prohibited (D12).
	Prohibited person.Tri
	// SafeNow says whether the time of the contact lies in the person's safe
	// times. Unknown is taken as no restriction, and flagged.
	SafeNow person.Tri
	// Voicemail says whether a message may be left on the telephone, where
	// others may hear it. Unknown is allowed, and flagged.
	Voicemail person.Tri
	// Safeguarding says whether a concern is open elsewhere.
	Safeguarding person.Tri
	// OtherOpen says whether the person has another open episode with the
	// same service.
	OtherOpen person.Tri
	// Consents are the verdicts per scope; a scope that is absent is unknown,
	// which is not the same as "not asked".
	Consents []ConsentFact
	// Channels says which channels are permitted and usable; an absent channel
	// is unknown, which is allowed and flagged (D13).
	Channels []ChannelFact
	// Authorities are those of representatives, as recorded with the person.
	Authorities []AuthorityFact
	// Providers are the checks of providers (D30).
	Providers []ProviderFact
}

// A ConsentFact is the verdict for one scope, with the entry it rests on.
type ConsentFact struct {
	Scope   person.Scope
	Verdict person.Verdict
}

// A ChannelFact says whether a channel is permitted and usable.
type ChannelFact struct {
	Channel Channel
	Usable  person.Tri
}

// An AuthorityFact says whether somebody's authority is recorded and in force.
type AuthorityFact struct {
	Actor ActorID
	Kind  person.AuthorityKind
	Valid person.Tri
}

// A ProviderFact says how a provider's checks stand.
type ProviderFact struct {
	Provider  activity.ProviderID
	Agreement person.Tri // a sharing agreement in force
	Suspended person.Tri
}

func (f *Facts) consent(s person.Scope) (person.Verdict, bool) {
	for i := range f.Consents {
		if f.Consents[i].Scope == s {
			return f.Consents[i].Verdict, true
		}
	}
	return person.Verdict{}, false
}

func (f *Facts) channel(c Channel) person.Tri {
	for i := range f.Channels {
		if f.Channels[i].Channel == c {
			return f.Channels[i].Usable
		}
	}
	return person.Unknown
}

func (f *Facts) authority(a ActorID, k person.AuthorityKind) person.Tri {
	for i := range f.Authorities {
		if f.Authorities[i].Actor == a && f.Authorities[i].Kind == k {
			return f.Authorities[i].Valid
		}
	}
	return person.Unknown
}

func (f *Facts) provider(p activity.ProviderID) ProviderFact {
	for i := range f.Providers {
		if f.Providers[i].Provider == p {
			return f.Providers[i]
		}
	}
	return ProviderFact{Provider: p}
}
