package reporting

import (
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// Episode is one episode with what the host knows beside it.
type Episode struct {
	// Referral is the episode.
	Referral referral.Referral
	// Decile is the deprivation decile of where the person lives; the zero
	// Decile leaves the dimension out.
	Decile cohort.Decile
	// Groups are the groups that the person belongs to, at most one of each
	// dimension. The code "" says "not known".
	Groups []cohort.Group
	// Changes are the measures of the episode, each once.
	Changes []Change
}

// Measure names what was measured: a part of an instrument in one version.
type Measure struct {
	Instrument string `json:"instrument"`
	Version    string `json:"version,omitzero"`
	Part       string `json:"part,omitzero"`
}

// Change is one measure of one episode: a pair, or what there is of it.
type Change struct {
	Measure Measure
	// Direction says which way is better, from the instrument.
	Direction outcome.Direction
	// Baseline and FollowUp are the values; nil where there is none.
	Baseline *outcome.Value
	FollowUp *outcome.Value
}

// reading is what the measures need of one episode.
type reading struct {
	received calendar.Day
	open     bool
	stage    int
	dates    map[Wait]calendar.Day
	pauses   []calendar.Pause
	end      endKey
	attempts int64
	contacts int64
	sessions attendance
	onwards  []onwardReading
	unmet    []unmetKey
}

// onwardReading is one onward referral that left the service.
type onwardReading struct {
	provider               activity.ProviderID
	result                 onwardResult
	sent, answered, begun  calendar.Day
	waitsAnswer, waitsTurn bool
}

// endKey is how an episode ended.
type endKey struct {
	State  referral.State
	Reason referral.Reason
}

// unmetKey is a need that nothing could meet, and why.
type unmetKey struct {
	Need   person.NeedCode
	Reason referral.UnmetReason
}

// read takes from an episode what is measured. Nothing entered in error counts.
func read(r referral.Referral, c *calendar.Calendar) reading {
	rd := reading{received: c.DayOf(r.Received()), dates: map[Wait]calendar.Day{}}
	rd.open = r.Phase() == referral.PhasePending || r.Phase() == referral.PhaseActive || r.Phase() == referral.PhaseOnHold
	first := func(w Wait, at time.Time) {
		if day := c.DayOf(at); !day.IsZero() && (rd.dates[w].IsZero() || day.Before(rd.dates[w])) {
			rd.dates[w] = day
		}
	}
	readHistory(&rd, r, first)
	for a := range r.Assignments() {
		rd.reach(StageAllocated)
		first(WaitAllocation, a.From)
	}
	readContacts(&rd, r, first)
	readSessions(&rd, r, first)
	for p := range r.Plans() {
		if !p.Agreed.IsZero() {
			rd.reach(StagePlanned)
			first(WaitPlan, p.Agreed)
		}
	}
	readSupport(&rd, r, c)
	for h := range r.Holds() {
		if h.ByPerson {
			rd.pauses = append(rd.pauses, calendar.Pause{From: c.DayOf(h.From), To: c.DayOf(h.Until)})
		}
	}
	for u := range r.UnmetNeeds() {
		if k := (unmetKey{u.Need, u.Reason}); !slices.Contains(rd.unmet, k) {
			rd.unmet = append(rd.unmet, k)
		}
	}
	return rd
}

// reach notes that the episode got as far as a stage.
func (rd *reading) reach(s Stage) { rd.stage = max(rd.stage, slices.Index(Stages(), s)) }

// readHistory takes from the timeline what no record holds: when it was
// decided, and how it ended. What was undone never happened.
func readHistory(rd *reading, r referral.Referral, first func(Wait, time.Time)) {
	for e := range r.History() {
		if e.Undone || e.Part != referral.PartReferral {
			continue
		}
		if e.On == referral.ActionAccept {
			rd.reach(StageAccepted)
		}
		if e.On == referral.ActionAccept || e.On == referral.ActionReject || e.On == referral.ActionRedirect {
			first(WaitDecision, e.At)
		}
		if e.To == r.State() && e.From != e.To {
			// The last entry into the present state; an earlier end was
			// reopened.
			rd.end = endKey{e.To, e.Reason}
		}
	}
	if r.Phase() != referral.PhaseEnded {
		rd.end = endKey{}
		return
	}
	first(WaitEnd, r.Since())
}

func readContacts(rd *reading, r referral.Referral, first func(Wait, time.Time)) {
	for k := range r.Contacts() {
		if !k.Incoming {
			rd.attempts++
			first(WaitFirstAttempt, k.At)
		}
		if k.Offered {
			first(WaitFirstOffer, k.At)
		}
		if k.TwoWay() {
			rd.contacts++
			rd.reach(StageEngaged)
			first(WaitFirstContact, k.At)
		}
	}
}

// readSupport takes the onward referrals that left the service, and signposts.
func readSupport(rd *reading, r referral.Referral, c *calendar.Calendar) {
	for o := range r.Onwards() {
		if o.Sent.IsZero() || o.State == referral.StateEnteredInError {
			continue
		}
		rd.reach(StageReferredOn)
		if !o.Started.IsZero() {
			rd.reach(StageStarted)
		}
		on := onwardReading{
			provider: o.Provider, result: resultOf(o), sent: c.DayOf(o.Sent),
			answered: c.DayOf(o.Answered), begun: c.DayOf(o.Started),
		}
		on.waitsAnswer = on.result == resultPending && o.Answered.IsZero()
		on.waitsTurn = o.Started.IsZero() && (o.State == referral.StateAccepted || o.State == referral.StateWaitlisted)
		rd.onwards = append(rd.onwards, on)
	}
	for s := range r.Signposts() {
		rd.reach(StageReferredOn)
		if s.Use == referral.UseUsed {
			rd.reach(StageStarted)
		}
	}
}

// onwardResult is what became of an onward referral, each of them one.
type onwardResult int

const (
	resultAccepted  onwardResult = iota // accepted or started at some time, whatever came later
	resultDeclined                      // the provider said no
	resultPerson                        // the person said no before that
	resultExpired                       // no answer in time
	resultWithdrawn                     // recalled by the service or cancelled before it was accepted
	resultPending                       // waiting for an answer, or on the provider's list
	resultCount
)

// results are those of the states in which a provider never accepted.
var results = map[referral.State]onwardResult{
	referral.StateDeclinedByProvider:  resultDeclined,
	referral.StateDeclinedByPerson:    resultPerson,
	referral.StateNeverStarted:        resultPerson,
	referral.StateExpired:             resultExpired,
	referral.StateRecalled:            resultWithdrawn,
	referral.StateCancelledByProvider: resultWithdrawn,
}

func resultOf(o referral.Onward) onwardResult {
	if !o.Accepted.IsZero() || !o.Started.IsZero() {
		return resultAccepted
	}
	if r, ok := results[o.State]; ok {
		return r
	}
	if !o.Ended.IsZero() {
		return resultWithdrawn // ended in a state of the host's
	}
	return resultPending
}
