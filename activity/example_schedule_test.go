package activity_test

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
)

// A schedule is data; Compile checks it and resolves its zone. Times stay where
// they are on the wall when the clocks change.
func ExampleSchedule_Compile() {
	rule, err := activity.ParseRRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	rule.Start = activity.MustParseDay("2026-03-17")
	rule.From, rule.To = activity.MustParseClock("10:00"), activity.MustParseClock("12:00")
	schedule := activity.Schedule{Zone: "Europe/London", Rules: []activity.Rule{rule}}
	timetable, err := schedule.Compile(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(schedule.Describe(language.BritishEnglish))
	fmt.Println(schedule.Describe(language.MustParse("cy")))
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for o := range timetable.Occurrences(from, from.AddDate(0, 1, 0)) {
		fmt.Println(o.Start.Format("2 Jan 15:04 MST"))
	}
	next, _ := timetable.Next(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println("next:", next.Start.Format("2 Jan 15:04 MST"))
	// Output:
	// every second Tuesday, 10:00–12:00
	// bob yn ail ddydd Mawrth, 10:00–12:00
	// 17 Mar 10:00 GMT
	// 31 Mar 10:00 BST
	// next: 14 Apr 10:00 BST
}

// Opening hours in prose become rules as far as they can be told; the rest is
// kept and named.
func ExampleParseHours() {
	for _, text := range []string{
		"Tues/Weds 10am - 12pm; 1st Saturday of month 10am - 12noon",
		"Mon & Thur 1-3pm (except bank holidays); emergency parcels any day",
		"Alternate Saturdays 2pm",
	} {
		h := activity.ParseHours(text, "Europe/London")
		fmt.Printf("%q %s %q\n", h.Schedule.Confidence, h.Schedule.Describe(language.English), h.Unread)
	}
	// Output:
	// "parsed" every Tuesday and Wednesday, 10:00–12:00; the first Saturday of the month, 10:00–12:00 []
	// "partial" every Monday and Thursday, 13:00–15:00 (not on bank holidays) (check with the provider) ["emergency parcels any day"]
	// "" Alternate Saturdays 2pm ["Alternate"]
}
