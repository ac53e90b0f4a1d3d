package fhir_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// news is an update as a peer writes it: about the onward referral, unless told
// otherwise.
type news struct {
	about    uuid.UUID // of the Task's identifier
	status   fhir.TaskStatus
	business fhir.Business
	bser     string
	reason   referral.Reason
	words    string
	note     string
	at       time.Time
	version  string
	change   func(*fhir.Task)
}

func (n news) task() *fhir.Task {
	t := &fhir.Task{Status: string(n.status), Intent: "order"}
	if n.about == uuid.Nil {
		n.about = uuid.UUID(anOnward)
	}
	t.Identifier = []fhir.Identifier{{System: "urn:ietf:rfc:3986", Value: "urn:uuid:" + n.about.String()}}
	t.Meta.VersionID, t.LastModified = n.version, fhir.DateTimeOf(n.at)
	if n.business != "" {
		t.BusinessStatus.Coding = append(t.BusinessStatus.Coding, fhir.Coding{System: fhir.BusinessSystem, Code: string(n.business)})
	}
	if n.bser != "" {
		t.BusinessStatus.Coding = append(t.BusinessStatus.Coding, fhir.Coding{System: fhir.BSeRSystem, Code: n.bser})
	}
	if n.reason != "" {
		t.StatusReason.Coding = []fhir.Coding{{System: fhir.ReasonSystem, Code: string(n.reason)}}
	}
	t.StatusReason.Text = n.words
	if n.note != "" {
		t.Note = []fhir.Annotation{{Text: n.note}}
	}
	if n.change != nil {
		n.change(t)
	}
	return t
}

// update writes the news and reads it, as a text goes over the wire.
func (n news) update(tb testing.TB) fhir.Update {
	tb.Helper()
	data, err := fhir.Encode(n.task())
	require.NoError(tb, err)
	updates, _, err := fhir.ReadUpdates(data)
	require.NoError(tb, err)
	require.Len(tb, updates, 1)
	return updates[0]
}

// inbox takes news of the provider.
func inbox(received time.Time) fhir.Inbox {
	return fhir.Inbox{
		Sender: fhir.Sender{
			Actor: referral.Actor{ID: fixed(20), Role: referral.RoleProvider}, Provider: aProvider,
			System: "https://provider.example.org/fhir", Profile: fhir.ProfileR4,
		},
		Received: received,
	}
}

// fromReferrer takes news of whoever referred.
func fromReferrer(received time.Time) fhir.Inbox {
	in := inbox(received)
	in.Sender.Actor.Role = referral.RoleReferrer
	return in
}

// one says which of the three a ruling is, and fails if it is not exactly one.
func one(tb testing.TB, r fhir.Ruling) string {
	tb.Helper()
	kind, n := "", 0
	if len(r.Commands) > 0 {
		kind, n = "command", n+1
	}
	if r.Question != nil {
		kind, n = "question", n+1
	}
	if r.Refusal != nil {
		kind, n = "refusal", n+1
		require.ErrorIs(tb, r.Refusal, fhir.ErrRefused)
		require.NotEmpty(tb, r.Refusal.Error())
	}
	require.Equal(tb, 1, n, "%+v", r)
	return kind
}

// D39: every one of the twelve Task codes with any businessStatus, in every
// state, from either side and under every profile, gives a command, a question
// or a typed refusal. A command that the machine takes makes us write the very
// status that was read: nothing else would be a loop.
func TestEveryStatusIsTaken(t *testing.T) {
	var codes []news
	for _, b := range append([]fhir.Business{"", "nonsense"}, allBusiness()...) {
		codes = append(codes, news{business: b})
	}
	for _, c := range []string{"2.0", "3.0", "4.0", "5.1", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.2", "6.0", "7.0", "9.9"} {
		codes = append(codes, news{bser: c})
	}
	seen := map[string]int{}
	for part, states := range waysTo {
		for state := range states {
			if state == referral.Nowhere {
				continue
			}
			s := at(t, part, state)
			for _, p := range fhir.Profiles() {
				for _, role := range []referral.Role{referral.RoleProvider, referral.RoleReferrer, referral.RoleTeamLead} {
					for _, status := range fhir.TaskStatuses() {
						for _, n := range codes {
							n.status = status
							seen[takenOne(t, s, part, p, role, n)]++
						}
					}
				}
			}
		}
	}
	for _, kind := range []string{"command", "question", "refusal"} {
		require.Positive(t, seen[kind])
	}
	t.Log(seen)
}

