package matching_test

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// The best for somebody who is lonely, and why.
func ExampleIndex_Match() {
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	lunch := ofKinds(1, activity.Known, "sp-activity:lunch-club")
	library := ofKinds(2, activity.Known, "sp-activity:library")
	ix, err := matching.NewIndex(slices.Values([]activity.Activity{library, lunch}),
		&matching.Options{Horizon: matching.Horizon{From: activity.DayOf(day)}})
	if err != nil {
		panic(err)
	}
	q := matching.Query{Seeker: matching.Seeker{Needs: need("lonely")}, At: day}
	r, err := ix.Match(q)
	if err != nil {
		panic(err)
	}
	for _, m := range r.Matches {
		fmt.Println(m.Reasons[0].Text(language.English))
	}
	s, err := ix.Survey(q)
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Total, s.Matching)
	// Output:
	// For “Loneliness”: Lunch club
	// Helps with “Loneliness”: Library
	// 2 2
}
