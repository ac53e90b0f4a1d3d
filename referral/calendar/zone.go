package calendar

import "time"

// Zone says on which civil day an instant falls.
//
// The zero Zone is the time of the United Kingdom (Europe/London) by a rule
// built into this package, so that UK local days need no zone database: it
// follows the Summer Time Orders from 1972 on and is tested hour by hour
// against the database. Before 1972 it answers in GMT. Other zones come from
// ZoneOf.
//
// Zone is comparable, immutable and safe for concurrent use.
type Zone struct {
	loc *time.Location
}

// London returns the zone of the United Kingdom: the zero Zone.
func London() Zone { return Zone{} }

// ZoneOf returns the zone of a location that the host has loaded. A nil
// location is London.
func ZoneOf(loc *time.Location) Zone { return Zone{loc: loc} }

// String returns the IANA name of the zone.
func (z Zone) String() string {
	if z.loc == nil {
		return "Europe/London"
	}
	return z.loc.String()
}

// MarshalText returns String. The error is always nil. There is no way back:
// a zone is loaded by the host.
func (z Zone) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// DayOf returns the civil day on which t falls in the zone. The zero time is
// not known and gives the zero Day, as does an instant outside the years 1 to
// 9999.
func (z Zone) DayOf(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	if z.loc != nil {
		return DateOf(t.In(z.loc).Date())
	}
	unix := t.Unix()
	return dayNumber(int(floorDiv(unix+londonOffset(unix), secondsPerDay)) + unixDay)
}

// StartOf returns the first instant of d in the zone, in UTC: 00:00 on the
// clock, or the first instant after it where a change of clocks skips
// midnight. The zero Day gives the zero time.
func (z Zone) StartOf(d Day) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	if z.loc != nil {
		return z.startIn(d)
	}
	// British clocks never change at midnight, so the offset at 00:00 UTC of
	// the same date is the offset at local midnight or differs only after it.
	unix := (int64(d.n) - unixDay) * secondsPerDay
	return time.Unix(unix-londonOffset(unix-1), 0).UTC()
}

// EndOf returns the first instant after d in the zone, in UTC: StartOf the
// next day. The zero Day gives the zero time.
func (z Zone) EndOf(d Day) time.Time { return z.StartOf(d.AddDays(1)) }

// startIn looks for the first instant whose civil day is d. time.Date gives
// one of the two readings when midnight is skipped or doubled, so the answer
// is moved to the border of the day by halving.
func (z Zone) startIn(d Day) time.Time {
	y, m, day := d.Date()
	guess := time.Date(y, m, day, 0, 0, 0, 0, z.loc).Unix()
	lo, hi := guess-secondsPerDay, guess+secondsPerDay // day before d .. d or later
	for hi-lo > 1 {
		mid := lo + (hi-lo)/2
		if z.DayOf(time.Unix(mid, 0)).Compare(d) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return time.Unix(hi, 0).UTC()
}

// londonOffset is the offset of British civil time from UTC in seconds: 0 or
// 3600.
//
// The rules are those of the Summer Time Orders and, since 1996, of the
// harmonised European dates that the United Kingdom keeps:
//
//	1972-1980  Sunday on or after 16 March, 02:00 GMT, to Sunday on or after 23 October, 02:00 GMT
//	1981-1989  last Sunday of March, 01:00 GMT, to Sunday on or after 23 October, 01:00 GMT
//	1990-1995  last Sunday of March, 01:00 GMT, to Sunday on or after 22 October, 01:00 GMT
//	1996-      last Sunday of March, 01:00 GMT, to last Sunday of October, 01:00 GMT
func londonOffset(unix int64) int64 {
	n := dayNumber(int(floorDiv(unix, secondsPerDay)) + unixDay)
	y := n.Year()
	if y < 1972 {
		return 0
	}
	startFrom, endFrom, hour := 25, 25, int64(1)
	switch {
	case y <= 1980:
		startFrom, endFrom, hour = 16, 23, 2
	case y <= 1989:
		endFrom = 23
	case y <= 1995:
		endFrom = 22
	}
	start := sundayFrom(y, time.March, startFrom)
	end := sundayFrom(y, time.October, endFrom)
	if unix >= instant(start, hour) && unix < instant(end, hour) {
		return 3600
	}
	return 0
}

// sundayFrom is the first Sunday on or after a day of the month. Both March
// and October have 31 days, so from the 25th it is the last Sunday.
func sundayFrom(y int, m time.Month, day int) Day {
	d := DateOf(y, m, day)
	return d.AddDays((7 - int(d.Weekday())) % 7)
}

func instant(d Day, hourUTC int64) int64 {
	return (int64(d.n)-unixDay)*secondsPerDay + hourUTC*3600
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
