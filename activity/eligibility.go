package activity

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
)

// Eligibility says who may come. Each part is known, assumed by a named rule of
// the source, or unknown; the zero Eligibility is wholly unknown, which is not
// "open to everyone". Hard limits stand apart from suitability: OpenActive's
// ageRestriction is a limit, its ageRange only says whom it suits.
type Eligibility struct {
	// Ages is the hard limit on age.
	Ages Bound[AgeRange] `json:"ages,omitzero"`
	// SuitsAges says for which ages it is meant; nobody is turned away by it.
	SuitsAges Bound[AgeRange] `json:"suitsAges,omitzero"`
	// Gender is the hard limit on gender.
	Gender Bound[GenderLimit] `json:"gender,omitzero"`
	// Groups are the groups it is for; belonging to any one of them is enough.
	// Known and empty: not kept for any group.
	Groups Bound[[]GroupCode] `json:"groups,omitzero"`
	// Residence holds the areas (GSS or outward postcode) one of which the
	// person must live in. Known and empty: no rule of residence.
	Residence Bound[[]AreaCode] `json:"residence,omitzero"`
	// Practices holds the GP practices with one of which the person must be
	// registered. Known and empty: any or none.
	Practices Bound[[]person.ODSCode] `json:"practices,omitzero"`
	// Conditions are further requirements in words, to be checked by a human.
	Conditions []string `json:"conditions,omitzero"`
	// Text is what the source says about eligibility, as it says it.
	Text string `json:"text,omitzero"`
}

// GenderLimit says to which gender an activity is limited. The zero value is
// unset; "not limited" is NoGenderLimit.
type GenderLimit string

// The limits of gender that directories express.
const (
	NoGenderLimit GenderLimit = "none"
	WomenOnly     GenderLimit = "women"
	MenOnly       GenderLimit = "men"
)

