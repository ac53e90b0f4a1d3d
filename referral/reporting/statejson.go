package reporting

import (
	"encoding/json"
	"strings"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// The keys of the JSON state are texts of two or three parts. A tab parts them:
// no code holds one.

const parting = "\t"

func join(parts ...string) ([]byte, error) { return []byte(strings.Join(parts, parting)), nil }

func part(text []byte, n int) ([]string, error) {
	parts := strings.Split(string(text), parting)
	if len(parts) != n {
		return nil, &InputError{Path: "", What: "not the state of a tally"}
	}
	return parts, nil
}

func (g groupKey) MarshalText() ([]byte, error) { return join(g.Dimension, g.Code) }

func (g *groupKey) UnmarshalText(text []byte) error {
	p, err := part(text, 2)
	if err == nil {
		g.Dimension, g.Code = p[0], p[1]
	}
	return err
}

func (k endKey) MarshalText() ([]byte, error) { return join(string(k.State), string(k.Reason)) }

func (k *endKey) UnmarshalText(text []byte) error {
	p, err := part(text, 2)
	if err == nil {
		k.State, k.Reason = referral.State(p[0]), referral.Reason(p[1])
	}
	return err
}

func (k unmetKey) MarshalText() ([]byte, error) { return join(string(k.Need), string(k.Reason)) }

func (k *unmetKey) UnmarshalText(text []byte) error {
	p, err := part(text, 2)
	if err == nil {
		k.Need, k.Reason = person.NeedCode(p[0]), referral.UnmetReason(p[1])
	}
	return err
}

// MarshalText writes the three parts, so that a Measure can be the key of a
// JSON object.
func (m Measure) MarshalText() ([]byte, error) { return join(m.Instrument, m.Version, m.Part) }

// UnmarshalText reads what MarshalText writes; the error matches ErrInput.
func (m *Measure) UnmarshalText(text []byte) error {
	p, err := part(text, 3)
	if err == nil {
		*m = Measure{Instrument: p[0], Version: p[1], Part: p[2]}
	}
	return err
}

// MarshalJSON writes the whole state, for a shard to send. Every count is in it
// as it is; nothing is suppressed, so it must not leave the service.
func (t *Tally) MarshalJSON() ([]byte, error) { return json.Marshal(t.state) }

// UnmarshalJSON reads what MarshalJSON writes into a tally that New has made
// with the same options; what it held before is lost. The error matches
// ErrInput, and the tally is then as it was.
func (t *Tally) UnmarshalJSON(data []byte) error {
	s := newState()
	if err := json.Unmarshal(data, &s); err != nil || !s.whole() {
		return &InputError{Path: "", What: "not the state of a tally"}
	}
	t.state = s
	return nil
}

// whole reports whether nothing is missing in a state that was read.
func (s *state) whole() bool {
	ok := s.Whole.whole() && s.Groups != nil && s.Providers != nil && s.Ends != nil && s.Unmet != nil && s.Change != nil
	for _, m := range s.Groups {
		ok = ok && m.whole()
	}
	for _, p := range s.Providers {
		ok = ok && p != nil
		if p != nil {
			ok = ok && counts(p.Results[:]...)
		}
	}
	for _, n := range s.Ends {
		ok = ok && n > 0
	}
	for _, n := range s.Unmet {
		ok = ok && n > 0
	}
	for _, c := range s.Change {
		ok = ok && c != nil && c.By != nil
	}
	return ok && counts(s.Drafts, s.Void, s.NotAsked, s.Outside)
}

func (m *measures) whole() bool {
	if m == nil || m.Waits == nil {
		return false
	}
	ok := counts(m.Furthest[:]...) && counts(m.Open)
	for w, wait := range m.Waits {
		ok = ok && w.IsValid() && wait != nil && counts(wait.Provisional)
	}
	a := m.Sessions
	return ok && counts(a.OnTime, a.Late, a.NotSeen, a.Missed, a.ByPerson, a.ByService, a.NotBrought, a.NotHappened,
		a.MovedPerson, a.MovedOther, a.Episodes)
}

func counts(ns ...int64) bool {
	for _, n := range ns {
		if n < 0 || n > 1<<50 {
			return false
		}
	}
	return true
}
