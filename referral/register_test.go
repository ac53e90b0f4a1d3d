package referral_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/memreferral"
)

// group is a repository with n episodes of n people, all engaged.
type group struct {
	t        *testing.T
	repo     *referral.Repository
	store    *memreferral.Store
	episodes []referral.ID
	n        int
	facts    referral.Facts
}

func newGroup(t *testing.T, n int) *group {
	t.Helper()
	g := &group{t: t, store: memreferral.New(nil), facts: known()}
	g.repo = referral.NewRepository(g.store, &referral.RepositoryOptions{
		Facts: func(context.Context, referral.Referral, referral.Command) (referral.Facts, error) {
			return g.facts, nil
		},
	})
	for i := range n {
		id := referral.ID(fixedID(100 + i))
		g.episodes = append(g.episodes, id)
		in := intake()
		in.Person = person.ID(fixedID(200 + i))
		for _, c := range []referral.Command{
			&referral.Submit{Referral: id, Intake: &in},
			&referral.Accept{Eligible: person.Yes},
			&referral.Allocate{Worker: aWorker},
			&referral.FirstContact{Contact: referral.Contact{
				ID: referral.ContactID(fixedID(300 + i)), Channel: referral.ChannelTelephone, Outcome: referral.OutcomeEngaged,
			}},
		} {
			g.do(id, c)
		}
	}
	return g
}

func (g *group) meta() referral.Meta {
	g.n++
	at := monday.Add(time.Duration(g.n) * time.Minute)
	return referral.Meta{
		ID: referral.ChangeID(fixedID(5000 + g.n)), At: at, RecordedAt: at,
		By: referral.Actor{ID: aWorker, Role: referral.RoleTeamLead, Purpose: referral.PurposeDirectCare},
	}
}

func (g *group) do(id referral.ID, c referral.Command) {
	g.t.Helper()
	f := &flow{t: g.t, at: monday, role: referral.RoleTeamLead, by: aWorker}
	m := g.meta()
	f.at = m.At.Add(-time.Hour)
	f.events = make([]referral.Event, 4000+g.n)
	f.fill(c)
	_, _, err := g.repo.Do(g.t.Context(), id, c)
	require.NoError(g.t, err, "%s", c.Action())
}

func (g *group) all() []referral.Referral {
	g.t.Helper()
	var out []referral.Referral
	for _, id := range g.episodes {
		r, _, err := g.store.Get(g.t.Context(), id)
		require.NoError(g.t, err)
		out = append(out, r)
	}
	return out
}

func (g *group) send(commands []referral.EpisodeCommand) {
	g.t.Helper()
	for _, c := range commands {
		_, _, err := g.repo.Do(g.t.Context(), c.Episode, c.Command)
		require.NoError(g.t, err)
	}
}

func TestD25_OneSessionManyEpisodesNobodySeesAnother(t *testing.T) {
	g := newGroup(t, 5)
	register := referral.RegisterID(fixedID(900))
	var places []referral.Place
	for i, id := range g.episodes[:4] { // the fifth does not come
		places = append(places, referral.Place{Episode: id, Session: referral.SessionID(fixedID(910 + i))})
	}
	arrange := func(m referral.Meta) []referral.EpisodeCommand {
		commands, err := referral.GroupSession{Register: register, Session: referral.Session{
			Start: monday.Add(time.Hour), Minutes: 90, Channel: referral.ChannelInPerson,
			Words: person.NewText("for one alone"), Onward: referral.OnwardID(fixedID(1)),
		}}.Arrange(m, places)
		require.NoError(t, err)
		return commands
	}
	m := g.meta()
	g.send(arrange(m))
	before := g.all()
	g.send(arrange(m)) // again: nothing is done twice
	require.True(t, slices.EqualFunc(before, g.all(), referral.Referral.Equal))

	reg := referral.RegisterOf(register, slices.Values(g.all()))
	require.Len(t, reg.Entries, 4)
	require.Equal(t, 4, reg.Count(referral.StateScheduled))
	for i, e := range reg.Entries {
		require.Equal(t, places[i].Episode, e.Episode)
		require.Equal(t, places[i].Session, e.Session.ID)
		require.Equal(t, referral.DeliveryGroup, e.Session.Delivery)
		require.Equal(t, 90, e.Session.Minutes)
		require.True(t, e.Session.Words.IsZero(), "what belongs to one is given to nobody")
		require.True(t, e.Session.Onward.IsZero())
	}

	m = g.meta()
	m.At, m.RecordedAt = monday.Add(3*time.Hour), monday.Add(3*time.Hour)
	commands, err := reg.Marks(m, []referral.AttendanceMark{
		{Episode: places[0].Episode, State: referral.StateAttended},
		{Episode: places[1].Episode, State: referral.StateAttended, Late: true},
		{Episode: places[2].Episode, State: referral.StateNotAttended, NotBrought: true},
		{Episode: places[3].Episode, State: referral.StateNotSeen, Words: person.NewText("the bus")},
	})
	require.NoError(t, err)
	g.send(commands)
	reg = referral.RegisterOf(register, slices.Values(g.all()))
	require.Equal(t, 2, reg.Count(referral.StateAttended))
	require.Equal(t, 1, reg.Count(referral.StateNotAttended))
	require.Equal(t, 1, reg.Count(referral.StateNotSeen))
	require.True(t, reg.Entries[1].Session.Late)
	require.True(t, reg.Entries[2].Session.NotBrought)

	requireStrangers(t, g.all(), places)
	for r := range slices.Values(g.all()) {
		if r.ID() == g.episodes[4] {
			for range r.Sessions() {
				t.Fatal("who was not invited has no session")
			}
		}
	}
}

