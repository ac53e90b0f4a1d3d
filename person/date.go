package person

import (
	"cmp"
	"fmt"
	"log/slog"
	"time"
)

// Date is a day, a month or a year in a person's life, as precisely as it is
// known, and whether it was estimated. The zero Date is "not known"; there is
// no placeholder such as the first of January 1900, and no default of today.
//
// Its text is "1950", "1950-03" or "1950-03-12", with "~" behind it if it was
// estimated. It shows itself only through Disclose, Year, Month, Day and its
// storage form. Immutable, comparable and safe for concurrent use; == means
// the same text, not the same day.
type Date struct{ v uint64 }

// Precision says how much of a Date is known. Ordered: more is more precise.
type Precision uint8

// The precisions. The zero value belongs to the zero Date.
const (
	PrecisionNone Precision = iota
	PrecisionYear
	PrecisionMonth
	PrecisionDay
)

// String gives "none", "year", "month" or "day".
func (p Precision) String() string {
	switch p {
	case PrecisionYear:
		return "year"
	case PrecisionMonth:
		return "month"
	case PrecisionDay:
		return "day"
	case PrecisionNone:
		return "none"
	}
	return "none"
}

// NewDate makes a date from its parts: day 0 means the day is not known,
// month 0 that the month is not known. The error matches ErrSyntax.
func NewDate(year, month, day int) (Date, error) {
	if !isDate(year, month, day) {
		return Date{}, parseError("date", ProblemDate)
	}
	return pack(year, month, day, false), nil
}

// DateOf gives the calendar day on which t falls in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	if !isDate(y, int(m), d) {
		return Date{}
	}
	return pack(y, int(m), d, false)
}

// ParseDate reads "1950", "1950-03" or "1950-03-12", each with an optional
// "~" for estimated. The day must exist in the Gregorian calendar. The error
// matches ErrSyntax and never holds the input.
func ParseDate(s string) (Date, error) {
	d, p := scanDate(s)
	if p != ProblemNone {
		return Date{}, parseError("date", p)
	}
	return d, nil
}

// MustParseDate is ParseDate for literals; it panics on anything malformed.
func MustParseDate(s string) Date { return must(ParseDate(s)) }

func scanDate(s string) (Date, Problem) {
	if s == "" {
		return Date{}, ProblemEmpty
	}
	estimated := s[len(s)-1] == '~'
	if estimated {
		s = s[:len(s)-1]
	}
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return Date{}, ProblemLength
	}
	if len(s) > 4 && s[4] != '-' || len(s) > 7 && s[7] != '-' {
		return Date{}, ProblemShape
	}
	year, ok := digits(s[:4])
	month, day := 0, 0
	if ok && len(s) > 4 {
		month, ok = digits(s[5:7])
		ok = ok && month > 0
	}
	if ok && len(s) > 7 {
		day, ok = digits(s[8:10])
		ok = ok && day > 0
	}
	if !ok || !isDate(year, month, day) {
		return Date{}, ProblemDate
	}
	return pack(year, month, day, estimated), ProblemNone
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, true
}

