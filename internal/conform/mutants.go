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
	candidates := slices.Concat(versionMutants(a), contextMutants(a), valueMutants(a), listMutants(a))
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
						stored := whole.stored(ctx, c.Aggregate)
						if stored == c.Base { // it was not for the base
							return err
						}
						c.Base = stored
					}
				}
			}),
		},
		{
			"ConflictAsSuccess", "says nothing of a conflict", append(slices.Clone(conflicts), "NoLostUpdate", "StaysWithItsOwner"),
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
				"OneWinner", "NoLostUpdate", "Apart", "Cancelled", "CancelledMidway", "OwnsWhatItStores", "OwnsWhatItGives", "Redaction",
				"StaysWithItsOwner",
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
			[]string{"RetryChange", "CancelledMidway", "EventsOnce", "OutboxOnlyCommitted"},
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
	}
}

func contextMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	return []Mutant[V, E]{
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
		{
			"LosesWhatWasCancelled", "says that a change is stored whose context ended meanwhile, though it is not",
			[]string{"CancelledMidway"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				var lost sync.Map
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					if _, ok := lost.Load(c.ID); ok {
						return nil
					}
					if err := ctx.Err(); err != nil {
						return err
					}
					if err := ctx.Err(); err != nil {
						lost.Store(c.ID, true)
						return err
					}
					return commit(context.WithoutCancel(ctx), c)
				}
			}),
		},
		{
			"LetsOwnersChange", "stores a value under another owner",
			[]string{"StaysWithItsOwner"},
			broken(a, func(s *Store[V, E]) {
				whole := *s
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					err := whole.Commit(ctx, c)
					if errors.Is(err, a.Conflict) && whole.stored(ctx, c.Aggregate) == c.Base {
						return nil
					}
					return err
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
				"Cancelled", "CancelledMidway", "StaysWithItsOwner", "EventsInOrder", "EventsOnce", "OwnsEvents", "Redaction",
				"RedactionConflict", "RedactionUnknown",
				"OutboxOrder", "OutboxAtLeastOnce", "OutboxOnlyCommitted", "OutboxAll", "OutboxRedacted",
				"AcknowledgeUnknown", "AcknowledgeCancelled",
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
			[]string{"Redaction", "RedactionUnknown", "OutboxRedacted"},
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
			[]string{"CancelledMidway", "EventsInOrder", "Redaction", "RedactionConflict", "RedactionUnknown"},
			readingEvents(a, func(events []E, err error) ([]E, error) {
				slices.Reverse(events)
				return events, err
			}),
		},
		{
			"DuplicatesEventsOnRetry", "stores the events of a repeated change again",
			[]string{"CancelledMidway", "EventsOnce", "OutboxOnlyCommitted"},
			duplicatingEvents(a),
		},
		{
			"NoEventsIsUnknown", "takes an aggregate without events for an unknown one",
			[]string{"EventsNone"},
			readingEvents(a, func(events []E, err error) ([]E, error) {
				if err == nil && len(events) == 0 {
					err = a.NotFound
				}
				return events, err
			}),
		},
		{"HalfWhenCancelled", "stores the value and then looks whether the context has ended", []string{"CancelledMidway"}, halfCommitting(a)},
		{"SharesEvents", "keeps the caller's list of events and gives it to others", []string{"OwnsEvents"}, sharingEvents(a)},
	}
	if a.Redacted != nil {
		mutants = append(mutants, Mutant[V, E]{
			"PassesOverRedactions", "passes over a redaction of an event that it does not know",
			[]string{"RedactionUnknown"},
			broken(a, func(s *Store[V, E]) {
				commit := s.Commit
				s.Commit = func(ctx context.Context, c Change[V, E]) error {
					err := commit(ctx, c)
					if errors.Is(err, a.NotFound) {
						return nil
					}
					return err
				}
			}),
		}, Mutant[V, E]{
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

// halfCommitting gives stores that commit in two steps, of which the context's end
// prevents the second.
func halfCommitting[V, E any](a Adapter[V, E]) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		commit := s.Commit
		s.Commit = func(ctx context.Context, c Change[V, E]) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := ctx.Err()
			if err != nil {
				c.Events = nil
			}
			return errors.Join(commit(context.WithoutCancel(ctx), c), err)
		}
	})
}

