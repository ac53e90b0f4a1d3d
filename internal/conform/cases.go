package conform

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Cases gives the cases that apply to the stores of a. Which optional
// interfaces a store has is found by opening one.
func Cases[V, E any](ctx context.Context, a Adapter[V, E]) []Case {
	store, err := a.Open(ctx)
	if err != nil {
		return []Case{{"Open", "A store can be opened.", func(t T) { t.Fatalf("open: %v", err) }}}
	}
	if store.Close != nil {
		_ = store.Close()
	}
	s := suite[V, E]{ctx, a}
	cases := s.core()
	if a.Mutate != nil {
		cases = append(cases, s.memory()...)
	}
	if a.Time != nil {
		cases = append(cases, s.times())
	}
	if a.Stray != nil {
		cases = append(cases, s.named("StaysWithItsOwner",
			"A commit that names another owner than the stored value is a conflict and changes nothing.", s.staysWithItsOwner))
	}
	if a.Event != nil && store.Events != nil {
		cases = append(cases, s.events()...)
	}
	if store.List != nil {
		cases = append(cases, s.lister()...)
	}
	if a.Event != nil && store.Pending != nil && store.Acknowledge != nil {
		cases = append(cases, s.outbox()...)
	}
	return cases
}

type suite[V, E any] struct {
	ctx context.Context //nolint:containedctx // lives for one call of Cases, whose cases it serves
	a   Adapter[V, E]
}

func (s suite[V, E]) core() []Case {
	return []Case{
		s.named("GetUnknown", "Get of an unknown ID is an error that matches ErrNotFound.", s.getUnknown),
		s.named("Create", "A commit at base 0 creates the value at version 1.", s.create),
		s.named("Update", "A commit at the stored version stores the value at the next version.", s.update),
		s.named("CreateTwice", "A second commit at base 0 is a conflict and changes nothing.", s.createTwice),
		s.named("StaleBase", "A base behind the stored version is a conflict and changes nothing.", s.staleBase),
		s.named("FutureBase", "A base ahead of the stored version is a conflict and changes nothing.", s.futureBase),
		s.named("UpdateUnknown", "A base above 0 for an unknown ID is a conflict and creates nothing.", s.updateUnknown),
		s.named("RetryChange", "Repeating the latest change succeeds and has no effect.", s.retryChange),
		s.named("OldChange", "Repeating a change that is no longer the latest is a conflict.", s.oldChange),
		s.named("OneWinner", "Of concurrent commits at one base exactly one succeeds; the others conflict.", s.oneWinner),
		s.named("NoLostUpdate", "Concurrent writers that retry on conflict lose no update.", s.noLostUpdate),
		s.named("Apart", "A commit to one aggregate changes no other.", s.apart),
		s.named("Cancelled", "A commit or get under a cancelled context fails, and nothing has changed.", s.cancelled),
		s.named("CancelledMidway", "If the context ends during a commit, the change is stored or not, never in part; "+
			"committing it again succeeds and has one effect.", s.cancelledMidway),
	}
}

func (s suite[V, E]) memory() []Case {
	return []Case{
		s.named("OwnsWhatItStores", "A caller that changes a value after the commit does not change what is stored.", s.ownsStored),
		s.named("OwnsWhatItGives", "A caller that changes a value that it got does not change what is stored.", s.ownsGiven),
	}
}

func (s suite[V, E]) times() Case {
	return s.named("Microseconds", "Times are kept to the microsecond.", s.microseconds)
}

func (s suite[V, E]) events() []Case {
	cases := []Case{
		s.named("EventsInOrder", "Events are read in version order, each once, as they were committed.", s.eventsInOrder),
		s.named("EventsOnce", "Repeating a change adds no event; a conflict adds none either.", s.eventsOnce),
		s.named("EventsUnknown", "Events of an unknown ID are an error that matches ErrNotFound.", s.eventsUnknown),
		s.named("EventsNone", "A known aggregate without events has none, and that is no error.", s.eventsNone),
		s.named("OwnsEvents", "A caller that changes the list of events that it committed or read does not change what is stored.", s.ownsEvents),
	}
	if s.a.Redacted != nil {
		cases = append(cases,
			s.named("Redaction", "A redaction replaces the payload of an event and keeps its ID, type, version and times, and its place.", s.redaction),
			s.named("RedactionConflict", "A redaction in a change that conflicts has no effect.", s.redactionConflict),
			s.named("RedactionUnknown", "A redaction of an event that the aggregate has not got is an error that matches ErrNotFound, "+
				"and nothing has changed.", s.redactionUnknown),
		)
	}
	return cases
}

