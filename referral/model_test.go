package referral_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// A move is a command with abstracted arguments: a fresh command each time, the
// facts under which it is tried, and by how much the clock is put forward.
type move struct {
	name  string
	make  func(r referral.Referral, at time.Time) referral.Command
	facts func(*referral.Facts)
	later time.Duration
	role  referral.Role
}

func always(c func() referral.Command) func(referral.Referral, time.Time) referral.Command {
	return func(referral.Referral, time.Time) referral.Command { return c() }
}

func plain(c func() referral.Command) move {
	return move{name: string(c().Action()), make: always(c)}
}

// model explores by breadth-first search: values that agree in all that the
// invariants and guards read count as one state.
type model struct {
	t      *testing.T
	m      *referral.Machine
	marked map[string]bool // part, from and action of rows that may leave a final state
	moves  []move
	limit  func(referral.Referral) bool
	index  map[string]int
	values []referral.Referral
	next   [][]int // edges
	pairs  map[[2]string]bool
	last   []string     // the move that led to a state first
	cut    map[int]bool // states from which an end lies beyond the limit
	steps  int
}

func newModel(t *testing.T, moves []move) *model {
	t.Helper()
	m := &model{
		t: t, m: referral.Pathway(), moves: moves, index: map[string]int{}, pairs: map[[2]string]bool{}, cut: map[int]bool{},
		marked: markedRows(),
	}
	return m
}

// markedRows names the rows that may leave a final state.
var markedRows = sync.OnceValue(func() map[string]bool {
	marked := map[string]bool{}
	s := referral.Pathway().Spec()
	for i, table := range []referral.Table{s.Referral, s.Onward, s.Session, s.Plan, s.Goal} {
		for _, row := range table.Rows {
			for _, from := range row.From {
				if row.Mark != "" {
					marked[fmt.Sprint(referral.Parts()[i], from, row.On)] = true
				}
			}
		}
	}
	return marked
})

// key is what makes two values the same to the model.
func key(r referral.Referral) string {
	var b strings.Builder
	fmt.Fprint(&b, r.State(), r.Return(), r.Dead())
	p, a := r.Prohibited()
	fmt.Fprint(&b, p, a.IsZero())
	for o := range r.Onwards() {
		fmt.Fprint(&b, "o", o.State, o.Watcher.IsZero(), o.Return)
	}
	for s := range r.Sessions() {
		fmt.Fprint(&b, "s", s.State, s.NotBrought)
	}
	for g := range r.Goals() {
		fmt.Fprint(&b, "g", g.State)
	}
	if p, ok := r.Plan(); ok {
		fmt.Fprint(&b, "p", p.State)
	}
	for c := range r.Concerns() {
		fmt.Fprint(&b, "c", c.Open(), c.Escalation.At.IsZero())
	}
	for t := range r.Transfers() {
		fmt.Fprint(&b, "t", t.Answered.IsZero())
	}
	twoWay := false
	for c := range r.Contacts() {
		twoWay = twoWay || c.TwoWay()
	}
	as, ok := r.Assignment()
	fmt.Fprint(&b, "w", twoWay, ok, as.Left.IsZero())
	code, written := false, false
	for d := range r.Duties() {
		if d.Kind == referral.DutyCodeToRecord {
			code, written = true, !d.Settled.IsZero()
		}
	}
	fmt.Fprint(&b, "d", code, written)
	if c, ok := r.Closure(); ok {
		fmt.Fprint(&b, "z", c.From, c.Reopened.IsZero())
	}
	return b.String()
}

func (m *model) add(r referral.Referral, how string) int {
	k := key(r)
	if i, ok := m.index[k]; ok {
		return i
	}
	i := len(m.values)
	m.index[k] = i
	m.values = append(m.values, r)
	m.next = append(m.next, nil)
	m.last = append(m.last, how)
	return i
}

// explore walks every move from every state until nothing new is found.
func (m *model) explore() {
	m.t.Helper()
	m.add(referral.Referral{}, "")
	for i := 0; i < len(m.values); i++ {
		require.Less(m.t, i, 100_000, "the model does not end")
		for n := range m.moves {
			m.step(i, n)
		}
	}
}

