package person

import (
	"cmp"
	"fmt"
	"log/slog"
)

// Postcode is a postcode of the United Kingdom, the Crown dependencies, the
// forces or an overseas territory, or one of the pseudo-codes with which the
// NHS says that there is none (ZZ99 3VZ: no fixed abode). It is checked by the
// rules for shapes and letters, not against a list: new ones appear weekly.
//
// It shows itself only through Disclose, Outward, Sector and the like, and in
// its storage form. Zero is "not known". Immutable, comparable and safe for
// concurrent use.
type Postcode struct{ v uint64 }

// PostcodeKind says what a postcode stands for. Closed list.
type PostcodeKind string

// The kinds of postcode.
const (
	PostcodeGeographic      PostcodeKind = "geographic"        // a place in the UK, Jersey, Guernsey or Man
	PostcodeForces          PostcodeKind = "forces"            // BFPO 1 to 9999, and BF1
	PostcodeOverseas        PostcodeKind = "overseas"          // a territory with one code, and Gibraltar
	PostcodeGiro            PostcodeKind = "giro"              // GIR 0AA, a bank's
	PostcodeNoFixedAbode    PostcodeKind = "no-fixed-abode"    // ZZ99 3VZ
	PostcodeNotKnown        PostcodeKind = "not-known"         // ZZ99 3WZ
	PostcodeEngland         PostcodeKind = "england-only"      // ZZ99 3CZ: England, or UK, no more known
	PostcodeWales           PostcodeKind = "wales-only"        // ZZ99 3GZ
	PostcodeScotland        PostcodeKind = "scotland-only"     // ZZ99 1WZ
	PostcodeNorthernIreland PostcodeKind = "n-ireland-only"    // ZZ99 2WZ
	PostcodeCountry         PostcodeKind = "overseas-resident" // every other ZZ99: a country abroad
)

// IsValid reports whether k is in the list.
func (k PostcodeKind) IsValid() bool {
	switch k {
	case PostcodeGeographic, PostcodeForces, PostcodeOverseas, PostcodeGiro, PostcodeNoFixedAbode,
		PostcodeNotKnown, PostcodeEngland, PostcodeWales, PostcodeScotland, PostcodeNorthernIreland,
		PostcodeCountry:
		return true
	}
	return false
}

// UnmarshalText reads one of the listed texts; "" is unset.
func (k *PostcodeKind) UnmarshalText(text []byte) error {
	return unmarshalCode(k, text, "kind of postcode")
}

// ParsePostcode reads a postcode in either case, with or without its space,
// and gives it in its one form: upper case, a space before the last three.
// Nothing else is mended: for feeds with O for 0 see RepairPostcode. The error
// matches ErrSyntax and never holds the input.
func ParsePostcode(s string) (Postcode, error) {
	p, problem := scanPostcode(s)
	if problem != ProblemNone {
		return Postcode{}, parseError("postcode", problem)
	}
	return p, nil
}

// MustParsePostcode is ParsePostcode for literals; it panics on anything
// malformed.
func MustParsePostcode(s string) Postcode { return must(ParsePostcode(s)) }

// compact is a postcode in upper case without its space.
type compact struct {
	b [maxCompact]byte
	n int
}

const maxCompact = 8 // BFPO and four digits

func (c *compact) text() []byte { return c.b[:c.n] }

func scanPostcode(s string) (Postcode, Problem) {
	c, space, problem := compactOf(trimSpace(s))
	if problem != ProblemNone {
		return Postcode{}, problem
	}
	t := c.text()
	if problem = checkShape(t); problem != ProblemNone {
		return Postcode{}, problem
	}
	if space >= 0 && space != len(t)-inwardLength(t) {
		return Postcode{}, ProblemGrouping
	}
	return packPostcode(t), ProblemNone
}

// compactOf drops the spaces of one gap and gives where it stood, or -1.
func compactOf(s string) (compact, int, Problem) {
	var c compact
	gap, inGap := -1, false
	if s == "" {
		return c, gap, ProblemEmpty
	}
	for i := range len(s) {
		ch := s[i]
		switch {
		case isSpace(ch):
			if gap >= 0 && !inGap {
				return c, gap, ProblemGrouping
			}
			gap, inGap = c.n, true
			continue
		case ch >= 'a' && ch <= 'z':
			ch -= 'a' - 'A'
		case !isAlphanumeric(ch):
			return c, gap, ProblemCharacter
		}
		inGap = false
		if c.n == maxCompact {
			return c, gap, ProblemLength
		}
		c.b[c.n] = ch
		c.n++
	}
	return c, gap, ProblemNone
}

