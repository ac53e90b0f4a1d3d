package referraltest

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// cases are those about a person's episodes: of the Finder, if the store is one,
// and of a store that holds that a person has one open episode with a service
// (D1). A store that does not hold it passes that case by storing the second.
func (h Harness) cases(ctx context.Context) []conform.Case {
	probe, err := h.Open(ctx)
	if err != nil {
		return nil // the first case of the contract says so
	}
	_, ok := probe.(referral.Finder)
	h.close(probe)
	cases := []conform.Case{
		h.named(ctx, "OneOpenEpisode", "A store may hold that a person has one open episode with a service: the commit that would make a second "+
			"is a conflict then, and nothing of it is stored.", (*episodes).oneOpen),
		h.named(ctx, "OneOpenEpisodeOnly", "Episodes with another service, of another person, and after the first has ended are no second.",
			(*episodes).onlyThat),
	}
	if ok {
		cases = append(cases,
			h.named(ctx, "ByPerson", "ByPerson gives the person's episodes in their latest version, in the order of their identifiers, "+
				"and nobody else's.", (*episodes).byPerson),
			h.named(ctx, "ByPersonInError", "ByPerson gives episodes that were entered in error too.", (*episodes).inError),
			h.named(ctx, "ByPersonNone", "A person without episodes has none, and that is no error.", (*episodes).none),
		)
	}
	return cases
}

func (h Harness) close(s referral.Store) {
	if h.Close != nil {
		_ = h.Close(s)
	}
}

// episodes is one case's store.
type episodes struct {
	conform.T

	ctx   context.Context //nolint:containedctx // one case's, which ends with it
	store referral.Store
}

func (h Harness) named(ctx context.Context, name, sentence string, run func(*episodes)) conform.Case {
	return conform.Case{Name: name, Sentence: sentence, Run: func(t conform.T) {
		t.Helper()
		s, err := h.Open(ctx)
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		defer h.close(s)
		run(&episodes{t, ctx, s})
	}}
}

var now = time.Date(2026, time.March, 2, 9, 0, 0, 123_000, time.UTC)

func somebody(n int) person.ID    { return person.ID(numbered(0xd7, n)) }
func episodeID(n int) referral.ID { return referral.ID(numbered(0xd8, n)) }

// commit stores the n-th change of a case.
func (e *episodes) commit(n int, base referral.Version, r referral.Referral) error {
	return e.store.Commit(e.ctx, referral.Change{
		ID: referral.ChangeID(numbered(0xd9, n)), Base: base, Value: r,
		Events: []referral.Event{sampleEvent(numbered(0xda, n), uuid.UUID(r.ID()), uint64(base)+1, now)},
	})
}

func (e *episodes) put(n int, base referral.Version, r referral.Referral) {
	e.Helper()
	if err := e.commit(n, base, r); err != nil {
		e.Fatalf("commit: %v", err)
	}
}

func (e *episodes) holds(want referral.Referral, version referral.Version) {
	e.Helper()
	got, v, err := e.store.Get(e.ctx, want.ID())
	if err != nil || v != version || !got.Equal(want) {
		e.Errorf("get: version %d and error %v, want what was committed at version %d", v, err, version)
	}
}

// absent checks that nothing of an episode is stored, in any of the store's parts.
func (e *episodes) absent(id referral.ID) {
	e.Helper()
	if _, _, err := e.store.Get(e.ctx, id); !errors.Is(err, referral.ErrNotFound) {
		e.Errorf("get of the refused episode: got %v, want an error that matches %q", err, referral.ErrNotFound)
	}
	if r, ok := e.store.(referral.EventReader); ok {
		if _, err := r.Events(e.ctx, id); !errors.Is(err, referral.ErrNotFound) {
			e.Errorf("events of the refused episode: got %v, want an error that matches %q", err, referral.ErrNotFound)
		}
	}
	if o, ok := e.store.(referral.Outbox); ok {
		events, err := o.Pending(e.ctx, 0)
		if err != nil {
			e.Errorf("pending: %v", err)
		}
		for _, x := range events {
			if x.Referral == id {
				e.Errorf("pending: an event of the refused episode")
			}
		}
	}
}

func (e *episodes) oneOpen() {
	first, second := begin(episodeID(1), somebody(1), service(1), now), begin(episodeID(2), somebody(1), service(1), now)
	e.put(1, 0, first)
	err := e.commit(2, 0, second)
	switch {
	case errors.Is(err, referral.ErrConflict):
		e.absent(second.ID())
	case err != nil:
		e.Errorf("second episode: got %v, want an error that matches %q, or none", err, referral.ErrConflict)
	default:
		e.holds(second, 1)
	}
	e.holds(first, 1)
	// The first can go on, for it is not a second to itself.
	next := noted(first, "the first goes on", now)
	e.put(3, 1, next)
	e.holds(next, 2)
}

func (e *episodes) onlyThat() {
	first := begin(episodeID(1), somebody(1), service(1), now)
	e.put(1, 0, first)
	e.put(2, 0, begin(episodeID(2), somebody(1), service(2), now))
	e.put(3, 0, begin(episodeID(3), somebody(2), service(1), now))
	ended := apply(first, &referral.Cancel{Meta: meta(4, referral.RoleLinkWorker, now), Reason: "duplicate"}, now)
	if ended.Phase() != referral.PhaseEnded {
		e.Fatalf("the sample did not end")
	}
	e.put(4, 1, ended)
	again := begin(episodeID(4), somebody(1), service(1), now)
	e.put(5, 0, again)
	e.holds(again, 1)
}

func (e *episodes) find(who person.ID, want ...referral.Referral) {
	e.Helper()
	f, ok := e.store.(referral.Finder)
	if !ok {
		e.Fatalf("the store is a Finder at one time and not at another")
	}
	got, err := f.ByPerson(e.ctx, who)
	if err != nil {
		e.Fatalf("by person: %v", err)
	}
	if len(got) != len(want) {
		e.Fatalf("by person: %d episodes, want %d", len(got), len(want))
	}
	for i := range want {
		if !got[i].Referral.Equal(want[i]) {
			e.Errorf("by person: place %d holds another episode, or an old version", i+1)
		}
	}
}

func (e *episodes) byPerson() {
	one, two, three := begin(episodeID(1), somebody(1), service(1), now), begin(episodeID(2), somebody(1), service(2), now),
		begin(episodeID(3), somebody(1), service(3), now)
	e.put(1, 0, three)
	e.put(2, 0, one)
	e.put(3, 0, two)
	e.put(4, 0, begin(episodeID(4), somebody(2), service(1), now))
	next := noted(three, "a later version", now)
	e.put(5, 1, next)
	e.find(somebody(1), one, two, next)
}

func (e *episodes) inError() {
	r := begin(episodeID(1), somebody(1), service(1), now)
	e.put(1, 0, r)
	void := apply(r, &referral.EnterInError{Meta: meta(2, referral.RoleAdministrator, now), Reason: "wrong-person"}, now)
	if void.Phase() != referral.PhaseVoid {
		e.Fatalf("the sample was not entered in error")
	}
	e.put(2, 1, void)
	e.find(somebody(1), void)
}

func (e *episodes) none() {
	e.put(1, 0, begin(episodeID(1), somebody(1), service(1), now))
	e.find(somebody(2))
}