func (s suite[V, E]) lister() []Case {
	return []Case{
		s.named("ListByChange", "The lister gives each aggregate once, in its latest version and in the order of its latest change, "+
			"in pages of at most the limit; 0 is no limit.", s.listByChange),
		s.named("ListNeverSkips", "No change appears behind a cursor that was handed out, whoever commits meanwhile.", s.listNeverSkips),
	}
}

func (s suite[V, E]) outbox() []Case {
	cases := []Case{
		s.named("OutboxOrder", "The outbox gives the events of one aggregate in version order.", s.outboxOrder),
		s.named("OutboxAtLeastOnce", "The outbox gives an event again until it is acknowledged, under the same ID, and not afterwards.", s.outboxAtLeastOnce),
		s.named("OutboxOnlyCommitted", "The outbox holds nothing of a change that conflicted or was repeated.", s.outboxOnlyCommitted),
		s.named("OutboxAll", "A limit of 0 gives all pending events.", s.outboxAll),
		s.named("AcknowledgeUnknown", "Acknowledging an event that is unknown, or not the aggregate's, is passed over.", s.acknowledgeUnknown),
		s.named("AcknowledgeCancelled", "An acknowledgement under a cancelled context fails, and the event is delivered again.", s.acknowledgeCancelled),
	}
	if s.a.Redacted != nil {
		cases = append(cases, s.named("OutboxRedacted",
			"An event that was redacted before its delivery is delivered redacted.", s.outboxRedacted))
	}
	return cases
}

// named binds a case to a store that is opened when it runs.
func (s suite[V, E]) named(name, sentence string, run func(*bench[V, E])) Case {
	return Case{name, sentence, func(t T) {
		t.Helper()
		store, err := s.a.Open(s.ctx)
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		if store.Close != nil {
			defer func() {
				if err := store.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}()
		}
		run(&bench[V, E]{T: t, ctx: s.ctx, a: s.a, store: store})
	}}
}

// bench is one store on the bench, with the steps that cases are made of.
type bench[V, E any] struct {
	T

	ctx   context.Context //nolint:containedctx // lives for one case
	a     Adapter[V, E]
	store Store[V, E]
}

// instant is the time in all values and events; its last digits are those
// that stores lose.
var instant = time.Date(2026, time.March, 29, 1, 2, 3, 456_789_000, time.UTC)

// id makes the n-th identifier of a case, always the same.
func id(kind byte, n int) uuid.UUID {
	u := uuid.UUID{0: kind, 6: 0x40, 8: 0x80}
	u[13], u[14], u[15] = byte(n>>16), byte(n>>8), byte(n)
	return u
}

func aggregate(n int) uuid.UUID { return id(0xa0, n) }
func changeID(n int) uuid.UUID  { return id(0xc0, n) }
func eventID(n int) uuid.UUID   { return id(0xe0, n) }

// change makes the n-th change of a case, with one event if there are any.
func (b *bench[V, E]) change(n int, aggregate uuid.UUID, base uint64) Change[V, E] {
	c := Change[V, E]{
		ID: changeID(n), Aggregate: aggregate, Base: base,
		Value: b.a.Value(aggregate, base+1, n, instant),
	}
	if b.a.Event != nil {
		c.Events = []E{b.a.Event(eventID(n), aggregate, base+1, instant)}
	}
	return c
}

func (b *bench[V, E]) commit(c Change[V, E]) {
	b.Helper()
	if err := b.store.Commit(b.ctx, c); err != nil {
		b.Fatalf("commit at base %d: %v", c.Base, err)
	}
}

func (b *bench[V, E]) conflict(c Change[V, E]) {
	b.Helper()
	err := b.store.Commit(b.ctx, c)
	if !errors.Is(err, b.a.Conflict) {
		b.Errorf("commit at base %d: got %v, want an error that matches %q", c.Base, err, b.a.Conflict)
	}
}

// holds checks the stored value and version.
func (b *bench[V, E]) holds(id uuid.UUID, want V, version uint64) {
	b.Helper()
	got, v, err := b.store.Get(b.ctx, id)
	switch {
	case err != nil:
		b.Errorf("get: %v", err)
	case v != version:
		b.Errorf("get: version %d, want %d", v, version)
	case !b.a.Equal(got, want):
		b.Errorf("get: another value than was committed")
	}
}

