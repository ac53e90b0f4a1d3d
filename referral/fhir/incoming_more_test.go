package fhir_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// word is what a ruling comes to, in one word: an action, or a code.
func word(tb testing.TB, r fhir.Ruling) string {
	tb.Helper()
	switch one(tb, r) {
	case "command":
		return string(r.Commands[len(r.Commands)-1].Action())
	case "question":
		return string(r.Question.Code)
	}
	return string(r.Refusal.Code)
}

// A host that mirrors another service's episodes takes its news as that of
// staff: what a status carries whole becomes a command, the rest is asked.
func TestServiceUpdates(t *testing.T) {
	for _, c := range []struct {
		role referral.Role
		from referral.State
		news news
		want string
	}{
		{referral.RoleTeamLead, referral.StateReceived, news{status: fhir.TaskAccepted}, "accept"},
		{referral.RoleTeamLead, referral.StateReceived, news{status: fhir.TaskAccepted, business: fhir.BusinessAwaitingAllocation}, "accept"},
		{referral.RoleSystem, referral.StateReceived, news{status: fhir.TaskAccepted}, "illegal"}, // only staff accepts
		{referral.RoleTeamLead, referral.StateReceived, news{status: fhir.TaskRejected, reason: "out-of-area"}, "reject"},
		{referral.RoleTeamLead, referral.StateReceived, news{status: fhir.TaskReceived, business: fhir.BusinessInformationRequested, note: "Which practice?"}, "ask-information"},
		{referral.RoleTeamLead, referral.StateReceived, news{status: fhir.TaskReceived, business: fhir.BusinessInformationRequested, note: "  "}, "details-missing"},
		{referral.RoleTeamLead, referral.StateInformationRequested, news{status: fhir.TaskReceived, business: fhir.BusinessReceived}, "not-theirs-to-write"},
		{referral.RoleTeamLead, referral.StateAccepted, news{status: fhir.TaskInProgress, business: fhir.BusinessContacting}, "details-missing"},
		{referral.RoleTeamLead, referral.StateContacting, news{status: fhir.TaskOnHold, words: "Unwell."}, "details-missing"},
		{referral.RoleTeamLead, referral.StateOnHold, news{status: fhir.TaskInProgress, business: fhir.BusinessContacting}, "resume"},
		{referral.RoleTeamLead, referral.StateOnHold, news{status: fhir.TaskInProgress, business: fhir.BusinessEngaged}, "illegal"},
		{referral.RoleTeamLead, referral.StateEngaged, news{status: fhir.TaskCompleted, words: "Done."}, "details-missing"},
		{referral.RoleTeamLead, referral.StateEngaged, news{status: fhir.TaskInProgress, business: fhir.BusinessPlanAgreed}, "repeated"},
		{referral.RoleTeamLead, referral.StateEngaged, news{status: fhir.TaskEnteredInError}, "happened"},
		{referral.RoleTeamLead, referral.StateAccepted, news{status: fhir.TaskEnteredInError}, "entered-in-error"},
		{referral.RoleTeamLead, referral.StateRejected, news{status: fhir.TaskAccepted, business: fhir.BusinessAwaitingAllocation}, "over"},
		{referral.RoleReferrer, referral.StateReceived, news{status: fhir.TaskRequested, business: fhir.BusinessInformationGiven, note: "x"}, "repeated"},
		{referral.RoleReferrer, referral.StateReceived, news{status: fhir.TaskAccepted, business: fhir.BusinessInformationGiven, note: "x"}, "not-theirs-to-write"},
		{referral.RoleReferrer, referral.StateReceived, news{status: fhir.TaskEnteredInError}, "entered-in-error"},
		{referral.RoleReferrer, referral.StateWithdrawn, news{status: fhir.TaskCancelled, business: fhir.BusinessWithdrawn, words: "x"}, "repeated"},
		{referral.RoleReferrer, referral.StateReceived, news{status: fhir.TaskCancelled, business: fhir.BusinessCompleted, words: "x"}, "not-theirs-to-write"},
	} {
		s := at(t, referral.PartReferral, c.from)
		c.news.about, c.news.at = uuid.UUID(anEpisode), s.at.Add(time.Hour)
		in := inbox(c.news.at)
		in.Sender.Actor.Role = c.role
		ruling := in.Interpret(s.r, fhir.Update{Task: c.news.task()})
		require.Equal(t, c.want, word(t, ruling), "%s %s %+v", c.role, c.from, c.news)
		if len(ruling.Commands) > 0 {
			s.do(ruling.Commands...)
		}
	}
}

