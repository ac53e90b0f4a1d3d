package outcome

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"unique"
)

// layout is the part of a Score that all scores of an instrument share. It is
// interned, so that equal layouts have equal handles and a Score stays comparable.
type layout struct {
	key    Key
	table  string // checksum of the host's table, if one was used
	parts  [MaxParts]PartCode
	alerts [MaxAlerts]AlertCode
}

// Score is the result of scoring one response: for each part of the instrument its
// value and how far it can be relied on, and the alerts. It holds no slice and no
// pointer to the answers.
//
// The zero Score is of no instrument; see [Score.IsZero]. Scores of equal content
// are equal by ==. Immutable and safe for concurrent use. Its JSON is
// self-contained: codes and texts, no indices.
type Score struct {
	layout  unique.Handle[layout]
	raised  uint8
	unknown uint8
	n       uint8
	parts   [MaxParts]PartScore
}

// PartScore is one part of a [Score]: 8 bytes. The zero PartScore is unset.
//
// Immutable and safe for concurrent use.
type PartScore struct {
	// From the lowest bit: 2 of status, 4 of why, 1 for rounded, 7 of answered, 7 of
	// of, and 43 of the signed value. A Score is half as large as with fields apart,
	// and most of the time of scoring goes into writing it.
	packed int64
}

// figure is a PartScore while it is worked out.
type figure struct {
	value    int64 // millionths, within maxFigure
	answered uint8
	of       uint8
	status   uint8
	why      uint8 // bit 7: the value was rounded
}

const (
	inexact      = 0x80
	maxCount     = 1<<7 - 1
	maxFigure    = 1<<42 - 1 // millionths: 4,398,046 and a bit
	whyShift     = 2
	roundedShift = 6
	countShift   = 7
	ofShift      = 14
	valueShift   = 21
)

func (f figure) pack() PartScore {
	return PartScore{f.value<<valueShift | int64(f.of)<<ofShift | int64(f.answered)<<countShift |
		int64(f.why>>7)<<roundedShift | int64(f.why&^inexact)<<whyShift | int64(f.status)}
}

func (p PartScore) unpack() figure {
	return figure{
		value: p.packed >> valueShift, answered: uint8(p.packed >> countShift & maxCount), of: uint8(p.packed >> ofShift & maxCount),
		status: uint8(p.packed & 3), why: uint8(p.packed>>whyShift&15) | uint8(p.packed>>roundedShift&1)<<7,
	}
}

// Value returns the value, and false when the part is not scorable.
func (p PartScore) Value() (Value, bool) {
	status := p.packed & 3
	return Value{p.packed >> valueShift}, status == stComplete || status == stProrated
}

// Status returns how far the part can be relied on; "" for the zero PartScore.
func (p PartScore) Status() Status { return statusCodes[p.packed&3] }

// Reason says why the part is not scorable, and is "" when it is.
func (p PartScore) Reason() Reason {
	if i := int(p.packed >> whyShift & 15); i < len(reasonCodes) {
		return reasonCodes[i]
	}
	return ""
}

// Answered returns how many of the part's items were answered, and of how many.
func (p PartScore) Answered() (int, int) {
	return int(p.packed >> countShift & maxCount), int(p.packed >> ofShift & maxCount)
}

// Exact reports whether the value is exact; otherwise it, or a part that it is made
// of, was rounded, half away from zero, at the sixth decimal.
func (p PartScore) Exact() bool { return p.packed>>roundedShift&1 == 0 }

// partJSON is the storage form of a PartScore. Value is absent, not 0, when the
// part is not scorable.
type partJSON struct {
	Part     PartCode `json:"part,omitempty"`
	Value    *Value   `json:"value,omitempty"`
	Status   Status   `json:"status"`
	Reason   Reason   `json:"reason,omitempty"`
	Answered int      `json:"answered"`
	Of       int      `json:"of"`
	Rounded  bool     `json:"rounded,omitempty"`
}

func (p PartScore) form(code PartCode) partJSON {
	answered, of := p.Answered()
	f := partJSON{Part: code, Status: p.Status(), Reason: p.Reason(), Answered: answered, Of: of, Rounded: !p.Exact()}
	if v, ok := p.Value(); ok {
		f.Value = &v
	}
	return f
}

func (f partJSON) score() (PartScore, error) {
	status, why := slices.Index(statusCodes[:], f.Status), slices.Index(reasonCodes[:], f.Reason)
	if f.Answered < 0 || f.Answered > f.Of || f.Of > maxCount || status < 1 || why < 0 {
		return PartScore{}, errScoreJSON
	}
	if (f.Value == nil) != (status == stNotScorable) || (why == 0) != (status != stNotScorable) {
		return PartScore{}, errScoreJSON
	}
	p := figure{answered: uint8(f.Answered), of: uint8(f.Of), status: uint8(status), why: uint8(why)}
	if f.Value != nil {
		p.value = f.Value.millionths
	}
	if p.value < -maxFigure || p.value > maxFigure {
		return PartScore{}, errScoreJSON
	}
	if f.Rounded {
		p.why |= inexact
	}
	return p.pack(), nil
}

// MarshalJSON writes {"value":13,"status":"complete","answered":9,"of":9}; the
// value is absent when the part is not scorable.
func (p PartScore) MarshalJSON() ([]byte, error) { return json.Marshal(p.form("")) }