func (b *bench[V, E]) unknown(id uuid.UUID) {
	b.Helper()
	if _, _, err := b.store.Get(b.ctx, id); !errors.Is(err, b.a.NotFound) {
		b.Errorf("get: got %v, want an error that matches %q", err, b.a.NotFound)
	}
}

func (s suite[V, E]) getUnknown(b *bench[V, E]) {
	b.unknown(aggregate(1))
	b.commit(b.change(1, aggregate(2), 0))
	b.unknown(aggregate(1))
	b.unknown(uuid.Nil)
}

func (s suite[V, E]) create(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	b.holds(aggregate(1), c.Value, 1)
}

func (s suite[V, E]) update(b *bench[V, E]) {
	for base := range uint64(4) {
		c := b.change(int(base), aggregate(1), base)
		b.commit(c)
		b.holds(aggregate(1), c.Value, base+1)
	}
}

func (s suite[V, E]) createTwice(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	b.conflict(b.change(2, aggregate(1), 0))
	b.holds(aggregate(1), c.Value, 1)
}

// three commits versions 1 to 3 by the changes 1 to 3 and gives the last.
func (b *bench[V, E]) three() Change[V, E] {
	b.Helper()
	var c Change[V, E]
	for n := 1; n <= 3; n++ {
		c = b.change(n, aggregate(1), uint64(n-1))
		b.commit(c)
	}
	return c
}

func (s suite[V, E]) staleBase(b *bench[V, E]) {
	latest := b.three()
	b.conflict(b.change(4, aggregate(1), 2))
	b.conflict(b.change(5, aggregate(1), 1))
	b.holds(aggregate(1), latest.Value, 3)
}

func (s suite[V, E]) futureBase(b *bench[V, E]) {
	latest := b.three()
	b.conflict(b.change(4, aggregate(1), 4))
	b.conflict(b.change(5, aggregate(1), 9))
	b.holds(aggregate(1), latest.Value, 3)
}

func (s suite[V, E]) updateUnknown(b *bench[V, E]) {
	b.conflict(b.change(1, aggregate(1), 1))
	b.unknown(aggregate(1))
}

func (s suite[V, E]) retryChange(b *bench[V, E]) {
	latest := b.three()
	// The repetition carries another value: it must not be stored.
	again := b.change(7, aggregate(1), 2)
	again.ID = latest.ID
	if err := b.store.Commit(b.ctx, again); err != nil {
		b.Errorf("repeated change: %v", err)
	}
	b.holds(aggregate(1), latest.Value, 3)
	// And it took no version: the next change still builds on the third.
	next := b.change(4, aggregate(1), 3)
	b.commit(next)
	b.holds(aggregate(1), next.Value, 4)
}

func (s suite[V, E]) oldChange(b *bench[V, E]) {
	first := b.change(1, aggregate(1), 0)
	b.commit(first)
	second := b.change(2, aggregate(1), 1)
	b.commit(second)
	b.conflict(first)
	// The ID of the latest change at another base is no repetition either.
	other := b.change(3, aggregate(1), 0)
	other.ID = second.ID
	b.conflict(other)
	b.holds(aggregate(1), second.Value, 2)
}

func (s suite[V, E]) oneWinner(b *bench[V, E]) {
	const writers, rounds = 8, 4
	for round := range uint64(rounds) {
		errs := make([]error, writers)
		changes := make([]Change[V, E], writers)
		for i := range changes {
			changes[i] = b.change(int(round)*writers+i+1, aggregate(1), round)
		}
		together(writers, func(i int) { errs[i] = b.store.Commit(b.ctx, changes[i]) })
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner < 0:
				winner = i
			case err == nil:
				b.Fatalf("two commits at base %d succeeded", round)
			case !errors.Is(err, b.a.Conflict):
				b.Errorf("loser: got %v, want an error that matches %q", err, b.a.Conflict)
			}
		}
		if winner < 0 {
			b.Fatalf("no commit at base %d succeeded", round)
		}
		b.holds(aggregate(1), changes[winner].Value, round+1)
	}
}

