package fhir_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

// An intermediary passes a referral on by requests and Tasks of its own, based
// on ours and part of ours. These tests are about what comes back of them.

// chained is a bundle with our request, our Task as the peer has it, and one
// more Task.
func chained(t *testing.T, ours *fhir.Task, more *fhir.Task) []fhir.Update {
	t.Helper()
	request := &fhir.ServiceRequest{
		Identifier: []fhir.Identifier{{Value: uuid.UUID(anOnward).String()}}, Status: "active", Intent: "filler-order",
		BasedOn: []fhir.Reference{{Identifier: &fhir.Identifier{Value: uuid.UUID(anEpisode).String()}}},
		Subject: fhir.Reference{Display: "the person"},
	}
	request.Meta.LastUpdated = fhir.Instant(ours.LastModified)
	ours.Focus = fhir.Reference{Reference: "urn:uuid:00000000-0000-4000-8000-000000000001"}
	b := &fhir.Bundle{Type: "collection", Entry: []fhir.BundleEntry{
		{FullURL: "urn:uuid:00000000-0000-4000-8000-000000000001", Resource: request},
		{FullURL: "urn:uuid:00000000-0000-4000-8000-000000000002", Resource: ours},
		{FullURL: "urn:uuid:00000000-0000-4000-8000-000000000003", Resource: more},
	}}
	data, err := fhir.Encode(b)
	require.NoError(t, err)
	updates, report, err := fhir.ReadUpdates(data)
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	require.Len(t, updates, 3)
	return updates
}

// theirTask is a Task that is not ours.
func theirTask(status fhir.TaskStatus, at time.Time) *fhir.Task {
	n := news{about: uuid.UUID(fixed(300)), status: status, at: at}
	return n.task()
}

// A part's status never moves the whole: an intermediary that has several parts,
// some completed and some not, says itself how the whole stands.
func TestSubTaskNeverMovesItsParent(t *testing.T) {
	for _, status := range fhir.TaskStatuses() {
		s := at(t, referral.PartOnward, referral.StateStarted)
		at := s.at.Add(time.Hour)
		part := theirTask(status, at)
		part.PartOf = []fhir.Reference{{Reference: "urn:uuid:00000000-0000-4000-8000-000000000002"}}
		ours := news{status: fhir.TaskInProgress, at: at}
		updates := chained(t, ours.task(), part)
		r := inbox(at).Interpret(s.r, updates[2])
		require.NotNil(t, r.Refusal)
		require.Equal(t, fhir.RefusedSubTask, r.Refusal.Code)
		require.Equal(t, fhir.RefusedRepeated, inbox(at).Interpret(s.r, updates[1]).Refusal.Code)
	}
}

// A reference by identifier is enough: the parent need not be in the text.
func TestSubTaskByIdentifier(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateStarted)
	part := theirTask(fhir.TaskCompleted, s.at.Add(time.Hour))
	part.PartOf = []fhir.Reference{{Identifier: &fhir.Identifier{Value: "urn:uuid:" + uuid.UUID(anOnward).String()}}}
	u := fhir.Update{Task: part}
	require.Equal(t, fhir.RefusedSubTask, inbox(s.at.Add(time.Hour)).Interpret(s.r, u).Refusal.Code)
	require.Contains(t, u.Identifiers(), uuid.UUID(anOnward)) // by which the host finds the episode
}

// A new Task for the same request is a new attempt, if ours has ended: somebody
// proposes it. It never carries on the ended one.
func TestNewTaskForAnotherAttempt(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateDeclinedByProvider)
	at := s.at.Add(time.Hour)
	again := theirTask(fhir.TaskAccepted, at)
	again.Focus = fhir.Reference{Reference: "urn:uuid:00000000-0000-4000-8000-000000000001"}
	updates := chained(t, news{status: fhir.TaskRejected, at: at}.task(), again)
	r := inbox(at).Interpret(s.r, updates[2])
	require.NotNil(t, r.Question)
	require.Equal(t, fhir.AskNewAttempt, r.Question.Code)
}

func TestErrorTwoActiveTasksWithTheSameFocus(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateAccepted)
	at := s.at.Add(time.Hour)
	second := theirTask(fhir.TaskInProgress, at)
	second.Focus = fhir.Reference{Reference: "urn:uuid:00000000-0000-4000-8000-000000000001"}
	updates := chained(t, news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted, at: at}.task(), second)
	r := inbox(at).Interpret(s.r, updates[2])
	require.NotNil(t, r.Refusal)
	require.Equal(t, fhir.RefusedTwoActive, r.Refusal.Code)
}

// The performer declines: it may say so by its Task, and may not close the
// request, which is not its own (an error of more than one system in use).
func TestErrorDeclineClosesTheRequest(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	at := s.at.Add(time.Hour)
	updates := chained(t, news{status: fhir.TaskRejected, reason: "no-capacity", at: at}.task(), theirTask(fhir.TaskDraft, at))
	updates[0].Request.Status = "revoked"
	updates[1].Request.Status = "revoked"
	require.Equal(t, fhir.RefusedSide, inbox(at).Interpret(s.r, updates[0]).Refusal.Code)
	s.do(inbox(at).Interpret(s.r, updates[1]).Commands...)
	require.Equal(t, referral.StateDeclinedByProvider, s.onward().State)
	for _, p := range fhir.Profiles() {
		require.Equal(t, fhir.RequestActive, statusNow(p, s.r, referral.PartOnward).Request, p)
	}
	require.Equal(t, fhir.RequestActive, fhir.EpisodeStatus(fhir.ProfileR4, newScript(t).run(after(toReceived, referral.ActionReject)...).r).Request)
}

