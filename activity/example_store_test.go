package activity_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/memactivity"
	"github.com/socialprescribing/socialprescribing/person"
)

// A service keeps its own directory: an entry is listed, revised and closed, each
// with who did it; who works from an old version is told, and overwrites nothing.
func ExampleStore() {
	ctx, store := context.Background(), memactivity.New()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	keep := func(a activity.Activity, base activity.Version, kind activity.EventKind) error {
		if err := a.Check(); err != nil {
			return err
		}
		return store.Commit(ctx, activity.Change{ID: person.NewChangeID(), Base: base, Value: a, Events: []activity.Event{{
			ID: activity.NewEventID(), Activity: a.ID, Version: base + 1, Kind: kind, At: at, By: "directory editor",
		}}})
	}
	choir := activity.Activity{ID: activity.NewID(), Name: "Invented choir", Status: activity.Active}
	fmt.Println(keep(choir, 0, activity.Listed))
	choir.Cost = activity.Free()
	fmt.Println(keep(choir, 1, activity.Revised))
	fmt.Println(errors.Is(keep(choir, 1, activity.Revised), activity.ErrConflict))
	choir.Status = activity.Inactive
	fmt.Println(keep(choir, 2, activity.Closed))

	events, err := store.Events(ctx, choir.ID)
	for _, e := range events {
		fmt.Println(e.Version, e.Kind, e.By)
	}
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// true
	// <nil>
	// 1 listed directory editor
	// 2 revised directory editor
	// 3 closed directory editor
	// <nil>
}
