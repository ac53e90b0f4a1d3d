package matching

import (
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// SeekerFor returns the seeker that a person's record supports at a time: the
// needs that stand in order of priority, the interests, the age, the practice,
// the languages, the requirements that are features of an activity, digital
// access, the outward postcode, and whether the person is a carer or a veteran.
//
// What a record does not hold, the host fills in: the coordinates of the home
// (no geocoder is part of this library), or for somebody with no fixed abode
// the area that they chose; how far they would go, what they can pay, when they
// are free, which single-sex groups they would go to, and what they avoid.
//
// Languages are left unset when the first one is English: then nobody has to
// ask in what language a group is held.
func SeekerFor(p person.Person, at time.Time) Seeker {
	on := person.DateOf(at)
	s := Seeker{Age: AgesOf(p.Birth.AgeOn(on)), Practice: p.Practice(on), Place: placeOf(p, on)}
	for _, n := range p.CurrentNeeds() {
		if n.Code == "" || slices.Contains(s.Needs, n.Code) {
			continue
		}
		s.Needs = append(s.Needs, n.Code)
		if n.Urgency == person.UrgencyNow {
			s.Urgent = append(s.Urgent, n.Code)
		}
	}
	for _, i := range p.CurrentInterests() {
		if c := activity.CategoryCode(i.Code); c.IsValid() && !slices.Contains(s.Interests, c) {
			s.Interests = append(s.Interests, c)
		}
	}
	s.Groups = groupsOf(p.Demographics, s.Needs)
	s.Languages = languagesOf(p.Languages)
	for _, r := range p.RequirementCodes(on) {
		if f := featureFor(r); f != "" && !slices.Contains(s.Access, f) {
			s.Access = append(s.Access, f)
		}
	}
	if p.Digital != nil {
		s.Digital = p.Digital.CanJoinRemotely()
	}
	return s
}

// groupsOf returns what a record says of being a carer or a veteran. A need is no
// answer: who has a need that carers have may be one who will not be called so, or
// somebody who has a carer, and what is only for carers is to be asked about. But a
// need that stands takes back a recorded no, which an old referral may have brought.
// That somebody has not served says nothing of their family, whom the groups for
// veterans are for as well.
func groupsOf(d *person.Demographics, needs []person.NeedCode) []GroupAnswer {
	if d == nil {
		return nil
	}
	var out []GroupAnswer
	note := func(g activity.GroupCode, is person.Tri, but ...person.NeedCode) {
		denied := is == person.No && slices.ContainsFunc(but, func(n person.NeedCode) bool { return slices.Contains(needs, n) })
		if is != person.Unknown && !denied {
			out = append(out, GroupAnswer{Group: g, Is: is})
		}
	}
	note("sp-group:carers", d.Carer.IsCarer, "sp-need:carer", "sp-need:young-carer")
	note("sp-group:young-carers", d.Carer.IsYoungCarer, "sp-need:young-carer")
	if d.Veteran == person.Yes {
		note("sp-group:veterans", person.Yes)
	}
	return out
}

// placeOf returns what the record says of where the person is. The pseudo
// postcode of no fixed abode is no place; an address marked so names none.
func placeOf(p person.Person, on person.Date) Place {
	a, ok := p.Place(on)
	if !ok || a.NoFixedAbode == person.Yes || !a.Postcode.Geocodable() {
		return Place{}
	}
	return Place{Outward: activity.AreaCode(a.Postcode.Outward())}
}

// languagesOf returns the tags that the person speaks or signs; none when the
// first is English.
func languagesOf(list person.Languages) []language.Tag {
	var out []language.Tag
	for _, s := range list {
		if s.Spoken != person.No {
			out = append(out, s.Tag)
		}
	}
	if len(out) == 0 {
		return nil
	}
	if base, _ := out[0].Base(); base.String() == "en" {
		return nil
	}
	return out
}

// featureFor returns the feature that answers a requirement; "" for those that
// ask something of the service and not of the activity, such as braille letters.
func featureFor(r person.RequirementCode) activity.Feature {
	switch r {
	case person.NeedsWheelchair:
		return activity.Wheelchair
	case person.NeedsStepFree:
		return activity.StepFree
	case person.NeedsAccessibleToilet:
		return activity.AccessibleToilet
	case person.NeedsChangingPlace:
		return activity.ChangingPlaces
	case person.NeedsHearingLoop:
		return activity.HearingLoop
	case person.NeedsSignInterpreter:
		return activity.SignLanguage
	case person.NeedsQuietSpace:
		return activity.QuietSpace
	case person.NeedsLargePrint:
		return activity.LargePrint
	case person.NeedsSeating:
		return activity.SeatedOption
	case person.NeedsAssistanceDog:
		return activity.AssistanceDogs
	case person.NeedsParking:
		return activity.AccessibleParking
	case person.NeedsCarerPlace:
		return activity.CarersWelcome
	case person.NeedsOneToOne:
		return activity.OneToOne
	case person.NeedsDementiaFriendly:
		return activity.DementiaFriendly
	case person.NeedsAutismFriendly:
		return activity.AutismFriendly
	case person.NeedsEasyRead, person.NeedsBraille, person.NeedsAudio, person.NeedsSmallGroup, person.NeedsLongerTime:
	}
	return ""
}

// urgent says what to do at once, if any need is urgent: because it was
// recorded so, or because it is of a kind that always is (D34).
func (p *plan) urgent() *Urgent {
	s := &p.q.Seeker
	var out *Urgent
	add := func(n person.NeedCode) {
		if out == nil {
			out = &Urgent{}
		}
		if !slices.Contains(out.Needs, n) {
			out.Needs = append(out.Needs, n)
		}
	}
	for _, n := range s.Needs {
		if slices.Contains(s.Urgent, n) || p.crosswalk.urgent[n] {
			add(n)
		}
	}
	for _, n := range s.Urgent {
		add(n)
	}
	if out == nil {
		return nil
	}
	for _, l := range p.opts.Crisis {
		if l.Need == "" || slices.Contains(out.Needs, l.Need) {
			out.Lines = append(out.Lines, l)
		}
	}
	return out
}
