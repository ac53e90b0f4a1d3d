package conform

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A Mutant is a store that is broken in one way, and the cases that notice.
type Mutant[V, E any] struct {
	Name    string
	How     string   // what is broken
	Fails   []string // the cases that must fail, and no others may
	Adapter Adapter[V, E]
}

// TestMutants runs the suite over each mutant of the stores of a, which must
// pass it themselves, and compares the cases that fail with those expected. A
// case that was weakened shows here at once.
func TestMutants[V, E any](t *testing.T, a Adapter[V, E]) {
	t.Helper()
	for _, m := range Mutants(t.Context(), a) {
		t.Run(m.Name, func(t *testing.T) {
			var failed []string
			for _, c := range Cases(t.Context(), m.Adapter) {
				if c.Check() != nil {
					failed = append(failed, c.Name)
				}
			}
			slices.Sort(failed)
			if !slices.Equal(failed, m.Fails) {
				t.Errorf("a store that %s\nfails in      %q\nwant failures %q", m.How, failed, m.Fails)
			}
		})
	}
}

// Mutants breaks the stores of a in every way that its interfaces allow. Each
// mutant fails in at least one case; a mutant whose cases do not apply to the
// stores of a is left out.
func Mutants[V, E any](ctx context.Context, a Adapter[V, E]) []Mutant[V, E] {
	var applicable []string
	for _, c := range Cases(ctx, a) {
		applicable = append(applicable, c.Name)
	}
	candidates := slices.Concat(versionMutants(a), valueMutants(a))
	if a.Event != nil {
		candidates = slices.Concat(candidates, eventMutants(a), outboxMutants(a))
	}
	var mutants []Mutant[V, E]
	for _, m := range candidates {
		m.Fails = slices.DeleteFunc(m.Fails, func(name string) bool { return !slices.Contains(applicable, name) })
		slices.Sort(m.Fails)
		if len(m.Fails) > 0 {
			mutants = append(mutants, m)
		}
	}
	return mutants
}

// broken gives a whose stores are broken by f after they were opened.
func broken[V, E any](a Adapter[V, E], f func(*Store[V, E])) Adapter[V, E] {
	open := a.Open
	a.Open = func(ctx context.Context) (Store[V, E], error) {
		s, err := open(ctx)
		if err == nil {
			f(&s)
		}
		return s, err
	}
	return a
}

// stored is the version of an aggregate, 0 for none.
func (s Store[V, E]) stored(ctx context.Context, id uuid.UUID) uint64 {
	_, version, err := s.Get(ctx, id)
	if err != nil {
		return 0
	}
	return version
}

func versionMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	conflicts := []string{
		"CreateTwice", "StaleBase", "FutureBase", "UpdateUnknown", "OldChange", "OneWinner",
		"EventsOnce", "RedactionConflict", "OutboxOnlyCommitted",
	}
	return []Mutant[V, E]{
		{
			"LastWriteWins", "commits on top of whatever is stored, whatever the base", conflicts,
			broken(a, func(s *Store[V, E]) {
				whole := *s
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					for {
						err := whole.Commit(ctx, c)
						if !errors.Is(err, a.Conflict) {
							return err
						}
						c.Base = whole.stored(ctx, c.Aggregate)
					}
				}
			}),
		},
		{
			"ConflictAsSuccess", "says nothing of a conflict", append(slices.Clone(conflicts), "NoLostUpdate"),
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					err := commit(ctx, c)
					if errors.Is(err, a.Conflict) {
						return nil
					}
					return err
				}
			}),
		},
		{
			"AcceptsTheNextBase", "takes a base one ahead of the stored version",
			[]string{"FutureBase", "UpdateUnknown"},
			broken(a, func(s *Store[V, E]) {
				whole := *s
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					if c.Base == whole.stored(ctx, c.Aggregate)+1 {
						c.Base--
					}
					return whole.Commit(ctx, c)
				}
			}),
		},
		{
			"OffByOneVersion", "gives a version one too high",
			[]string{
				"Create", "Update", "CreateTwice", "StaleBase", "FutureBase", "RetryChange", "OldChange",
				"OneWinner", "NoLostUpdate", "Apart", "Cancelled", "OwnsWhatItStores", "OwnsWhatItGives", "Redaction",
			},
			broken(a, func(s *Store[V, E]) {
				get := s.Get
				s.Get = func(ctx context.Context, id uuid.UUID) (V, uint64, error) {
					v, version, err := get(ctx, id)
					if err != nil {
						return v, version, err
					}
					return v, version + 1, nil
				}
			}),
		},
		{
			"ForgetsChangeIDs", "does not know a repeated change again",
			[]string{"RetryChange", "EventsOnce", "OutboxOnlyCommitted"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				var mu sync.Mutex
				n := 0
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					mu.Lock()
					n++
					c.ID = id(0xf0, n)
					mu.Unlock()
					return commit(ctx, c)
				}
			}),
		},
		{
			"OneChangeIDForAll", "takes any change ID that it has ever seen for a repetition",
			[]string{"OldChange", "Apart"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				var seen sync.Map
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					if _, ok := seen.Load(c.ID); ok {
						return nil
					}
					err := commit(ctx, c)
					if err == nil {
						seen.Store(c.ID, true)
					}
					return err
				}
			}),
		},
		{
			"IgnoresCancelling", "commits under a cancelled context and then reports the cancelling",
			[]string{"Cancelled"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					return errors.Join(commit(context.WithoutCancel(ctx), c), ctx.Err())
				}
			}),
		},
	}
}

