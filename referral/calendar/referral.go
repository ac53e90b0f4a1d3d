package calendar

import "time"

// The methods of this file make a *Calendar the Calendar that package referral
// wants for its clocks: the same counting, between instants.

// LocalDay numbers the service's local day of t: the next day has the next
// number. It is 0 for the zero time.
func (c *Calendar) LocalDay(t time.Time) int { return int(c.zone.DayOf(t).n) }

// WorkingDays counts the working days after the day of from, up to and
// including the day of to, leaving out those that a pause covers (see Pause; a
// pause whose end is zero is open). Provisional is said of the second result
// when days past the published bank holidays were counted by rule. With an end
// that is the zero time it is 0 and not provisional.
func (c *Calendar) WorkingDays(from, to time.Time, pauses [][2]time.Time) (int, bool) {
	n := c.WorkingDaysBetween(c.DayOf(from), c.DayOf(to), c.pauses(pauses)...)
	return n.Days, n.Standing == Provisional
}

// Deadline returns the end of the n-th working day after the day of from, in
// UTC, pauses left out, and whether it is provisional. It is the zero time
// while an open pause holds it.
func (c *Calendar) Deadline(from time.Time, n int, pauses [][2]time.Time) (time.Time, bool) {
	d := c.AddWorkingDays(c.DayOf(from), n, c.pauses(pauses)...)
	return c.zone.EndOf(d.Day), d.Provisional()
}

func (c *Calendar) pauses(spans [][2]time.Time) []Pause {
	out := make([]Pause, 0, len(spans))
	for _, s := range spans {
		out = append(out, Pause{From: c.DayOf(s[0]), To: c.DayOf(s[1])})
	}
	return out
}
