package fhir

import (
	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/referral"
)

// EpisodeStatus says how the episode stands: the ServiceRequest of whoever
// referred, and the Task of the service. A state that is not of the standard
// pathway is written by its phase. An unknown profile gives the zero Status.
func EpisodeStatus(p Profile, r referral.Referral) Status {
	return statusOf(p, referral.PartReferral, r.State(), r.Phase(), episodeLabel(r))
}

// OnwardStatus says how an onward referral of the episode stands: the
// ServiceRequest of the service, and the Task of the provider. A state that is
// not of the standard pathway is written by the phase that m gives it; a nil m
// is referral.Pathway(). It gives false if the episode has no such onward
// referral, or if m does not know its state.
func OnwardStatus(p Profile, m *referral.Machine, r referral.Referral, id referral.OnwardID) (Status, bool) {
	o, ok := r.Onward(id)
	if !ok {
		return Status{}, false
	}
	if m == nil {
		m = referral.Pathway()
	}
	def, ok := m.State(referral.PartOnward, o.State)
	if !ok {
		return Status{}, false
	}
	return statusOf(p, referral.PartOnward, o.State, def.Phase, onwardLabel(r, o)), true
}

// statusOf finds the row. A state whose label has none of its own has the
// first of the state: a wrong label must not lose a state.
func statusOf(p Profile, part referral.Part, s referral.State, phase referral.Phase, label Label) Status {
	if !p.IsValid() {
		return Status{}
	}
	if l := findLine(lines(part), s, label); l != nil {
		return l.status(p)
	}
	for _, l := range phaseLines {
		if l.phase == phase {
			return l.status(p)
		}
	}
	return Status{}
}

func findLine(list []line, s referral.State, label Label) *line {
	var first *line
	for i := range list {
		l := &list[i]
		if l.state != s {
			continue
		}
		if l.label == label {
			return l
		}
		if first == nil || first.label == LabelNeverSent {
			first = l
		}
	}
	return first
}

// episodeLabel tells situations of one state of the episode apart.
func episodeLabel(r referral.Referral) Label {
	//exhaustive:ignore
	switch r.State() {
	case referral.StateEngaged:
		return engagedLabel(r)
	case referral.StateOnHold:
		if r.Return() == referral.StateContacting {
			return LabelContacting
		}
		return LabelEngaged
	case referral.StateClosed:
		if c, ok := r.Closure(); ok && completes(c.Reason) {
			return LabelCompleted
		}
		return LabelAfterStart
	case referral.StateCancelled:
		return cancelledLabel(r)
	case referral.StateEnteredInError:
		if r.Received().IsZero() {
			return LabelNeverSent
		}
	}
	return LabelNone
}

// completes says which closing reasons mean that what was asked for was done.
// It says nothing of the goals: support that was given to its end is completed,
// whatever came of it, and what was not needed after all is not.
func completes(why referral.Reason) bool {
	//exhaustive:ignore
	switch why {
	case referral.ReasonGoalsAchieved, referral.ReasonPartlyAchieved, "signposted-only", "referred-on", "limit-reached":
		return true
	}
	return false
}

func cancelledLabel(r referral.Referral) Label {
	//exhaustive:ignore
	switch cameFrom(r, referral.PartReferral, uuid.UUID{}, referral.StateCancelled) {
	case referral.StateDraft:
		return LabelNeverSent
	case referral.StateContacting, referral.StateOnHold:
		return LabelAfterStart
	}
	return LabelBeforeStart
}

// engagedLabel says how far support is: a plan that was agreed counts even
// while its next version is being written.
func engagedLabel(r referral.Referral) Label {
	agreed := false
	for p := range r.Plans() {
		agreed = agreed || !p.Agreed.IsZero()
	}
	if !agreed {
		return LabelNone
	}
	for s := range r.Steps() {
		if s.Status == referral.StepUnderWay || s.Status == referral.StepDone {
			return LabelSupporting
		}
	}
	for o := range r.Onwards() {
		if !o.Started.IsZero() {
			return LabelSupporting
		}
	}
	return LabelPlanned
}

// onwardLabel tells situations of one state of an onward referral apart.
func onwardLabel(r referral.Referral, o referral.Onward) Label {
	//exhaustive:ignore
	switch o.State {
	case referral.StateDeclinedByPerson, referral.StateEnteredInError:
		return ifNeverSent(o)
	case referral.StateDeclinedByProvider:
		if cameFrom(r, referral.PartOnward, uuid.UUID(o.ID), o.State) == referral.StateWaitlisted {
			return LabelAfterAcceptance
		}
	case referral.StateCancelledByProvider:
		if o.Started.IsZero() {
			return LabelBeforeStart
		}
		return LabelAfterStart
	case referral.StateExpired:
		return "from-" + Label(cameFrom(r, referral.PartOnward, uuid.UUID(o.ID), o.State))
	case referral.StateRecalled:
		return recalledLabel(r, o)
	}
	return LabelNone
}

func ifNeverSent(o referral.Onward) Label {
	if o.Sent.IsZero() {
		return LabelNeverSent
	}
	return LabelNone
}

// recalledLabel says whether a recall has been confirmed, and where the
// provider's attempt stands if not.
func recalledLabel(r referral.Referral, o referral.Onward) Label {
	if o.Sent.IsZero() {
		return LabelNeverSent
	}
	for d := range r.Duties() {
		if d.Kind == referral.DutyRecallNotice && d.Item == uuid.UUID(o.ID) && !d.Settled.IsZero() {
			return LabelConfirmed
		}
	}
	if from := Label("from-" + cameFrom(r, referral.PartOnward, uuid.UUID(o.ID), o.State)); findLine(onwardLines, o.State, from).label == from {
		return from
	}
	switch { // the state before was a host's
	case !o.Started.IsZero():
		return LabelStarted
	case !o.Accepted.IsZero():
		return LabelAccepted
	}
	return LabelSent
}

// cameFrom is the state from which an item last came into a state, or Nowhere.
func cameFrom(r referral.Referral, part referral.Part, item uuid.UUID, to referral.State) referral.State {
	from := referral.Nowhere
	for e := range r.History() {
		if e.Part == part && e.Item == item && e.To == to && e.From != to && !e.Undone {
			from = e.From
		}
	}
	return from
}