// overlay remembers a value for each aggregate beside the store.
type overlay[V any] struct {
	mu     sync.Mutex
	values map[uuid.UUID]V
}

func valueMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	mutants := []Mutant[V, E]{
		{
			"UnknownIsZero", "gives the zero value for an unknown ID",
			[]string{"GetUnknown", "UpdateUnknown", "Cancelled"},
			broken(a, func(s *Store[V, E]) {
				get := s.Get
				s.Get = func(ctx context.Context, id uuid.UUID) (V, uint64, error) {
					v, version, err := get(ctx, id)
					if errors.Is(err, a.NotFound) {
						err = nil
					}
					return v, version, err
				}
			}),
		},
		{
			"RetryStores", "stores the value of a repeated change",
			[]string{"RetryChange"},
			remembering(a, func(before, base uint64) bool { return before == base+1 }),
		},
		{
			"SharesMemory", "keeps the caller's memory and gives it to others",
			[]string{"OwnsWhatItStores", "OwnsWhatItGives"},
			remembering(a, func(before, base uint64) bool { return before == base }),
		},
	}
	if a.Time != nil {
		seconds := a
		seconds.Time = func(v V) time.Time { return a.Time(v).Truncate(time.Second) }
		millis := a
		millis.Time = func(v V) time.Time { return a.Time(v).Truncate(time.Millisecond) }
		mutants = append(mutants,
			Mutant[V, E]{"TimesInSeconds", "keeps times to the second", []string{"Microseconds"}, seconds},
			Mutant[V, E]{"TimesInMilliseconds", "keeps times to the millisecond", []string{"Microseconds"}, millis})
	}
	return mutants
}

// remembering gives stores that keep the value of a successful commit as it
// came if keep says so of the version before it and its base, and give that
// value until the next commit.
func remembering[V, E any](a Adapter[V, E], keep func(before, base uint64) bool) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		whole := *s
		o := overlay[V]{values: make(map[uuid.UUID]V)}
		s.Commit = func(ctx context.Context, c Change[V, E]) error {
			o.mu.Lock()
			defer o.mu.Unlock()
			before := whole.stored(ctx, c.Aggregate)
			err := whole.Commit(ctx, c)
			switch {
			case err == nil && keep(before, c.Base):
				o.values[c.Aggregate] = c.Value
			case err == nil && before == c.Base:
				delete(o.values, c.Aggregate)
			}
			return err
		}
		s.Get = func(ctx context.Context, id uuid.UUID) (V, uint64, error) {
			o.mu.Lock()
			defer o.mu.Unlock()
			v, version, err := whole.Get(ctx, id)
			if kept, ok := o.values[id]; ok && err == nil {
				v = kept
			}
			return v, version, err
		}
	})
}

func eventMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	mutants := []Mutant[V, E]{
		{
			"ForgetsEvents", "stores no events",
			[]string{
				"Cancelled", "EventsInOrder", "EventsOnce", "Redaction", "RedactionConflict",
				"OutboxOrder", "OutboxAtLeastOnce", "OutboxOnlyCommitted", "OutboxRedacted",
			},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					c.Events = nil
					return commit(ctx, c)
				}
			}),
		},
		{
			"IgnoresRedactions", "leaves a redacted event as it was",
			[]string{"Redaction", "OutboxRedacted"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					c.Redact = nil
					return commit(ctx, c)
				}
			}),
		},
		{
			"UnknownHasNoEvents", "gives an empty list for an unknown ID",
			[]string{"EventsUnknown"},
			readingEvents(a, func(events []E, err error) ([]E, error) {
				if errors.Is(err, a.NotFound) {
					return nil, nil
				}
				return events, err
			}),
		},
		{
			"EventsBackwards", "gives the latest event first",
			[]string{"EventsInOrder", "Redaction", "RedactionConflict"},
			readingEvents(a, func(events []E, err error) ([]E, error) {
				slices.Reverse(events)
				return events, err
			}),
		},
		{
			"DuplicatesEventsOnRetry", "stores the events of a repeated change again",
			[]string{"EventsOnce", "OutboxOnlyCommitted"},
			duplicatingEvents(a),
		},
	}
	if a.Redacted != nil {
		mutants = append(mutants, Mutant[V, E]{
			"DropsRedactedEvents", "removes a redacted event",
			[]string{"Redaction"},
			readingEvents(a, func(events []E, err error) ([]E, error) {
				return slices.DeleteFunc(events, a.Redacted), err
			}),
		})
	}
	return mutants
}

