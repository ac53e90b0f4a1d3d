// Package calendar counts working days as services in the United Kingdom keep
// them: by the bank holidays of each nation, in local days.
//
// A [Calendar] says which days are working days. It comes from [For], for one of
// the four nations as GOV.UK publishes their bank holidays, or from [New], for a
// service with days of its own. [Calendar.AddWorkingDays] finds a [Deadline],
// [Calendar.WorkingDaysBetween] measures a wait as a [Count]; both leave out
// each [Pause] and both say on what they rest ([Standing]): the bank holidays of
// a year are Published, from a list, or Provisional, by the standing rule. A
// deadline past the published horizon says so, because a one-off day may still
// be proclaimed. [Day] is a civil day and [Zone] says on which day an instant
// falls. Most callers need only
//
//	c := calendar.MustFor(calendar.Scotland)
//	due := c.AddWorkingDays(c.DayOf(received), 2)
//
// A Calendar is also the one that the clocks of package referral want:
//
//	rules = rules.WithCalendar(calendar.MustFor(calendar.Wales))
//
// # Keeping it current
//
// The list built into this package holds the years 2019 to 2027 as GOV.UK
// published them in July 2026, with the one-off days of 2020, 2022, 2023 and,
// in Scotland, 2026. A host that reads GOV.UK's bank-holidays.json now and then
// gives it to [ReadList] and the list to [New]; no release of this library is
// needed for a new bank holiday. Bank holidays are not statutory days off, and
// in Scotland and Northern Ireland many employers keep local ones instead:
// [Options] adds and removes days.
//
// # Decisions
//
//   - A day type of integers, not time.Time at midnight: a civil day has no
//     zone, and a day type that had one would be compared wrongly twice a year.
//     It is not person.Date either, which may be a year only.
//   - UK local days by a rule in code, not by the zone database: services run
//     in containers without one, and a missing database must not shift a
//     deadline. The test compares every hour from 1972 to 2037 with it.
//   - The day from which is counted is day 0. Counting it as day 1, as some
//     contracts do, is one less; an option for it was refused, because a
//     deadline that depends on an option is misread.
//   - A year of which the feed holds fewer days than the rule gives is not
//     published. GOV.UK publishes whole years; half a list must not pass for
//     one.
//   - The years from 2028 on are provisional here although GOV.UK already lists
//     2028: that list was not read in full when this one was made.
//   - A pause takes days, not instants: services hold and resume on days, and
//     half days would need working hours, which nobody records.
//   - Counting is by a bit for each day of sixty years and the number of
//     working days before each word: any span is two look-ups. A wait of a year
//     takes 50 ns so, and 1,600 ns by asking of every day whether it is worked
//     (BenchmarkWorkingDaysBetween, both in one run on two cores).
package calendar
