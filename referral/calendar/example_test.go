package calendar_test

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/referral/calendar"
)

// A referral that came in late on Maundy Thursday is to be acknowledged within
// two working days.
func ExampleCalendar_AddWorkingDays() {
	received := time.Date(2026, 4, 2, 22, 45, 0, 0, time.UTC) // 23:45 on the clock
	for _, nation := range []calendar.Nation{calendar.England, calendar.Scotland} {
		c := calendar.MustFor(nation)
		due := c.AddWorkingDays(c.DayOf(received), 2)
		fmt.Println(nation, due.Day, due.Standing)
	}
	// Output:
	// GB-ENG 2026-04-08 published
	// GB-SCT 2026-04-07 published
}

// The person was in hospital for a week; the clock stood still.
func ExampleCalendar_WorkingDaysBetween() {
	c := calendar.MustFor(calendar.Wales)
	from, to := calendar.MustParseDay("2026-11-02"), calendar.MustParseDay("2026-11-16")
	hospital := calendar.Pause{From: calendar.MustParseDay("2026-11-03"), To: calendar.MustParseDay("2026-11-10")}
	fmt.Println("elapsed", c.WorkingDaysBetween(from, to).Days, "adjusted", c.WorkingDaysBetween(from, to, hospital).Days)
	// Output: elapsed 10 adjusted 5
}

// A service with a training day that works through Good Friday.
func ExampleNew() {
	c, err := calendar.New(calendar.Scotland, &calendar.Options{
		Add:    []calendar.Holiday{{Day: calendar.MustParseDay("2027-03-25"), Title: "Team day"}},
		Remove: []calendar.Day{calendar.MustParseDay("2027-03-26")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.IsWorkingDay(calendar.MustParseDay("2027-03-25")), c.IsWorkingDay(calendar.MustParseDay("2027-03-26")))
	// Output: false true
}

// Past the years that have been published a deadline says that it may move.
func ExampleDeadline_Provisional() {
	c := calendar.MustFor(calendar.England)
	due := c.AddWorkingDays(calendar.MustParseDay("2029-12-20"), 5)
	fmt.Println(due.Day, due.Provisional())
	fmt.Println(due.Standing.Text(language.English))
	// Output:
	// 2029-12-31 true
	// provisional: the bank holidays of that year have not been published, or are newer than this calendar
}
