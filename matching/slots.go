package matching

import (
	"errors"
	"strings"
	"time"
)

// Part is a part of the day, as people speak of it when they say when they
// are free. The zero value is Morning.
type Part uint8

// The parts of a day, by the wall clock of the place.
const (
	// Morning ends at 12:00.
	Morning Part = iota
	// Afternoon is from 12:00 to 17:00.
	Afternoon
	// Evening begins at 17:00.
	Evening
)

// parts is how many parts a day has.
const parts = 3

// String returns "am", "pm" or "eve".
func (p Part) String() string {
	switch p {
	case Morning:
		return "am"
	case Afternoon:
		return "pm"
	case Evening:
		return "eve"
	}
	return "invalid"
}

// partOf returns the part that an hour of the day (0-23) belongs to.
func partOf(hour int) Part {
	switch {
	case hour < 12:
		return Morning
	case hour < 17:
		return Afternoon
	}
	return Evening
}

// Slots is a set of weekday and part-of-day pairs: when a person is free.
//
// The zero value holds none and means "not said", which a matcher never
// reads as "never free". Its text is a list such as "mon-am tue-eve", in the
// order of the week from Monday, each pair once; ParseSlots reads it back.
// Comparable, immutable, safe for concurrent use.
type Slots struct{ bits uint32 }

// errSlots reports a text that is no list of slots.
var errSlots = errors.New("matching: not a list of slots such as \"mon-am tue-eve\"")

// dayNames are the weekdays from Monday, as persisted.
var dayNames = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// monday returns d counted from Monday = 0.
func monday(d time.Weekday) int { return (int(d) + 6) % 7 }

// SlotsOf returns the set of the given part on the given days.
func SlotsOf(p Part, days ...time.Weekday) Slots {
	var s Slots
	for _, d := range days {
		s = s.With(d, p)
	}
	return s
}

// AllSlots returns every part of every day.
func AllSlots() Slots { return Slots{bits: 1<<(7*parts) - 1} }

// ParseSlots reads what Slots.String writes; the order of the pairs is free
// and a repeated pair counts once. The empty text is the zero value.
func ParseSlots(text string) (Slots, error) {
	var s Slots
	for word := range strings.FieldsSeq(text) {
		day, part, ok := strings.Cut(word, "-")
		d, p := index(dayNames[:], day), index([]string{"am", "pm", "eve"}, part)
		if !ok || d < 0 || p < 0 {
			return Slots{}, errSlots
		}
		s.bits |= 1 << (d*parts + p)
	}
	return s, nil
}

// MustParseSlots is ParseSlots for literals; it panics on a fault.
func MustParseSlots(text string) Slots {
	s, err := ParseSlots(text)
	if err != nil {
		panic(err)
	}
	return s
}

// index returns where s stands in list, or -1.
func index(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

// With returns s with one pair added.
func (s Slots) With(d time.Weekday, p Part) Slots {
	if p >= parts || d < time.Sunday || d > time.Saturday {
		return s
	}
	return Slots{bits: s.bits | 1<<(monday(d)*parts+int(p))}
}

// Has reports whether s holds the pair.
func (s Slots) Has(d time.Weekday, p Part) bool {
	if p >= parts || d < time.Sunday || d > time.Saturday {
		return false
	}
	return s.bits>>(monday(d)*parts+int(p))&1 == 1
}

// Union returns the pairs of s and t.
func (s Slots) Union(t Slots) Slots { return Slots{bits: s.bits | t.bits} }

// IsZero reports whether s holds no pair, hence says nothing.
func (s Slots) IsZero() bool { return s.bits == 0 }

// Compare orders sets by their bits: total and stable, without meaning.
func (s Slots) Compare(t Slots) int {
	switch {
	case s.bits < t.bits:
		return -1
	case s.bits > t.bits:
		return 1
	}
	return 0
}

// String writes the pairs in the order of the week.
func (s Slots) String() string { return string(s.append(nil)) }

// append appends the text of s to b.
func (s Slots) append(b []byte) []byte {
	start := len(b)
	for i := range 7 * parts {
		if s.bits>>i&1 == 0 {
			continue
		}
		if len(b) > start {
			b = append(b, ' ')
		}
		b = append(b, dayNames[i/parts]...)
		b = append(b, '-')
		b = append(b, Part(i%parts).String()...)
	}
	return b
}

// AppendText appends the text of s.
func (s Slots) AppendText(b []byte) ([]byte, error) { return s.append(b), nil }

// MarshalText writes the text of s.
func (s Slots) MarshalText() ([]byte, error) { return s.append(nil), nil }

// UnmarshalText reads the text of a set; "" is the zero value.
func (s *Slots) UnmarshalText(text []byte) error {
	t, err := ParseSlots(string(text))
	if err != nil {
		return err
	}
	*s = t
	return nil
}
