package activity

import (
	"fmt"
	"time"
)

// Day is a calendar day without a time zone. The zero Day means "not known".
// Immutable, comparable and safe for concurrent use.
type Day struct {
	// n counts days from 0000-12-31, so that 1 is 0001-01-01.
	n int32
}

// unixDay is the Day count of 1970-01-01.
const unixDay = 719163

// maxDay is 9999-12-31.
const maxDay = 3652059

// NewDay makes a day; ok is false when there is no such day in the years 1 to
// 9999, such as 30 February.
func NewDay(year int, month time.Month, day int) (Day, bool) {
	if year < 1 || year > 9999 || month < time.January || month > time.December ||
		day < 1 || day > daysIn(year, month) {
		return Day{}, false
	}
	return Day{n: civil(year, int(month), day)}, true
}

// DayOf returns the day of t on the wall calendar of t's own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	out, _ := NewDay(y, m, d)
	return out
}

// ParseDay reads "2026-03-15".
func ParseDay(s string) (Day, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Day{}, fmt.Errorf("activity: day: %w", ErrSyntax)
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	if !okY || !okM || !okD {
		return Day{}, fmt.Errorf("activity: day: %w", ErrSyntax)
	}
	out, ok := NewDay(y, time.Month(m), d)
	if !ok {
		return Day{}, fmt.Errorf("activity: no such day: %w", ErrSyntax)
	}
	return out, nil
}