// On hold before the first conversation a referrer may still withdraw; after it
// somebody decides.
func TestReferrerCancelsOnHold(t *testing.T) {
	for way, want := range map[*[]referral.Action]string{&toContacting: "withdraw", &toEngaged: "cancellation-asked"} {
		s := newScript(t).run(after(*way, referral.ActionHold)...)
		n := news{about: uuid.UUID(anEpisode), status: fhir.TaskCancelled, words: "No longer needed.", at: s.at.Add(time.Hour)}
		require.Equal(t, want, word(t, fromReferrer(n.at).Interpret(s.r, n.update(t))))
	}
}

// The same Task.status with another businessStatus is news.
func TestNewsWithinOneStatus(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateAccepted)
	n := news{status: fhir.TaskAccepted, business: fhir.BusinessWaitlisted, at: s.at.Add(time.Hour)}
	require.Equal(t, "waitlist-onward", word(t, inbox(n.at).Interpret(s.r, n.update(t))))
	in := inbox(n.at)
	in.Sender.Profile = fhir.ProfileBSeR
	n = news{status: fhir.TaskInProgress, bser: "9.9", at: s.at.Add(time.Hour)}
	require.Equal(t, "unknown-business-status", word(t, in.Interpret(s.r, n.update(t))))
	n = news{status: fhir.TaskAccepted, bser: "3.0", at: s.at.Add(time.Hour)}
	require.Equal(t, "repeated", word(t, in.Interpret(s.r, n.update(t))))
	n.bser = "2.0"
	require.Equal(t, "contradiction", word(t, in.Interpret(s.r, n.update(t))))
	// A code of BSeR from a peer that is none of its: nobody has agreed on it.
	n.bser = "3.0"
	require.Equal(t, "unknown-business-status", word(t, inbox(n.at).Interpret(s.r, n.update(t))))
}

// References are followed within the text: to an entry by its address or by type
// and id, and to what is contained.
func TestReferencesWithinTheText(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	at := s.at.Add(time.Hour)
	request := fmt.Sprintf(`{"resourceType":"ServiceRequest","id":"r1","identifier":[{"value":"%s"}],"status":"active","intent":"order"}`, anOnward)
	patient := fmt.Sprintf(`{"resourceType":"Patient","id":"p1","identifier":[{"value":"%s"}]}`, uuid.UUID(fixed(99)))
	task := func(more string) string {
		return fmt.Sprintf(`{"resourceType":"Task","status":"received","intent":"order","lastModified":"%s",%s}`, fhirTime(at), more)
	}
	group := fmt.Sprintf(`"groupIdentifier":{"value":"urn:uuid:%s"}`, anEpisode)
	for text, want := range map[string]string{
		task(`"contained":[` + request + `],"focus":{"reference":"#r1"}`):                                                                                                                      "acknowledge-onward",
		task(`"contained":[` + request + `],"focus":{"reference":"#r2"}`):                                                                                                                      "unknown-item",
		bundled(`{"resource":`+request+`}`, task(`"focus":{"reference":"ServiceRequest/r1"}`)):                                                                                                 "acknowledge-onward",
		bundled(`{"fullUrl":"urn:x","resource":`+request+`}`, task(`"focus":{"reference":"urn:x"}`)):                                                                                           "acknowledge-onward",
		task(`"contained":[` + request + `,` + patient + `],"focus":{"reference":"#r1"},"for":{"reference":"#p1"}`):                                                                            "another-person",
		task(`"identifier":[{"value":"theirs"}],` + group):                                                                                                                                     "unknown-item",
		task(`"identifier":[{"value":"theirs"}],"contained":[` + request + `],"focus":{"reference":"#r1"}`):                                                                                    "two-active",
		bundled(`{"resource":{"resourceType":"Task","modifierExtension":[{"url":"urn:x","valueBoolean":true}]}}`, task(`"focus":{"identifier":{"value":"`+uuid.UUID(anOnward).String()+`"}}`)): "acknowledge-onward",
	} {
		updates, _, err := fhir.ReadUpdates([]byte(text))
		require.NoError(t, err)
		require.Equal(t, want, word(t, inbox(at).Interpret(s.r, updates[len(updates)-1])), text)
	}
	updates, _, err := fhir.ReadUpdates([]byte(task(group)))
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{uuid.UUID(anEpisode)}, updates[0].Identifiers())
	require.Equal(t, "sender-not-described", word(t, fhir.Inbox{}.Interpret(s.r, fhir.Update{})))
	require.Equal(t, "invalid", word(t, inbox(at).Interpret(s.r, fhir.Update{})))
	require.Equal(t, "unknown-item", word(t, inbox(at).Interpret(referral.Referral{}, updates[0])))
}

func bundled(entry, last string) string {
	return `{"resourceType":"Bundle","type":"collection","entry":[` + entry + `,{"resource":` + last + `}]}`
}

