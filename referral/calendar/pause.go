package calendar

import "slices"

// Pause is a span of days in which a clock stands still, such as a hold that
// the person caused. It is counted as waits are: it covers the days after
// From, up to and including To. So a pause that begins and ends on the same day
// costs nothing, and a clock that is paused from its first day to its last has
// counted nothing.
type Pause struct {
	// From is the day on which the pause began.
	From Day `json:"from,omitzero"`
	// To is the day on which it ended; not known while it is open.
	To Day `json:"to,omitzero"`
}

// PausedDays returns the calendar days from a to b that the pauses cover, each
// day once however many pauses cover it. It is 0 when an end is not known or b
// is not after a.
func PausedDays(a, b Day, pauses ...Pause) int {
	if !a.Before(b) {
		return 0
	}
	n := 0
	for _, p := range merge(pauses) {
		hi := p.To
		if hi.IsZero() {
			hi = b
		}
		n += max(0, later(p.From, a).DaysTo(earlier(hi, b)))
	}
	return n
}

// merge returns the pauses in order with overlaps joined. Pauses without a
// beginning, and those that end before they begin, cover nothing.
func merge(pauses []Pause) []Pause {
	if len(pauses) == 0 {
		return nil
	}
	in := slices.Clone(pauses)
	in = slices.DeleteFunc(in, func(p Pause) bool {
		return p.From.IsZero() || (!p.To.IsZero() && p.To.Compare(p.From) <= 0)
	})
	slices.SortFunc(in, func(a, b Pause) int { return a.From.Compare(b.From) })
	out := in[:0]
	for _, p := range in {
		if len(out) == 0 || out[len(out)-1].ends(p.From) {
			out = append(out, p)
			continue
		}
		last := &out[len(out)-1]
		if !last.To.IsZero() && (p.To.IsZero() || p.To.Compare(last.To) > 0) {
			last.To = p.To
		}
	}
	return out
}

// ends reports whether the pause is over before another that begins on d.
func (p Pause) ends(d Day) bool { return !p.To.IsZero() && p.To.Compare(d) < 0 }

func covered(merged []Pause, d Day) bool {
	for _, p := range merged {
		if p.From.Compare(d) < 0 && (p.To.IsZero() || d.Compare(p.To) <= 0) {
			return true
		}
	}
	return false
}