// requireStrangers reads all that an episode could give away, its file for the
// person too, for anything of another place.
func requireStrangers(t *testing.T, episodes []referral.Referral, places []referral.Place) {
	t.Helper()
	for _, r := range episodes {
		data, err := json.Marshal(r)
		require.NoError(t, err)
		file, err := referral.SubjectAccess(&person.Person{ID: r.Person()}, []referral.EpisodeRecord{{Referral: r}}, nil)
		require.NoError(t, err)
		both := string(data) + asJSON(t, file)
		for _, p := range places {
			if p.Episode != r.ID() {
				require.NotContains(t, both, p.Episode.String())
				require.NotContains(t, both, p.Session.String())
			}
		}
		for _, o := range episodes {
			if o.ID() != r.ID() {
				require.NotContains(t, both, o.Person().String())
			}
		}
	}
}

func TestD25_RegisterRefusesWhatDoesNotFit(t *testing.T) {
	ep, ses, reg := referral.ID(fixedID(1)), referral.SessionID(fixedID(2)), referral.RegisterID(fixedID(3))
	good := referral.GroupSession{Register: reg, Session: referral.Session{Start: monday}}
	place := referral.Place{Episode: ep, Session: ses}
	for name, c := range map[string]struct {
		g      referral.GroupSession
		places []referral.Place
		rule   referral.Rule
	}{
		"no register":        {referral.GroupSession{Session: good.Session}, nil, referral.RuleID},
		"no start":           {referral.GroupSession{Register: reg}, nil, referral.RuleTime},
		"no episode":         {good, []referral.Place{{Session: ses}}, referral.RuleID},
		"no session":         {good, []referral.Place{{Episode: ep}}, referral.RuleID},
		"one episode twice":  {good, []referral.Place{place, {Episode: ep, Session: referral.SessionID(fixedID(9))}}, referral.RuleTaken},
		"one session of two": {good, []referral.Place{place, {Episode: referral.ID(fixedID(9)), Session: ses}}, referral.RuleTaken},
	} {
		_, err := c.g.Arrange(referral.Meta{}, c.places)
		requireFault(t, err, c.rule, name)
	}
	require.Empty(t, referral.RegisterOf(referral.RegisterID{}, slices.Values([]referral.Referral{{}})).Entries)

	r := referral.Register{ID: reg, Entries: []referral.RegisterEntry{
		{Episode: ep, Session: referral.Session{ID: ses, State: referral.StateScheduled}},
		{Episode: referral.ID(fixedID(7)), Session: referral.Session{ID: ses, State: referral.StateAttended}},
	}}
	yes := referral.AttendanceMark{Episode: ep, State: referral.StateAttended}
	for name, c := range map[string]struct {
		marks []referral.AttendanceMark
		rule  referral.Rule
	}{
		"not on it":      {[]referral.AttendanceMark{{Episode: referral.ID(fixedID(8)), State: referral.StateAttended}}, referral.RuleItem},
		"marked already": {[]referral.AttendanceMark{{Episode: referral.ID(fixedID(7)), State: referral.StateAttended}}, referral.RuleItem},
		"twice":          {[]referral.AttendanceMark{yes, yes}, referral.RuleTaken},
		"no attendance":  {[]referral.AttendanceMark{{Episode: ep, State: referral.StateClosed}}, referral.RuleState},
	} {
		_, err := r.Marks(referral.Meta{}, c.marks)
		requireFault(t, err, c.rule, name)
	}
	for state, action := range map[referral.State]referral.Action{
		referral.StateAttended: referral.ActionAttendSession, referral.StateNotSeen: referral.ActionNotSeenSession,
		referral.StateNotAttended: referral.ActionMissSession, referral.StateNotHappened: referral.ActionFailSession,
		referral.StateCancelledByPerson:  referral.ActionCancelSessionByPerson,
		referral.StateCancelledByService: referral.ActionCancelSessionByService,
	} {
		commands, err := r.Marks(referral.Meta{}, []referral.AttendanceMark{{Episode: ep, State: state}})
		require.NoError(t, err)
		require.Equal(t, action, commands[0].Command.Action())
		require.Equal(t, ep, commands[0].Episode)
	}
}