func TestErrorNoReason(t *testing.T) {
	for status, from := range map[fhir.TaskStatus]referral.State{
		fhir.TaskRejected: referral.StateSent, fhir.TaskOnHold: referral.StateStarted, fhir.TaskCancelled: referral.StateAccepted,
	} {
		s := at(t, referral.PartOnward, from)
		n := news{status: status, at: s.at.Add(time.Hour)}
		if status == fhir.TaskCancelled {
			n.business = fhir.BusinessNeverStarted
		}
		r := inbox(n.at).Interpret(s.r, n.update(t))
		require.NotNil(t, r.Question, status)
		require.Equal(t, fhir.AskReason, r.Question.Code)
		require.Equal(t, []string{"Task.statusReason"}, r.Question.Missing)
	}
	for _, p := range fhir.Profiles() {
		for _, row := range fhir.StateRows(p) {
			switch row.Status.Task {
			case fhir.TaskRejected, fhir.TaskCancelled, fhir.TaskOnHold, fhir.TaskFailed:
				require.True(t, row.Status.Reason, "%s %s", p, row.State)
			}
		}
	}
}

// A statusReason explains the present status only: once a pause is over, its
// reason is not written.
func TestErrorStatusReasonKept(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StatePaused)
	require.True(t, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Reason)
	s.run(referral.ActionResumeOnward)
	require.False(t, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Reason)
}

// Entered in error means that it never was. What happened and is no longer
// wanted is cancelled.
func TestErrorEnteredInErrorForWithdrawn(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateStarted)
	n := news{status: fhir.TaskEnteredInError, at: s.at.Add(time.Hour)}
	require.Equal(t, fhir.RefusedHappened, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
	for _, p := range fhir.Profiles() {
		for _, row := range fhir.StateRows(p) {
			if row.Status.Task == fhir.TaskEnteredInError || row.Status.Request == fhir.RequestEnteredInError {
				require.True(t, row.State == referral.StateEnteredInError || row.Phase == referral.PhaseVoid, "%s %s", p, row.State)
			}
		}
	}
}

// A waiting list is no hold: from on-hold Gravity has no way back to accepted.
func TestErrorWaitingListAsOnHold(t *testing.T) {
	for _, p := range fhir.Profiles() {
		for _, row := range fhir.StateRows(p) {
			require.False(t, row.State == referral.StateWaitlisted && row.Status.Task == fhir.TaskOnHold)
		}
		s := at(t, referral.PartOnward, referral.StateWaitlisted)
		waiting := statusNow(p, s.r, referral.PartOnward)
		accepted := statusNow(p, s.run(referral.ActionAcceptOnward).r, referral.PartOnward)
		require.NotEqual(t, fhir.MoveIllegal, fhir.TaskMove(p, waiting, accepted).Kind, p)
	}
	s := at(t, referral.PartOnward, referral.StateSent)
	n := news{status: fhir.TaskOnHold, business: fhir.BusinessWaitlisted, words: "Full until April.", at: s.at.Add(time.Hour)}
	require.Equal(t, fhir.RefusedMismatch, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
}

// Completed says that what was asked for was done, not that goals were met: the
// goals stand as they stood.
func TestErrorCompletedMeansGoalsMet(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateStarted)
	goal := referral.GoalID(fixed(400))
	s.do(&referral.ProposeGoal{Goal: referral.Goal{ID: goal, Words: atAllRows, Importance: 7}}, &referral.AgreeGoal{Goal: goal})
	n := news{status: fhir.TaskCompleted, at: s.at.Add(time.Hour)}
	s.do(inbox(n.at).Interpret(s.r, n.update(t)).Commands...)
	g, _ := s.r.Goal(goal)
	require.Equal(t, referral.StateAccepted, g.State)
	require.Equal(t, referral.StateEngaged, s.r.State())

	s.do(&referral.MissGoal{Goal: goal})
	s.do(&referral.Close{Reason: "limit-reached", NoMeasures: "declined"})
	require.Equal(t, fhir.TaskCompleted, fhir.EpisodeStatus(fhir.ProfileR4, s.r).Task)
}

// What has ended stays ended; coming back is a new Task with the same focus.
func TestErrorReopenedTerminalTask(t *testing.T) {
	for state := range waysTo[referral.PartOnward] {
		if state == referral.Nowhere {
			continue
		}
		s := at(t, referral.PartOnward, state)
		now := statusNow(fhir.ProfileR4, s.r, referral.PartOnward)
		if !now.Written() || !now.Task.Terminal() {
			continue
		}
		for _, status := range []fhir.TaskStatus{fhir.TaskAccepted, fhir.TaskInProgress, fhir.TaskOnHold} {
			n := news{status: status, business: fhir.BusinessStarted, words: "Back again.", at: s.at.Add(time.Hour)}
			require.NotEqual(t, "command", one(t, inbox(n.at).Interpret(s.r, n.update(t))), "%s %s", state, status)
		}
	}
	s := at(t, referral.PartReferral, referral.StateClosed)
	was := fhir.EpisodeStatus(fhir.ProfileR4, s.r)
	is := fhir.EpisodeStatus(fhir.ProfileR4, s.run(referral.ActionReopen).r)
	require.Equal(t, fhir.MoveNew, fhir.TaskMove(fhir.ProfileR4, was, is).Kind)
}
