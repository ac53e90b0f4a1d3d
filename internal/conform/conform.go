// Package conform holds the contract of a store as cases: one for each
// sentence. The <pkg>test packages are made of it: each wraps the Store of its
// package in the functions of [Store], says in an [Adapter] how its values and
// events are made and compared, and forwards its own TestStore, CheckStore and
// BenchmarkStore to [Test], [Check] and [Benchmark].
//
// The suite is proven by [Mutants]: stores that are broken in one way each,
// and must fail in exactly the cases that are listed beside them.
//
// Only test packages import it; it imports testing. No type of this package
// appears in a public signature.
package conform

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// A Change is one atomic step of one aggregate, as the cases make it.
type Change[V, E any] struct {
	ID        uuid.UUID // of the change
	Aggregate uuid.UUID
	Base      uint64
	Value     V
	Events    []E
	Redact    []uuid.UUID // the events whose payload is to be replaced
}

// A Listed is one aggregate as the Lister gives it.
type Listed[V any] struct {
	ID      uuid.UUID
	Value   V
	Version uint64
	Cursor  uint64
}

// A Store is a store under test, as functions. Events, List, Pending and
// Acknowledge are nil where the store does not have the optional interface;
// the cases about it do not run then.
type Store[V, E any] struct {
	Get    func(ctx context.Context, id uuid.UUID) (V, uint64, error)
	Commit func(ctx context.Context, c Change[V, E]) error

	// Events gives all events of one aggregate (EventReader).
	Events func(ctx context.Context, id uuid.UUID) ([]E, error)
	// List gives at most limit aggregates (0: all) whose latest change came after
	// the cursor, in the order of those changes (Lister).
	List func(ctx context.Context, after uint64, limit int) ([]Listed[V], error)
	// Pending gives at most limit events (0: all) that are not acknowledged
	// (Outbox).
	Pending func(ctx context.Context, limit int) ([]E, error)
	// Acknowledge ends the delivery of an event.
	Acknowledge func(ctx context.Context, aggregate, event uuid.UUID) error

	// Close gives back what the store holds; nil for nothing.
	Close func() error
}

// An Adapter says how a package's stores, values and events are made and
// compared.
type Adapter[V, E any] struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (Store[V, E], error)

	// NotFound and Conflict are the sentinels of the package.
	NotFound, Conflict error

	// Value makes a valid value for the aggregate at a version. Variants of
	// one version differ in what is stored. If values hold a time, it is at.
	Value func(id uuid.UUID, version uint64, variant int, at time.Time) V
	// Stray makes a value for the aggregate that names another owner than those
	// of Value; nil where aggregates have no owner whom they stay with.
	Stray func(id uuid.UUID, version uint64, at time.Time) V
	// Equal compares all that is stored, times by Equal.
	Equal func(a, b V) bool
	// Time is the time that Value put in; nil where values hold none.
	Time func(v V) time.Time
	// Mutate writes to the memory that v refers to (an element of a slice or a
	// map, what a pointer points to); nil where values are immutable.
	Mutate func(v V)

	// Event makes the event that led to a version, with a personal payload and
	// the time at. Nil where the aggregate has no events.
	Event func(id, aggregate uuid.UUID, version uint64, at time.Time) E
	// EventID and EventVersion are what identifies and orders events.
	EventID      func(e E) uuid.UUID
	EventVersion func(e E) uint64
	// EventAggregate says whose event it is.
	EventAggregate func(e E) uuid.UUID
	// EventEqual compares all that is stored.
	EventEqual func(a, b E) bool
	// EventHead is what a redaction keeps: ID, type, version, times.
	EventHead func(e E) string
	// Redacted reports whether nothing personal is left in e; nil where no
	// event of the package can be redacted.
	Redacted func(e E) bool
}

// T is what a case needs of a test: both *testing.T and the recorder of Check
// and the mutants satisfy it. (testing.TB has an unexported method, so nothing
// else could.) Fatalf must not return.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// A Case is one sentence of the contract.
type Case struct {
	Name     string
	Sentence string
	Run      func(t T)
}

// Test runs each case as a subtest named after it, and then further cases that
// are one package's own.
func Test[V, E any](t *testing.T, a Adapter[V, E], own ...Case) {
	t.Helper()
	for _, c := range append(Cases(t.Context(), a), own...) {
		t.Run(c.Name, func(t *testing.T) {
			t.Log(c.Sentence)
			c.Run(t)
		})
	}
}

// Check runs each case, and further ones, and joins the failures, each with its
// sentence.
func Check[V, E any](ctx context.Context, a Adapter[V, E], own ...Case) error {
	var failures []error
	for _, c := range append(Cases(ctx, a), own...) {
		if err := c.Check(); err != nil {
			failures = append(failures, fmt.Errorf("%s (%s): %w", c.Name, c.Sentence, err))
		}
	}
	return errors.Join(failures...)
}

// Check runs the case outside a test and gives what it complained of.
func (c Case) Check() error {
	var r recorder
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(stopped{}) {
				r.Errorf("panic: %v", p)
			}
		}()
		c.Run(&r)
	}()
	if len(r.lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(r.lines, "; "))
}

// recorder is a T that remembers. A case calls it from its own goroutine only.
type recorder struct{ lines []string }

// stopped is what Fatalf of a recorder panics with, and Check recovers.
type stopped struct{}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(stopped{})
}
