package eq5d

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// Band is an age band of the NICE DSU mapping. It is a type of its own, never a
// number, so that an age is not taken for a band. The zero Band is none.
type Band string

// The bands, in whole years.
const (
	Age18to34  Band = "18-34"
	Age35to44  Band = "35-44"
	Age45to54  Band = "45-54"
	Age55to64  Band = "55-64"
	Age65to100 Band = "65-100"
)

// IsValid reports whether b is one of the bands.
func (b Band) IsValid() bool { return b.index() >= 0 }

// UnmarshalText refuses what is not a band; empty text reads as unset.
func (b *Band) UnmarshalText(text []byte) error {
	if w := Band(text); w == "" || w.IsValid() {
		*b = w
		return nil
	}
	return outcome.ErrCode
}

func (b Band) index() int {
	return slices.Index([]Band{Age18to34, Age35to44, Age45to54, Age55to64, Age65to100}, b)
}

// BandOf returns the band of an age in completed years, and false below 18 and
// above 100, for which the mapping was not made.
func BandOf(years int) (Band, bool) {
	switch {
	case years < 18 || years > 100:
		return "", false
	case years <= 34:
		return Age18to34, true
	case years <= 44:
		return Age35to44, true
	case years <= 54:
		return Age45to54, true
	case years <= 64:
		return Age55to64, true
	}
	return Age65to100, true
}

// Sex is the sex that the mapping was estimated for. The zero Sex is none: then
// there is no value, and no average is invented.
type Sex string

// The sexes of the mapping.
const (
	Female Sex = "female"
	Male   Sex = "male"
)

// IsValid reports whether s is one of the two.
func (s Sex) IsValid() bool { return s == Female || s == Male }

// UnmarshalText refuses what is not a sex of the mapping; empty text reads as unset.
func (s *Sex) UnmarshalText(text []byte) error {
	if w := Sex(text); w == "" || w.IsValid() {
		*s = w
		return nil
	}
	return outcome.ErrCode
}

// The errors of the DSU mapping.
var (
	// ErrDSU: a file is not the mapping; the message names line and column.
	ErrDSU = errors.New("eq5d: not a DSU table")
	// ErrNoValue: the mapping has no value for what was asked.
	ErrNoValue = errors.New("eq5d: the mapping has no value")
)

// DSU is the NICE DSU (EEPRU) mapping between the versions of the EQ-5D by state,
// age band and sex, from the host's file.
//
// Immutable and safe for concurrent use. Make it with [LoadDSU].
type DSU struct {
	provenance, checksum string
	top                  uint8
	values               [10][]outcome.Value // column = band × 2 + (female 1), by state
	index                []outcome.Value     // of the England 2018 value set; 5L only
}

// columns are the headings that a file may carry, in the order of DSU.values.
var columns = []string{
	"m_18_34", "f_18_34", "m_35_44", "f_35_44", "m_45_54",
	"f_45_54", "m_55_64", "f_55_64", "m_65plus", "f_65plus",
}

type lineError struct {
	line    int
	problem string
}

func (e *lineError) Error() string {
	return "eq5d: not a DSU table: line " + strconv.Itoa(e.line) + ": " + e.problem
}

func (e *lineError) Is(target error) bool { return target == ErrDSU }

// LoadDSU reads the host's copy of the mapping as CSV: a heading "State" and ten
// columns (m_18_34, f_18_34, … m_65plus, f_65plus) in any order, and one line for
// each of the 3,125 five-level or 243 three-level states. Each value is rounded
// once to six decimals, half away from zero; the checksum is that of the bytes.
// Provenance (edition, source, date obtained) is needed.
func LoadDSU(r io.Reader, provenance string) (*DSU, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if provenance == "" {
		return nil, &lineError{0, "provenance is needed"}
	}
	sum := sha256.Sum256(data)
	d := &DSU{provenance: provenance, checksum: "sha256:" + hex.EncodeToString(sum[:])}
	lines, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		return nil, errors.Join(ErrDSU, err)
	}
	switch len(lines) {
	case 3126:
		d.top = 5
	case 244:
		d.top = 3
	default:
		return nil, &lineError{len(lines), "a table has 3,125 or 243 states"}
	}
	if err := d.fill(lines); err != nil {
		return nil, err
	}
	if d.top == 5 {
		return d, d.indexStates()
	}
	return d, nil
}

func (d *DSU) fill(lines [][]string) error {
	at := make([]int, len(columns))
	for i, name := range columns {
		if at[i] = slices.Index(lines[0], name); at[i] < 0 {
			return &lineError{1, "no column " + name}
		}
		d.values[i] = make([]outcome.Value, len(lines)-1)
	}
	state := slices.Index(lines[0], "State")
	if state < 0 {
		return &lineError{1, "no column State"}
	}
	seen := make([]bool, len(lines)-1)
	for n, line := range lines[1:] {
		p, err := parse(line[state], d.top)
		if err != nil || seen[p.position()] {
			return &lineError{n + 2, "no state, or one that stood before"}
		}
		seen[p.position()] = true
		for i := range columns {
			v, ok := decimal(line[at[i]])
			if !ok || v.Compare(outcome.Int(1)) > 0 || v.Compare(outcome.Int(-1)) < 0 {
				return &lineError{n + 2, "column " + columns[i] + " is not a utility"}
			}
			d.values[i][p.position()] = v
		}
	}
	return nil
}

