package fhir_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

var (
	monday    = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	aWorker   = fixed(1)
	aService  = referral.ServiceID(fixed(3))
	elsewhere = referral.ServiceID(fixed(4))
	aPerson   = person.ID(fixed(5))
	aProvider = activity.ProviderID(fixed(6))
	anEpisode = referral.ID(fixed(7))
	anOnward  = referral.OnwardID(fixed(8))
	atAllRows = person.NewText("Said in words.")
)

// fixed makes the n-th identifier of the tests, always the same.
func fixed(n int) referral.ActorID {
	return referral.ActorID{0: 0xaa, 6: 0x40, 8: 0x80, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

// allowing are facts that bar nothing.
func allowing() referral.Facts {
	given := person.Verdict{Answer: person.Given}
	return referral.Facts{
		AsOf: monday, Person: 1, Identified: person.Yes, Reachable: person.Yes, Dead: person.No, Prohibited: person.No,
		SafeNow: person.Yes, Safeguarding: person.No, OtherOpen: person.No,
		Consents: []referral.ConsentFact{
			{Scope: referral.ProviderScope(aProvider), Verdict: given}, {Scope: referral.TransferScope(elsewhere), Verdict: given},
		},
		Channels:  []referral.ChannelFact{{Channel: referral.ChannelTelephone, Usable: person.Yes}},
		Providers: []referral.ProviderFact{{Provider: aProvider, Agreement: person.Yes, Suspended: person.No}},
	}
}

// script drives one synthetic episode, an hour a step.
type script struct {
	t      *testing.T
	r      referral.Referral
	at     time.Time
	role   referral.Role
	events []referral.Event
}

func newScript(t *testing.T) *script {
	t.Helper()
	return &script{t: t, at: monday, role: referral.RoleTeamLead}
}

// do applies commands, filling in who and when.
func (s *script) do(commands ...referral.Command) *script {
	s.t.Helper()
	for _, c := range commands {
		s.at = s.at.Add(time.Hour)
		m, _ := reflect.ValueOf(c).Elem().FieldByName("Meta").Addr().Interface().(*referral.Meta)
		if m.ID.IsZero() {
			*m = referral.Meta{
				ID: referral.ChangeID(fixed(1000 + len(s.events))), By: referral.Actor{ID: aWorker, Role: s.role, Purpose: referral.PurposeDirectCare},
				At: s.at, RecordedAt: s.at,
			}
		}
		next, events, err := referral.Pathway().Apply(s.r, c, allowing(), nil)
		require.NoError(s.t, err, "%s in %s", c.Action(), s.r.State())
		s.r, s.events = next, append(s.events, events...)
	}
	return s
}

// onward is the onward referral as it stands.
func (s *script) onward() referral.Onward {
	o, ok := s.r.Onward(anOnward)
	require.True(s.t, ok)
	return o
}

func intake() referral.Intake {
	return referral.Intake{
		Person: aPerson, Service: aService, Basis: referral.BasisOfferAccepted, Reasons: []person.NeedCode{"sp-need:lonely"},
	}
}

// does makes the command of an action of an episode or an onward referral.
func (s *script) does(on referral.Action) referral.Command {
	why, words := s.reason(on), atAllRows
	in := intake()
	//exhaustive:ignore
	switch on {
	case referral.ActionDraft:
		return &referral.Draft{Referral: anEpisode, Intake: in}
	case referral.ActionSubmit:
		if s.r.IsZero() {
			return &referral.Submit{Referral: anEpisode, Intake: &in}
		}
		return &referral.Submit{}
	case referral.ActionAskInformation:
		return &referral.AskInformation{Words: words}
	case referral.ActionAnswerInformation:
		return &referral.AnswerInformation{Words: words}
	case referral.ActionAccept:
		return &referral.Accept{Eligible: person.Yes}
	case referral.ActionReject:
		return &referral.Reject{Reason: why, Words: words}
	case referral.ActionRedirect:
		return &referral.Redirect{Reason: why, Words: words, To: elsewhere, Acknowledged: s.at}
	case referral.ActionDecline:
		return &referral.Decline{Reason: why, Words: words, DecidedBy: referral.Decider{Party: referral.PartyPerson}}
	case referral.ActionWithdraw:
		return &referral.Withdraw{Reason: why, Words: words}
	case referral.ActionCancel:
		return &referral.Cancel{Reason: why, Words: words}
	case referral.ActionAllocate:
		return &referral.Allocate{Worker: aWorker}
	case referral.ActionFirstContact:
		return &referral.FirstContact{Contact: s.spoken()}
	case referral.ActionHold:
		return &referral.Hold{Reason: why, Words: words, Review: s.at.AddDate(0, 0, 7)}
	case referral.ActionResume:
		return &referral.Resume{}
	case referral.ActionOfferTransfer:
		return &referral.OfferTransfer{Reason: why, Words: words, To: elsewhere, Expires: s.at.AddDate(0, 0, 7)}
	case referral.ActionAcceptTransfer:
		return &referral.AcceptTransfer{Episode: referral.ID(fixed(9))}
	case referral.ActionClose:
		return &referral.Close{Reason: "moved-away", Words: words, LeaveOpen: s.leave()}
	case referral.ActionReopen:
		return &referral.Reopen{Reason: why, Words: words}
	case referral.ActionEnterInError:
		return &referral.EnterInError{Reason: why, Words: words}
	}
	return s.doesOnward(on, why, words)
}

// leave leaves open onward referrals with somebody who watches them.
func (s *script) leave() []referral.LeftOpen {
	var out []referral.LeftOpen
	for o := range s.r.Onwards() {
		if def, _ := referral.Pathway().State(referral.PartOnward, o.State); def.Phase != referral.PhaseEnded && def.Phase != referral.PhaseVoid {
			out = append(out, referral.LeftOpen{Onward: o.ID, Watcher: aWorker, Until: s.at.AddDate(0, 1, 0)})
		}
	}
	return out
}

func (s *script) spoken() referral.Contact {
	return referral.Contact{ID: referral.ContactID(fixed(500 + len(s.events))), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged}
}

func (s *script) doesOnward(on referral.Action, why referral.Reason, words person.Text) referral.Command {
	//exhaustive:ignore
	switch on {
	case referral.ActionProposeOnward:
		return &referral.ProposeOnward{Onward: referral.Onward{ID: anOnward, Provider: aProvider}}
	case referral.ActionSendOnward:
		return &referral.SendOnward{Onward: anOnward, Agreed: person.Yes}
	case referral.ActionAcknowledgeOnward:
		return &referral.AcknowledgeOnward{Onward: anOnward}
	case referral.ActionAcceptOnward:
		return &referral.AcceptOnward{Onward: anOnward}
	case referral.ActionWaitlistOnward:
		return &referral.WaitlistOnward{Onward: anOnward, Position: 3}
	case referral.ActionDeclineOnward:
		return &referral.DeclineOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionRefuseOnward:
		return &referral.RefuseOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionStartOnward:
		return &referral.StartOnward{Onward: anOnward}
	case referral.ActionPauseOnward:
		return &referral.PauseOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionResumeOnward:
		return &referral.ResumeOnward{Onward: anOnward}
	case referral.ActionCompleteOnward:
		return &referral.CompleteOnward{Onward: anOnward}
	case referral.ActionEndOnward:
		return &referral.EndOnward{Onward: anOnward, Reason: why, Words: words, By: referral.PartyPerson}
	case referral.ActionNeverStartOnward:
		return &referral.NeverStartOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionCancelOnward:
		return &referral.CancelOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionExpireOnward:
		s.at = s.at.AddDate(0, 3, 0)
		return &referral.ExpireOnward{Onward: anOnward}
	case referral.ActionRecallOnward:
		return &referral.RecallOnward{Onward: anOnward, Reason: why, Words: words}
	case referral.ActionVoidOnward:
		return &referral.VoidOnward{Onward: anOnward, Reason: why, Words: words}
	}
	s.t.Fatalf("no command for %s", on)
	return nil
}

// reason is the first of an action that asks for nothing more.
func (s *script) reason(on referral.Action) referral.Reason {
	for _, d := range referral.Pathway().Reasons(on) {
		if len(d.Wants) == 0 {
			return d.Code
		}
	}
	return ""
}

// run does the commands of actions.
func (s *script) run(actions ...referral.Action) *script {
	s.t.Helper()
	for _, on := range actions {
		s.do(s.does(on))
	}
	return s
}

// The ways to each state.
var (
	toReceived   = []referral.Action{referral.ActionSubmit}
	toAccepted   = append(toReceived[:1:1], referral.ActionAccept)
	toContacting = append(toAccepted[:2:2], referral.ActionAllocate)
	toEngaged    = append(toContacting[:3:3], referral.ActionFirstContact)
	toProposed   = append(toEngaged[:4:4], referral.ActionProposeOnward)
	toSent       = append(toProposed[:5:5], referral.ActionSendOnward)
	toPlace      = append(toSent[:6:6], referral.ActionAcceptOnward)
	toStarted    = append(toPlace[:7:7], referral.ActionStartOnward)
)

func after(way []referral.Action, then ...referral.Action) []referral.Action {
	return append(way[:len(way):len(way)], then...)
}

var waysTo = map[referral.Part]map[referral.State][]referral.Action{
	referral.PartReferral: {
		referral.Nowhere:                   nil,
		referral.StateDraft:                {referral.ActionDraft},
		referral.StateReceived:             toReceived,
		referral.StateInformationRequested: after(toReceived, referral.ActionAskInformation),
		referral.StateAccepted:             toAccepted,
		referral.StateContacting:           toContacting,
		referral.StateEngaged:              toEngaged,
		referral.StateOnHold:               after(toContacting, referral.ActionHold),
		referral.StateClosed:               after(toEngaged, referral.ActionClose),
		referral.StateRejected:             after(toReceived, referral.ActionReject),
		referral.StateRedirected:           after(toReceived, referral.ActionRedirect),
		referral.StateTransferred:          after(toEngaged, referral.ActionOfferTransfer, referral.ActionAcceptTransfer),
		referral.StateDeclined:             after(toReceived, referral.ActionDecline),
		referral.StateWithdrawn:            after(toReceived, referral.ActionWithdraw),
		referral.StateCancelled:            after(toReceived, referral.ActionCancel),
	},
	referral.PartOnward: {
		referral.Nowhere:                  toEngaged,
		referral.StateProposed:            toProposed,
		referral.StateSent:                toSent,
		referral.StateAcknowledged:        after(toSent, referral.ActionAcknowledgeOnward),
		referral.StateAccepted:            toPlace,
		referral.StateWaitlisted:          after(toSent, referral.ActionWaitlistOnward),
		referral.StateStarted:             toStarted,
		referral.StatePaused:              after(toStarted, referral.ActionPauseOnward),
		referral.StateCompleted:           after(toStarted, referral.ActionCompleteOnward),
		referral.StateDeclinedByProvider:  after(toSent, referral.ActionDeclineOnward),
		referral.StateDeclinedByPerson:    after(toSent, referral.ActionRefuseOnward),
		referral.StateExpired:             after(toSent, referral.ActionExpireOnward),
		referral.StateRecalled:            after(toSent, referral.ActionRecallOnward),
		referral.StateCancelledByProvider: after(toPlace, referral.ActionCancelOnward),
		referral.StateNeverStarted:        after(toPlace, referral.ActionNeverStartOnward),
		referral.StateEndedEarly:          after(toStarted, referral.ActionEndOnward),
	},
}

// at drives an episode to a state of a part.
func at(t *testing.T, part referral.Part, state referral.State) *script {
	t.Helper()
	way, ok := waysTo[part][state]
	require.True(t, ok, "no way to %s %s", part, state)
	return newScript(t).run(way...)
}