func allBusiness() []fhir.Business {
	var out []fhir.Business
	for _, d := range fhir.BusinessDefs() {
		out = append(out, d.Code)
	}
	return out
}

func takenOne(t *testing.T, s *script, part referral.Part, p fhir.Profile, role referral.Role, n news) string {
	t.Helper()
	if part == referral.PartReferral {
		n.about = uuid.UUID(anEpisode)
	}
	n.at, n.reason, n.words, n.note = s.at.Add(time.Hour), "other", "Said in words.", "Said in a note."
	in := inbox(n.at)
	in.Sender.Profile, in.Sender.Actor.Role = p, role
	update := fhir.Update{Task: n.task(), Path: "Task"}
	ruling := in.Interpret(s.r, update)
	kind := one(t, ruling)
	if n.business == "nonsense" || n.bser == "9.9" && p == fhir.ProfileBSeR || n.bser != "" && p != fhir.ProfileBSeR {
		require.NotEqual(t, "command", kind, "a businessStatus that nobody knows moved something")
	}
	next := s.r
	for _, cmd := range ruling.Commands {
		var err error
		if next, _, err = referral.Pathway().Apply(next, cmd, allowing(), nil); err != nil {
			require.ErrorIs(t, err, referral.ErrNotPermitted, "%s %s %+v", p, role, n)
			return "refused by the machine"
		}
	}
	// A decline is one whichever way the Task ends.
	after, _ := next.Onward(anOnward)
	exempt := role == referral.RoleReferrer || after.State == referral.StateRecalled || after.State == referral.StateDeclinedByProvider
	if kind == "command" && !exempt {
		require.Equal(t, n.status, statusNow(p, next, part).Task, "%s %s: %v in %s", p, role, n, s.r.State())
	}
	return kind
}

func statusNow(p fhir.Profile, r referral.Referral, part referral.Part) fhir.Status {
	if part == referral.PartReferral {
		return fhir.EpisodeStatus(p, r)
	}
	s, _ := fhir.OnwardStatus(p, nil, r, anOnward)
	return s
}

// What a provider says with our vocabulary leads where it says, from each state
// from which the machine has a way.
func TestProviderUpdates(t *testing.T) {
	for _, c := range []struct {
		from referral.State
		news news
		want referral.State
	}{
		{referral.StateSent, news{status: fhir.TaskReceived, business: fhir.BusinessAcknowledged}, referral.StateAcknowledged},
		{referral.StateSent, news{status: fhir.TaskReceived}, referral.StateAcknowledged},
		{referral.StateSent, news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted}, referral.StateAccepted},
		{referral.StateSent, news{status: fhir.TaskAccepted, business: fhir.BusinessWaitlisted}, referral.StateWaitlisted},
		{referral.StateWaitlisted, news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted}, referral.StateAccepted},
		{referral.StateSent, news{status: fhir.TaskRejected, reason: "no-capacity"}, referral.StateDeclinedByProvider},
		{referral.StateAcknowledged, news{status: fhir.TaskRejected, words: "The group is full."}, referral.StateDeclinedByProvider},
		{referral.StateWaitlisted, news{status: fhir.TaskCancelled, business: fhir.BusinessDeclinedByProvider, reason: "no-capacity"}, referral.StateDeclinedByProvider},
		{referral.StateAccepted, news{status: fhir.TaskInProgress}, referral.StateStarted},
		{referral.StateAccepted, news{status: fhir.TaskCancelled, business: fhir.BusinessNeverStarted, reason: "not-stated"}, referral.StateNeverStarted},
		{referral.StateAccepted, news{status: fhir.TaskCancelled, business: fhir.BusinessCancelledBeforeStart, reason: "funding-ended"}, referral.StateCancelledByProvider},
		{referral.StateStarted, news{status: fhir.TaskOnHold, words: "Summer break."}, referral.StatePaused},
		{referral.StatePaused, news{status: fhir.TaskInProgress, business: fhir.BusinessStarted}, referral.StateStarted},
		{referral.StateStarted, news{status: fhir.TaskCompleted}, referral.StateCompleted},
		{referral.StatePaused, news{status: fhir.TaskCompleted}, referral.StateCompleted},
		{referral.StateStarted, news{status: fhir.TaskCancelled, business: fhir.BusinessEndedEarly, reason: "stopped-coming"}, referral.StateEndedEarly},
		{referral.StateSent, news{status: fhir.TaskCancelled, business: fhir.BusinessDeclinedByPerson, reason: "does-not-want"}, referral.StateDeclinedByPerson},
	} {
		s := at(t, referral.PartOnward, c.from)
		c.news.at = s.at.Add(time.Hour)
		r := inbox(c.news.at).Interpret(s.r, c.news.update(t))
		require.Equal(t, "command", one(t, r), "%s: %+v %+v", c.from, r.Question, r.Refusal)
		require.Equal(t, c.want, s.do(r.Commands...).onward().State)
	}
}

