// Package activitytest holds the contracts of [activity.Store],
// [activity.ProviderStore] and [activity.BookingStore] as test suites: one case
// for each sentence. A host that writes a store runs
//
//	func TestStore(t *testing.T) { activitytest.TestStore(t, activitytest.Harness{Open: open}) }
//
// and likewise TestProviders and TestBookings. The optional interfaces are
// tested when the store has them.
package activitytest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/conform"
	"github.com/socialprescribing/socialprescribing/person"
)

// Harness says how the store under test is made.
type Harness struct {
	// Open gives an empty store, not shared with any other case.
	Open func(ctx context.Context) (activity.Store, error)
	// Close gives back what the store holds; nil for nothing.
	Close func(activity.Store) error
}

// TestStore runs each case as a subtest named after its sentence.
func TestStore(t *testing.T, h Harness) { t.Helper(); conform.Test(t, h.adapter()) }

// CheckStore runs the same cases outside a test and joins what failed.
func CheckStore(ctx context.Context, open func(context.Context) (activity.Store, error)) error {
	return conform.Check(ctx, Harness{Open: open}.adapter())
}

// BenchmarkStore measures commits and reads.
func BenchmarkStore(b *testing.B, h Harness) { b.Helper(); conform.Benchmark(b, h.adapter()) }

func (h Harness) adapter() conform.Adapter[activity.Activity, activity.Event] {
	return conform.Adapter[activity.Activity, activity.Event]{
		Open: func(ctx context.Context) (conform.Store[activity.Activity, activity.Event], error) {
			s, err := h.Open(ctx)
			if err != nil {
				return conform.Store[activity.Activity, activity.Event]{}, err
			}
			return wrap(s, h.Close), nil
		},
		NotFound: activity.ErrNotFound, Conflict: activity.ErrConflict,
		Value: sample, Equal: activity.Activity.Equal,
		Time: func(a activity.Activity) time.Time { return a.Capacity.AsOf },
		Mutate: func(a activity.Activity) {
			a.Categories[0].From = "overwritten"
			a.Schedule.Rules[0].ByDay[0] = activity.Every(activity.Sunday)
			a.Locations[0].Address.Lines[0] = "overwritten"
		},
		Event:          sampleEvent,
		EventID:        func(e activity.Event) uuid.UUID { return uuid.UUID(e.ID) },
		EventVersion:   func(e activity.Event) uint64 { return uint64(e.Version) },
		EventAggregate: func(e activity.Event) uuid.UUID { return uuid.UUID(e.Activity) },
		EventEqual: func(a, b activity.Event) bool {
			at := a.At.Equal(b.At)
			a.At, b.At = time.Time{}, time.Time{}
			return at && a == b
		},
		EventHead: func(e activity.Event) string {
			return fmt.Sprint(e.ID, e.Activity, e.Kind, uint64(e.Version), e.At.UTC())
		},
		Redacted: func(e activity.Event) bool { return e.By == "" && e.Note == "" },
	}
}