func (m *model) step(i, n int) {
	r, mv := m.values[i], m.moves[n]
	at := monday
	if !r.IsZero() {
		at = r.RecordedAt().Add(time.Hour)
	}
	at = at.Add(mv.later)
	cmd := mv.make(r, at)
	role := mv.role
	if role == "" {
		role = referral.RoleTeamLead
	}
	meta, _ := reflect.ValueOf(cmd).Elem().FieldByName("Meta").Addr().Interface().(*referral.Meta)
	m.steps++
	*meta = referral.Meta{ID: referral.ChangeID(fixedID(100_000 + int(r.Sequence()))), By: referral.Actor{ID: aWorker, Role: role}, At: at, RecordedAt: at}
	facts := known()
	if mv.facts != nil {
		mv.facts(&facts)
	}
	next, events, err := m.m.Apply(r, cmd, facts, nil)
	if err != nil {
		if next != r || len(events) > 0 {
			require.Fail(m.t, "refused, and changed", "%s", mv.name)
		}
		requireTyped(m.t, err)
		return
	}
	m.pairs[[2]string{m.last[i], mv.name}] = true
	requireInvariants(m.t, m.marked, r, cmd, next, events, m.steps%256 == 0)
	if m.limit == nil || m.limit(next) {
		m.next[i] = append(m.next[i], m.add(next, mv.name))
	} else if next.Phase() == referral.PhaseEnded {
		m.cut[i] = true
	}
}

func requireTyped(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, referral.ErrNotPermitted) && !errors.Is(err, referral.ErrUnknownFact) && !errors.Is(err, referral.ErrInvalid) {
		require.Fail(t, "an error of no class", "%v", err)
	}
}

func over(p referral.Phase) bool { return p == referral.PhaseEnded || p == referral.PhaseVoid }

// requireInvariants checks what must hold of every step of every episode.
func requireInvariants(t *testing.T, marked map[string]bool, r referral.Referral, cmd referral.Command, next referral.Referral, events []referral.Event, deep bool) {
	t.Helper()
	m := referral.Pathway()
	must := func(ok bool, what string) {
		if !ok {
			require.Fail(t, what, "%s from %s to %s", cmd.Action(), r.State(), next.State())
		}
	}
	must(next.Sequence() == r.Sequence()+uint64(len(events)), "the sequence grows by exactly the events")
	if over(r.Phase()) && next.State() != r.State() {
		must(marked[fmt.Sprint(referral.PartReferral, r.State(), cmd.Action())], "a final state is left only by a marked row")
	}
	if cmd.Action() == referral.ActionResume {
		must(next.State() == r.Return(), "resuming returns to the remembered state")
	}
	if cmd.Action() == referral.ActionUndo {
		must(!over(next.Phase()) || over(r.Phase()) || next.State() != r.State(), "undo goes back")
		must(next.State() == events[0].To, "undo leads where it says")
	}
	for i := range events {
		e := &events[i]
		must(e.Sequence == r.Sequence()+uint64(i)+1, "events are numbered without a gap")
		if e.Part != referral.PartReferral && e.From != e.To && e.From != referral.Nowhere {
			d, _ := m.State(e.Part, e.From)
			must(!over(d.Phase) || marked[fmt.Sprint(e.Part, e.From, e.On)], "a part leaves a final state only by a marked row")
		}
		if e.Type == referral.EventSendOnward {
			must(e.Relied != nil && (e.Relied.Answer == person.Given || slices.Contains(e.Relied.Flags, "consent-overridden")), "consent is given or overridden by name")
		}
	}
	requireAssigned(must, next)
	codes := 0
	for d := range next.Duties() {
		if d.Kind == referral.DutyCodeToRecord {
			codes++
		}
	}
	must(codes <= 1, "the code is due at most once")
	if next.State() == referral.StateClosed && next.State() != r.State() {
		for o := range next.Onwards() {
			d, _ := m.State(referral.PartOnward, o.State)
			must(over(d.Phase) || !o.Watcher.IsZero() && !o.WatchUntil.IsZero(), "no onward referral outlives closure unless left open")
		}
	}
	// Undoing a reopening goes back to a closure after which a concern may
	// have been raised.
	if over(next.Phase()) && !over(r.Phase()) && cmd.Action() != referral.ActionUndo {
		for s := range next.Sessions() {
			must(s.State != referral.StateScheduled, "no session is left to come after the end")
		}
		for c := range next.Concerns() {
			must(!c.Open(), "no end with an open concern")
		}
	}
	if deep {
		again, err := referral.ReplayFrom(r, events)
		require.NoError(t, err)
		require.True(t, next.Equal(again), "replay equals apply: %s", cmd.Action())
	}
}

func requireAssigned(must func(bool, string), r referral.Referral) {
	open := 0
	for a := range r.Assignments() {
		if a.Until.IsZero() {
			open++
		}
	}
	switch r.State() {
	case referral.StateContacting, referral.StateEngaged, referral.StateOnHold:
		must(open == 1, "exactly one assignee from contacting until closed")
	default:
		must(open == 0, "no assignee before allocation and after the end")
	}
}

