package person

import (
	"fmt"
	"log/slog"
	"strings"
)

// Age is how old somebody is, as an interval of completed months: birth dates
// are often known only to the year. The zero Age is "not known". It shows
// itself only through its methods. Immutable, comparable and safe for
// concurrent use.
type Age struct{ v uint64 }

const ageKnown = 1 << 40

// AgeOn gives the age, on a day, of somebody born on d. It is not known if
// either date is not, or if the birth would lie after the day. A partial date
// gives an interval, and so does an estimate (see EstimateMargin).
//
// A month or year of age is completed on the same day of the month as the
// birth, or on the first of the next month where that day does not exist:
// someone born on 29 February turns 18 on 1 March.
func (d Date) AgeOn(on Date) Age {
	if d.IsZero() || on.IsZero() {
		return Age{}
	}
	bornLo, bornHi := d.bounds()
	onLo, onHi := on.bounds()
	oldest, ok := monthsBetween(bornLo, onHi)
	if !ok {
		return Age{}
	}
	youngest, ok := monthsBetween(bornHi, onLo)
	if !ok {
		youngest = 0
	}
	return newAge(youngest, oldest)
}

func newAge(youngest, oldest int) Age {
	return Age{scramble(ageKnown | uint64(oldest)<<20 | uint64(youngest))}
}

// monthsBetween counts completed months; both dates are full.
func monthsBetween(from, to Date) (int, bool) {
	fy, fm, fd, _ := from.unpack()
	ty, tm, td, _ := to.unpack()
	n := (ty-fy)*12 + tm - fm
	if td < fd {
		n--
	}
	if from.day() > to.day() {
		return 0, false
	}
	return n, true
}

// IsZero reports whether the age is not known.
func (a Age) IsZero() bool { return a.v == 0 }

// Months discloses the least and greatest number of completed months, and
// whether the age is known.
func (a Age) Months() (int, int, bool) {
	v := unscramble(a.v)
	return int(v & (1<<20 - 1)), int(v >> 20 & (1<<20 - 1)), v != 0
}

// Years discloses the least and greatest number of completed years, and
// whether the age is known.
func (a Age) Years() (int, int, bool) {
	lo, hi, ok := a.Months()
	return lo / 12, hi / 12, ok
}

// AtLeast says whether the person has completed so many years.
func (a Age) AtLeast(years int) Tri { return a.AtLeastMonths(years * 12) }

// Under says whether the person has not yet completed so many years.
func (a Age) Under(years int) Tri { return a.AtLeast(years).Not() }

// AtLeastMonths says whether the person has completed so many months.
func (a Age) AtLeastMonths(months int) Tri {
	lo, hi, ok := a.Months()
	switch {
	case !ok:
		return Unknown
	case lo >= months:
		return Yes
	case hi < months:
		return No
	}
	return Unknown
}

// Within says whether the age lies in an inclusive range of completed years;
// a bound below zero is no bound.
func (a Age) Within(least, most int) Tri {
	t := TriOf(true)
	if least > 0 {
		t = t.And(a.AtLeast(least))
	}
	if most >= 0 {
		t = t.And(a.Under(most + 1))
	}
	return t
}

// Compare orders by least, then greatest age, the unknown first: -1, 0 or +1.
func (a Age) Compare(b Age) int {
	aLo, aHi, aOK := a.Months()
	bLo, bHi, bOK := b.Months()
	for _, c := range [][2]int{{boolInt(aOK), boolInt(bOK)}, {aLo, bLo}, {aHi, bHi}} {
		if c[0] != c[1] {
			return sign(c[0] - c[1])
		}
	}
	return 0
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// String gives a placeholder, never the age.
func (a Age) String() string { return placeholder("Age") }

// Format writes a placeholder for every verb.
func (a Age) Format(s fmt.State, _ rune) { redact(s, "Age") }

// LogValue gives a placeholder.
func (a Age) LogValue() slog.Value { return logRedacted("Age") }

// AppendText appends the storage form "18m", "216m/240m" or nothing to b:
// the least and greatest number of completed months.
func (a Age) AppendText(b []byte) ([]byte, error) {
	lo, hi, ok := a.Months()
	if !ok {
		return b, nil
	}
	if lo != hi {
		return fmt.Appendf(b, "%dm/%dm", lo, hi), nil
	}
	return fmt.Appendf(b, "%dm", lo), nil
}

// MarshalText gives the storage form.
func (a Age) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (a *Age) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Age{}
		return nil
	}
	v, ok := parseAge(string(text))
	if !ok {
		return parseError("age", ProblemShape)
	}
	*a = v
	return nil
}

func parseAge(s string) (Age, bool) {
	first, second, isRange := strings.Cut(s, "/")
	lo, ok := parseMonths(first)
	if !ok {
		return Age{}, false
	}
	hi := lo
	if isRange {
		if hi, ok = parseMonths(second); !ok || hi <= lo {
			return Age{}, false
		}
	}
	return newAge(lo, hi), true
}

// parseMonths reads up to six digits without leading zeros, then "m".
func parseMonths(s string) (int, bool) {
	d, ok := strings.CutSuffix(s, "m")
	if !ok || d == "" || len(d) > 6 || len(d) > 1 && d[0] == '0' {
		return 0, false
	}
	return digits(d)
}