// MustParseDay is ParseDay for literals; it panics on error.
func MustParseDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// digits reads a text of decimal digits alone.
func digits(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// Date returns year, month and day of the month; zeros for the zero Day.
func (d Day) Date() (int, time.Month, int) {
	if d.n == 0 {
		return 0, 0, 0
	}
	y, m, dd := fromCivil(d.n)
	return y, time.Month(m), dd
}

// Weekday returns the day of the week. The zero Day has none; it answers Sunday.
func (d Day) Weekday() time.Weekday { return time.Weekday(d.n % 7) }

// AddDays returns the day n days later, clipped to the years 1 to 9999. The
// zero Day stays zero.
func (d Day) AddDays(n int) Day {
	if d.n == 0 {
		return d
	}
	return Day{n: int32(min(max(int64(d.n)+int64(n), 1), maxDay))}
}

// DaysUntil returns the number of days from d to other.
func (d Day) DaysUntil(other Day) int { return int(other.n) - int(d.n) }

// IsZero reports whether the day is not known.
func (d Day) IsZero() bool { return d.n == 0 }

// Compare orders days; the zero Day comes first.
func (d Day) Compare(other Day) int { return sign(int64(d.n) - int64(other.n)) }

// Before reports whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.n < other.n }

// String returns "2026-03-15", or "" when not known.
func (d Day) String() string { return string(d.append(nil)) }

func (d Day) append(b []byte) []byte {
	if d.n == 0 {
		return b
	}
	y, m, dd := d.Date()
	return fmt.Appendf(b, "%04d-%02d-%02d", y, int(m), dd)
}

// AppendText implements encoding.TextAppender.
func (d Day) AppendText(b []byte) ([]byte, error) { return d.append(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (d Day) MarshalText() ([]byte, error) { return d.append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as not known.
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

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if leap(year) {
			return 29
		}
		return 28
	case time.January, time.March, time.May, time.July, time.August, time.October, time.December:
	}
	return 31
}

// civil counts days on the proleptic Gregorian calendar: years run from March,
// so that the leap day is the last of its year and months follow 153-day
// halves. 0001-01-01 is 1.
func civil(y, m, d int) int32 {
	if m <= 2 {
		y--
		m += 12
	}
	return int32(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 306)
}

// fromCivil is the inverse of civil.
func fromCivil(n int32) (int, int, int) {
	z := int(n) + 305 // days since 0000-03-01
	era := z / 146097
	doe := z % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day := doy - (153*mp+2)/5 + 1
	y, m := yoe+era*400, mp+3
	if m > 12 {
		y++
		m -= 12
	}
	return y, m, day
}

// Clock is a time on the wall, to the second, from 00:00 to 24:00, without date
// or zone. The zero Clock means "not known"; midnight is not the zero Clock.
// Immutable, comparable and safe for concurrent use.
type Clock struct {
	// plus1 is the second of the day, plus one.
	plus1 int32
}

const daySeconds = 24 * 60 * 60

// NewClock makes a clock time; ok is false outside 00:00:00 to 24:00:00.
func NewClock(hour, minute, second int) (Clock, bool) {
	s := hour*3600 + minute*60 + second
	if hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 59 || s > daySeconds {
		return Clock{}, false
	}
	return Clock{plus1: int32(s) + 1}, true
}

// ParseClock reads "18:30" or "18:30:15". "24:00" is the end of the day.
func ParseClock(s string) (Clock, error) {
	bad := fmt.Errorf("activity: clock time: %w", ErrSyntax)
	if len(s) != 5 && len(s) != 8 || s[2] != ':' || len(s) == 8 && s[5] != ':' {
		return Clock{}, bad
	}
	h, okH := digits(s[:2])
	m, okM := digits(s[3:5])
	sec, okS := 0, true
	if len(s) == 8 {
		sec, okS = digits(s[6:])
	}
	c, ok := NewClock(h, m, sec)
	if !okH || !okM || !okS || !ok {
		return Clock{}, bad
	}
	return c, nil
}

// MustParseClock is ParseClock for literals; it panics on error.
func MustParseClock(s string) Clock {
	c, err := ParseClock(s)
	if err != nil {
		panic(err)
	}
	return c
}

// Seconds returns the second of the day, 0 to 86400; 0 for the zero Clock too.
func (c Clock) Seconds() int { return max(int(c.plus1)-1, 0) }

// IsZero reports whether the time is not known.
func (c Clock) IsZero() bool { return c.plus1 == 0 }

// Compare orders clock times; the zero Clock comes first.
func (c Clock) Compare(other Clock) int { return sign(int64(c.plus1) - int64(other.plus1)) }

// String returns "18:30", with seconds only when there are any, or "".
func (c Clock) String() string { return string(c.append(nil)) }

func (c Clock) append(b []byte) []byte {
	if c.plus1 == 0 {
		return b
	}
	s := c.Seconds()
	b = fmt.Appendf(b, "%02d:%02d", s/3600, s/60%60)
	if s%60 != 0 {
		b = fmt.Appendf(b, ":%02d", s%60)
	}
	return b
}

// AppendText implements encoding.TextAppender.
func (c Clock) AppendText(b []byte) ([]byte, error) { return c.append(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (c Clock) MarshalText() ([]byte, error) { return c.append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as not known.
func (c *Clock) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Clock{}
		return nil
	}
	v, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// LocalTime is a day, with or without a clock time, without a zone. The zero
// LocalTime means "not known". Immutable, comparable and safe for concurrent
// use.
type LocalTime struct {
	day   Day
	clock Clock
}

// At is the day d at the time c; a zero c means the whole day.
func (d Day) At(c Clock) LocalTime { return LocalTime{day: d, clock: c} }

// ParseLocalTime reads "2026-03-15" or "2026-03-15T10:00".
func ParseLocalTime(s string) (LocalTime, error) {
	if len(s) == 10 {
		d, err := ParseDay(s)
		return LocalTime{day: d}, err
	}
	if len(s) < 11 || s[10] != 'T' {
		return LocalTime{}, fmt.Errorf("activity: local time: %w", ErrSyntax)
	}
	d, err := ParseDay(s[:10])
	if err != nil {
		return LocalTime{}, err
	}
	c, err := ParseClock(s[11:])
	if err != nil {
		return LocalTime{}, err
	}
	return LocalTime{day: d, clock: c}, nil
}

// Day returns the day.
func (t LocalTime) Day() Day { return t.day }

// Clock returns the time of day; the zero Clock stands for the whole day.
func (t LocalTime) Clock() Clock { return t.clock }

// IsZero reports whether nothing is known.
func (t LocalTime) IsZero() bool { return t == LocalTime{} }

// Compare orders by day, then clock; the whole day comes before its hours.
func (t LocalTime) Compare(other LocalTime) int {
	if c := t.day.Compare(other.day); c != 0 {
		return c
	}
	return t.clock.Compare(other.clock)
}

// String returns what ParseLocalTime reads, or "".
func (t LocalTime) String() string { return string(t.append(nil)) }

func (t LocalTime) append(b []byte) []byte {
	b = t.day.append(b)
	if !t.clock.IsZero() {
		b = append(b, 'T')
		b = t.clock.append(b)
	}
	return b
}

// AppendText implements encoding.TextAppender.
func (t LocalTime) AppendText(b []byte) ([]byte, error) { return t.append(b), nil }

// MarshalText implements encoding.TextMarshaler.
func (t LocalTime) MarshalText() ([]byte, error) { return t.append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as not known.
func (t *LocalTime) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = LocalTime{}
		return nil
	}
	v, err := ParseLocalTime(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
