package activity_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/activity/memactivity"
)

// A desk books places in a store: any number of desks may work at once, and no
// place is promised twice.
func ExampleDesk() {
	ctx := context.Background()
	desk := activity.NewDesk(memactivity.NewBookings(), nil)
	book, err := activity.NewBookings(activity.ID{1}, time.Time{}, activity.BookingTerms{Places: 1, HoldFor: 48 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := desk.Open(ctx, activity.ChangeID{1}, book); err != nil {
		fmt.Println(err)
		return
	}
	monday := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	do := func(cmd activity.BookingCommand) {
		_, events, err := desk.Do(ctx, book.ID(), cmd)
		for _, e := range events {
			fmt.Println(e.At.Format("Mon"), e.Kind, "holder", e.Holder[0])
		}
		if errors.Is(err, activity.ErrFull) {
			fmt.Println("full")
		}
	}
	first, second := activity.HolderID{1}, activity.HolderID{2}
	do(&activity.Reserve{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{2}, At: monday}, Holder: first})
	do(&activity.Reserve{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{3}, At: monday}, Holder: second})
	do(&activity.Reserve{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{4}, At: monday}, Holder: second, Wait: true})
	// Nobody confirms: on Wednesday the hold lapses.
	do(&activity.Tick{BookingMeta: activity.BookingMeta{ID: activity.ChangeID{5}, At: monday.AddDate(0, 0, 2)}})
	// Output:
	// Mon joined-queue holder 1
	// Mon held holder 1
	// full
	// Mon joined-queue holder 2
	// Wed lapsed holder 1
	// Wed promoted holder 2
}
