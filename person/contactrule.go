package person

import (
	"slices"
	"time"
)

func (r ContactRules) clone() ContactRules {
	r.SafeTimes = slices.Clone(r.SafeTimes)
	r.Prohibitions = cloneAllBy(r.Prohibitions, ContactProhibition.clone)
	return r
}

func (p ContactProhibition) clone() ContactProhibition {
	p.Channels = slices.Clone(p.Channels)
	p.Alternative = clonePtr(p.Alternative)
	return p
}

// ContactAnswer says whether the person may be contacted. Closed list.
type ContactAnswer string

// The answers, from the strongest no to a plain yes.
const (
	ContactDeceased   ContactAnswer = "deceased"   // no contact of any kind
	ContactProhibited ContactAnswer = "prohibited" // see the prohibition and its alternative
	ContactRefused    ContactAnswer = "refused"    // the person does not want this channel
	ContactUnusable   ContactAnswer = "unusable"   // there is nothing to reach them by
	ContactUnsafeTime ContactAnswer = "unsafe-time"
	ContactUnasked    ContactAnswer = "unasked" // allowed, and flagged: nobody has asked yet
	ContactPermitted  ContactAnswer = "permitted"
)

// IsValid reports whether a is in the list.
func (a ContactAnswer) IsValid() bool {
	switch a {
	case ContactDeceased, ContactProhibited, ContactRefused, ContactUnusable, ContactUnsafeTime,
		ContactUnasked, ContactPermitted:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (a *ContactAnswer) UnmarshalText(text []byte) error {
	return unmarshalCode(a, text, "contact answer")
}

// Allowed reports whether contact may be made.
func (a ContactAnswer) Allowed() bool { return a == ContactPermitted || a == ContactUnasked }

// ContactVerdict says whether the person may be contacted by a channel, on
// which prohibition a no rests, and how they are reached instead.
type ContactVerdict struct {
	Answer      ContactAnswer
	Prohibition EntryID             // the prohibition it rests on, if any
	Alternative *ContactAlternative // how they are reached instead; nil: no arrangement is recorded
}

// ContactBy judges contact by one channel at one instant: death, then
// prohibitions, then the person's permission, then whether there is anything
// to reach them by, then the safe times. A zero provider means the service
// itself; a provider is bound by the prohibitions on everybody and by its own.
//
// at is read in its own location: pass it in the zone of the person's wall
// clock, because safe times are kept by that clock.
func (p Person) ContactBy(c Channel, provider ProviderID, at time.Time) ContactVerdict {
	if p.Dead() {
		return ContactVerdict{Answer: ContactDeceased}
	}
	if x := p.prohibition(c, provider, at); x != nil {
		return ContactVerdict{Answer: ContactProhibited, Prohibition: x.ID, Alternative: clonePtr(x.Alternative)}
	}
	permission := p.permission(c, at)
	switch {
	case permission == No:
		return ContactVerdict{Answer: ContactRefused}
	case !p.reachable(c, at):
		return ContactVerdict{Answer: ContactUnusable}
	case p.safe(at) == No:
		return ContactVerdict{Answer: ContactUnsafeTime}
	case permission == Unknown:
		return ContactVerdict{Answer: ContactUnasked}
	}
	return ContactVerdict{Answer: ContactPermitted}
}

// UsableChannels gives the channels by which the person may and can be
// contacted, at whatever safe time, in the fixed order of Channels. None means
// that the person goes back to the referrer, not that they cannot be reached.
func (p Person) UsableChannels(provider ProviderID, at time.Time) []Channel {
	var out []Channel
	for _, c := range Channels() {
		a := p.ContactBy(c, provider, at).Answer
		if a.Allowed() || a == ContactUnsafeTime {
			out = append(out, c)
		}
	}
	return out
}

// Prohibited gives the verdict on contact by any channel: prohibited if a
// prohibition covers every channel, with its alternative arrangement.
func (p Person) Prohibited(provider ProviderID, at time.Time) (ContactVerdict, bool) {
	if p.Dead() {
		return ContactVerdict{Answer: ContactDeceased}, true
	}
	if x := p.prohibition("", provider, at); x != nil {
		return ContactVerdict{Answer: ContactProhibited, Prohibition: x.ID, Alternative: clonePtr(x.Alternative)}, true
	}
	return ContactVerdict{}, false
}

// prohibition gives the one in force, those with an alternative first. The
// channel "" asks for one that covers all channels.
func (p Person) prohibition(c Channel, provider ProviderID, at time.Time) *ContactProhibition {
	if p.Contact == nil {
		return nil
	}
	var found *ContactProhibition
	for _, x := range p.Contact.Prohibitions {
		if x == nil || !x.covers(c, provider, at) {
			continue
		}
		if found == nil || found.Alternative == nil && x.Alternative != nil {
			found = x
		}
	}
	return found
}

func (p ContactProhibition) covers(c Channel, provider ProviderID, at time.Time) bool {
	if at.Before(p.From) || !p.To.IsZero() && !at.Before(p.To) {
		return false
	}
	if !p.Provider.IsZero() && p.Provider != provider {
		return false
	}
	return len(p.Channels) == 0 || c != "" && slices.Contains(p.Channels, c)
}

// permission joins the person's rule for the channel with those of the points
// that serve it: a channel is refused if the rule refuses it, or if every
// point that could serve it does.
func (p Person) permission(c Channel, at time.Time) Tri {
	rule := Unknown
	if p.Contact != nil {
		rule = p.Contact.Permitted.For(c)
	}
	if rule == No || !servedByPoint(c) {
		return rule
	}
	points := p.points(c, at)
	if len(points) == 0 {
		return rule
	}
	best := No
	for _, x := range points {
		switch own := x.Permitted.For(c); {
		case own == Yes || own == Unknown && rule == Yes:
			best = Yes
		case own == Unknown && best == No:
			best = Unknown
		}
	}
	return best
}

// servedByPoint reports whether a channel needs a number or an address.
func servedByPoint(c Channel) bool {
	switch c {
	case ChannelPhone, ChannelText, ChannelVoicemail, ChannelEmail:
		return true
	case ChannelPost, ChannelVisit, ChannelVideo:
		return false
	}
	return false
}

// points gives the contact points in force that serve a channel.
func (p Person) points(c Channel, at time.Time) []*ContactPoint {
	kind := ContactPhoneNumber
	if c == ChannelEmail {
		kind = ContactEmailAddress
	}
	on := DateOf(at)
	var out []*ContactPoint
	for _, x := range p.Contacts {
		if x != nil && x.Kind == kind && x.Use != UseOld && !x.Value.IsZero() && inForce(x.From, x.To, on) {
			out = append(out, x)
		}
	}
	return out
}

// reachable reports whether there is anything to use the channel by. Video
// needs what digital access says, and is usable unless that says no.
func (p Person) reachable(c Channel, at time.Time) bool {
	switch c {
	case ChannelPhone, ChannelText, ChannelVoicemail, ChannelEmail:
		return slices.ContainsFunc(p.points(c, at), func(x *ContactPoint) bool { return x.Permitted.For(c) != No })
	case ChannelPost, ChannelVisit:
		return p.hasPlace(c, DateOf(at))
	case ChannelVideo:
		return p.Digital == nil || p.Digital.CanJoinRemotely() != No
	}
	return false
}

// hasPlace reports whether letters or visitors have somewhere to go.
func (p Person) hasPlace(c Channel, on Date) bool {
	return slices.ContainsFunc(p.Addresses, func(a *Address) bool {
		switch {
		case a == nil || a.Kind == AddressFormer || !inForce(a.From, a.To, on) || len(a.Lines) == 0:
			return false
		case a.Kind == AddressCorrespondence:
			return c == ChannelPost
		}
		return a.NoFixedAbode != Yes
	})
}

// safe says whether an instant lies in a safe time: Unknown if nobody asked.
func (p Person) safe(at time.Time) Tri {
	if p.Contact == nil || len(p.Contact.SafeTimes) == 0 {
		return Unknown
	}
	minute := at.Hour()*60 + at.Minute()
	return TriOf(slices.ContainsFunc(p.Contact.SafeTimes, func(s SafeTime) bool { return s.has(at.Weekday(), minute) }))
}
