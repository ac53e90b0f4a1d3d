package person

import "cmp"

// Tri is a fact that may be unknown. The zero value is Unknown, so that a
// field nobody filled never reads as a decision. Its text is "yes", "no" or
// "". Immutable and safe for concurrent use.
type Tri uint8

// The three values. No is less than Yes; Unknown is neither.
const (
	Unknown Tri = iota
	No
	Yes
)

// TriOf gives Yes for true and No for false.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// IsZero reports whether t is Unknown.
func (t Tri) IsZero() bool { return t == Unknown }

// IsValid reports whether t is one of the three values.
func (t Tri) IsValid() bool { return t <= Yes }

// And is No if either is No, Yes if both are Yes, and else Unknown
// (Kleene's strong logic).
func (t Tri) And(u Tri) Tri {
	switch {
	case t == No || u == No:
		return No
	case t == Yes && u == Yes:
		return Yes
	}
	return Unknown
}

// Or is Yes if either is Yes, No if both are No, and else Unknown.
func (t Tri) Or(u Tri) Tri { return t.Not().And(u.Not()).Not() }

// Not turns Yes into No and No into Yes, and leaves Unknown.
func (t Tri) Not() Tri {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	case Unknown:
		return Unknown
	}
	return Unknown
}

// Known gives the value and true, or false and false if it is unknown.
func (t Tri) Known() (bool, bool) { return t == Yes, t == Yes || t == No }

// ParseTri reads "yes", "no" or "". The error matches ErrSyntax.
func ParseTri(s string) (Tri, error) {
	switch s {
	case "":
		return Unknown, nil
	case "no":
		return No, nil
	case "yes":
		return Yes, nil
	}
	return Unknown, parseError("yes/no/unknown", ProblemCode)
}

// String gives "unknown", "no" or "yes".
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
		return "unknown"
	}
	return "unknown"
}

// Compare orders Unknown, No, Yes: -1, 0 or +1.
func (t Tri) Compare(u Tri) int { return cmp.Compare(t, u) }

// AppendText appends "yes", "no" or nothing to b.
func (t Tri) AppendText(b []byte) ([]byte, error) {
	if t == Unknown || !t.IsValid() {
		return b, nil
	}
	return append(b, t.String()...), nil
}

// MarshalText gives "yes", "no" or "".
func (t Tri) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText reads what MarshalText writes.
func (t *Tri) UnmarshalText(text []byte) error {
	v, err := ParseTri(string(text))
	if err == nil {
		*t = v
	}
	return err
}
