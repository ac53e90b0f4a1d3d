package coverage_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/matching/coverage"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// The same need in the same town: what do people find by the language that they
// prefer? As many matches, but nothing is said to be in Polish, so that who
// prefers it must ask first. Three who prefer Welsh are too few to be shown, and
// the rounded total does not give them away.
func ExampleTally_ByGroup() {
	t, err := coverage.New(directory(
		spoken(certain(group(1, "sp-activity:befriending", sale)), "en"),
		spoken(certain(group(2, "sp-activity:lunch-club", sale)), "en"),
		certain(group(3, "sp-activity:choir", sale)), // says nothing of its language
	), &coverage.Options{Counted: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	for tag, n := range map[language.Tag]int{language.English: 60, language.Polish: 40, language.MustParse("cy"): 3} {
		c := coverage.Case{Seeker: lonely(oneNorth), At: monday}
		c.Seeker.Languages = []language.Tag{tag}
		for range n {
			if err := t.Add(c); err != nil {
				fmt.Println(err)
				return
			}
		}
	}
	r, err := t.ByGroup(coverage.DimensionLanguage, cohort.HESSuppression())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range append(r.Needs[0].Groups, r.Needs[0].All) {
		fmt.Printf("%s %s: %s people, %s find something, %s of them to check; ", g.Group.Dimension, g.Group.Code, g.People, g.Found(), g.ToCheck)
		if matches, ok := g.Matches.Value(0); ok {
			metres, _ := g.Metres.Value(0)
			fmt.Printf("%s matches, the best at %s m\n", matches, metres)
		} else {
			fmt.Println("too few for medians")
		}
	}
	// Output:
	// language cy: * people, * find something, * of them to check; too few for medians
	// language en: 60 people, 60 find something, 0 of them to check; 3 matches, the best at 1100 m
	// language pl: 40 people, 40 find something, 40 of them to check; 3 matches, the best at 1100 m
	// all : 105 people, 105 find something, 45 of them to check; 3 matches, the best at 1100 m
}

// A need that the directory meets and that link workers still record as unmet,
// because nothing exists, is met by something that they do not know of.
func ExampleTally_AddUnmet() {
	t, err := coverage.New(directory(group(1, "sp-activity:befriending", sale)), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 20 {
		if err := t.Add(coverage.Case{Seeker: lonely(sale), At: monday}); err != nil {
			fmt.Println(err)
			return
		}
	}
	for range 15 { // the records of fifteen people, from their referrals
		if err := t.AddUnmet([]coverage.Unmet{{Need: "sp-need:lonely", Reason: coverage.UnmetNoneExists}}); err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := t.Release(coverage.DimensionAll, cohort.HESSuppression())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %s of %s find nothing\n", r.Needs[0].Need, r.Needs[0].All.Nothing, r.Needs[0].All.People)
	for _, row := range r.Recorded {
		for _, reason := range row.Reasons {
			fmt.Printf("%s: recorded as unmet for %s people: %s\n", row.Need, reason.People, reason.Reason)
		}
	}
	// Output:
	// sp-need:lonely: 0 of 20 find nothing
	// sp-need:lonely: recorded as unmet for 15 people: none-exists
}