// What it does not say, or says of what is not its to say, is asked or refused.
func TestProviderUpdatesThatMoveNothing(t *testing.T) {
	for name, c := range map[string]struct {
		from    referral.State
		news    news
		ask     fhir.QuestionCode
		refused fhir.RefusalCode
	}{
		"accepted may be a place or the list":      {referral.StateSent, news{status: fhir.TaskAccepted}, fhir.AskAmbiguous, ""},
		"cancelled has five meanings":              {referral.StateAccepted, news{status: fhir.TaskCancelled}, fhir.AskAmbiguous, ""},
		"failed is no state":                       {referral.StateStarted, news{status: fhir.TaskFailed}, fhir.AskNoMeaning, ""},
		"ready is no state":                        {referral.StateAccepted, news{status: fhir.TaskReady}, fhir.AskNoMeaning, ""},
		"no reason":                                {referral.StateSent, news{status: fhir.TaskRejected}, fhir.AskReason, ""},
		"a reason that must be explained":          {referral.StateSent, news{status: fhir.TaskRejected, reason: "needs-more-support"}, fhir.AskReason, ""},
		"completed, and nobody said when it began": {referral.StateAccepted, news{status: fhir.TaskCompleted}, fhir.AskDetails, ""},
		"begun, after our time was up":             {referral.StateExpired, news{status: fhir.TaskInProgress}, fhir.AskDetails, ""},
		"seen, after our time was up":              {referral.StateExpired, news{status: fhir.TaskReceived, business: fhir.BusinessAcknowledged}, "", fhir.RefusedIllegal},
		"it never was":                             {referral.StateSent, news{status: fhir.TaskEnteredInError}, fhir.AskError, ""},
		"on hold before it began":                  {referral.StateAccepted, news{status: fhir.TaskOnHold, words: "Away."}, fhir.AskDetails, ""},
		"draft is ours":                            {referral.StateSent, news{status: fhir.TaskDraft}, "", fhir.RefusedSide},
		"expired is ours":                          {referral.StateSent, news{status: fhir.TaskRequested, business: fhir.BusinessExpired}, "", fhir.RefusedSide},
		"known already":                            {referral.StateSent, news{status: fhir.TaskRequested}, "", fhir.RefusedRepeated},
		"known already, by another label":          {referral.StateAccepted, news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted}, "", fhir.RefusedRepeated},
		"on the list, and rejected":                {referral.StateSent, news{status: fhir.TaskRejected, business: fhir.BusinessWaitlisted}, "", fhir.RefusedMismatch},
		"a word of the episode":                    {referral.StateSent, news{status: fhir.TaskInProgress, business: fhir.BusinessEngaged}, "", fhir.RefusedMismatch},
		"no way back to acknowledged":              {referral.StateStarted, news{status: fhir.TaskReceived}, "", fhir.RefusedIllegal},
		"after its end":                            {referral.StateCompleted, news{status: fhir.TaskInProgress}, "", fhir.RefusedTerminal},
	} {
		t.Run(name, func(t *testing.T) {
			s := at(t, referral.PartOnward, c.from)
			c.news.at = s.at.Add(time.Hour)
			r := inbox(c.news.at).Interpret(s.r, c.news.update(t))
			if one(t, r) == "question" {
				require.Equal(t, c.ask, r.Question.Code)
				return
			}
			require.NotNil(t, r.Refusal, "%+v", r)
			require.Equal(t, c.refused, r.Refusal.Code)
			require.Equal(t, c.refused == fhir.RefusedRepeated, r.Refusal.Harmless())
			if c.refused == fhir.RefusedIllegal {
				require.NotEmpty(t, r.Refusal.Allowed)
				require.NotContains(t, r.Refusal.Allowed, string(referral.ActionAcknowledgeOnward))
			}
		})
	}
}