// noLostUpdate has all writers read before the first of them commits, in each
// round: so all but one of them meet a conflict, whatever the scheduler does.
func (s suite[V, E]) noLostUpdate(b *bench[V, E]) {
	const writers, rounds = 4, 8
	errs := make([]error, writers)
	for round := range rounds {
		_, version, err := b.store.Get(b.ctx, aggregate(1))
		if err != nil && !errors.Is(err, b.a.NotFound) {
			b.Fatalf("get: %v", err)
		}
		together(writers, func(w int) {
			n := round*writers + w + 1
			errs[w] = b.store.Commit(b.ctx, b.change(n, aggregate(1), version))
			if errors.Is(errs[w], b.a.Conflict) {
				errs[w] = b.append(n)
			}
		})
		for _, err := range errs {
			if err != nil {
				b.Fatalf("writer: %v", err)
			}
		}
	}
	_, version, err := b.store.Get(b.ctx, aggregate(1))
	if err != nil || version != writers*rounds {
		b.Errorf("after %d commits: version %d, error %v", writers*rounds, version, err)
	}
}

// append commits change n on top of whatever is stored. The number of tries is
// many times what the other writers can take, so that a store which never
// lets anybody through ends the case.
func (b *bench[V, E]) append(n int) error {
	for range 2000 {
		_, version, err := b.store.Get(b.ctx, aggregate(1))
		if err != nil && !errors.Is(err, b.a.NotFound) {
			return fmt.Errorf("get: %w", err)
		}
		err = b.store.Commit(b.ctx, b.change(n, aggregate(1), version))
		if !errors.Is(err, b.a.Conflict) {
			return err
		}
	}
	return errors.New("conflict after conflict, although each try builds on the version just read")
}

// together runs f for 0 to n-1 at once and waits for all. If one panics, so
// does together, in the goroutine of the case, where it can be recovered.
func together(n int, f func(i int)) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	panics := make(chan any, n)
	for i := range n {
		done.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panics <- p
				}
			}()
			ready.Done()
			ready.Wait()
			f(i)
		})
	}
	done.Wait()
	select {
	case p := <-panics:
		panic(p)
	default:
	}
}

func (s suite[V, E]) apart(b *bench[V, E]) {
	one, two := b.change(1, aggregate(1), 0), b.change(2, aggregate(2), 0)
	b.commit(one)
	b.commit(two)
	next := b.change(3, aggregate(2), 1)
	b.commit(next)
	// The same change ID in another aggregate is another change.
	third := b.change(4, aggregate(3), 0)
	third.ID = next.ID
	b.commit(third)
	b.holds(aggregate(1), one.Value, 1)
	b.holds(aggregate(2), next.Value, 2)
	b.holds(aggregate(3), third.Value, 1)
}

func (s suite[V, E]) cancelled(b *bench[V, E]) {
	first := b.change(1, aggregate(1), 0)
	b.commit(first)
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	if err := b.store.Commit(ctx, b.change(2, aggregate(1), 1)); err == nil {
		b.Errorf("commit under a cancelled context succeeded")
	}
	if err := b.store.Commit(ctx, b.change(3, aggregate(2), 0)); err == nil {
		b.Errorf("commit under a cancelled context succeeded")
	}
	if _, _, err := b.store.Get(ctx, aggregate(1)); err == nil {
		b.Errorf("get under a cancelled context succeeded")
	}
	b.holds(aggregate(1), first.Value, 1)
	b.unknown(aggregate(2))
	if b.a.Event != nil && b.store.Events != nil {
		b.hasEvents(aggregate(1), first.Events)
	}
}

// fading is a context that ends when it has been looked at so many times.
type fading struct {
	context.Context //nolint:containedctx // it is one

	mu    sync.Mutex
	looks int
	ended chan struct{}
}

func fadingAfter(ctx context.Context, looks int) *fading {
	f := &fading{Context: ctx, looks: looks, ended: make(chan struct{})}
	if looks == 0 {
		close(f.ended)
	}
	return f
}

// look counts, and reports whether the context has ended.
func (f *fading) look() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looks == 0 {
		return true
	}
	if f.looks--; f.looks == 0 {
		close(f.ended)
	}
	return f.looks == 0
}

// Done counts as a look.
func (f *fading) Done() <-chan struct{} {
	f.look()
	return f.ended
}

// Err counts as a look.
func (f *fading) Err() error {
	if f.look() {
		return context.Canceled
	}
	return nil
}

// end ends the context, so that nobody waits for it any more.
func (f *fading) end() {
	for !f.look() { //nolint:revive // looking is what ends it
	}
}

