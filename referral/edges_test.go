package referral_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestTheReferralThatDoesNotExistAnswers(t *testing.T) {
	var r referral.Referral
	require.True(t, r.IsZero())
	require.True(t, r.ID().IsZero())
	require.True(t, r.Person().IsZero())
	require.True(t, r.Service().IsZero())
	require.Empty(t, r.State())
	require.Empty(t, r.Phase())
	require.Empty(t, r.Return())
	require.True(t, r.Since().IsZero())
	require.True(t, r.RecordedAt().IsZero())
	require.True(t, r.Created().IsZero())
	require.True(t, r.Received().IsZero())
	require.Zero(t, r.Sequence())
	require.False(t, r.Dead())
	require.False(t, r.Applied(referral.NewChangeID()))
	require.True(t, r.Worker().IsZero())
	require.Equal(t, "referral(none)", r.String())
	for range r.History() {
		t.Fatal("nothing happened")
	}
	require.Equal(t, "null", asJSON(t, r))
	require.Empty(t, referral.Clocks(r, nil, monday).Due)
}

// TestSequencesStopWhenAsked reads one record of each kind of a full episode.
func TestSequencesStopWhenAsked(t *testing.T) {
	r := full(t).r
	for range r.Assignments() {
		break
	}
	one := 0
	for range r.Contacts() {
		one++
		break
	}
	for range r.Supports() {
		one++
		break
	}
	for range r.Funding() {
		one++
		break
	}
	for range r.UnmetNeeds() {
		one++
		break
	}
	for range r.Assessments() {
		one++
		break
	}
	require.Equal(t, 5, one)
}

const erasedWords = "synthetic secret"

// full is an episode with one record of each kind, each with the words.
func full(t *testing.T) *flow {
	t.Helper()
	w := person.NewText(erasedWords)
	call := contact(11, referral.ChannelTelephone, referral.OutcomeEngaged)
	call.Words = w
	g, o := goal(1), propose(1)
	g.Goal.Words, o.Onward.Words = w, w
	f := engaged(t)
	s := f.arrange(1)
	s.Session.Words = w
	step := referral.Step{ID: referral.StepID(fixedID(900)), What: w, Due: f.at.AddDate(0, 0, 2), Owner: referral.OwnerPerson}
	done := step
	done.Status = referral.StepDone
	return f.do(
		&referral.RecordContact{Contact: call}, g, o, s,
		&referral.Signpost{Signpost: referral.Signposting{ID: referral.SignpostID(fixedID(500)), Words: w}},
		&referral.AddStep{Step: step}, &referral.UpdateStep{Step: done},
		&referral.RaiseRisk{Risk: referral.Risk{ID: referral.RiskID(fixedID(901)), Kind: "lone-working", Words: w}},
		&referral.RaiseConcern{Concern: referral.Concern{ID: referral.ConcernID(fixedID(600)), Kind: "neglect", Words: w}},
		&referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(800)), Text: w}},
		&referral.AmendNote{Note: referral.NoteID(fixedID(800)), Text: person.NewText(erasedWords + " amended")},
		&referral.LinkAssessment{Assessment: referral.Assessment{Record: outcome.RecordID(fixedID(700)), Instrument: "ons-4", Stage: referral.StageBaseline, Alert: person.No}},
		&referral.RecordNeed{Need: referral.Need{Code: lonely, Words: person.NewText("words that stay")}},
		&referral.RecordMatters{Matters: referral.Matters{Words: person.NewText("words that stay")}},
		&referral.DraftPlan{Plan: referral.Plan{Words: person.NewText("words that stay")}},
		&referral.RecordSupport{Support: referral.Support{Level: referral.SupportWithPeer}},
		&referral.RecordUnmet{Unmet: referral.Unmet{Need: lonely, Reason: referral.UnmetFull}},
		&referral.RequestFunding{Funding: referral.Funding{Source: "fund", Pence: 2500, For: "travel"}},
	)
}

// TestErasingEachKindOfItem erases every item one by one: each time the words
// are gone from the item and stay in the others.
func TestErasingEachKindOfItem(t *testing.T) {
	f := full(t)
	items := []uuid.UUID{
		uuid.UUID(fixedID(111)), uuid.UUID(goalID(1)), uuid.UUID(onwardID(1)), uuid.UUID(sessionID(1)), uuid.UUID(fixedID(500)),
		uuid.UUID(fixedID(900)), uuid.UUID(fixedID(901)), uuid.UUID(fixedID(600)), uuid.UUID(fixedID(800)), uuid.UUID(fixedID(700)),
	}
	left := func(r referral.Referral) int { return strings.Count(asJSON(t, r), erasedWords) }
	redact := func(items ...uuid.UUID) referral.Referral {
		g := *f
		g.as(referral.RoleAdministrator)
		c := &referral.Redact{Reason: "third-party", Items: items}
		g.fill(c)
		next, _, err := g.m.Apply(g.r, c, g.facts, nil)
		require.NoError(t, err)
		return next
	}
	before := left(f.r)
	for _, item := range items[:9] {
		require.Less(t, left(redact(item)), before, "%s", item)
	}
	require.Equal(t, before, left(redact(items[9])), "a linked measure has no words here")
	all := redact(items...)
	require.Zero(t, left(all))
	require.Contains(t, asJSON(t, all), "words that stay", "an erasure of items touches nothing else")
	require.NotContains(t, asJSON(t, redact()), "words that stay", "an erasure of everything touches it")
	require.Equal(t, before, left(f.r), "the value before is as it was")
}