// sharingEvents gives stores that keep the list of the first change as it came,
// and give it, until there is another change.
func sharingEvents[V, E any](a Adapter[V, E]) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		whole := *s
		if whole.Events == nil {
			return
		}
		o := overlay[[]E]{values: make(map[uuid.UUID][]E)}
		s.Commit = func(ctx context.Context, c Change[V, E]) error {
			o.mu.Lock()
			defer o.mu.Unlock()
			before := whole.stored(ctx, c.Aggregate)
			err := whole.Commit(ctx, c)
			switch {
			case err == nil && before == 0:
				o.values[c.Aggregate] = c.Events
			case err == nil && before == c.Base:
				delete(o.values, c.Aggregate)
			}
			return err
		}
		s.Events = func(ctx context.Context, id uuid.UUID) ([]E, error) {
			o.mu.Lock()
			defer o.mu.Unlock()
			events, err := whole.Events(ctx, id)
			if kept := o.values[id]; err == nil && len(kept) > 0 {
				return kept, nil
			}
			return events, err
		}
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
			"OutboxBackwards", "delivers the latest event first",
			[]string{"OutboxOrder", "OutboxAtLeastOnce", "OutboxAll", "AcknowledgeUnknown", "AcknowledgeCancelled"},
			delivering(a, func(events []E) []E {
				slices.Reverse(events)
				return events
			}),
		},
		{"OutboxOnce", "delivers each event once, acknowledged or not", []string{"OutboxAtLeastOnce"}, deliveringOnce(a)},
		{
			"AcknowledgesEarlier", "takes the acknowledgement of one event for all before it",
			[]string{"OutboxAtLeastOnce", "AcknowledgeUnknown"},
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
					s.Acknowledge = func(ctx context.Context, _, _ uuid.UUID) error { return ctx.Err() }
				}
			}),
		},
		{"OutboxZeroIsNone", "takes a limit of 0 for none", []string{"OutboxAll"}, limiting(a, func(limit int) (int, bool) { return limit, limit > 0 })},
		{"OutboxZeroIsTen", "takes a limit of 0 for ten", []string{"OutboxAll"}, limiting(a, func(limit int) (int, bool) {
			if limit == 0 {
				limit = 10
			}
			return limit, true
		})},
		{
			"AcknowledgesByEventAlone", "ends the delivery of an event whosever it is",
			[]string{"AcknowledgeUnknown"},
			acknowledging(a, func(ctx context.Context, whole *Store[V, E], aggregate, event uuid.UUID) error {
				events, err := whole.Pending(ctx, 1000)
				for _, e := range events {
					if a.EventID(e) == event {
						aggregate = a.EventAggregate(e)
					}
				}
				return errors.Join(err, whole.Acknowledge(ctx, aggregate, event))
			}),
		},
		{
			"UnknownCannotBeAcknowledged", "has an error for the acknowledgement of an event of nobody's",
			[]string{"AcknowledgeUnknown"},
			acknowledging(a, func(ctx context.Context, whole *Store[V, E], aggregate, event uuid.UUID) error {
				if whole.stored(ctx, aggregate) == 0 {
					return errors.Join(a.NotFound, ctx.Err())
				}
				return whole.Acknowledge(ctx, aggregate, event)
			}),
		},
		{
			"AcknowledgesCancelled", "ends a delivery under a cancelled context and then reports the cancelling",
			[]string{"AcknowledgeCancelled"},
			acknowledging(a, func(ctx context.Context, whole *Store[V, E], aggregate, event uuid.UUID) error {
				return errors.Join(whole.Acknowledge(context.WithoutCancel(ctx), aggregate, event), ctx.Err())
			}),
		},
	}
	return mutants
}

// acknowledging gives stores whose Acknowledge is f.
func acknowledging[V, E any](a Adapter[V, E], f func(ctx context.Context, whole *Store[V, E], aggregate, event uuid.UUID) error) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		whole := *s
		if s.Pending == nil || s.Acknowledge == nil {
			return
		}
		s.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error { return f(ctx, &whole, aggregate, event) }
	})
}

// limiting gives stores whose outbox is asked with another limit, or not at all.
func limiting[V, E any](a Adapter[V, E], f func(limit int) (int, bool)) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		pending := s.Pending
		if pending == nil {
			return
		}
		s.Pending = func(ctx context.Context, limit int) ([]E, error) {
			limit, ok := f(limit)
			if !ok {
				return nil, ctx.Err()
			}
			return pending(ctx, limit)
		}
	})
}