// cancelledMidway has the context end at each of the first looks that a store
// takes at it, and at some later ones, for a database looks often.
func (s suite[V, E]) cancelledMidway(b *bench[V, E]) {
	for n, looks := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 64} {
		first, second := b.change(2*n+1, aggregate(n), 0), b.change(2*n+2, aggregate(n), 1)
		b.commit(first)
		ctx := fadingAfter(b.ctx, looks)
		err := b.store.Commit(ctx, second)
		ctx.end()
		if errors.Is(err, b.a.Conflict) || errors.Is(err, b.a.NotFound) {
			b.Errorf("commit while the context ends: %v", err)
		}
		if got, version, err := b.store.Get(b.ctx, aggregate(n)); err != nil || version == 1 && !b.a.Equal(got, first.Value) {
			b.Errorf("after the context ended at look %d: version %d in part, or %v", looks, version, err)
		}
		b.commit(second)
		b.holds(aggregate(n), second.Value, 2)
		if b.a.Event != nil && b.store.Events != nil {
			b.hasEvents(aggregate(n), slices.Concat(first.Events, second.Events))
		}
	}
}

func (s suite[V, E]) staysWithItsOwner(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	for n, base := range []uint64{1, 0} {
		stray := b.change(n+2, aggregate(1), base)
		stray.Value = b.a.Stray(aggregate(1), base+1, instant)
		b.conflict(stray)
	}
	b.holds(aggregate(1), c.Value, 1)
	if b.a.Event != nil && b.store.Events != nil {
		b.hasEvents(aggregate(1), c.Events)
	}
	next := b.change(4, aggregate(1), 1)
	b.commit(next)
	b.holds(aggregate(1), next.Value, 2)
}

func (s suite[V, E]) ownsStored(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	b.a.Mutate(c.Value)
	b.holds(aggregate(1), b.change(1, aggregate(1), 0).Value, 1)
}

func (s suite[V, E]) ownsGiven(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	got, _, err := b.store.Get(b.ctx, aggregate(1))
	if err != nil {
		b.Fatalf("get: %v", err)
	}
	b.a.Mutate(got)
	b.holds(aggregate(1), b.change(1, aggregate(1), 0).Value, 1)
}

func (s suite[V, E]) microseconds(b *bench[V, E]) {
	for n, at := range []time.Time{
		instant,
		time.Date(1969, time.December, 31, 23, 59, 59, 999_999_000, time.UTC),
		time.Date(2026, time.October, 25, 0, 59, 59, 1_000, time.UTC), // the hour that London has twice
	} {
		c := b.change(n+1, aggregate(n), 0)
		c.Value = b.a.Value(aggregate(n), 1, n, at)
		b.commit(c)
		got, _, err := b.store.Get(b.ctx, aggregate(n))
		if err != nil {
			b.Fatalf("get: %v", err)
		}
		if t := b.a.Time(got); !t.Equal(at) {
			b.Errorf("time: got %v, want %v", t, at)
		}
	}
}

// hasEvents checks that the stored events are exactly these, in this order.
func (b *bench[V, E]) hasEvents(id uuid.UUID, want []E) {
	b.Helper()
	got, err := b.store.Events(b.ctx, id)
	if err != nil {
		b.Errorf("events: %v", err)
		return
	}
	if len(got) != len(want) {
		b.Errorf("events: %d, want %d", len(got), len(want))
		return
	}
	for i := range got {
		if !b.a.EventEqual(got[i], want[i]) {
			b.Errorf("events: number %d (version %d) is not the one that was committed", i+1, b.a.EventVersion(got[i]))
		}
	}
}

// story commits n changes to an aggregate with one or two events each, and
// gives all events.
func (b *bench[V, E]) story(aggregate uuid.UUID, first, n int) []E {
	b.Helper()
	var all []E
	for i := range n {
		c := b.change(first+i, aggregate, uint64(i))
		if i%2 == 1 {
			c.Events = append(c.Events, b.a.Event(eventID(1000+first+i), aggregate, uint64(i)+1, instant))
		}
		b.commit(c)
		all = append(all, c.Events...)
	}
	return all
}

func (s suite[V, E]) eventsInOrder(b *bench[V, E]) {
	one := b.story(aggregate(1), 100, 12)
	two := b.story(aggregate(2), 200, 3)
	b.hasEvents(aggregate(1), one)
	b.hasEvents(aggregate(2), two)
}