// TestMalformedCommands gives each command what it cannot take: the fault
// names the place.
func TestMalformedCommands(t *testing.T) {
	call := func(change func(*referral.Contact)) referral.Command {
		c := contact(50, referral.ChannelTelephone, referral.OutcomeEngaged)
		change(&c)
		return &referral.RecordContact{Contact: c}
	}
	session := func(change func(*referral.Session)) referral.Command {
		s := referral.Session{ID: sessionID(50), Start: monday.AddDate(0, 0, 9)}
		change(&s)
		return &referral.ArrangeSession{Session: s}
	}
	at := func(change func(*referral.Meta)) referral.Command {
		c := &referral.RecordComplaint{}
		c.Meta = referral.Meta{
			ID: referral.NewChangeID(), At: monday.AddDate(0, 0, 20), RecordedAt: monday.AddDate(0, 0, 20),
			By: referral.Actor{ID: aWorker, Role: referral.RoleLinkWorker, Purpose: referral.PurposeDirectCare},
		}
		change(&c.Meta)
		return c
	}
	full := full(t)
	for name, c := range map[string]struct {
		cmd  referral.Command
		path string
	}{
		"contact without id":     {call(func(c *referral.Contact) { c.ID = referral.ContactID{} }), "contact.id"},
		"contact again":          {call(func(c *referral.Contact) { c.ID = referral.ContactID(fixedID(111)) }), "contact.id"},
		"contact channel":        {call(func(c *referral.Contact) { c.Incoming, c.Channel = true, "pigeon" }), "contact.channel"},
		"contact outcome":        {call(func(c *referral.Contact) { c.Outcome = "shrug" }), "contact.outcome"},
		"contact minutes":        {call(func(c *referral.Contact) { c.Minutes = -1 }), "contact.minutes"},
		"session without id":     {session(func(s *referral.Session) { s.ID = referral.SessionID{} }), "session"},
		"session channel":        {session(func(s *referral.Session) { s.Channel = "pigeon" }), "session.channel"},
		"session delivery":       {session(func(s *referral.Session) { s.Delivery = "shouted" }), "session.delivery"},
		"session minutes":        {session(func(s *referral.Session) { s.Minutes = -1 }), "session.minutes"},
		"session offered":        {session(func(s *referral.Session) { s.Offered = monday.AddDate(1, 0, 0) }), "session.offered"},
		"no command id":          {at(func(m *referral.Meta) { m.ID = referral.ChangeID{} }), "meta.id"},
		"no time":                {at(func(m *referral.Meta) { m.At = time.Time{} }), "meta.at"},
		"no time of recording":   {at(func(m *referral.Meta) { m.RecordedAt = time.Time{} }), "meta.recordedAt"},
		"no role":                {at(func(m *referral.Meta) { m.By.Role = "wizard" }), "meta.by.role"},
		"glass without a reason": {at(func(m *referral.Meta) { m.By.Purpose = referral.PurposeBreakGlass }), "meta.by.breakGlass"},
	} {
		if strings.HasPrefix(name, "contact") || strings.HasPrefix(name, "session") {
			require.Equal(t, c.path, full.fault(c.cmd).Path, name)
			continue
		}
		_, _, err := full.m.Apply(full.r, c.cmd, full.facts, nil)
		var fault *referral.Fault
		require.ErrorAs(t, err, &fault, name)
		require.Equal(t, c.path, fault.Path, name)
	}
	_, _, err := full.m.Apply(full.r, nil, full.facts, nil)
	require.ErrorIs(t, err, referral.ErrInvalid)
	var none *referral.Accept
	_, _, err = full.m.Apply(full.r, none, full.facts, nil)
	require.ErrorIs(t, err, referral.ErrInvalid, "a nil command in an interface")
}