// An unknown businessStatus is a question, never a guess, even where the Task's
// status alone would have said it all. What was agreed with a sender is known.
func TestUnknownBusinessStatusIsAQuestion(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateAccepted)
	n := news{status: fhir.TaskInProgress, at: s.at.Add(time.Hour), change: func(t *fhir.Task) {
		t.BusinessStatus.Coding = []fhir.Coding{{System: "https://provider.example.org/codes", Code: "COURSE-BEGUN"}}
	}}
	in := inbox(n.at)
	r := in.Interpret(s.r, n.update(t))
	require.NotNil(t, r.Question)
	require.Equal(t, fhir.AskBusiness, r.Question.Code)
	require.Equal(t, "https://provider.example.org/codes|COURSE-BEGUN", r.Question.Offered)

	in.Sender.Codes = map[string]fhir.Business{"https://provider.example.org/codes|COURSE-BEGUN": fhir.BusinessStarted}
	require.Equal(t, referral.StateStarted, s.do(in.Interpret(s.r, n.update(t)).Commands...).onward().State)

	n = news{status: fhir.TaskCompleted, at: s.at.Add(time.Hour), change: func(t *fhir.Task) {
		t.BusinessStatus.Text = "Ada Testperson has come for the last time"
	}}
	r = inbox(n.at).Interpret(s.r, n.update(t))
	require.NotNil(t, r.Question)
	require.Equal(t, fhir.AskBusiness, r.Question.Code)
	require.Empty(t, r.Question.Offered) // words may be anything

	n.change = func(t *fhir.Task) {
		t.BusinessStatus.Coding = []fhir.Coding{
			{System: fhir.BusinessSystem, Code: "completed"}, {System: fhir.BusinessSystem, Code: "ended-early"},
		}
	}
	r = inbox(n.at).Interpret(s.r, n.update(t))
	require.NotNil(t, r.Question) // two that differ are none
}

// A repeated delivery changes nothing: it is recognised by the referral, and by
// the repository if it was interpreted before the first was done.
func TestRepeatedDelivery(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	n := news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted, at: s.at.Add(time.Hour), version: "7"}
	in := inbox(n.at.Add(time.Minute))
	first, second := in.Interpret(s.r, n.update(t)), in.Interpret(s.r, n.update(t))
	require.Equal(t, first, second)
	s.do(first.Commands...)
	again := in.Interpret(s.r, n.update(t))
	require.Equal(t, fhir.RefusedRepeated, again.Refusal.Code)

	_, _, err := referral.Pathway().Apply(s.r, second.Commands[0], allowing(), nil)
	var fault *referral.Fault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, referral.RuleTaken, fault.Rule) // which Repository.Do takes as done

	// Later the same status again, as a poll finds it: nothing new.
	n.at, n.version = n.at.Add(time.Hour), "8"
	require.Equal(t, fhir.RefusedRepeated, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
	// The same version number of another system is another version.
	in.Sender.System = "https://another.example.org"
	n = news{status: fhir.TaskInProgress, at: s.at.Add(2 * time.Hour), version: "7"}
	in.Received = n.at
	require.Equal(t, "command", one(t, in.Interpret(s.r, n.update(t))))
}

func TestOutOfOrder(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	accepted := news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted, at: s.at.Add(time.Hour), version: "2"}
	started := news{status: fhir.TaskInProgress, at: s.at.Add(2 * time.Hour), version: "3"}
	in := inbox(s.at.Add(3 * time.Hour))
	s.do(in.Interpret(s.r, started.update(t)).Commands...)
	late := in.Interpret(s.r, accepted.update(t))
	require.NotNil(t, late.Refusal)
	require.Equal(t, fhir.RefusedStale, late.Refusal.Code)

	for name, c := range map[string]struct {
		at   string
		want fhir.RefusalCode
	}{
		"in future": {fhirTime(in.Received.Add(time.Minute)), fhir.RefusedFuture},
		"no time":   {"", fhir.RefusedUndated},
		"a day":     {"2026-03-02", fhir.RefusedUndated},
	} {
		n := news{status: fhir.TaskCompleted, change: func(t *fhir.Task) { t.LastModified = fhir.DateTime(c.at) }}
		require.Equal(t, c.want, in.Interpret(s.r, n.update(t)).Refusal.Code, name)
	}
	// A clock that is a little ahead is allowed for, if the host says how far.
	in.Skew = 2 * time.Minute
	ahead := news{status: fhir.TaskCompleted, at: in.Received.Add(time.Minute)}
	r := in.Interpret(s.r, ahead.update(t))
	require.Equal(t, in.Received, referral.MetaOf(r.Commands[0]).At)
}

func fhirTime(t time.Time) string { return string(fhir.DateTimeOf(t)) }