// What is offered is shown only if it could not be somebody's name.
func TestOfferedCodesHoldNoPersonalData(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	for code, want := range map[string]string{
		"BEGUN": "urn:x|BEGUN", "Ada Testperson": "", "ada@example.org": "", "": "", "Siân": "", "x\x1b[2J": "",
		"a-code-that-is-much-longer-than-any-code-has-a-right-to-be": "",
	} {
		task := news{status: fhir.TaskAccepted, at: s.at.Add(time.Hour)}.task()
		task.BusinessStatus.Coding = []fhir.Coding{{System: "urn:x", Code: code}}
		r := inbox(s.at.Add(time.Hour)).Interpret(s.r, fhir.Update{Task: task})
		require.Equal(t, fhir.AskBusiness, r.Question.Code)
		require.Equal(t, want, r.Question.Offered)
	}
}

func TestRefusalText(t *testing.T) {
	require.Equal(t, "fhir: update refused: repeated", (&fhir.Refusal{Code: fhir.RefusedRepeated}).Error())
	require.Equal(t, "fhir: update refused: illegal: sent to started: no", (&fhir.Refusal{
		Code: fhir.RefusedIllegal, From: referral.StateSent, To: referral.StateStarted, Cause: errors.New("no"),
	}).Error())
}

// brokenStore fails when it is written to.
type brokenStore struct{ *memreferral.Store }

var errBroken = errors.New("disk full")

func (brokenStore) Commit(context.Context, referral.Change) error { return errBroken }

// The store's own error is no refusal: it is given, with what was done so far.
func TestDeliverStoreError(t *testing.T) {
	ctx := context.Background()
	s := at(t, referral.PartOnward, referral.StateSent)
	mem := memreferral.New(nil)
	require.NoError(t, mem.Commit(ctx, referral.Change{ID: referral.ChangeID(fixed(77)), Value: s.r, Events: s.events}))
	repo := referral.NewRepository(brokenStore{mem}, nil)
	known := news{status: fhir.TaskRequested, at: s.at.Add(time.Hour)}
	n := news{status: fhir.TaskReceived, at: s.at.Add(2 * time.Hour)}
	rulings, err := inbox(n.at).Deliver(ctx, repo, anEpisode, []fhir.Update{n.update(t), known.update(t)})
	require.ErrorIs(t, err, errBroken)
	require.Len(t, rulings, 1)
	require.Equal(t, "repeated", word(t, rulings[0]))
}

// What has no time stands last, and is refused for it.
func TestDeliverUndated(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	dated := news{status: fhir.TaskReceived, at: s.at.Add(time.Hour)}
	rulings, err := inbox(dated.at).Deliver(context.Background(), store(t, s), anEpisode, []fhir.Update{
		{Path: "none"}, {Path: "undated", Task: news{status: fhir.TaskAccepted}.task()}, dated.update(t),
	})
	require.NoError(t, err)
	var words []string
	for _, r := range rulings {
		words = append(words, word(t, r))
	}
	require.Equal(t, []string{"acknowledge-onward", "invalid", "undated"}, words)
}

// A foreign reason is its words: those of the concept first, else the first
// display of a coding.
func TestForeignReasonIsItsWords(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	for text, want := range map[string]string{"No room.": "No room.", "": "Group full"} {
		task := news{status: fhir.TaskRejected, words: text, at: s.at.Add(time.Hour)}.task()
		task.StatusReason.Coding = []fhir.Coding{{System: "urn:x", Code: "22", Display: "Group full"}, {System: "urn:y", Code: "1", Display: "Other"}}
		cmd, ok := inbox(s.at.Add(time.Hour)).Interpret(s.r, fhir.Update{Task: task}).Commands[0].(*referral.DeclineOnward)
		require.True(t, ok)
		require.Equal(t, referral.ReasonOther, cmd.Reason)
		require.Equal(t, want, cmd.Words.Disclose())
	}
}

// A server's version numbers the update; without one, the time does.
func TestVersionNumbersTheUpdate(t *testing.T) {
	s := at(t, referral.PartOnward, referral.StateSent)
	id := func(version string, hours time.Duration) referral.ChangeID {
		n := news{status: fhir.TaskReceived, version: version, at: s.at.Add(hours * time.Hour)}
		return referral.MetaOf(inbox(s.at.AddDate(0, 0, 1)).Interpret(s.r, n.update(t)).Commands[0]).ID
	}
	require.Equal(t, id("1", 1), id("1", 2))
	require.NotEqual(t, id("1", 1), id("2", 1))
	require.Equal(t, id("", 1), id("", 1))
	require.NotEqual(t, id("", 1), id("", 2))
}