// UnmarshalJSON reads what MarshalJSON writes and refuses what is inconsistent,
// such as a value beside "not-scorable".
func (p *PartScore) UnmarshalJSON(data []byte) error {
	var f partJSON
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	q, err := f.score()
	if err == nil {
		*p = q
	}
	return err
}

func (s Score) shape() layout {
	if s.IsZero() {
		return layout{}
	}
	return s.layout.Value()
}

// IsZero reports whether s is the zero Score, of no instrument.
func (s Score) IsZero() bool { return s.layout == unique.Handle[layout]{} }

// Instrument returns the instrument, version and variant that made the score.
func (s Score) Instrument() Key { return s.shape().key }

// Table returns the checksum of the host's table that the score rests on, or "".
func (s Score) Table() string { return s.shape().table }

// Part returns the named part, and whether the score has it.
func (s Score) Part(code PartCode) (PartScore, bool) {
	if code != "" && !s.IsZero() {
		l := s.layout.Value()
		for i := range int(s.n) {
			if l.parts[i] == code {
				return s.parts[i], true
			}
		}
	}
	return PartScore{}, false
}

// Value returns the value of the named part, and false when the score has no such
// part or the part is not scorable.
func (s Score) Value(code PartCode) (Value, bool) {
	p, ok := s.Part(code)
	if !ok {
		return Value{}, false
	}
	return p.Value()
}

// Parts yields the parts in the instrument's order.
func (s Score) Parts() iter.Seq2[PartCode, PartScore] {
	return func(yield func(PartCode, PartScore) bool) {
		l := s.shape()
		for i := range int(s.n) {
			if !yield(l.parts[i], s.parts[i]) {
				return
			}
		}
	}
}

// AlertState says whether an alert was raised or could not be ruled out.
type AlertState string

// The states of an alert. AlertUnknown: the flagged question was not answered, so
// the alert can be neither raised nor ruled out (D16).
const (
	AlertRaised  AlertState = "raised"
	AlertUnknown AlertState = "unknown"
)

// IsValid reports whether s is one of the states.
func (s AlertState) IsValid() bool { return s == AlertRaised || s == AlertUnknown }

// UnmarshalText refuses what is not a state; empty text reads as unset.
func (s *AlertState) UnmarshalText(text []byte) error { return readWord(s, text) }

// Alert is one alert of a score: someone has to look, whatever the total says.
type Alert struct {
	Code  AlertCode  `json:"code"`
	State AlertState `json:"state"`
}

// Alerts yields the alerts that are raised or unknown, in the instrument's order.
// They are independent of the total and of its status.
func (s Score) Alerts() iter.Seq[Alert] {
	return func(yield func(Alert) bool) {
		l := s.shape()
		for i := range MaxAlerts {
			var state AlertState
			switch bit := uint8(1) << i; {
			case s.raised&bit != 0:
				state = AlertRaised
			case s.unknown&bit != 0:
				state = AlertUnknown
			default:
				continue
			}
			if !yield(Alert{Code: l.alerts[i], State: state}) {
				return
			}
		}
	}
}

// HasAlert reports whether any alert is raised or unknown.
func (s Score) HasAlert() bool { return s.raised|s.unknown != 0 }

// scoreJSON is the storage form of a Score. Rules lists every alert rule that was
// judged, so that no alert in Alerts means that each was ruled out.
type scoreJSON struct {
	Instrument Key         `json:"instrument"`
	Table      string      `json:"table,omitempty"`
	Parts      []partJSON  `json:"parts"`
	Rules      []AlertCode `json:"alertRules,omitempty"`
	Alerts     []Alert     `json:"alerts,omitempty"`
}

var errScoreJSON = errors.New("outcome: not the JSON of a score")

// MarshalJSON writes the self-contained storage form; the zero Score is null.
func (s Score) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	l := s.layout.Value()
	f := scoreJSON{Instrument: l.key, Table: l.table}
	for i := range int(s.n) {
		f.Parts = append(f.Parts, s.parts[i].form(l.parts[i]))
	}
	for _, c := range l.alerts {
		if c != "" {
			f.Rules = append(f.Rules, c)
		}
	}
	f.Alerts = slices.AppendSeq(f.Alerts, s.Alerts())
	return json.Marshal(f)
}

// UnmarshalJSON reads what MarshalJSON writes. It does not need the instrument,
// and refuses what no instrument could have written.
func (s *Score) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Score{}
		return nil
	}
	var f scoreJSON
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if len(f.Parts) > MaxParts || len(f.Rules) > MaxAlerts || f.Instrument == (Key{}) {
		return errScoreJSON
	}
	l := layout{key: f.Instrument, table: f.Table}
	out := Score{n: uint8(len(f.Parts))}
	for i, p := range f.Parts {
		q, err := p.score()
		if err != nil {
			return err
		}
		if p.Part == "" || slices.Contains(l.parts[:i], p.Part) {
			return errScoreJSON
		}
		out.parts[i], l.parts[i] = q, p.Part
	}
	copy(l.alerts[:], f.Rules)
	for _, a := range f.Alerts {
		i := slices.Index(f.Rules, a.Code)
		switch {
		case i < 0:
			return errScoreJSON
		case a.State == AlertRaised:
			out.raised |= 1 << i
		case a.State == AlertUnknown:
			out.unknown |= 1 << i
		default:
			return errScoreJSON
		}
	}
	if out.raised&out.unknown != 0 {
		return errScoreJSON
	}
	out.layout = unique.Make(l)
	*s = out
	return nil
}
