package activity

import (
	"fmt"
	"strconv"
	"time"
)

// DayName is a day of the week in the two letters of RFC 5545. The zero value
// is unset.
type DayName string

// The days of the week.
const (
	Monday    DayName = "MO"
	Tuesday   DayName = "TU"
	Wednesday DayName = "WE"
	Thursday  DayName = "TH"
	Friday    DayName = "FR"
	Saturday  DayName = "SA"
	Sunday    DayName = "SU"
)

// IsValid reports whether d is one of the seven.
func (d DayName) IsValid() bool {
	return oneOf(d, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday)
}

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (d *DayName) UnmarshalText(text []byte) error {
	return unmarshalWord(d, text, "day of the week", DayName.IsValid)
}

// Weekday returns the day as package time counts it, and whether d is set.
func (d DayName) Weekday() (time.Weekday, bool) {
	for i, n := range dayNames {
		if n == d {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// DayNameOf returns the name of w.
func DayNameOf(w time.Weekday) DayName { return dayNames[((int(w)%7)+7)%7] }

var dayNames = [7]DayName{Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday}

// NthDay is a weekday with an ordinal: Every(Tuesday), the 2nd Tuesday, the
// last Friday (-1). The zero NthDay means "not known". Immutable, comparable
// and safe for concurrent use.
type NthDay struct {
	n   int8
	day DayName
}

// Every is the weekday without an ordinal.
func Every(d DayName) NthDay { return NthDay{day: d} }

// Nth is the n-th weekday of the month or year; a negative n counts from the
// end.
func Nth(n int, d DayName) (NthDay, error) {
	if n < -53 || n > 53 || n == 0 || !d.IsValid() {
		return NthDay{}, fmt.Errorf("activity: ordinal weekday: %w", ErrSyntax)
	}
	return NthDay{n: int8(n), day: d}, nil
}

// ParseNthDay reads "TU", "2TU" or "-1FR".
func ParseNthDay(s string) (NthDay, error) {
	bad := fmt.Errorf("activity: weekday: %w", ErrSyntax)
	if len(s) < 2 || len(s) > 5 {
		return NthDay{}, bad
	}
	name, num := DayName(s[len(s)-2:]), s[:len(s)-2]
	if !name.IsValid() {
		return NthDay{}, bad
	}
	if num == "" {
		return Every(name), nil
	}
	n, err := strconv.Atoi(num)
	if err != nil {
		return NthDay{}, bad
	}
	return Nth(n, name)
}

// Ordinal returns the ordinal; 0 means every such day.
func (d NthDay) Ordinal() int { return int(d.n) }

// Day returns the day of the week.
func (d NthDay) Day() DayName { return d.day }

// IsZero reports whether no day is set.
func (d NthDay) IsZero() bool { return d == NthDay{} }

// Compare orders by ordinal, then weekday from Monday.
func (d NthDay) Compare(other NthDay) int {
	if d.n != other.n {
		return sign(int64(d.n) - int64(other.n))
	}
	a, _ := d.day.Weekday()
	b, _ := other.day.Weekday()
	return sign(int64((a+6)%7) - int64((b+6)%7))
}

// String returns what ParseNthDay reads.
func (d NthDay) String() string {
	if d.n == 0 {
		return string(d.day)
	}
	return strconv.Itoa(int(d.n)) + string(d.day)
}

// AppendText implements encoding.TextAppender.
func (d NthDay) AppendText(b []byte) ([]byte, error) { return append(b, d.String()...), nil }

// MarshalText implements encoding.TextMarshaler.
func (d NthDay) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as the zero NthDay.
func (d *NthDay) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = NthDay{}
		return nil
	}
	v, err := ParseNthDay(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