// sample makes an activity with something in every field, so that a store that
// forgets a column shows it.
func sample(id uuid.UUID, version uint64, variant int, at time.Time) activity.Activity {
	start := activity.MustParseDay("2026-01-06")
	ages, _ := activity.AgesInYears(18, -1)
	return activity.Activity{
		ID: activity.ID(id), Provider: activity.ProviderID{9, byte(version)}, ProviderName: "Suite Provider",
		Name: fmt.Sprintf("Suite activity %d.%d", version, variant), Description: "Invented for the suite.",
		Status:     activity.Active,
		Categories: []activity.Category{{Code: "sp-activity:walking-group", Standing: activity.Known, From: "suite"}},
		Terms:      []activity.Term{{Taxonomy: "suite", Code: "t1", Name: "Walks", About: "type", Value: "v"}},
		Eligibility: activity.Eligibility{
			Ages: activity.AssumedAs(ages, "suite:rule"), Gender: activity.KnownAs(activity.NoGenderLimit),
			Groups: activity.KnownAs([]activity.GroupCode{"sp-group:carers"}), Conditions: []string{"own boots"}, Text: "18+",
		},
		Locations: []activity.Location{{
			ID: activity.LocationID{7}, Kind: activity.Physical, Name: "Hall",
			Address:     activity.Address{Lines: []string{"1 Invented Lane"}, Town: "Sale"},
			Coordinates: activity.MustParseCoordinates("53.424000,-2.322000"), Precision: activity.Exact,
			Areas:  []activity.AreaCode{"E08000009"},
			Access: activity.Access{{Feature: activity.StepFree, Has: person.Yes}},
		}},
		Coverage: activity.Coverage{Standing: activity.Known, Outward: []activity.AreaCode{"M33"}},
		Schedule: activity.Schedule{
			Zone: "Europe/London", Confidence: activity.Stated,
			Rules: []activity.Rule{{
				Start: start, From: activity.MustParseClock("10:00"), To: activity.MustParseClock("12:00"),
				Freq: activity.Weekly, ByDay: []activity.NthDay{activity.Every(activity.Tuesday)},
				Except: []activity.LocalTime{start.AddDays(7).At(activity.Clock{})},
			}},
		},
		Cost: activity.Cost{Standing: activity.Known, Options: []activity.CostOption{
			{Kind: activity.Price, Amount: activity.Pence(350), Per: activity.PerSession},
		}},
		Access:    activity.Access{{Feature: activity.HearingLoop, Has: person.No, Note: "suite"}},
		Modes:     []activity.Mode{activity.InPerson},
		Routes:    []activity.RouteOption{{Route: activity.Professional, Text: "GP"}},
		Capacity:  activity.Capacity{State: activity.Limited, Available: activity.KnownAs(variant), AsOf: at},
		Contacts:  []activity.Contact{{Label: "Bookings", Phones: []activity.Phone{{Number: "0161 496 0000"}}}},
		Documents: []string{"proof of address"}, Funding: []string{"suite"},
		Alerts:    []activity.Alert{{Text: "closed", From: start, Until: start}},
		Assurance: activity.Assurance{On: start, By: "suite"},
		Source:    activity.Source{Name: "suite", Record: "r1", Modified: at, Invented: true, Extra: []byte(`{"x":1}`)},
	}
}

func sampleEvent(id, aggregate uuid.UUID, version uint64, at time.Time) activity.Event {
	return activity.Event{
		ID: activity.EventID(id), Activity: activity.ID(aggregate), Version: activity.Version(version),
		Kind: activity.Revised, At: at, By: "suite", Note: "suite",
	}
}

// wrap turns a store into functions, and finds out once which optional
// interfaces it has.
func wrap(s activity.Store, closing func(activity.Store) error) conform.Store[activity.Activity, activity.Event] {
	w := conform.Store[activity.Activity, activity.Event]{
		Get: func(ctx context.Context, id uuid.UUID) (activity.Activity, uint64, error) {
			a, v, err := s.Get(ctx, activity.ID(id))
			return a, uint64(v), err
		},
		Commit: func(ctx context.Context, c conform.Change[activity.Activity, activity.Event]) error {
			return s.Commit(ctx, convert(c))
		},
	}
	if r, ok := s.(activity.EventReader); ok {
		w.Events = func(ctx context.Context, id uuid.UUID) ([]activity.Event, error) {
			return r.Events(ctx, activity.ID(id))
		}
	}
	if l, ok := s.(activity.Lister); ok {
		w.List = func(ctx context.Context, after uint64, limit int) ([]conform.Listed[activity.Activity], error) {
			page, err := l.List(ctx, after, limit)
			out := make([]conform.Listed[activity.Activity], len(page))
			for i, x := range page {
				out[i] = conform.Listed[activity.Activity]{ID: uuid.UUID(x.Activity.ID), Value: x.Activity, Version: uint64(x.Version), Cursor: x.Cursor}
			}
			return out, err
		}
	}
	if o, ok := s.(activity.Outbox); ok {
		w.Pending = o.Pending
		w.Acknowledge = func(ctx context.Context, aggregate, event uuid.UUID) error {
			return o.Acknowledge(ctx, activity.ID(aggregate), activity.EventID(event))
		}
	}
	if closing != nil {
		w.Close = func() error { return closing(s) }
	}
	return w
}

func convert(c conform.Change[activity.Activity, activity.Event]) activity.Change {
	redactions := make([]activity.Redaction, len(c.Redact))
	for i, id := range c.Redact {
		redactions[i].Event = activity.EventID(id)
	}
	c.Value.ID = activity.ID(c.Aggregate)
	return activity.Change{
		ID: activity.ChangeID(c.ID), Base: activity.Version(c.Base), Value: c.Value, Events: c.Events,
		Redactions: redactions,
	}
}