// IsValid reports whether g is one of the three limits.
func (g GenderLimit) IsValid() bool { return oneOf(g, NoGenderLimit, WomenOnly, MenOnly) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (g *GenderLimit) UnmarshalText(text []byte) error {
	return unmarshalWord(g, text, "gender limit", GenderLimit.IsValid)
}

// AgeRange is a closed range of age in completed months, either end of which
// may be open. The zero AgeRange is open at both ends: all ages. Immutable,
// comparable and safe for concurrent use.
type AgeRange struct {
	// min is the least age; maxPlus1 the first age that is too old, 0 for none.
	min, maxPlus1 int32
}

// maxMonths bounds what is taken for an age: 150 years.
const maxMonths = 150 * 12

// AgesInYears is the range from min to max completed years, both inclusive. A
// negative min or max leaves that end open. A person is 65 until the day before
// the 66th birthday, so max 65 takes 65 years and 11 months.
func AgesInYears(minYears, maxYears int) (AgeRange, error) {
	lo, hi := -1, -1
	// What is too much in years stays too much in months, without overflowing.
	if minYears >= 0 {
		lo = min(minYears, maxMonths) * 12
	}
	if maxYears >= 0 {
		hi = min(maxYears, maxMonths)*12 + 11
	}
	return AgesInMonths(lo, hi)
}

// AgesInMonths is the range from min to max completed months, both inclusive.
// A negative min or max leaves that end open.
func AgesInMonths(minMonths, maxMonthsIncl int) (AgeRange, error) {
	switch {
	case minMonths > maxMonths || maxMonthsIncl > maxMonths+11:
		return AgeRange{}, fmt.Errorf("activity: age above %d years: %w", maxMonths/12, ErrSyntax)
	case minMonths >= 0 && maxMonthsIncl >= 0 && minMonths > maxMonthsIncl:
		return AgeRange{}, fmt.Errorf("activity: least age above greatest: %w", ErrSyntax)
	}
	r := AgeRange{min: int32(max(minMonths, 0))}
	if maxMonthsIncl >= 0 {
		r.maxPlus1 = int32(maxMonthsIncl) + 1
	}
	return r, nil
}

// MinMonths returns the least age in completed months; 0 when open.
func (r AgeRange) MinMonths() int { return int(r.min) }

// MaxMonths returns the greatest age in completed months, and false when the
// range has none.
func (r AgeRange) MaxMonths() (int, bool) { return int(r.maxPlus1) - 1, r.maxPlus1 > 0 }

// IsZero reports whether the range is open at both ends.
func (r AgeRange) IsZero() bool { return r == AgeRange{} }

// Compare orders ranges by least age, then greatest, an open end last.
func (r AgeRange) Compare(other AgeRange) int {
	if r.min != other.min {
		return sign(int64(r.min) - int64(other.min))
	}
	a, b := r.maxPlus1, other.maxPlus1
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return sign(int64(a) - int64(b))
}

// String returns the range as ParseAgeRange reads it, such as "18y-65y",
// "6m-35m", "50y-", "-25y" or "all".
func (r AgeRange) String() string {
	if r.IsZero() {
		return "all"
	}
	var b strings.Builder
	if r.min > 0 {
		b.WriteString(ageText(int(r.min), 0))
	}
	b.WriteByte('-')
	if m, ok := r.MaxMonths(); ok {
		b.WriteString(ageText(m, 11))
	}
	return b.String()
}

// ageText writes completed years when the month count is that of a year's end.
func ageText(months, remainder int) string {
	if months%12 == remainder {
		return strconv.Itoa(months/12) + "y"
	}
	return strconv.Itoa(months) + "m"
}

// ParseAgeRange reads what String writes; a bare number counts years.
func ParseAgeRange(s string) (AgeRange, error) {
	if s == "all" {
		return AgeRange{}, nil
	}
	lo, hi, ok := strings.Cut(s, "-")
	if !ok || lo == "" && hi == "" {
		return AgeRange{}, fmt.Errorf("activity: age range: %w", ErrSyntax)
	}
	a, okA := parseAge(lo, 0)
	b, okB := parseAge(hi, 11)
	if !okA || !okB {
		return AgeRange{}, fmt.Errorf("activity: age range: %w", ErrSyntax)
	}
	return AgesInMonths(a, b)
}

// parseAge returns -1 for the empty text.
func parseAge(s string, remainder int) (int, bool) {
	if s == "" {
		return -1, true
	}
	digits := strings.TrimRight(s, "ym")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > 2*maxMonths || digits[0] == '+' {
		return 0, false
	}
	switch s[len(digits):] {
	case "", "y":
		return n*12 + remainder, true
	case "m":
		return n, true
	}
	return 0, false
}

// AppendText implements encoding.TextAppender.
func (r AgeRange) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText implements encoding.TextMarshaler.
func (r AgeRange) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText implements encoding.TextUnmarshaler; "" reads as all ages.
func (r *AgeRange) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = AgeRange{}
		return nil
	}
	v, err := ParseAgeRange(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}

// Admits reports whether somebody whose age in completed months lies between
// minMonths and maxMonths may come: yes when every such age is in the range, no
// when none is, unknown otherwise. A person whose birth date is only a year has
// such an interval, not an age.
func (r AgeRange) Admits(minMonths, maxMonths int) person.Tri {
	hi, limited := r.MaxMonths()
	switch {
	case maxMonths < int(r.min) || limited && minMonths > hi:
		return person.No
	case minMonths >= int(r.min) && (!limited || maxMonths <= hi):
		return person.Yes
	}
	return person.Unknown
}

// Clone returns a copy that shares no memory with e.
func (e Eligibility) Clone() Eligibility {
	e.Groups.Value = cloneSlice(e.Groups.Value)
	e.Residence.Value = cloneSlice(e.Residence.Value)
	e.Practices.Value = cloneSlice(e.Practices.Value)
	e.Conditions = cloneSlice(e.Conditions)
	return e
}