// checkShape applies the rules of shape and letters, in this order: forces,
// the bank, territories, pseudo-codes, and the six common shapes.
func checkShape(t []byte) Problem {
	if isBFPO(t) {
		return ProblemNone
	}
	if len(t) < 5 || len(t) > 7 {
		return ProblemLength
	}
	switch string(t) {
	case "GIR0AA", "ASCN1ZZ", "BBND1ZZ", "BIQQ1ZZ", "FIQQ1ZZ", "GX111AA", "PCRN1ZZ", "SIQQ1ZZ", "STHL1ZZ", "TDCU1ZZ", "TKCA1ZZ":
		return ProblemNone
	}
	out, in := t[:len(t)-3], t[len(t)-3:]
	if !isDigit(in[0]) || !isLetter(in[1]) || !isLetter(in[2]) {
		return ProblemShape
	}
	if string(out) == "ZZ99" {
		return ProblemNone
	}
	if !inwardLetters.has(in[1]) || !inwardLetters.has(in[2]) {
		return ProblemLetter
	}
	return checkOutward(out)
}

func isBFPO(t []byte) bool {
	if len(t) < 5 || string(t[:4]) != "BFPO" || t[4] == '0' {
		return false
	}
	for _, c := range t[4:] {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// checkOutward knows A9, A99, A9A, AA9, AA99 and AA9A.
func checkOutward(t []byte) Problem {
	if !isLetter(t[0]) {
		return ProblemShape
	}
	if !firstLetters.has(t[0]) {
		return ProblemLetter
	}
	rest, last := t[1:], lastOfA9A
	if isLetter(t[1]) {
		if !secondLetters.has(t[1]) {
			return ProblemLetter
		}
		rest, last = t[2:], lastOfAA9A
	}
	return checkDistrict(rest, last)
}

// checkDistrict takes 9, 99 or 9A.
func checkDistrict(t []byte, last letters) Problem {
	switch {
	case len(t) == 0 || len(t) > 2 || !isDigit(t[0]):
		return ProblemShape
	case len(t) == 1 || isDigit(t[1]):
		return ProblemNone
	case !last.has(t[1]):
		return ProblemLetter
	}
	return ProblemNone
}

// letters is a set of capital letters, one bit each.
type letters uint32

func (l letters) has(c byte) bool { return l>>(c-'A')&1 == 1 }

func lettersOf(s string) letters {
	var l letters
	for i := range len(s) {
		l |= 1 << (s[i] - 'A')
	}
	return l
}

// Which letters stand where, as the Royal Mail's programmers' guides give
// them. Sources disagree on P after the digit of A9A; it is allowed here,
// because refusing a real address does more harm than keeping a wrong one.
var (
	firstLetters  = lettersOf("ABCDEFGHIJKLMNOPRSTUWYZ")
	secondLetters = lettersOf("ABCDEFGHKLMNOPQRSTUVWXY")
	lastOfA9A     = lettersOf("ABCDEFGHJKPSTUW")
	lastOfAA9A    = lettersOf("ABEHMNPRVWXY")
	inwardLetters = lettersOf("ABDEFGHJLNPQRSTUWXYZ")
)

// inwardLength is 3, and for BFPO the number of its digits.
func inwardLength(t []byte) int {
	if isBFPO(t) {
		return len(t) - 4
	}
	return 3
}

// packPostcode writes up to eight letters and digits in base 37, which fits
// 42 bits; 0 is "no more characters".
func packPostcode(t []byte) Postcode {
	var v uint64
	for i := range maxCompact {
		d := uint64(0)
		if i < len(t) {
			d = uint64(t[i]-'0') + 1
			if isLetter(t[i]) {
				d = uint64(t[i]-'A') + 11
			}
		}
		v = v*37 + d
	}
	return Postcode{scramble(v)}
}

func (p Postcode) compact() compact {
	var c compact
	v := unscramble(p.v)
	for i := maxCompact - 1; i >= 0; i-- {
		d := byte(v % 37)
		v /= 37
		switch {
		case d == 0:
			continue
		case d <= 10:
			c.b[i] = '0' + d - 1
		default:
			c.b[i] = 'A' + d - 11
		}
		c.n = max(c.n, i+1)
	}
	return c
}

// split gives the outward and inward parts.
func (p Postcode) split() (string, string) {
	c := p.compact()
	if c.n == 0 {
		return "", ""
	}
	t := c.text()
	cut := len(t) - inwardLength(t)
	return string(t[:cut]), string(t[cut:])
}

// IsZero reports whether the postcode is not known.
func (p Postcode) IsZero() bool { return p.v == 0 }

// Kind says what the postcode stands for, or "" for zero.
func (p Postcode) Kind() PostcodeKind {
	out, in := p.split()
	switch {
	case out == "":
		return ""
	case out == "ZZ99":
		return pseudoKind(in)
	case out == "BFPO" || out == "BF1":
		return PostcodeForces
	case out == "GIR":
		return PostcodeGiro
	case out == "GX11" || len(out) == 4 && isLetter(out[2]) && isLetter(out[3]):
		return PostcodeOverseas
	}
	return PostcodeGeographic
}

func pseudoKind(inward string) PostcodeKind {
	switch inward {
	case "3VZ":
		return PostcodeNoFixedAbode
	case "3WZ":
		return PostcodeNotKnown
	case "3CZ":
		return PostcodeEngland
	case "3GZ":
		return PostcodeWales
	case "1WZ":
		return PostcodeScotland
	case "2WZ":
		return PostcodeNorthernIreland
	}
	return PostcodeCountry
}

// Geocodable reports whether the postcode stands for a place that has
// coordinates. A pseudo-code never does, whatever a lookup may answer.
func (p Postcode) Geocodable() bool { return p.Kind() == PostcodeGeographic }

// IsPseudo reports whether the postcode is one of the NHS codes ZZ99.
func (p Postcode) IsPseudo() bool {
	out, _ := p.split()
	return out == "ZZ99"
}

// Outward discloses the part before the space, "M1" or "EC1A": some ten
// thousand homes, enough for matching nearby.
func (p Postcode) Outward() string {
	out, _ := p.split()
	return out
}

// Inward discloses the part after the space.
func (p Postcode) Inward() string {
	_, in := p.split()
	return in
}

// Area discloses the leading letters, "M" or "EC", of a geographic postcode.
func (p Postcode) Area() string {
	out := p.District()
	for i := range len(out) {
		if isDigit(out[i]) {
			return out[:i]
		}
	}
	return out
}

// District discloses the outward part of a geographic postcode, else "".
func (p Postcode) District() string {
	if !p.Geocodable() {
		return ""
	}
	return p.Outward()
}

// Sector discloses district and first inward digit, "M1 1", of a geographic
// postcode, else "".
func (p Postcode) Sector() string {
	if !p.Geocodable() {
		return ""
	}
	out, in := p.split()
	return out + " " + in[:1]
}

// Disclose gives the postcode in its one form, or "".
func (p Postcode) Disclose() string {
	b, _ := p.AppendText(nil)
	return string(b)
}

// Compare orders by letters, digits before letters: -1, 0 or +1.
func (p Postcode) Compare(q Postcode) int { return cmp.Compare(unscramble(p.v), unscramble(q.v)) }

// String gives a placeholder, never the postcode.
func (p Postcode) String() string { return placeholder("Postcode") }

// Format writes a placeholder for every verb.
func (p Postcode) Format(s fmt.State, _ rune) { redact(s, "Postcode") }

// LogValue gives a placeholder.
func (p Postcode) LogValue() slog.Value { return logRedacted("Postcode") }

// AppendText appends the storage form, "M1 1AE" or nothing, to b.
func (p Postcode) AppendText(b []byte) ([]byte, error) {
	c := p.compact()
	if c.n == 0 {
		return b, nil
	}
	t := c.text()
	cut := len(t) - inwardLength(t)
	return append(append(append(b, t[:cut]...), ' '), t[cut:]...), nil
}

// MarshalText gives the storage form.
func (p Postcode) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText reads what ParsePostcode reads, and "" as zero.
func (p *Postcode) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Postcode{}
		return nil
	}
	v, err := ParsePostcode(string(text))
	if err == nil {
		*p = v
	}
	return err
}