// requireEnds checks that from every state that is not final an end can be
// reached.
func (m *model) requireEnds() {
	m.t.Helper()
	back := make([][]int, len(m.values))
	var todo []int
	ends := make([]bool, len(m.values))
	for i, list := range m.next {
		for _, j := range list {
			back[j] = append(back[j], i)
		}
		if m.values[i].Phase() == referral.PhaseEnded || m.cut[i] {
			ends[i] = true
			todo = append(todo, i)
		}
	}
	for len(todo) > 0 {
		j := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range back[j] {
			if !ends[i] {
				ends[i] = true
				todo = append(todo, i)
			}
		}
	}
	for i, r := range m.values {
		if r.Phase() != referral.PhaseVoid {
			require.True(m.t, ends[i], "no end can be reached from %s", key(r))
		}
	}
}

var decidedByPerson = referral.Decider{Party: referral.PartyPerson}

// episodeMoves move the episode itself.
func episodeMoves() []move {
	dead := func(f *referral.Facts) { f.Dead = person.Yes }
	return []move{
		plain(func() referral.Command { return &referral.Draft{Referral: referral.ID(fixedID(7)), Intake: intake()} }),
		{name: "submit", make: func(r referral.Referral, _ time.Time) referral.Command {
			if r.IsZero() {
				return submit()
			}
			return &referral.Submit{}
		}},
		plain(func() referral.Command { return &referral.AskInformation{Words: person.NewText("?")} }),
		plain(func() referral.Command { return &referral.AnswerInformation{Words: person.NewText("!")} }),
		plain(func() referral.Command { return &referral.Accept{Eligible: person.Yes} }),
		plain(func() referral.Command { return &referral.Reject{Reason: "out-of-area"} }),
		{name: "redirect", make: func(_ referral.Referral, at time.Time) referral.Command {
			return &referral.Redirect{Reason: "wrong-service", To: other, Acknowledged: at}
		}},
		plain(func() referral.Command { return &referral.Decline{Reason: "not-now", DecidedBy: decidedByPerson} }),
		{name: "withdraw", role: referral.RoleReferrer, make: always(func() referral.Command { return &referral.Withdraw{Reason: "duplicate"} })},
		plain(func() referral.Command { return &referral.Cancel{Reason: "moved-away"} }),
		plain(func() referral.Command { return &referral.Allocate{Worker: aWorker} }),
		{name: "reallocate", make: func(r referral.Referral, _ time.Time) referral.Command {
			w := anOther
			if r.Worker() == anOther {
				w = aWorker
			}
			return &referral.Reallocate{Worker: w, Reason: "workload"}
		}},
		plain(func() referral.Command { return &referral.MarkLeft{} }),
		{name: "first-contact", make: func(r referral.Referral, _ time.Time) referral.Command {
			c := engaging()
			c.Contact.ID = referral.ContactID(fixedID(20_000 + int(r.Sequence())))
			return c
		}},
		{name: "hold", make: func(_ referral.Referral, at time.Time) referral.Command {
			return &referral.Hold{Reason: "unwell", Review: at.AddDate(0, 0, 10)}
		}},
		plain(func() referral.Command { return &referral.Resume{} }),
		{name: "close", make: func(r referral.Referral, at time.Time) referral.Command {
			return &referral.Close{Reason: "needs-met-elsewhere", LeaveOpen: leaveAll(r, at), LeaveGoals: "left"}
		}},
		plain(func() referral.Command { return &referral.Close{Reason: referral.ReasonDuplicate} }),
		{name: "close-dead", facts: dead, make: always(func() referral.Command { return &referral.Close{Reason: referral.ReasonDeceased} })},
		plain(func() referral.Command { return &referral.Reopen{Reason: "person-asked"} }),
		plain(func() referral.Command { return &referral.Undo{Words: person.NewText("slip")} }),
		plain(func() referral.Command { return &referral.EnterInError{Reason: "wrong-person"} }),
	}
}

func leaveAll(r referral.Referral, at time.Time) []referral.LeftOpen {
	var out []referral.LeftOpen
	for o := range r.Onwards() {
		if o.Ended.IsZero() && o.State != referral.StateEnteredInError {
			out = append(out, referral.LeftOpen{Onward: o.ID, Watcher: aWorker, Until: at.AddDate(0, 1, 0)})
		}
	}
	return out
}

