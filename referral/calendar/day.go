package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Day is one civil day: a whole date of the Gregorian calendar, without a
// time and without a zone. It is what deadlines and waits are counted in.
//
// The zero Day means "not known"; it is before every known day, its text is
// "" and it has no weekday. Day is comparable (==, map key), immutable and
// safe for concurrent use. It covers the years 1 to 9999.
//
// It differs from person.Date on purpose: a person's date may be a year or a
// month only, and nothing can be counted from such a date.
type Day struct {
	n int32 // 1 is 0001-01-01; 0 is not known
}

// ErrDay is matched by every error about a text that is no day.
var ErrDay = errors.New("calendar: not a day of the form 2026-05-08")

const (
	maxYear = 9999
	// unixDay is the number of 1970-01-01.
	unixDay       = 719163
	daysPer400    = 146097
	maxDay        = 3652059 // 9999-12-31
	secondsPerDay = 86400
)

// DateOf returns the day of a year, month and day of the month, or the zero
// Day when there is no such day (31 April, the year 0, the year 10000). It
// never normalises: 31 April is no day, not 1 May.
func DateOf(year int, month time.Month, day int) Day {
	if year < 1 || year > maxYear || month < time.January || month > time.December ||
		day < 1 || day > daysIn(year, month) {
		return Day{}
	}
	return Day{n: ordinal(year, int(month), day)}
}

// ParseDay reads the form 2026-05-08 and nothing else. The error matches
// ErrDay and never holds the input.
func ParseDay(s string) (Day, error) {
	if len(s) != len("2026-05-08") || s[4] != '-' || s[7] != '-' {
		return Day{}, ErrDay
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	day := DateOf(y, time.Month(m), d)
	if !okY || !okM || !okD || day.IsZero() {
		return Day{}, ErrDay
	}
	return day, nil
}

// MustParseDay is ParseDay for literals in programs; it panics on a text that
// is no day.
func MustParseDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether the day is not known.
func (d Day) IsZero() bool { return d.n == 0 }

// Date returns year, month and day of the month; three zeros for the zero Day.
func (d Day) Date() (int, time.Month, int) {
	if d.n == 0 {
		return 0, 0, 0
	}
	y, m, day := civil(d.n)
	return y, time.Month(m), day
}

// Year returns the year, 0 for the zero Day.
func (d Day) Year() int {
	y, _, _ := d.Date()
	return y
}

// Weekday returns the day of the week. The zero Day has none and reports
// Sunday, as time.Weekday's zero does; test IsZero first.
func (d Day) Weekday() time.Weekday {
	// 0001-01-01, number 1, was a Monday.
	return time.Weekday(d.n % 7)
}

// AddDays returns the day n calendar days later (earlier when n is negative).
// The zero Day stays zero, and so does a result outside the years 1 to 9999.
func (d Day) AddDays(n int) Day {
	if d.n == 0 || n > maxDay || n < -maxDay {
		return Day{}
	}
	return dayNumber(int(d.n) + n)
}

// DaysTo returns the number of calendar days from d to e: 1 when e is the next
// day, negative when e is earlier. It is 0 when either is not known, so test
// IsZero first.
func (d Day) DaysTo(e Day) int {
	if d.n == 0 || e.n == 0 {
		return 0
	}
	return int(e.n) - int(d.n)
}

// Compare returns -1, 0 or +1 as d is before, the same as or after e. The zero
// Day is before all others.
func (d Day) Compare(e Day) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	default:
		return 0
	}
}

// Before reports whether d is known to be before e: false when either is not
// known.
func (d Day) Before(e Day) bool { return d.n != 0 && e.n != 0 && d.n < e.n }

// After reports whether d is known to be after e: false when either is not
// known.
func (d Day) After(e Day) bool { return e.Before(d) }

// String returns the form 2026-05-08, and "" for the zero Day.
func (d Day) String() string {
	b, _ := d.AppendText(nil)
	return string(b)
}

// AppendText appends the form 2026-05-08, nothing for the zero Day. The error
// is always nil.
func (d Day) AppendText(b []byte) ([]byte, error) {
	if d.n == 0 {
		return b, nil
	}
	y, m, day := civil(d.n)
	return fmt.Appendf(b, "%04d-%02d-%02d", y, m, day), nil
}

// MarshalText returns what AppendText appends. The error is always nil.
func (d Day) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads what ParseDay reads, and "" as the zero Day. The error
// matches ErrDay.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	v, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// dayNumber is the Day of a number, zero when it is out of range.
func dayNumber(n int) Day {
	if n < 1 || n > maxDay {
		return Day{}
	}
	return Day{n: int32(n)}
}

// digits reads an unsigned decimal of up to four digits.
func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func daysIn(y int, m time.Month) int {
	switch m {
	case time.February:
		if leap(y) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	default:
		return 31
	}
}

// ordinal counts the days since the day before 0001-01-01. Years are taken to
// begin in March, so that the leap day is the last of its year and the months
// before it have the lengths 31, 30, 31, 30, 31 in repetition: 153 days in
// five months.
func ordinal(y, m, d int) int32 {
	if m <= 2 {
		y--
		m += 12
	}
	return int32(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 306)
}

// civil is the inverse of ordinal.
func civil(n int32) (int, int, int) {
	z := int(n) + 305 // days since 0000-03-01
	era := z / daysPer400
	doe := z % daysPer400
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := doy - (153*mp+2)/5 + 1
	y := yoe + era*400
	if mp < 10 {
		return y, mp + 3, d
	}
	return y + 1, mp - 9, d
}