func (s suite[V, E]) eventsOnce(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	again := b.change(2, aggregate(1), 0) // other events, the same change
	again.ID = c.ID
	b.commit(again)
	b.conflict(b.change(3, aggregate(1), 0))
	b.conflict(b.change(4, aggregate(1), 7))
	b.hasEvents(aggregate(1), c.Events)
}

func (s suite[V, E]) eventsUnknown(b *bench[V, E]) {
	if _, err := b.store.Events(b.ctx, aggregate(1)); !errors.Is(err, b.a.NotFound) {
		b.Errorf("events: got %v, want an error that matches %q", err, b.a.NotFound)
	}
}

func (s suite[V, E]) eventsNone(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	c.Events = nil
	b.commit(c)
	b.hasEvents(aggregate(1), nil)
}

func (s suite[V, E]) ownsEvents(b *bench[V, E]) {
	c, other := b.change(1, aggregate(1), 0), b.a.Event(eventID(99), aggregate(1), 1, instant.Add(time.Hour))
	want := slices.Clone(c.Events)
	b.commit(c)
	c.Events[0] = other
	b.hasEvents(aggregate(1), want)
	got, err := b.store.Events(b.ctx, aggregate(1))
	if err != nil || len(got) == 0 {
		b.Fatalf("events: %d, error %v", len(got), err)
	}
	got[0] = other
	b.hasEvents(aggregate(1), want)
}

func (s suite[V, E]) redactionUnknown(b *bench[V, E]) {
	before := b.story(aggregate(1), 1, 2)
	others := b.story(aggregate(2), 10, 1)
	latest, version, err := b.store.Get(b.ctx, aggregate(1))
	if err != nil {
		b.Fatalf("get: %v", err)
	}
	for n, event := range []uuid.UUID{eventID(99), b.a.EventID(others[0])} {
		c := b.change(50+n, aggregate(1), 2)
		c.Redact = []uuid.UUID{b.a.EventID(before[0]), event}
		if err := b.store.Commit(b.ctx, c); !errors.Is(err, b.a.NotFound) {
			b.Errorf("redaction of an unknown event: got %v, want an error that matches %q", err, b.a.NotFound)
		}
	}
	b.holds(aggregate(1), latest, version)
	b.hasEvents(aggregate(1), before)
	b.hasEvents(aggregate(2), others)
}

func (s suite[V, E]) redaction(b *bench[V, E]) {
	before := b.story(aggregate(1), 1, 3)
	c := b.change(50, aggregate(1), 3)
	c.Redact = []uuid.UUID{b.a.EventID(before[1])}
	b.commit(c)
	after, err := b.store.Events(b.ctx, aggregate(1))
	if err != nil {
		b.Fatalf("events: %v", err)
	}
	want := slices.Concat(before, c.Events)
	if len(after) != len(want) {
		b.Fatalf("events: %d, want %d", len(after), len(want))
	}
	for i := range want {
		redacted := i == 1
		switch {
		case b.a.EventHead(after[i]) != b.a.EventHead(want[i]):
			b.Errorf("event %d: its ID, type, version or times have changed", i+1)
		case b.a.Redacted(after[i]) != redacted:
			b.Errorf("event %d: redacted is %t, want %t", i+1, !redacted, redacted)
		case !redacted && !b.a.EventEqual(after[i], want[i]):
			b.Errorf("event %d: changed by the redaction of another", i+1)
		}
	}
	b.holds(aggregate(1), c.Value, 4)
}

func (s suite[V, E]) redactionConflict(b *bench[V, E]) {
	before := b.story(aggregate(1), 1, 2)
	c := b.change(50, aggregate(1), 1)
	c.Redact = []uuid.UUID{b.a.EventID(before[0])}
	b.conflict(c)
	b.hasEvents(aggregate(1), before)
}

func (s suite[V, E]) listByChange(b *bench[V, E]) {
	const n = 7
	values := make(map[uuid.UUID]V)
	for i := range n {
		c := b.change(i+1, aggregate(i), 0)
		b.commit(c)
		values[c.Aggregate] = c.Value
	}
	for _, i := range []int{2, 5} {
		c := b.change(20+i, aggregate(i), 1)
		b.commit(c)
		values[c.Aggregate] = c.Value
	}
	order := []int{0, 1, 3, 4, 6, 2, 5}
	for _, limit := range []int{0, 1, 2, 3, n, 100} {
		list := b.list(limit)
		if len(list) != n {
			b.Fatalf("list in pages of %d: %d aggregates, want %d", limit, len(list), n)
		}
		for k, i := range order {
			switch item := list[k]; {
			case item.ID != aggregate(i):
				b.Errorf("list in pages of %d: place %d holds another aggregate", limit, k+1)
			case !b.a.Equal(item.Value, values[item.ID]) || item.Version != 1+uint64(k/5):
				b.Errorf("list in pages of %d: place %d holds an old value or version", limit, k+1)
			}
		}
	}
}