// readingEvents gives stores whose events pass through f when they are read.
func readingEvents[V, E any](a Adapter[V, E], f func([]E, error) ([]E, error)) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		events := s.Events
		if events == nil {
			return
		}
		s.Events = func(ctx context.Context, id uuid.UUID) ([]E, error) { return f(events(ctx, id)) }
	})
}

func duplicatingEvents[V, E any](a Adapter[V, E]) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		whole := *s
		var mu sync.Mutex
		var again []E
		s.Commit = func(ctx context.Context, c Change[V, E]) error {
			mu.Lock()
			defer mu.Unlock()
			before := whole.stored(ctx, c.Aggregate)
			err := whole.Commit(ctx, c)
			if err == nil && before == c.Base+1 {
				again = append(again, c.Events...)
			}
			return err
		}
		if s.Events != nil {
			s.Events = func(ctx context.Context, id uuid.UUID) ([]E, error) {
				events, err := whole.Events(ctx, id)
				return append(events, again...), err
			}
		}
		if s.Pending != nil {
			s.Pending = func(ctx context.Context, limit int) ([]E, error) {
				events, err := whole.Pending(ctx, limit)
				return append(events, again...), err
			}
		}
	})
}

func outboxMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	mutants := []Mutant[V, E]{
		{
			"ListsInOrderOfID", "lists in the order of IDs, not of changes",
			[]string{"ListByChange"},
			broken(a, func(s *Store[V, E]) {
				list := s.List
				if list == nil {
					return
				}
				s.List = func(ctx context.Context, limit int) ([]Listed[V], error) {
					items, err := list(ctx, limit)
					slices.SortFunc(items, func(a, b Listed[V]) int { return slices.Compare(a.ID[:], b.ID[:]) })
					return items, err
				}
			}),
		},
		{
			"OutboxBackwards", "delivers the latest event first",
			[]string{"OutboxOrder", "OutboxAtLeastOnce"},
			delivering(a, func(events []E) []E {
				slices.Reverse(events)
				return events
			}),
		},
		{"OutboxOnce", "delivers each event once, acknowledged or not", []string{"OutboxAtLeastOnce"}, deliveringOnce(a)},
		{
			"AcknowledgesEarlier", "takes the acknowledgement of one event for all before it",
			[]string{"OutboxAtLeastOnce"},
			broken(a, func(s *Store[V, E]) {
				whole := *s
				if s.Pending == nil || s.Acknowledge == nil {
					return
				}
				s.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error {
					events, err := whole.Pending(ctx, 1000)
					for _, e := range events {
						err = errors.Join(err, whole.Acknowledge(ctx, aggregate, a.EventID(e)))
						if a.EventID(e) == event {
							break
						}
					}
					return err
				}
			}),
		},
		{
			"IgnoresAcknowledgements", "delivers what was acknowledged",
			[]string{"OutboxAtLeastOnce"},
			broken(a, func(s *Store[V, E]) {
				if s.Acknowledge != nil {
					s.Acknowledge = func(context.Context, uuid.UUID, uuid.UUID) error { return nil }
				}
			}),
		},
	}
	return mutants
}

func delivering[V, E any](a Adapter[V, E], f func([]E) []E) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		pending := s.Pending
		if pending == nil {
			return
		}
		s.Pending = func(ctx context.Context, limit int) ([]E, error) {
			events, err := pending(ctx, limit)
			return f(events), err
		}
	})
}

func deliveringOnce[V, E any](a Adapter[V, E]) Adapter[V, E] {
	open := a.Open
	a.Open = func(ctx context.Context) (Store[V, E], error) {
		delivered := make(map[uuid.UUID]bool)
		once := a
		once.Open = open
		return delivering(once, func(events []E) []E {
			return slices.DeleteFunc(events, func(e E) bool {
				was := delivered[a.EventID(e)]
				delivered[a.EventID(e)] = true
				return was
			})
		}).Open(ctx)
	}
	return a
}
