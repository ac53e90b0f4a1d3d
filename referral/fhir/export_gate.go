package fhir

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// another says whether the person or a measure is known to be of somebody else
// than the episode. A zero identifier says nothing.
func (e Episode) another() bool {
	who := e.Referral.Person()
	if !who.IsZero() && !e.Person.ID.IsZero() && who != e.Person.ID {
		return true
	}
	return !who.IsZero() && slices.ContainsFunc(e.Outcomes, func(r outcome.Record) bool {
		return !r.Person.IsZero() && r.Person != who
	})
}

// consentScope is what the person must agree to for this recipient; "" for one that
// has no scope of its own.
func (w *export) consentScope() person.Scope {
	//exhaustive:ignore
	switch w.audience {
	case person.AudienceGP:
		return person.ScopeShareGP
	case person.AudienceReferrer:
		return person.ScopeShareReferrer
	case person.AudienceProvider:
		return referral.ProviderScope(providerID(w.e.ViewOptions.Provider))
	}
	return ""
}

// refused says whether the person has said no to this recipient, and nobody has
// overridden it for a recorded reason.
func (w *export) refused() bool {
	s := w.consentScope()
	if s == "" {
		return false
	}
	if _, ok := w.e.Person.OverrideFor(s, w.at); ok {
		return false
	}
	c, _ := w.answerTo(s)
	lapsed := c.Answer == person.Given && !c.Lapses.IsZero() && !c.Lapses.After(w.at)
	if lapsed || c.Answer == person.Refused || c.Answer == person.Withdrawn || c.Answer == person.Expired {
		return true
	}
	return !w.provider() && w.e.Referral.Intake().ShareBack == person.No
}

// sentTo says whether a provider was sent an onward referral.
func (w *export) sentTo(p activity.ProviderID) bool {
	for o := range w.e.Referral.Onwards() {
		if !p.IsZero() && o.Provider == p && !o.Sent.IsZero() {
			return true
		}
	}
	return false
}

// mayGo says whether anything goes to this recipient, if only a notice.
func (w *export) mayGo() error {
	switch {
	case w.notice:
		return nil
	case w.refused():
		return ErrNoConsent
	case w.provider() && w.e.Person.Dead():
		return ErrDead
	}
	return nil
}

// noticeRule is the rule under which a notice leaves out what it does.
func (w *export) noticeRule() string {
	if w.refused() {
		return "no-consent"
	}
	return "died"
}

// noticeField says what of the episode a provider is told after a refusal or a
// death: how its own referral stands, and no more.
func noticeField(path string) bool { return path == "state" || path == "onwards" }