// TestSnapshotsNameTheFault changes one member of a snapshot at a time.
func TestSnapshotsNameTheFault(t *testing.T) {
	good := asJSON(t, full(t).r)
	for path, change := range map[string]func(map[string]any){
		"id":                    func(m map[string]any) { m["id"] = "" },
		"records":               func(m map[string]any) { delete(m, "records") },
		"records.intake.person": func(m map[string]any) { in(m, "records", "intake")["person"] = "" },
		"since":                 func(m map[string]any) { delete(m, "since") },
		"log":                   func(m map[string]any) { m["sequence"] = 99 },
		"log[0].command": func(m map[string]any) {
			delete(first(m, "log"), "id") // from which it would follow
			delete(first(m, "log"), "command")
		},
		"log[0].referral":           func(m map[string]any) { first(m, "log")["referral"] = uuid.UUID(fixedID(77)).String() },
		"return":                    func(m map[string]any) { m["return"] = "limbo" },
		"records.sessions[0].state": func(m map[string]any) { first(in(m, "records"), "sessions")["state"] = "limbo" },
		"records.goals[0].state":    func(m map[string]any) { first(in(m, "records"), "goals")["state"] = "limbo" },
		"records.plans[0].state":    func(m map[string]any) { first(in(m, "records"), "plans")["state"] = "limbo" },
	} {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(good), &m))
		change(m)
		var r referral.Referral
		err := json.Unmarshal([]byte(asJSON(t, m)), &r)
		var fault *referral.Fault
		require.ErrorAs(t, err, &fault, path)
		require.Equal(t, path, fault.Path)
		require.True(t, r.IsZero())
	}
	var r referral.Referral
	require.NoError(t, json.Unmarshal([]byte("null"), &r))
	require.True(t, r.IsZero())
}

func in(m map[string]any, path ...string) map[string]any {
	for _, p := range path {
		m, _ = m[p].(map[string]any)
	}
	return m
}

func first(m map[string]any, list string) map[string]any {
	l, _ := m[list].([]any)
	e, _ := l[0].(map[string]any)
	return e
}

// TestDatesOfSessions keeps what was offered, arranged, missed, attended and
// held apart.
func TestDatesOfSessions(t *testing.T) {
	f := engaged(t)
	start := func(day int) time.Time { return monday.AddDate(0, 0, day) }
	for n := 1; n <= 4; n++ {
		f.do(&referral.ArrangeSession{Session: referral.Session{ID: sessionID(n), Start: start(n), Offered: monday.Add(time.Hour)}})
	}
	f.at = start(5)
	f.do(
		&referral.MissSession{Session: sessionID(1)},
		&referral.FailSession{Session: sessionID(2), Reason: "venue", By: referral.PartyService},
		&referral.AttendSession{Session: sessionID(3)},
		&referral.NotSeenSession{Session: sessionID(4)},
	)
	d := referral.Clocks(f.r, withCalendar(), f.at).Dates
	require.Equal(t, monday.Add(time.Hour), d.Offered)
	require.Equal(t, start(1), d.Scheduled)
	require.Equal(t, start(1), d.NotAttended)
	require.Equal(t, start(2), d.Attended, "the person came, and it did not take place")
	require.Equal(t, start(3), d.Happened)
}

// TestReplayOwnsWhatItBuilds: two values from one replay go different ways, and
// neither writes to the other's records.
func TestReplayOwnsWhatItBuilds(t *testing.T) {
	f := full(t).do(goal(2), &referral.AssessComplexity{Weight: 3})
	f.do(&referral.Undo{Words: person.NewText("slip")}, goal(3), &referral.StartGoal{Goal: goalID(1)}, &referral.Undo{Words: person.NewText("slip")}, goal(4))
	r, err := referral.Replay(f.events)
	require.NoError(t, err)
	before := asJSON(t, r)
	for n := 5; n < 8; n++ {
		c := goal(n)
		f.fill(c)
		next, events, err := f.m.Apply(r, c, f.facts, nil)
		require.NoError(t, err)
		more, err := referral.ReplayFrom(r, events)
		require.NoError(t, err)
		require.True(t, next.Equal(more))
		_, has := next.Goal(goalID(n))
		require.True(t, has)
		require.JSONEq(t, before, asJSON(t, r))
	}
	for cut := 1; cut < len(f.events); cut++ {
		part, err := referral.Replay(f.events[:cut])
		require.NoError(t, err)
		whole, err := referral.ReplayFrom(part, f.events[cut:])
		require.NoError(t, err)
		require.True(t, r.Equal(whole), "cut at %d", cut)
	}
}

// TestD19_NoticesKeepToTheirAllowList: of every event of a full episode, what
// leaves is an allow-list, and no words, no person and nobody who acted.
func TestD19_NoticesKeepToTheirAllowList(t *testing.T) {
	allowed := []string{"referral", "sequence", "recordedAt", "schema", "part", "item", "from", "to", "phase", "duty", "code", "sharing", "dropped"}
	f := full(t).do(&referral.SettleDuty{Kind: referral.DutyCodeToRecord})
	for _, e := range f.events {
		c, err := e.CloudEvent("https://host.example/referrals")
		require.NoError(t, err)
		data, err := c.AppendJSON(nil)
		require.NoError(t, err)
		for _, secret := range []string{erasedWords, "words that stay", aPerson.String(), aWorker.String()} {
			require.NotContains(t, string(data), secret, "%s", e.Type)
		}
		var notice struct {
			Data map[string]any `json:"data"`
		}
		require.NoError(t, json.Unmarshal(data, &notice))
		for name := range notice.Data {
			require.Contains(t, allowed, name)
		}
	}
}