// decimal reads a decimal of any length, with or without an exponent (R writes
// -7.5e-05), and rounds it once to six places, half away from zero, digit by digit:
// no binary fraction comes between.
func decimal(s string) (outcome.Value, bool) {
	plain, ok := withoutExponent(s)
	if !ok {
		return outcome.Value{}, false
	}
	point := strings.IndexByte(plain, '.')
	if point < 0 || len(plain)-point-1 <= 6 {
		v, err := outcome.ParseValue(plain)
		return v, err == nil
	}
	for _, c := range plain[point+7:] {
		if c < '0' || c > '9' {
			return outcome.Value{}, false
		}
	}
	v, err := outcome.ParseValue(plain[:point+7])
	if plain[point+7] >= '5' {
		step := outcome.Millionths(1)
		if plain[0] == '-' {
			step = step.Neg()
		}
		v = v.Add(step)
	}
	return v, err == nil
}

// withoutExponent writes -7.5e-05 as -0.000075. Utilities are at most 1, so only
// negative exponents occur, and small ones.
func withoutExponent(s string) (string, bool) {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(s), "e")
	if !ok {
		return s, true
	}
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift >= 0 || shift < -30 {
		return "", false
	}
	minus := ""
	if strings.HasPrefix(mantissa, "-") {
		minus, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if len(whole) != 1 {
		return "", false
	}
	return minus + "0." + strings.Repeat("0", -shift-1) + whole + fraction, true
}

// indexStates gives each state its England 2018 index, on which the summary-score
// form of the mapping rests.
func (d *DSU) indexStates() error {
	in, err := instruments.Get("eq-5d-5l")
	if err != nil {
		return err
	}
	d.index = make([]outcome.Value, len(d.values[0]))
	for p := range States(5) {
		s, err := in.Score(p.Response())
		if err != nil {
			return err
		}
		d.index[p.position()], _ = s.Value("england-2018")
	}
	return nil
}

// States yields every state of the version with 3 or 5 levels, in order.
func States(levels int) func(yield func(Profile) bool) {
	return func(yield func(Profile) bool) {
		if levels != 3 && levels != 5 {
			return
		}
		p := Profile{levels: [5]uint8{1, 1, 1, 1, 1}, top: uint8(levels)}
		for {
			if !yield(p) {
				return
			}
			i := 4
			for ; i >= 0 && p.levels[i] == p.top; i-- {
				p.levels[i] = 1
			}
			if i < 0 {
				return
			}
			p.levels[i]++
		}
	}
}

func (p Profile) position() int {
	n := 0
	for _, l := range p.levels {
		n = n*int(p.top) + int(l-1)
	}
	return n
}

// Provenance returns what the host said of the file; Checksum its digest.
func (d *DSU) Provenance() string { return d.provenance }

// Checksum returns "sha256:" and the digest of the file.
func (d *DSU) Checksum() string { return d.checksum }

func (d *DSU) column(b Band, s Sex) (int, bool) {
	i := b.index() * 2
	if s == Female {
		i++
	}
	return i, b.IsValid() && s.IsValid()
}

// Utility returns the mapped value of a state, at six decimals. It fails with an
// error that matches [ErrNoValue] for no state, a state of the other version, and
// an unset band or sex.
func (d *DSU) Utility(p Profile, b Band, s Sex) (outcome.Value, error) {
	i, ok := d.column(b, s)
	if !ok || p.top != d.top {
		return outcome.Value{}, ErrNoValue
	}
	return d.values[i][p.position()], nil
}

// FromSummary maps a five-level index of the England 2018 value set when the state
// is not known: an Epanechnikov kernel over the states whose index lies within the
// bandwidth. It is an estimate, never a score, and fails with an error that matches
// [ErrNoValue] when no state lies within, or the bandwidth is not positive.
//
// The mapping's authors use a bandwidth of 0.2 below 0.8 and 0.1 from there to
// 0.951; for a value that states attain, a very small one gives the mean of the
// matching states.
func (d *DSU) FromSummary(index outcome.Value, b Band, s Sex, bandwidth outcome.Value) (outcome.Estimate, error) {
	i, ok := d.column(b, s)
	if !ok || d.index == nil || bandwidth.Sign() <= 0 {
		return 0, ErrNoValue
	}
	var weights, sum float64
	for k, x := range d.index {
		distance := x.Sub(index).Abs()
		if distance.Compare(bandwidth) > 0 {
			continue
		}
		z := float64(distance.Estimate() / bandwidth.Estimate())
		w := 0.75 * (1 - float64(z*z))
		weights += w
		sum += float64(w * float64(d.values[i][k].Estimate()))
	}
	if weights <= 0 || math.IsInf(weights, 0) {
		return 0, ErrNoValue
	}
	return outcome.Estimate(sum / weights), nil
}