func listMutants[V, E any](a Adapter[V, E]) []Mutant[V, E] {
	return []Mutant[V, E]{
		{
			"ListsInOrderOfID", "lists in the order of IDs, not of changes",
			[]string{"ListByChange"},
			listing(a, func(list lister[V], ctx context.Context, after uint64, limit int) ([]Listed[V], error) {
				items, err := list(ctx, after, limit)
				slices.SortFunc(items, func(a, b Listed[V]) int { return slices.Compare(a.ID[:], b.ID[:]) })
				for i := range items { // so that only the order is wrong
					items[i].Cursor = after + uint64(i) + 1
				}
				return items, err
			}),
		},
		{
			"ListIgnoresLimit", "gives a page of any size",
			[]string{"ListByChange"},
			listing(a, func(list lister[V], ctx context.Context, after uint64, _ int) ([]Listed[V], error) {
				return list(ctx, after, 0)
			}),
		},
		{
			"ListZeroIsTwo", "takes a limit of 0 for two, and ends there",
			[]string{"ListByChange"},
			listing(a, func(list lister[V], ctx context.Context, after uint64, limit int) ([]Listed[V], error) {
				if limit == 0 && after > 0 {
					return nil, nil
				}
				if limit == 0 {
					limit = 2
				}
				return list(ctx, after, limit)
			}),
		},
		{"ListsEachChange", "lists every change that was made, and so old versions", []string{"ListByChange"}, numbering(a, false)},
		{"ListSkips", "numbers changes when they begin, though they end in another order", []string{"ListNeverSkips"}, numbering(a, true)},
	}
}

type lister[V any] = func(ctx context.Context, after uint64, limit int) ([]Listed[V], error)

func listing[V, E any](a Adapter[V, E], f func(list lister[V], ctx context.Context, after uint64, limit int) ([]Listed[V], error)) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		list := s.List
		if list == nil {
			return
		}
		s.List = func(ctx context.Context, after uint64, limit int) ([]Listed[V], error) {
			return f(list, ctx, after, limit)
		}
	})
}

// numbering gives stores whose lister goes by numbers that changes are given when
// they begin; early says that one change then ends after a later one. Otherwise
// changes are made one at a time, and all are listed, not only the latest of each
// aggregate.
func numbering[V, E any](a Adapter[V, E], early bool) Adapter[V, E] {
	return broken(a, func(s *Store[V, E]) {
		if s.List == nil {
			return
		}
		n := counting[V, E]{whole: *s, early: early, shown: make(chan struct{})}
		s.Commit, s.List = n.commit, n.list
	})
}

// counting is a store whose lister goes by the numbers of changes.
type counting[V, E any] struct {
	whole  Store[V, E]
	early  bool
	one    sync.Mutex    // one change at a time, unless early
	shown  chan struct{} // closed when a list shows a change after the one that stays
	mu     sync.Mutex    // guards what follows
	next   uint64        // the last number given
	stays  uint64        // the change that outlasts a later one
	listed bool          // whether anybody listed
	log    []Listed[V]   // by number, once it is stored
}

func (n *counting[V, E]) commit(ctx context.Context, c Change[V, E]) error {
	if !n.early {
		n.one.Lock()
		defer n.one.Unlock()
	}
	mine, stays := n.begin(c.Base)
	if stays {
		n.stay(ctx)
	}
	before := n.whole.stored(ctx, c.Aggregate)
	err := n.whole.Commit(ctx, c)
	if err != nil || before != c.Base {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.log = append(n.log, Listed[V]{c.Aggregate, c.Value, c.Base + 1, mine})
	slices.SortFunc(n.log, func(a, b Listed[V]) int { return int(a.Cursor) - int(b.Cursor) }) //nolint:gosec // small
	return nil
}

// begin gives a number, and says whether the change stays: the first later version
// that begins once somebody lists does.
func (n *counting[V, E]) begin(base uint64) (uint64, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next++
	if n.early && n.listed && n.stays == 0 && base > 0 {
		n.stays = n.next
	}
	return n.next, n.stays == n.next
}

// stay waits until a later change was shown, however slow the machine makes others;
// it gives up only where nobody else commits, or nobody lists.
func (n *counting[V, E]) stay(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	select {
	case <-n.shown:
	case <-ctx.Done():
	}
}

func (n *counting[V, E]) list(ctx context.Context, after uint64, limit int) ([]Listed[V], error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listed = true
	var page []Listed[V]
	for _, x := range n.log {
		old := slices.ContainsFunc(n.log, func(y Listed[V]) bool { return y.ID == x.ID && y.Cursor > x.Cursor })
		if x.Cursor > after && (!n.early || !old) && (limit <= 0 || len(page) < limit) {
			page = append(page, x)
		}
	}
	if last := len(page) - 1; last >= 0 && n.stays > 0 && page[last].Cursor > n.stays {
		select {
		case <-n.shown: // before
		default:
			close(n.shown)
		}
	}
	return page, ctx.Err()
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