// A time of day without an offset is no moment: nothing is made of it.
func TestErrorLocalTimeWithoutOffset(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	data := fmt.Sprintf(`{"resourceType":"Task","identifier":[{"value":%q}],"status":"received","intent":"order","lastModified":"2026-03-02T18:00:00"}`, anOnward)
	updates, report, err := fhir.ReadUpdates([]byte(data))
	require.NoError(t, err)
	require.NotEmpty(t, report.Faults)
	require.Equal(t, fhir.RefusedUndated, inbox(s.at.AddDate(0, 0, 2)).Interpret(s.r, updates[0]).Refusal.Code)
}

// An expired onward referral takes late news (D2), and after the episode's end
// replies are still taken (D9).
func TestLateNews(t *testing.T) {
	for _, c := range []struct {
		news news
		want referral.State
	}{
		{news{status: fhir.TaskAccepted, business: fhir.BusinessAccepted}, referral.StateAccepted},
		{news{status: fhir.TaskAccepted, business: fhir.BusinessWaitlisted}, referral.StateWaitlisted},
		{news{status: fhir.TaskRejected, reason: "no-capacity"}, referral.StateDeclinedByProvider},
	} {
		s := at(t, referral.PartOnward, referral.StateExpired)
		c.news.at = s.at.Add(time.Hour)
		s.do(inbox(c.news.at).Interpret(s.r, c.news.update(t)).Commands...)
		require.Equal(t, c.want, s.onward().State)
		require.True(t, s.onward().Late)
	}
	s := at(t, referral.PartOnward, referral.StateStarted).run(referral.ActionClose)
	n := news{status: fhir.TaskCompleted, at: s.at.Add(time.Hour)}
	s.do(inbox(n.at).Interpret(s.r, n.update(t)).Commands...)
	require.Equal(t, referral.StateCompleted, s.onward().State)
	require.Equal(t, referral.StateClosed, s.r.State())
}

// What was completed in one message had begun: if the Task says when.
func TestTwoStepsAtOnce(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateAccepted)
	begun := s.at.Add(30 * time.Minute)
	n := news{status: fhir.TaskCompleted, at: s.at.Add(time.Hour), change: func(t *fhir.Task) {
		t.ExecutionPeriod = fhir.Period{Start: fhir.DateTimeOf(begun)}
	}}
	r := inbox(n.at).Interpret(s.r, n.update(t))
	require.Len(t, r.Commands, 2)
	s.do(r.Commands...)
	require.Equal(t, referral.StateCompleted, s.onward().State)
	require.Equal(t, begun, s.onward().Started)

	n.at, n.change = n.at.Add(time.Hour), func(t *fhir.Task) { t.ExecutionPeriod.Start = "2019-01-01T00:00:00Z" }
	s = at(t, referral.PartOnward, referral.StateAccepted)
	require.Equal(t, fhir.AskDetails, inbox(n.at).Interpret(s.r, n.update(t)).Question.Code)
}

