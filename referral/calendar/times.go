package calendar

import "time"

// Times counts in a Calendar between instants instead of days. It is what
// package referral takes for its clocks. Immutable and safe for concurrent use.
type Times struct{ c *Calendar }

// Times gives the calendar as one that counts between instants.
func (c *Calendar) Times() Times { return Times{c} }

// LocalDay numbers the local day of t; the next day has the next number.
func (t Times) LocalDay(at time.Time) int {
	return DateOf(2000, time.January, 1).DaysTo(t.c.DayOf(at))
}

// WorkingDays counts the working days after the day of from, up to and
// including the day of to, less those that pauses cover; and says whether days
// past the published bank holidays were counted by rule.
func (t Times) WorkingDays(from, to time.Time, pauses [][2]time.Time) (int, bool) {
	n := t.c.WorkingDaysBetween(t.c.DayOf(from), t.c.DayOf(to), t.pauses(pauses)...)
	return n.Days, n.Standing == Provisional
}

// Deadline is the end of the n-th working day after the day of from, pauses
// left out; the zero time while an open pause holds it.
func (t Times) Deadline(from time.Time, n int, pauses [][2]time.Time) (time.Time, bool) {
	d := t.c.AddWorkingDays(t.c.DayOf(from), n, t.pauses(pauses)...)
	if d.Day.IsZero() {
		return time.Time{}, d.Provisional()
	}
	return t.c.Zone().EndOf(d.Day), d.Provisional()
}

// pauses gives periods as days; a zero end is open.
func (t Times) pauses(list [][2]time.Time) []Pause {
	out := make([]Pause, len(list))
	for i, p := range list {
		out[i].From = t.c.DayOf(p[0])
		if !p[1].IsZero() {
			out[i].To = t.c.DayOf(p[1])
		}
	}
	return out
}
