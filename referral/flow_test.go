package referral_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// flow drives one synthetic episode, an hour a step. After every command it
// checks that replaying the events, and decoding the snapshot, give the very
// value that applying gave.
type flow struct {
	t      *testing.T
	m      *referral.Machine
	rules  *referral.Rules
	facts  referral.Facts
	r      referral.Referral
	kept   referral.Referral // as Apply gave it, never stored or replayed
	at     time.Time
	role   referral.Role
	by     referral.ActorID
	events []referral.Event
	new    []referral.Event // of the last command
}

var (
	monday   = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	aWorker  = fixedID(1)
	anOther  = fixedID(2)
	aService = referral.ServiceID(fixedID(3))
	other    = referral.ServiceID(fixedID(4))
	aPerson  = person.ID(fixedID(5))
	provider = activity.ProviderID(fixedID(6))
	lonely   = person.NeedCode("sp-need:lonely")
)

// fixedID makes the n-th identifier of the tests, always the same.
func fixedID(n int) referral.ActorID {
	return referral.ActorID{0: 0xaa, 6: 0x40, 8: 0x80, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

// known are facts that bar nothing.
func known() referral.Facts {
	return referral.Facts{
		AsOf: monday, Person: 3, Identified: person.Yes, Reachable: person.Yes, Dead: person.No, Prohibited: person.No,
		SafeNow: person.Yes, Safeguarding: person.No, OtherOpen: person.No,
		Consents: []referral.ConsentFact{
			{Scope: referral.ProviderScope(provider), Verdict: person.Verdict{Answer: person.Given}},
			{Scope: referral.TransferScope(other), Verdict: person.Verdict{Answer: person.Given}},
			{Scope: person.ScopeShareGP, Verdict: person.Verdict{Answer: person.Given}},
			{Scope: person.ScopeShareReferrer, Verdict: person.Verdict{Answer: person.Given}},
			{Scope: person.ScopeFeedback, Verdict: person.Verdict{Answer: person.Given}},
		},
		Channels: []referral.ChannelFact{
			{Channel: referral.ChannelTelephone, Usable: person.Yes},
			{Channel: referral.ChannelTextMessage, Usable: person.Yes},
			{Channel: referral.ChannelLetter, Usable: person.Yes},
		},
		Providers: []referral.ProviderFact{{Provider: provider, Agreement: person.Yes, Suspended: person.No}},
	}
}

func newFlow(t *testing.T) *flow {
	t.Helper()
	return &flow{t: t, m: referral.Pathway(), facts: known(), at: monday, role: referral.RoleLinkWorker, by: aWorker}
}

func (f *flow) as(r referral.Role) *flow { f.role = r; return f }

// fill gives a command the flow's time, actor and the next identifier, where
// the test did not.
func (f *flow) fill(c referral.Command) {
	v := reflect.ValueOf(c).Elem().FieldByName("Meta")
	m, _ := v.Addr().Interface().(*referral.Meta)
	if m.ID.IsZero() {
		m.ID = referral.ChangeID(fixedID(1000 + len(f.events)))
	}
	if m.RecordedAt.IsZero() {
		f.at = f.at.Add(time.Hour)
		m.RecordedAt = f.at
	}
	if m.At.IsZero() {
		m.At = m.RecordedAt
	}
	if m.By.Role == "" {
		m.By = referral.Actor{ID: f.by, Role: f.role, Purpose: referral.PurposeDirectCare}
	}
}

func (f *flow) do(commands ...referral.Command) *flow {
	f.t.Helper()
	for _, c := range commands {
		f.fill(c)
		next, events, err := f.m.Apply(f.r, c, f.facts, f.rules)
		require.NoError(f.t, err, "%s", c.Action())
		own, wipe := ownCopy(c)
		kept, _, err := f.m.Apply(f.kept, own, f.facts, f.rules)
		require.NoError(f.t, err, "%s on the value that was never stored", c.Action())
		wipe()
		further, err := referral.ReplayFrom(f.r, events)
		require.NoError(f.t, err)
		require.JSONEq(f.t, asJSON(f.t, next), asJSON(f.t, further), "replaying on differs from apply")
		f.r, f.kept, f.new = next, kept, events
		f.events = append(f.events, events...)
		f.verify()
	}
	return f
}

// no expects a refusal and checks that nothing changed.
func (f *flow) no(c referral.Command) *referral.Refusal {
	f.t.Helper()
	f.fill(c)
	before := asJSON(f.t, f.r)
	next, events, err := f.m.Apply(f.r, c, f.facts, f.rules)
	require.Error(f.t, err, "%s was not refused", c.Action())
	require.Empty(f.t, events)
	require.Equal(f.t, f.r, next)
	require.JSONEq(f.t, before, asJSON(f.t, f.r))
	var refusal *referral.Refusal
	require.ErrorAs(f.t, err, &refusal, "%s", c.Action())
	require.NotEmpty(f.t, refusal.Error())
	return refusal
}

// fault expects malformed input.
func (f *flow) fault(c referral.Command) *referral.Fault {
	f.t.Helper()
	f.fill(c)
	_, _, err := f.m.Apply(f.r, c, f.facts, f.rules)
	require.Error(f.t, err)
	var fault *referral.Fault
	require.ErrorAs(f.t, err, &fault)
	require.ErrorIs(f.t, err, referral.ErrInvalid)
	require.NotEmpty(f.t, fault.Error())
	return fault
}

// verify checks that the value equals the replay of its events and the
// decoding of its snapshot.
func (f *flow) verify() {
	f.t.Helper()
	want := asJSON(f.t, f.r)
	again, err := referral.Replay(f.events)
	require.NoError(f.t, err)
	require.JSONEq(f.t, want, asJSON(f.t, again), "replay differs from apply")
	require.EqualValues(f.t, len(f.events), f.r.Sequence())
	require.JSONEq(f.t, want, asJSON(f.t, f.kept), "a stored value goes on otherwise than one that never was")
	require.True(f.t, f.kept.Applied(f.events[0].Command) && again.Applied(f.events[0].Command))
	var decoded referral.Referral
	require.NoError(f.t, json.Unmarshal([]byte(want), &decoded))
	require.JSONEq(f.t, want, asJSON(f.t, decoded), "snapshot differs after decoding")
	var stream []referral.Event
	require.NoError(f.t, json.Unmarshal([]byte(asJSON(f.t, f.events)), &stream))
	streamed, err := referral.Replay(stream)
	require.NoError(f.t, err)
	require.JSONEq(f.t, want, asJSON(f.t, streamed), "replay of stored events differs")
	f.r = decoded // go on from what a store would give
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

func intake() referral.Intake {
	return referral.Intake{
		Person: aPerson, Service: aService, Basis: referral.BasisOfferAccepted, Source: "gp-practice",
		Referrer: fixedID(9), Urgency: referral.UrgencyRoutine, Reasons: []person.NeedCode{lonely},
		Words: person.NewText("synthetic words of a referrer"), Route: referral.ChannelTelephone,
	}
}

func submit() *referral.Submit {
	in := intake()
	return &referral.Submit{Referral: referral.ID(fixedID(7)), Intake: &in}
}

func contact(n int, ch referral.Channel, o referral.ContactOutcome) referral.Contact {
	return referral.Contact{ID: referral.ContactID(fixedID(100 + n)), Channel: ch, Outcome: o}
}

func engaging() *referral.FirstContact {
	c := contact(0, referral.ChannelTelephone, referral.OutcomeEngaged)
	c.Accepts = person.Yes
	return &referral.FirstContact{Contact: c}
}

func received(t *testing.T) *flow { t.Helper(); return newFlow(t).do(submit()) }
func accepted(t *testing.T) *flow {
	t.Helper()
	return received(t).do(&referral.Accept{Eligible: person.Yes})
}

func contacting(t *testing.T) *flow {
	t.Helper()
	return accepted(t).do(&referral.Allocate{Worker: aWorker})
}
func engaged(t *testing.T) *flow { t.Helper(); return contacting(t).do(engaging()) }

func onwardID(n int) referral.OnwardID { return referral.OnwardID(fixedID(200 + n)) }

func propose(n int) *referral.ProposeOnward {
	return &referral.ProposeOnward{Onward: referral.Onward{ID: onwardID(n), Provider: provider, Need: lonely}}
}

func send(n int) *referral.SendOnward {
	return &referral.SendOnward{Onward: onwardID(n), Agreed: person.Yes}
}

func goalID(n int) referral.GoalID { return referral.GoalID(fixedID(300 + n)) }

func goal(n int) *referral.ProposeGoal {
	return &referral.ProposeGoal{Goal: referral.Goal{ID: goalID(n), Words: person.NewText("to walk to the shop"), Importance: 8}}
}

func sessionID(n int) referral.SessionID { return referral.SessionID(fixedID(400 + n)) }

func (f *flow) arrange(n int) *referral.ArrangeSession {
	return &referral.ArrangeSession{Session: referral.Session{ID: sessionID(n), Start: f.at.Add(5 * time.Hour), Channel: referral.ChannelInPerson}}
}

func closing(r referral.Reason) *referral.Close { return &referral.Close{Reason: r} }

func (f *flow) owed() []referral.DutyKind {
	var out []referral.DutyKind
	for d := range f.r.Duties() {
		if d.Settled.IsZero() {
			out = append(out, d.Kind)
		}
	}
	return out
}