// list reads the lister to its end, in pages.
func (b *bench[V, E]) list(limit int) []Listed[V] {
	b.Helper()
	var all []Listed[V]
	for after := uint64(0); ; {
		page, err := b.store.List(b.ctx, after, limit)
		if err != nil {
			b.Fatalf("list: %v", err)
		}
		if limit > 0 && len(page) > limit {
			b.Errorf("list: a page of %d, the limit is %d", len(page), limit)
		}
		if len(page) == 0 || len(all) > 1000 {
			return all
		}
		for _, x := range page {
			if x.Cursor <= after {
				b.Errorf("list: the cursor does not rise")
			}
			after = x.Cursor
		}
		all = append(all, page...)
	}
}

// listNeverSkips follows the cursors while others commit, from before the first of
// them, and then until nothing comes any more: every aggregate must have come by in
// its latest version.
func (s suite[V, E]) listNeverSkips(b *bench[V, E]) {
	const writers, aggregates, versions = 4, 6, 2
	errs := make([]error, writers+1)
	seen := map[uuid.UUID]uint64{}
	var writing sync.WaitGroup
	writing.Add(writers)
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	reading := make(chan struct{})
	together(writers+1, func(w int) {
		if w == writers {
			_, err := b.store.List(b.ctx, 0, 1)
			close(reading)
			errs[w] = errors.Join(err, b.follow(seen, writers*aggregates, versions, done))
			return
		}
		defer writing.Done()
		<-reading
		for i := range aggregates {
			for base := range uint64(versions) {
				n := (w*aggregates+i)*versions + int(base)
				errs[w] = errors.Join(errs[w], b.store.Commit(b.ctx, b.change(n+1, aggregate(w*aggregates+i), base)))
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		b.Errorf("%v", err)
	}
}

// follow reads by the cursor until the writers are done and everything has come
// by in its latest version, or nothing more does for many times.
func (b *bench[V, E]) follow(seen map[uuid.UUID]uint64, aggregates int, versions uint64, done <-chan struct{}) error {
	after, quiet := uint64(0), 0
	for quiet < 100 {
		select {
		case <-done:
			quiet++
		default:
			runtime.Gosched() // so that others commit on one processor too
		}
		page, err := b.store.List(b.ctx, after, 2)
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		for _, x := range page {
			if x.Version > seen[x.ID] {
				seen[x.ID], quiet = x.Version, 0
			}
			after = x.Cursor
		}
		whole := 0
		for _, v := range seen {
			if v == versions {
				whole++
			}
		}
		if whole == aggregates {
			return nil
		}
	}
	return fmt.Errorf("list: of %d aggregates not each came by in its latest version", aggregates)
}

// delivered gives the IDs of the pending events by aggregate.
func (b *bench[V, E]) delivered(limit int) map[uuid.UUID][]uuid.UUID {
	b.Helper()
	events, err := b.store.Pending(b.ctx, limit)
	if err != nil {
		b.Fatalf("pending: %v", err)
	}
	if limit > 0 && len(events) > limit {
		b.Errorf("pending: %d events, the limit is %d", len(events), limit)
	}
	out := make(map[uuid.UUID][]uuid.UUID)
	for _, e := range events {
		a := b.a.EventAggregate(e)
		out[a] = append(out[a], b.a.EventID(e))
	}
	return out
}

func (b *bench[V, E]) eventIDs(events []E) []uuid.UUID {
	var out []uuid.UUID
	for _, e := range events {
		out = append(out, b.a.EventID(e))
	}
	return out
}

func (s suite[V, E]) outboxOrder(b *bench[V, E]) {
	one := b.eventIDs(b.story(aggregate(1), 100, 11))
	two := b.eventIDs(b.story(aggregate(2), 200, 5))
	got := b.delivered(1000)
	if !slices.Equal(got[aggregate(1)], one) || !slices.Equal(got[aggregate(2)], two) {
		b.Errorf("pending: not every event in version order")
	}
	few := b.delivered(4)
	for a, all := range map[uuid.UUID][]uuid.UUID{aggregate(1): one, aggregate(2): two} {
		if len(few[a]) > len(all) || !slices.Equal(few[a], all[:len(few[a])]) {
			b.Errorf("pending with a limit: a later event before an earlier one")
		}
	}
}

func (s suite[V, E]) outboxAtLeastOnce(b *bench[V, E]) {
	all := b.eventIDs(b.story(aggregate(1), 1, 4))
	for range 2 {
		if got := b.delivered(100)[aggregate(1)]; !slices.Equal(got, all) {
			b.Errorf("pending: %d events, want the same %d until acknowledged", len(got), len(all))
		}
	}
	for len(all) > 0 {
		// From the far end first: acknowledging one must not swallow those before it.
		last := all[len(all)-1]
		for range 2 {
			if err := b.store.Acknowledge(b.ctx, aggregate(1), last); err != nil {
				b.Errorf("acknowledge: %v", err)
			}
		}
		all = all[:len(all)-1]
		if got := b.delivered(100)[aggregate(1)]; !slices.Equal(got, all) {
			b.Errorf("pending after an acknowledgement: %d events, want %d", len(got), len(all))
			return
		}
	}
}

func (s suite[V, E]) outboxOnlyCommitted(b *bench[V, E]) {
	c := b.change(1, aggregate(1), 0)
	b.commit(c)
	again := b.change(2, aggregate(1), 0)
	again.ID = c.ID
	b.commit(again)
	b.conflict(b.change(3, aggregate(1), 0))
	b.conflict(b.change(4, aggregate(2), 3))
	got := b.delivered(100)
	if !slices.Equal(got[aggregate(1)], b.eventIDs(c.Events)) || len(got) != 1 {
		b.Errorf("pending: holds events that were never committed")
	}
}

func (s suite[V, E]) outboxAll(b *bench[V, E]) {
	if got := b.delivered(0); len(got) != 0 {
		b.Errorf("pending: %d events before any was committed", len(got))
	}
	want := b.eventIDs(b.story(aggregate(1), 1, 30))
	if got := b.delivered(0)[aggregate(1)]; !slices.Equal(got, want) {
		b.Errorf("pending with a limit of 0: %d events, want %d", len(got), len(want))
	}
}

func (s suite[V, E]) acknowledgeUnknown(b *bench[V, E]) {
	one, two := b.eventIDs(b.story(aggregate(1), 1, 2)), b.eventIDs(b.story(aggregate(2), 10, 1))
	for _, x := range [][2]uuid.UUID{{aggregate(1), eventID(99)}, {aggregate(9), eventID(99)}, {aggregate(2), one[0]}, {aggregate(9), two[0]}} {
		if err := b.store.Acknowledge(b.ctx, x[0], x[1]); err != nil {
			b.Errorf("acknowledge of an unknown event: %v", err)
		}
	}
	got := b.delivered(100)
	if !slices.Equal(got[aggregate(1)], one) || !slices.Equal(got[aggregate(2)], two) {
		b.Errorf("pending: the acknowledgement of an unknown event ended the delivery of another")
	}
}

func (s suite[V, E]) acknowledgeCancelled(b *bench[V, E]) {
	want := b.eventIDs(b.story(aggregate(1), 1, 2))
	ctx, cancel := context.WithCancel(b.ctx)
	cancel()
	if err := b.store.Acknowledge(ctx, aggregate(1), want[0]); err == nil {
		b.Errorf("acknowledge under a cancelled context succeeded")
	}
	if got := b.delivered(100)[aggregate(1)]; !slices.Equal(got, want) {
		b.Errorf("pending: %d events after a cancelled acknowledgement, want %d", len(got), len(want))
	}
}

func (s suite[V, E]) outboxRedacted(b *bench[V, E]) {
	before := b.story(aggregate(1), 1, 2)
	c := b.change(50, aggregate(1), 2)
	c.Redact = []uuid.UUID{b.a.EventID(before[0])}
	b.commit(c)
	events, err := b.store.Pending(b.ctx, 100)
	if err != nil {
		b.Fatalf("pending: %v", err)
	}
	for _, e := range events {
		redacted := b.a.EventID(e) == b.a.EventID(before[0])
		if b.a.Redacted(e) != redacted {
			b.Errorf("pending: an event is redacted %t, want %t", !redacted, redacted)
		}
	}
	if len(events) != len(before)+1 {
		b.Errorf("pending: %d events, want %d", len(events), len(before)+1)
	}
}
