package outcome_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/outcome/memoutcome"
)

// Record a measure and store it; a second writer at the same version is refused.
func ExampleStore() {
	ctx, store := context.Background(), memoutcome.New()
	ons4 := instruments.MustGet("ons4")
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	record, err := outcome.NewRecord(outcome.NewRecordID(), outcome.PersonID{1}, ons4, outcome.Response{4, 5, 3, 7}, outcome.Baseline, at)
	if err != nil {
		panic(err)
	}
	record.Mode, record.Language = outcome.Telephone, language.BritishEnglish
	if err := record.Check(ons4); err != nil {
		panic(err)
	}
	event := outcome.Event{
		ID: outcome.NewEventID(), Record: record.ID, Type: outcome.EventRecorded, Version: 1,
		At: at, RecordedAt: at, Value: &record,
	}
	change := outcome.Change{ID: outcome.NewChangeID(), Value: record, Events: []outcome.Event{event}}
	fmt.Println(store.Commit(ctx, change))
	_, version, err := store.Get(ctx, record.ID)
	fmt.Println(version, err)

	change.ID = outcome.NewChangeID()
	fmt.Println(errors.Is(store.Commit(ctx, change), outcome.ErrConflict))
	// Output:
	// <nil>
	// 1 <nil>
	// true
}

// Plan measures and see what is due; a reason for not asking is data.
func ExampleSchedule_Due() {
	plan := outcome.Schedule{
		{Instrument: "ons4", Occasion: outcome.Baseline, LateDays: 14},
		{Instrument: "ons4", Occasion: outcome.Review, AfterDays: 42, EarlyDays: 7, LateDays: 14},
		{Instrument: "ons4", Occasion: outcome.End, EarlyDays: 14, LateDays: 28},
	}
	began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	declined := []outcome.NotAsked{{Instrument: "ons4", Occasion: outcome.Baseline, Reason: outcome.Declined, At: began.AddDate(0, 0, 1)}}
	for _, due := range plan.Due(outcome.Support{Began: began}, nil, declined, began.AddDate(0, 0, 45)) {
		fmt.Println(due.Occasion, due.Due.Format(time.DateOnly), due.State, due.Reason)
	}
	// Output:
	// baseline 2026-03-02 not-asked declined
	// review 2026-04-13 overdue
}
