package eq5d

import (
	"errors"
	"strings"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// ErrProfile: a text is not five levels of the version asked for.
var ErrProfile = errors.New("eq5d: not a health state")

// Profile is a health state: the levels of mobility, self-care, usual activities,
// pain or discomfort, anxiety or depression, on the three- or five-level version.
//
// Immutable, comparable and safe for concurrent use; the zero Profile is no state.
type Profile struct {
	levels [5]uint8
	top    uint8
}

// Parse5L reads a five-level state such as "21345"; Parse3L a three-level one.
func Parse5L(s string) (Profile, error) { return parse(s, 5) }

// Parse3L reads a three-level state such as "21323".
func Parse3L(s string) (Profile, error) { return parse(s, 3) }

func parse(s string, top uint8) (Profile, error) {
	if len(s) != 5 {
		return Profile{}, ErrProfile
	}
	p := Profile{top: top}
	for i := range p.levels {
		p.levels[i] = s[i] - '0'
		if p.levels[i] < 1 || p.levels[i] > top {
			return Profile{}, ErrProfile
		}
	}
	return p, nil
}

// From5L takes the state of a response to the EQ-5D-5L, and reports false unless
// all five dimensions are answered.
func From5L(r outcome.Response) (Profile, bool) { return from(r, 5) }

// From3L takes the state of a response to the EQ-5D-3L.
func From3L(r outcome.Response) (Profile, bool) { return from(r, 3) }

func from(r outcome.Response, top uint8) (Profile, bool) {
	if len(r) != 5 {
		return Profile{}, false
	}
	p := Profile{top: top}
	for i, a := range r {
		if a < 1 || a > outcome.Answer(top) {
			return Profile{}, false
		}
		p.levels[i] = uint8(a)
	}
	return p, true
}

// IsZero reports whether p is no state.
func (p Profile) IsZero() bool { return p.top == 0 }

// Levels returns how many levels each dimension has, 3 or 5; 0 for no state.
func (p Profile) Levels() int { return int(p.top) }

// Response returns the state as a response to the instrument of its version.
func (p Profile) Response() outcome.Response {
	r := make(outcome.Response, 5)
	for i, l := range p.levels {
		r[i] = outcome.Answer(l)
		if p.IsZero() {
			r[i] = outcome.NotAnswered
		}
	}
	return r
}

// String returns the digits, such as "21345", or "" for no state.
func (p Profile) String() string {
	if p.IsZero() {
		return ""
	}
	var b [5]byte
	for i, l := range p.levels {
		b[i] = '0' + l
	}
	return string(b[:])
}

// MarshalText writes version and digits, such as "5L:21345"; "" for no state.
func (p Profile) MarshalText() ([]byte, error) {
	if p.IsZero() {
		return nil, nil
	}
	return []byte(string('0'+p.top) + "L:" + p.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (p *Profile) UnmarshalText(text []byte) error {
	version, digits, _ := strings.Cut(string(text), ":")
	q, err := Profile{}, error(nil)
	switch version {
	case "5L":
		q, err = Parse5L(digits)
	case "3L":
		q, err = Parse3L(digits)
	default:
		if len(text) > 0 {
			err = ErrProfile
		}
	}
	if err == nil {
		*p = q
	}
	return err
}

// LSS is the level sum score, 5 to 15 or 25; lower is better. It weighs a level on
// any dimension alike, so it is a description and no utility.
func (p Profile) LSS() int {
	sum := 0
	for _, l := range p.levels {
		sum += int(l)
	}
	return sum
}

// LFS is the level frequency score: how many dimensions stand at each level, such
// as "31100" for 11123.
func (p Profile) LFS() string {
	b := []byte(strings.Repeat("0", int(p.top)))
	for _, l := range p.levels {
		if l > 0 {
			b[l-1]++
		}
	}
	return string(b)
}

// Paretian is the Paretian class of a change in health.
type Paretian string

// The classes: Better on at least one dimension and worse on none, Worse the other
// way, Mixed both, Same neither.
const (
	Better Paretian = "improve"
	Worse  Paretian = "worsen"
	Mixed  Paretian = "mixed"
	Same   Paretian = "same"
)

// IsValid reports whether c is one of the classes.
func (c Paretian) IsValid() bool { return c == Better || c == Worse || c == Mixed || c == Same }

// UnmarshalText refuses what is not a class; empty text reads as unset.
func (c *Paretian) UnmarshalText(text []byte) error {
	if w := Paretian(text); w == "" || w.IsValid() {
		*c = w
		return nil
	}
	return outcome.ErrCode
}

// Change classes the change from p to q, and reports false unless both are states
// of the same version.
func (p Profile) Change(q Profile) (Paretian, bool) {
	if p.IsZero() || p.top != q.top {
		return "", false
	}
	better, worse := false, false
	for i := range p.levels {
		better = better || q.levels[i] < p.levels[i]
		worse = worse || q.levels[i] > p.levels[i]
	}
	switch {
	case better && worse:
		return Mixed, true
	case better:
		return Better, true
	case worse:
		return Worse, true
	}
	return Same, true
}