// Cancelling is two steps: the service asks, the provider confirms, or says that
// it was completed before.
func TestRecallIsConfirmed(t *testing.T) {
	confirm := []news{
		{status: fhir.TaskCancelled},
		{status: fhir.TaskFailed, words: "Cancelled as requested"},
		{status: fhir.TaskRejected},
		{status: fhir.TaskCancelled, business: fhir.BusinessRecalled},
	}
	for _, n := range confirm {
		s := at(t, referral.PartOnward, referral.StateStarted).run(referral.ActionRecallOnward)
		require.Equal(t, fhir.BusinessCancellationRequested, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Business)
		require.Equal(t, fhir.TaskInProgress, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Task)
		require.Equal(t, fhir.RequestRevoked, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Request)
		n.at = s.at.Add(time.Hour)
		in := inbox(n.at)
		s.do(in.Interpret(s.r, n.update(t)).Commands...)
		require.Equal(t, fhir.TaskCancelled, statusNow(fhir.ProfileR4, s.r, referral.PartOnward).Task)
		require.Equal(t, referral.StateRecalled, s.onward().State)
		require.Equal(t, fhir.RefusedRepeated, in.Interpret(s.r, n.update(t)).Refusal.Code)
	}
	s := at(t, referral.PartOnward, referral.StateStarted).run(referral.ActionRecallOnward)
	for status, want := range map[fhir.TaskStatus]fhir.QuestionCode{fhir.TaskCompleted: fhir.AskAfterRecall, fhir.TaskOnHold: fhir.AskAfterRecall} {
		n := news{status: status, at: s.at.Add(time.Hour)}
		require.Equal(t, want, inbox(n.at).Interpret(s.r, n.update(t)).Question.Code)
	}
	n := news{status: fhir.TaskInProgress, at: s.at.Add(time.Hour)}
	require.Equal(t, fhir.RefusedRepeated, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
}

// The other way round the referrer asks, and until support has begun that is
// the withdrawal; afterwards the service confirms, or says how it ended.
func TestReferrerCancels(t *testing.T) {
	asks := map[string]func(*fhir.Task){
		"Task cancelled":         func(t *fhir.Task) { t.Status = "cancelled" },
		"cancellation requested": func(t *fhir.Task) { t.BusinessStatus.Coding[0].Code = "cancellation-requested" },
		"abort": func(t *fhir.Task) {
			t.Code.Coding = []fhir.Coding{{System: "http://hl7.org/fhir/CodeSystem/task-code", Code: "abort"}}
			t.Focus = fhir.Reference{Identifier: &t.Identifier[0]}
			t.Identifier, t.BusinessStatus = []fhir.Identifier{{Value: "our own"}}, fhir.CodeableConcept{}
		},
	}
	for name, ask := range asks {
		n := news{about: uuid.UUID(anEpisode), status: fhir.TaskRequested, business: fhir.BusinessWithdrawn, reason: "needs-met", change: ask}
		for _, from := range []referral.State{referral.StateReceived, referral.StateAccepted, referral.StateContacting} {
			s := at(t, referral.PartReferral, from)
			n.at = s.at.Add(time.Hour)
			r := fromReferrer(n.at).Interpret(s.r, n.update(t))
			require.Equal(t, "command", one(t, r), "%s: %+v %+v", name, r.Question, r.Refusal)
			require.Equal(t, referral.StateWithdrawn, s.do(r.Commands...).r.State(), name)
		}
		s := at(t, referral.PartReferral, referral.StateEngaged)
		n.at = s.at.Add(time.Hour)
		require.Equal(t, fhir.AskCancel, fromReferrer(n.at).Interpret(s.r, n.update(t)).Question.Code, name)
		s = at(t, referral.PartReferral, referral.StateClosed)
		n.at = s.at.Add(time.Hour)
		require.Equal(t, fhir.RefusedTerminal, fromReferrer(n.at).Interpret(s.r, n.update(t)).Refusal.Code, name)
		require.Equal(t, fhir.RefusedPerformer, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code, "a provider may not")
	}
}

// What a referrer may say, and what only the service says.
func TestReferrerUpdates(t *testing.T) {
	s := at(t, referral.PartReferral, referral.StateInformationRequested)
	n := news{about: uuid.UUID(anEpisode), status: fhir.TaskRequested, business: fhir.BusinessInformationGiven, note: "She has a telephone.", at: s.at.Add(time.Hour)}
	require.Equal(t, referral.StateReceived, s.do(fromReferrer(n.at).Interpret(s.r, n.update(t)).Commands...).r.State())

	s = at(t, referral.PartReferral, referral.StateInformationRequested)
	n.note = ""
	require.Equal(t, fhir.AskDetails, fromReferrer(n.at).Interpret(s.r, n.update(t)).Question.Code)
	for _, status := range []fhir.TaskStatus{fhir.TaskAccepted, fhir.TaskRejected, fhir.TaskInProgress, fhir.TaskCompleted, fhir.TaskFailed} {
		n := news{about: uuid.UUID(anEpisode), status: status, at: s.at.Add(time.Hour)}
		require.Equal(t, fhir.RefusedSide, fromReferrer(n.at).Interpret(s.r, n.update(t)).Refusal.Code, status)
	}
}

// A ServiceRequest alone is its requester's to change.
func TestRequestAlone(t *testing.T) {
	s := at(t, referral.PartReferral, referral.StateReceived)
	at := s.at.Add(time.Hour)
	for status, want := range map[string]string{
		"active": "repeated", "on-hold": "suspension-asked", "completed": "suspension-asked", "unknown": "suspension-asked", "entered-in-error": "entered-in-error",
		"revoked": "reason-missing", "sleeping": "invalid",
	} {
		data := fmt.Sprintf(`{"resourceType":"ServiceRequest","meta":{"lastUpdated":%q},"identifier":[{"value":%q}],"status":%q,"intent":"order"}`, fhirTime(at), anEpisode, status)
		updates, _, err := fhir.ReadUpdates([]byte(data))
		require.NoError(t, err)
		r := fromReferrer(at).Interpret(s.r, updates[0])
		got := ""
		if one(t, r) == "question" {
			got = string(r.Question.Code)
		} else {
			got = string(r.Refusal.Code)
		}
		require.Equal(t, want, got, status)
	}
}

// Somebody else's update moves nothing.
func TestOthersUpdates(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	n := news{status: fhir.TaskReceived, at: s.at.Add(time.Hour)}
	in := inbox(n.at)
	in.Sender.Provider[0]++
	require.Equal(t, fhir.RefusedPerformer, in.Interpret(s.r, n.update(t)).Refusal.Code)
	in.Sender.Provider = [16]byte{}
	require.Equal(t, fhir.RefusedPerformer, in.Interpret(s.r, n.update(t)).Refusal.Code)
	require.Equal(t, fhir.RefusedPerformer, fromReferrer(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
	require.Equal(t, fhir.RefusedNotConfigured, fhir.Inbox{}.Interpret(s.r, n.update(t)).Refusal.Code)

	n.change = func(t *fhir.Task) {
		t.For = fhir.Reference{Identifier: &fhir.Identifier{Value: "urn:uuid:" + person.ID(fixed(99)).String()}}
	}
	require.Equal(t, fhir.RefusedPerson, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
	n.change = func(t *fhir.Task) {
		t.For = fhir.Reference{Identifier: &fhir.Identifier{Value: "urn:uuid:" + aPerson.String()}}
	}
	require.Equal(t, "command", one(t, inbox(n.at).Interpret(s.r, n.update(t))))

	n.change = func(t *fhir.Task) { t.Identifier[0].Value = fixed(98).String() }
	require.Equal(t, fhir.RefusedUnknown, inbox(n.at).Interpret(s.r, n.update(t)).Refusal.Code)
	require.Equal(t, []uuid.UUID{uuid.UUID(fixed(98))}, n.update(t).Identifiers())
	n.status = fhir.TaskRequested
	require.Equal(t, fhir.AskNewRequest, fromReferrer(n.at).Interpret(s.r, n.update(t)).Question.Code)
}

// An element that may turn the meaning round, or a status that R4 has not, is
// acted on by nobody.
func TestNotUnderstood(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	at := s.at.Add(time.Hour)
	for more, want := range map[string]fhir.RefusalCode{
		`"status":"received","modifierExtension":[{"url":"https://example.org/not","valueBoolean":true}]`: fhir.RefusedMeaning,
		`"status":"received","implicitRules":"https://example.org/rules"`:                                 fhir.RefusedMeaning,
		`"status":"waiting"`: fhir.RefusedInvalid,
		`"status":null`:      fhir.RefusedInvalid,
	} {
		data := fmt.Sprintf(`{"resourceType":"Task","identifier":[{"value":%q}],"intent":"order","lastModified":%q,%s}`, anOnward, fhirTime(at), more)
		updates, _, err := fhir.ReadUpdates([]byte(data))
		require.NoError(t, err)
		require.Equal(t, want, inbox(at).Interpret(s.r, updates[0]).Refusal.Code, more)
	}
}

// BSeR's own codes, alone: what they do not tell apart is asked.
func TestBSeRPeer(t *testing.T) {
	for _, c := range []struct {
		from referral.State
		news news
		want string
	}{
		{referral.StateSent, news{status: fhir.TaskRejected, bser: "4.0", words: "No room."}, "several-meanings"},
		{referral.StateSent, news{status: fhir.TaskRejected, bser: "4.0", business: fhir.BusinessDeclinedByProvider, words: "No room."}, "declined-by-provider"},
		{referral.StateAccepted, news{status: fhir.TaskInProgress, bser: "5.1.1"}, "appointment"},
		{referral.StateAccepted, news{status: fhir.TaskInProgress, bser: "5.1.2"}, "appointment"},
		{referral.StateStarted, news{status: fhir.TaskCompleted, bser: "7.0"}, "completed"},
		{referral.StateStarted, news{status: fhir.TaskCompleted, bser: "4.0"}, "contradiction"},
		{referral.StateStarted, news{status: fhir.TaskCompleted, bser: "7.0", business: fhir.BusinessEndedEarly}, "contradiction"},
	} {
		s := at(t, referral.PartOnward, c.from)
		c.news.at = s.at.Add(time.Hour)
		in := inbox(c.news.at)
		in.Sender.Profile = fhir.ProfileBSeR
		r := in.Interpret(s.r, c.news.update(t))
		got := ""
		switch one(t, r) {
		case "command":
			got = string(s.do(r.Commands...).onward().State)
		case "question":
			got = string(r.Question.Code)
		default:
			got = string(r.Refusal.Code)
		}
		require.Equal(t, c.want, got, "%+v", c.news)
	}
}

// store puts an episode into a repository.
func store(tb testing.TB, s *script) *referral.Repository {
	tb.Helper()
	repo := memreferral.New(nil)
	require.NoError(tb, repo.Commit(context.Background(), referral.Change{ID: referral.ChangeID(fixed(77)), Value: s.r, Events: s.events}))
	return referral.NewRepository(repo, &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return allowing(), nil
		},
	})
}

// A bundle with several versions is taken in the order in which they were
// written, each against what the one before made; delivered again, all of it is
// known.
func TestDeliverInOrder(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	b := &fhir.Bundle{Type: "collection"}
	for i, n := range []news{
		{status: fhir.TaskCompleted, at: s.at.Add(3 * time.Hour), version: "4"},
		{status: fhir.TaskAccepted, business: fhir.BusinessAccepted, at: s.at.Add(time.Hour), version: "2"},
		{status: fhir.TaskInProgress, at: s.at.Add(2 * time.Hour), version: "3"},
	} {
		b.Entry = append(b.Entry, fhir.BundleEntry{FullURL: fmt.Sprintf("https://provider.example.org/fhir/Task/%d", i), Resource: n.task()})
	}
	data, err := fhir.Encode(b)
	require.NoError(t, err)
	updates, report, err := fhir.ReadUpdates(data)
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	repo, in := store(t, s), inbox(s.at.Add(4*time.Hour))
	for range 2 {
		rulings, err := in.Deliver(context.Background(), repo, anEpisode, updates)
		require.NoError(t, err)
		require.Len(t, rulings, 3)
		require.Equal(t, "Bundle.entry[1].resource", rulings[0].Path)
	}
	r, err := repo.Get(context.Background(), anEpisode, in.Sender.Actor, in.Received)
	require.NoError(t, err)
	o, _ := r.Onward(anOnward)
	require.Equal(t, referral.StateCompleted, o.State)
	require.Equal(t, s.r.Sequence()+3, r.Sequence())

	_, err = in.Deliver(context.Background(), repo, referral.ID(fixed(66)), updates)
	require.ErrorIs(t, err, referral.ErrNotFound)
}

// What the machine refuses is a refusal with its cause, and nothing has changed.
func TestMachineRefuses(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	n := news{status: fhir.TaskRejected, words: strings.Repeat("long ", 10_000), at: s.at.Add(time.Hour)}
	repo := store(t, s)
	rulings, err := inbox(n.at).Deliver(context.Background(), repo, anEpisode, []fhir.Update{n.update(t)})
	require.NoError(t, err)
	require.Equal(t, "refusal", one(t, rulings[0]))
	require.ErrorIs(t, rulings[0].Refusal, referral.ErrInvalid)
	require.NotContains(t, rulings[0].Refusal.Error(), "long")
	r, err := repo.Get(context.Background(), anEpisode, referral.Actor{}, n.at)
	require.NoError(t, err)
	require.True(t, r.Equal(s.r))
}

// An import never inverts a folded status: a Task.status without businessStatus
// moves something only if, of all the states that a provider can bring about,
// exactly one is written so.
func TestNoFoldedStatusIsInverted(t *testing.T) {
	theirs := map[referral.State]bool{}
	for _, row := range referral.Pathway().Spec().Onward.Rows {
		if slices.Contains(row.Roles, referral.RoleProvider) && row.To != referral.Return && row.To != referral.Stay {
			theirs[row.To] = true
		}
	}
	for _, p := range fhir.Profiles() {
		folded := map[fhir.TaskStatus]map[referral.State]bool{}
		for _, row := range fhir.StateRows(p) {
			if row.Part != referral.PartOnward || !theirs[row.State] || !row.Status.Written() {
				continue
			}
			if folded[row.Status.Task] == nil {
				folded[row.Status.Task] = map[referral.State]bool{}
			}
			folded[row.Status.Task][row.State] = true
		}
		require.Greater(t, len(folded[fhir.TaskAccepted]), 1, "%s: a test that tests nothing", p)
		for state := range waysTo[referral.PartOnward] {
			if state == referral.Nowhere || state == referral.StateRecalled {
				continue // the end of what was recalled has one meaning
			}
			s := at(t, referral.PartOnward, state)
			for _, status := range fhir.TaskStatuses() {
				n := news{status: status, words: "Said in words.", at: s.at.Add(time.Hour)}
				in := inbox(n.at)
				in.Sender.Profile = p
				r := in.Interpret(s.r, n.update(t))
				if len(r.Commands) > 0 {
					require.Len(t, folded[status], 1, "%s: %s in %s did %s", p, status, state, r.Commands[0].Action())
				}
			}
		}
	}
}