func requireFault(t *testing.T, err error, rule referral.Rule, name string) {
	t.Helper()
	var f *referral.Fault
	require.ErrorAs(t, err, &f, name)
	require.Equal(t, rule, f.Rule, name)
}

func TestD25_LinkedEpisodesKeepTheirOwn(t *testing.T) {
	g := newGroup(t, 2)
	a, b := g.episodes[0], g.episodes[1]
	for kind, back := range map[referral.LinkKind]referral.LinkKind{
		referral.LinkHousehold: referral.LinkHousehold, referral.LinkCohort: referral.LinkCohort,
		referral.LinkCarerOf: referral.LinkCaredForBy, referral.LinkCaredForBy: referral.LinkCarerOf,
	} {
		pair, err := referral.LinkPair(g.meta(), kind, a, b)
		require.NoError(t, err)
		g.send(pair[:])
		all := g.all()
		require.Equal(t, []referral.Link{{Kind: kind, Episode: b}}, slices.Collect(all[0].Links()))
		require.Equal(t, []referral.Link{{Kind: back, Episode: a}}, slices.Collect(all[1].Links()))

		pair, err = referral.UnlinkPair(g.meta(), kind, a, b)
		require.NoError(t, err)
		g.send(pair[:])
		for _, r := range g.all() {
			require.Empty(t, slices.Collect(r.Links()))
		}
	}
	untouched := g.all()[1]
	g.do(a, &referral.SeeConsent{Consent: referral.ConsentSeen{Scope: person.ScopeShareGP, Answer: person.Refused}})
	g.do(a, &referral.SeeContactRules{Prohibited: person.Yes})
	g.do(a, &referral.WriteNote{Note: referral.Note{ID: referral.NoteID(fixedID(42)), Text: person.NewText("hers alone")}})
	require.True(t, untouched.Equal(g.all()[1]), "consents, contact rules and notes are each person's own")

	// An act done together is recorded in each, under the same identifier.
	joint := referral.Contact{ID: referral.ContactID(fixedID(43)), Channel: referral.ChannelHomeVisit, Outcome: referral.OutcomeEngaged, Incoming: true}
	for _, id := range g.episodes {
		g.do(id, &referral.RecordContact{Contact: joint})
	}
	for _, r := range g.all() {
		list := slices.Collect(r.Contacts())
		require.Equal(t, joint.ID, list[len(list)-1].ID)
	}
}

// TestD25_BreakingALinkDisclosesNothing: a link may be broken because one of
// two is afraid of the other. Neither the notice nor the episode tells the other
// one, and breaking a link that is not there looks the same.
func TestD25_BreakingALinkDisclosesNothing(t *testing.T) {
	g := newGroup(t, 2)
	a, b := g.episodes[0], g.episodes[1]
	pair, err := referral.LinkPair(g.meta(), referral.LinkHousehold, a, b)
	require.NoError(t, err)
	g.send(pair[:])
	other := g.all()[1]
	m := g.meta()
	m.By.BreakGlass = person.NewText("afraid")
	pair, err = referral.UnlinkPair(m, referral.LinkHousehold, a, b)
	require.NoError(t, err)
	g.send(pair[:1])
	require.True(t, other.Equal(g.all()[1]), "the other episode learns nothing of it by itself")
	g.send(pair[1:])
	for i, id := range g.episodes {
		events, err := g.store.Events(t.Context(), id)
		require.NoError(t, err)
		notice, err := events[len(events)-1].CloudEvent("https://host.example")
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, notice), g.episodes[1-i].String())
		require.NotContains(t, asJSON(t, notice), "afraid")
		require.Empty(t, events[len(events)-1].Reason)
		r := g.all()[i]
		file, err := referral.SubjectAccess(&person.Person{ID: r.Person()}, []referral.EpisodeRecord{{Referral: r, Events: events}}, nil)
		require.NoError(t, err)
		require.NotContains(t, asJSON(t, file), g.episodes[1-i].String(), "nor does a file that one of them asks for")
		require.NotEmpty(t, file.Withheld)
	}
	again, err := referral.UnlinkPair(g.meta(), referral.LinkHousehold, a, b)
	require.NoError(t, err)
	g.send(again[:])

	_, err = referral.LinkPair(g.meta(), referral.LinkFollows, a, b)
	requireFault(t, err, referral.RuleWord, "a re-referral goes one way")
	_, err = referral.UnlinkPair(g.meta(), referral.LinkHousehold, a, a)
	requireFault(t, err, referral.RuleID, "one episode")
}