func transferMoves() []move {
	return []move{
		plain(func() referral.Command { return &referral.OfferTransfer{Reason: "moved-area", To: other} }),
		{name: "accept-transfer", make: func(r referral.Referral, at time.Time) referral.Command {
			return &referral.AcceptTransfer{Episode: referral.ID(fixedID(8)), LeaveOpen: leaveAll(r, at)}
		}},
		plain(func() referral.Command { return &referral.RefuseTransfer{Reason: "no-capacity"} }),
		{name: "lapse-transfer", later: 20 * 24 * time.Hour, make: always(func() referral.Command { return &referral.LapseTransfer{} })},
	}
}

func onwardMoves() []move {
	refused := func(f *referral.Facts) { f.Consents[0].Verdict.Answer = person.Withdrawn }
	id := onwardID(1)
	return []move{
		plain(func() referral.Command { return propose(1) }),
		plain(func() referral.Command { return send(1) }),
		{name: "send-without-consent", facts: refused, make: always(func() referral.Command { return send(1) })},
		{name: "send-overridden", facts: refused, make: always(func() referral.Command {
			c := send(1)
			c.Override = referral.Override{Reason: "vital-interests", Words: person.NewText("why")}
			return c
		})},
		plain(func() referral.Command { return &referral.AcknowledgeOnward{Onward: id} }),
		plain(func() referral.Command { return &referral.AcceptOnward{Onward: id} }),
		plain(func() referral.Command { return &referral.WaitlistOnward{Onward: id, Position: 2} }),
		plain(func() referral.Command { return &referral.DeclineOnward{Onward: id, Reason: "no-capacity"} }),
		plain(func() referral.Command { return &referral.RefuseOnward{Onward: id, Reason: "too-far"} }),
		plain(func() referral.Command { return &referral.StartOnward{Onward: id} }),
		plain(func() referral.Command { return &referral.PauseOnward{Onward: id, Reason: "person-unwell"} }),
		plain(func() referral.Command { return &referral.ResumeOnward{Onward: id} }),
		plain(func() referral.Command { return &referral.CompleteOnward{Onward: id} }),
		plain(func() referral.Command {
			return &referral.EndOnward{Onward: id, Reason: "health", By: referral.PartyPerson}
		}),
		plain(func() referral.Command { return &referral.NeverStartOnward{Onward: id, Reason: "health"} }),
		plain(func() referral.Command { return &referral.CancelOnward{Onward: id, Reason: "no-capacity"} }),
		{name: "expire-onward", later: 15 * 24 * time.Hour, make: always(func() referral.Command { return &referral.ExpireOnward{Onward: id} })},
		plain(func() referral.Command { return &referral.RecallOnward{Onward: id, Reason: "sent-in-error"} }),
		plain(func() referral.Command { return &referral.VoidOnward{Onward: id, Reason: "never-happened"} }),
	}
}

func seenMoves() []move {
	scope := referral.ProviderScope(provider)
	return []move{
		plain(func() referral.Command {
			return &referral.SeeConsent{Consent: referral.ConsentSeen{Scope: scope, Answer: person.Withdrawn}}
		}),
		plain(func() referral.Command { return &referral.SeeContactRules{Prohibited: person.Yes} }),
		plain(func() referral.Command { return &referral.SeeProvider{Provider: provider, Suspended: person.Yes} }),
		plain(func() referral.Command { return &referral.RecordDeath{} }),
		plain(func() referral.Command { return &referral.CorrectDeath{Reason: "misinformed"} }),
		plain(func() referral.Command { return &referral.SettleDuty{Kind: referral.DutyCodeToRecord} }),
	}
}

func safetyMoves() []move {
	id := referral.ConcernID(fixedID(600))
	return []move{
		plain(func() referral.Command {
			return &referral.RaiseConcern{Concern: referral.Concern{ID: id, Kind: "neglect"}}
		}),
		plain(func() referral.Command {
			return &referral.EscalateConcern{Concern: id, Escalation: referral.Escalation{To: person.NewText("council"), Consent: person.Yes}}
		}),
		plain(func() referral.Command {
			return &referral.HandOverConcern{Concern: id, Owner: person.NewText("council")}
		}),
		plain(func() referral.Command { return &referral.ResolveConcern{Concern: id, Words: person.NewText("seen")} }),
		plain(func() referral.Command {
			return &referral.Close{Reason: "needs-met-elsewhere", HandedTo: person.NewText("council")}
		}),
	}
}