// isDate takes 0 for a month or day that is not known.
func isDate(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 0 || month > 12 || day < 0 {
		return false
	}
	return day == 0 || month > 0 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// A packed date is year, month, day and estimated, from the highest bits down,
// so that packed dates order as dates do.
func pack(year, month, day int, estimated bool) Date {
	v := uint64(year)<<10 | uint64(month)<<6 | uint64(day)<<1
	if estimated {
		v |= 1
	}
	return Date{scramble(v)}
}

func (d Date) unpack() (int, int, int, bool) {
	v := unscramble(d.v)
	return int(v >> 10), int(v >> 6 & 15), int(v >> 1 & 31), v&1 == 1
}

// IsZero reports whether the date is not known.
func (d Date) IsZero() bool { return d.v == 0 }

// Estimated reports whether the date is somebody's guess.
func (d Date) Estimated() bool {
	_, _, _, e := d.unpack()
	return e
}

// AsEstimated gives the same date marked as estimated; zero stays zero.
func (d Date) AsEstimated() Date {
	if d.IsZero() {
		return d
	}
	y, m, day, _ := d.unpack()
	return pack(y, m, day, true)
}

// Precision says how much of the date is known.
func (d Date) Precision() Precision {
	_, month, day, _ := d.unpack()
	switch {
	case d.IsZero():
		return PrecisionNone
	case month == 0:
		return PrecisionYear
	case day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// Year discloses the year, or 0.
func (d Date) Year() int {
	y, _, _, _ := d.unpack()
	return y
}

// Month discloses the month, or 0.
func (d Date) Month() time.Month {
	_, m, _, _ := d.unpack()
	return time.Month(m)
}

// Day discloses the day of the month, or 0.
func (d Date) Day() int {
	_, _, day, _ := d.unpack()
	return day
}

// Earliest gives the first full day that d may mean; zero stays zero. An
// estimate is taken at its word: see AgeOn for what an estimate does to ages.
func (d Date) Earliest() Date {
	y, m, day, e := d.unpack()
	if d.IsZero() {
		return d
	}
	return pack(y, max(m, 1), max(day, 1), e)
}

// Latest gives the last full day that d may mean; zero stays zero.
func (d Date) Latest() Date {
	y, m, day, e := d.unpack()
	if d.IsZero() {
		return d
	}
	if m == 0 {
		m = 12
	}
	if day == 0 {
		day = daysIn(y, m)
	}
	return pack(y, m, day, e)
}

// day is the packed day without the mark of an estimate, for comparing.
func (d Date) day() uint64 { return unscramble(d.v) &^ 1 }

// Before says whether d lies before o: Yes or No if every reading of both
// agrees, and else Unknown. An estimated or absent date gives Unknown unless
// the other is more than EstimateMargin years away.
func (d Date) Before(o Date) Tri {
	if d.IsZero() || o.IsZero() {
		return Unknown
	}
	dLo, dHi := d.bounds()
	oLo, oHi := o.bounds()
	switch {
	case dHi.day() < oLo.day():
		return Yes
	case dLo.day() >= oHi.day():
		return No
	}
	return Unknown
}

// After says whether d lies after o, three-valued as Before is.
func (d Date) After(o Date) Tri { return o.Before(d) }

// SameDay says whether both are the same day: Yes only for two full dates
// that were not estimated, No if no reading agrees, and else Unknown.
func (d Date) SameDay(o Date) Tri {
	if d.IsZero() || o.IsZero() {
		return Unknown
	}
	dLo, dHi := d.bounds()
	oLo, oHi := o.bounds()
	switch {
	case dHi.day() < oLo.day() || oHi.day() < dLo.day():
		return No
	case dLo == dHi && dLo == oLo && oLo == oHi:
		return Yes
	}
	return Unknown
}

// EstimateMargin is how many years an estimated date may be off, either way,
// when an age or an order is judged from it. It is this library's policy, not
// a fact about anybody's estimates: wide enough that nobody is taken for an
// adult, or a child, on the strength of a guess.
const EstimateMargin = 5

// bounds gives the first and last day that d may mean; an estimate is widened.
func (d Date) bounds() (Date, Date) {
	lo, hi := d.Earliest(), d.Latest()
	if !d.Estimated() {
		return lo, hi
	}
	return pack(max(lo.Year()-EstimateMargin, 1), 1, 1, false), pack(min(hi.Year()+EstimateMargin, 9999), 12, 31, false)
}

// Disclose gives the text of the date, or "".
func (d Date) Disclose() string {
	b, _ := d.AppendText(nil)
	return string(b)
}

// Compare orders by year, month, day and estimate, the less precise first and
// zero before all: -1, 0 or +1. For what it means in time use Before.
func (d Date) Compare(o Date) int { return cmp.Compare(unscramble(d.v), unscramble(o.v)) }

// String gives a placeholder, never the date.
func (d Date) String() string { return placeholder("Date") }

// Format writes a placeholder for every verb.
func (d Date) Format(s fmt.State, _ rune) { redact(s, "Date") }

// LogValue gives a placeholder.
func (d Date) LogValue() slog.Value { return logRedacted("Date") }

// AppendText appends the storage form, the date's text or nothing, to b.
func (d Date) AppendText(b []byte) ([]byte, error) {
	y, m, day, e := d.unpack()
	if y == 0 {
		return b, nil
	}
	b = appendDigits(b, uint64(y), 4)
	if m > 0 {
		b = appendDigits(append(b, '-'), uint64(m), 2)
	}
	if day > 0 {
		b = appendDigits(append(b, '-'), uint64(day), 2)
	}
	if e {
		b = append(b, '~')
	}
	return b, nil
}

// MarshalText gives the storage form: the date's text, or "" for zero.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads what ParseDate reads, and "" as zero.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(text))
	if err == nil {
		*d = v
	}
	return err
}
