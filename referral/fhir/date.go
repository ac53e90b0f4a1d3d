package fhir

import (
	"strconv"
	"time"
)

// Date is a date of FHIR, as its text: a year, a year and month, or a day.
type Date string

// DateTime is a date, or a date with a time and the time's offset, as its text.
type DateTime string

// Instant is a moment to the second or finer, with its offset, as its text.
type Instant string

// Time is a time of day, as its text: 15:04:05.
type Time string

// Decimal is a number as its digits, so that 22.350 stays 22.350.
type Decimal string

// DateOf writes the day of t in t's own zone. The zero time gives "".
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.Format(time.DateOnly))
}

// DateTimeOf writes t in UTC, to the microsecond. The zero time gives "".
func DateTimeOf(t time.Time) DateTime { return DateTime(InstantOf(t)) }

// InstantOf writes t in UTC, to the microsecond. The zero time gives "".
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return ""
	}
	var b [32]byte
	return Instant(t.UTC().Truncate(time.Microsecond).AppendFormat(b[:0], time.RFC3339Nano))
}

// IsValid reports whether d is a date as FHIR writes it and one that exists.
func (d Date) IsValid() bool { return validDate(string(d)) }

// IsValid reports whether d is a date, or a date and time with an offset.
func (d DateTime) IsValid() bool { return validDate(string(d)) || validInstant(string(d)) }

// IsValid reports whether i has date, time to the second, and offset.
func (i Instant) IsValid() bool { return validInstant(string(i)) }

// IsValid reports whether t is a time of day to the second or finer.
func (t Time) IsValid() bool { return len(t) >= 8 && validClock(string(t)) }

// IsValid reports whether d is a number as JSON writes it.
func (d Decimal) IsValid() bool {
	s := string(d)
	if s == "" || len(s) > 64 {
		return false
	}
	if s[0] == '-' {
		s = s[1:]
	}
	n := digits(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	s = s[n:]
	if len(s) > 0 && s[0] == '.' {
		if n = digits(s[1:]); n == 0 {
			return false
		}
		s = s[1+n:]
	}
	return s == "" || validExponent(s)
}

func validExponent(s string) bool {
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return len(s) > 0 && digits(s) == len(s)
}

// digits counts the digits that s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Time returns the moment, and false if i is none.
func (i Instant) Time() (time.Time, bool) {
	if !i.IsValid() {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, string(i))
	return t, err == nil
}

// Time returns the moment, and false if d has no time of day: a day is no
// moment, and this package makes none up.
func (d DateTime) Time() (time.Time, bool) { return Instant(d).Time() }

// validDate takes YYYY, YYYY-MM and YYYY-MM-DD.
func validDate(s string) bool {
	switch len(s) {
	case 4:
		return digits(s) == 4 && s != "0000"
	case 7:
		s += "-01"
	case 10:
	default:
		return false
	}
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s[:4] != "0000"
}

// validInstant takes YYYY-MM-DDThh:mm:ss[.f](Z|±hh:mm).
func validInstant(s string) bool {
	if len(s) < len("2006-01-02T15:04:05Z") || len(s) > 48 || s[10] != 'T' || !validDate(s[:10]) {
		return false
	}
	s = s[11:]
	if s[len(s)-1] == 'Z' {
		return validClock(s[:len(s)-1])
	}
	at := len(s) - len("+00:00")
	return at >= 8 && validClock(s[:at]) && validOffset(s[at:])
}

// validClock takes hh:mm:ss[.f]. FHIR would allow a leap second, which Go has
// no way to hold.
func validClock(s string) bool {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return false
	}
	if !below(s[:2], 24) || !below(s[3:5], 60) || !below(s[6:8], 60) {
		return false
	}
	return len(s) == 8 || s[8] == '.' && len(s) > 9 && digits(s[9:]) == len(s)-9
}

func validOffset(s string) bool {
	return (s[0] == '+' || s[0] == '-') && s[3] == ':' && below(s[1:3], 15) && below(s[4:], 60)
}

// below reports whether s is all digits and its number is less than n.
func below(s string, n int) bool {
	v, err := strconv.Atoi(s)
	return err == nil && digits(s) == len(s) && v < n
}
