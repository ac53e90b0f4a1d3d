package activity

// Standing says how a fact about an activity is known. The zero value is
// unknown.
type Standing string

// How a fact is known.
const (
	// Unknown: the source says nothing. It is neither yes nor no.
	Unknown Standing = ""
	// Known: the source says so.
	Known Standing = "known"
	// Assumed: a named rule of the source's standard filled the gap, such as
	// OpenActive's "18 and over when no age range is given". It judges as
	// unknown, with that reason.
	Assumed Standing = "assumed"
)

// IsValid reports whether s is one of the three standings.
func (s Standing) IsValid() bool { return s == Unknown || s == Known || s == Assumed }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (s *Standing) UnmarshalText(text []byte) error {
	return unmarshalWord(s, text, "standing", Standing.IsValid)
}

// Bound is a limit together with how it is known. The zero Bound is unknown.
//
// A Bound is a plain value; it is as safe to share as its T.
type Bound[T any] struct {
	Standing Standing `json:"standing,omitzero"`
	// Rule names the rule by which an assumed value was assumed, for example
	// "openactive:age-range-default". It is empty otherwise.
	Rule string `json:"rule,omitzero"`
	// Value is the limit; meaningless while Standing is Unknown.
	Value T `json:"value,omitzero"`
}

// KnownAs is a bound that the source states.
func KnownAs[T any](v T) Bound[T] { return Bound[T]{Standing: Known, Value: v} }

// AssumedAs is a bound that the named rule fills in.
func AssumedAs[T any](v T, rule string) Bound[T] {
	return Bound[T]{Standing: Assumed, Rule: rule, Value: v}
}

// Get returns the value and whether it is known. An assumed value is not
// known: ask for it by name, through the Value field.
func (b Bound[T]) Get() (T, bool) {
	if b.Standing != Known {
		var none T
		return none, false
	}
	return b.Value, true
}

// IsZero reports whether the bound is unknown and carries nothing.
func (b Bound[T]) IsZero() bool { return b.Standing == Unknown && b.Rule == "" }