func sessionMoves() []move {
	id := sessionID(1)
	const day = 24 * time.Hour
	return []move{
		{name: "arrange-session", make: func(_ referral.Referral, at time.Time) referral.Command {
			return &referral.ArrangeSession{Session: referral.Session{ID: id, Start: at.Add(2 * time.Hour)}}
		}},
		{name: "attend-session", later: day, make: always(func() referral.Command { return &referral.AttendSession{Session: id} })},
		{name: "not-seen-session", later: day, make: always(func() referral.Command { return &referral.NotSeenSession{Session: id} })},
		{name: "miss-session", later: day, make: always(func() referral.Command { return &referral.MissSession{Session: id} })},
		{name: "not-brought", later: day, make: always(func() referral.Command { return &referral.MissSession{Session: id, NotBrought: true} })},
		{name: "fail-session", later: day, make: always(func() referral.Command {
			return &referral.FailSession{Session: id, Reason: "venue", By: referral.PartyService}
		})},
		plain(func() referral.Command { return &referral.CancelSessionByPerson{Session: id, Reason: "unwell"} }),
		plain(func() referral.Command { return &referral.CancelSessionByService{Session: id, Reason: "venue"} }),
		plain(func() referral.Command { return &referral.CorrectSession{Session: id, Reason: "recorded-wrongly"} }),
		plain(func() referral.Command { return &referral.VoidSession{Session: id, Reason: "never-happened"} }),
	}
}

func planMoves() []move {
	id := goalID(1)
	return []move{
		plain(func() referral.Command { return &referral.DraftPlan{} }),
		plain(func() referral.Command { return &referral.AgreePlan{AgreedBy: decidedByPerson} }),
		plain(func() referral.Command { return &referral.ReviewPlan{} }),
		plain(func() referral.Command { return &referral.CompletePlan{} }),
		plain(func() referral.Command { return goal(1) }),
		plain(func() referral.Command { return &referral.AgreeGoal{Goal: id} }),
		plain(func() referral.Command { return &referral.StartGoal{Goal: id} }),
		plain(func() referral.Command { return &referral.AchieveGoal{Goal: id} }),
		plain(func() referral.Command { return &referral.PartlyAchieveGoal{Goal: id} }),
		plain(func() referral.Command { return &referral.MissGoal{Goal: id} }),
		plain(func() referral.Command { return &referral.AbandonGoal{Goal: id, Reason: "not-possible"} }),
	}
}

func measureMoves() []move {
	return []move{
		plain(func() referral.Command {
			return &referral.LinkAssessment{Assessment: referral.Assessment{
				Record: outcome.RecordID(fixedID(700)), Instrument: "phq-9", Stage: referral.StageBaseline, Alert: person.Yes,
			}}
		}),
		plain(func() referral.Command {
			return &referral.AcknowledgeAlert{Record: outcome.RecordID(fixedID(700)), Words: person.NewText("rang")}
		}),
	}
}

// closures bounds how often an episode is closed and reopened, and how long it
// grows, so that the model ends.
func bounded(r referral.Referral) bool {
	n := 0
	for range r.Closures() {
		n++
	}
	for range r.Transfers() {
		n++
	}
	return n <= 1
}

// TestModel explores the machine exhaustively, in slices that each combine the
// whole machine of the episode with some of the parts, and checks the
// invariants after every step.
func TestModel(t *testing.T) {
	parts := []struct {
		name  string
		moves []move
		large bool
	}{
		{"episode", append(episodeMoves(), transferMoves()...), false},
		{"onward", append(episodeMoves(), onwardMoves()...), true},
		{"onward and what is seen", append(append(smaller(episodeMoves()), onwardMoves()...), seenMoves()...), true},
		{"sessions", append(episodeMoves(), sessionMoves()...), true},
		{"plan and goals", append(smaller(episodeMoves()), planMoves()...), true},
		{"safety", append(append(episodeMoves(), safetyMoves()...), measureMoves()...), true},
	}
	states, steps, pairs := 0, 0, map[[2]string]bool{}
	for _, s := range parts {
		if s.large && (!fullModel || testing.Short()) {
			continue
		}
		m := newModel(t, s.moves)
		m.limit = bounded
		m.explore()
		m.requireEnds()
		for p := range m.pairs {
			pairs[p] = true
		}
		t.Logf("%s: %d states, %d steps", s.name, len(m.values), m.steps)
		states, steps = states+len(m.values), steps+m.steps
	}
	t.Logf("model: %d states, %d steps, %d pairs of transitions", states, steps, len(pairs))
}

// smaller leaves out what only multiplies the states of the other slices.
func smaller(list []move) []move {
	return slices.DeleteFunc(list, func(m move) bool {
		switch m.name {
		case "draft", "ask-information", "answer-information", "redirect", "withdraw", "reallocate", "mark-left", "reject":
			return true
		}
		return false
	})
}
