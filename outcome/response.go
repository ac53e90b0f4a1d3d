package outcome

import (
	"errors"
	"slices"
	"strconv"
)

// Answer is one answer, as the number that the instrument's coding gives it, or
// one of [NotAnswered] and [NotApplicable].
type Answer int16

// The two answers that are no number. NotApplicable is told apart from
// NotAnswered in storage; scoring treats both as missing.
const (
	NotAnswered   Answer = -1
	NotApplicable Answer = -2
)

// IsNumber reports whether a is an answer rather than the lack of one.
func (a Answer) IsNumber() bool { return a >= 0 }

// MarshalJSON writes the number, null for not answered, or "n/a".
func (a Answer) MarshalJSON() ([]byte, error) {
	switch {
	case a == NotApplicable:
		return []byte(`"n/a"`), nil
	case a < 0:
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(a), 10), nil
}

var errAnswerJSON = errors.New(`outcome: an answer is a whole number from 0 to 32767, null or "n/a"`)

// UnmarshalJSON reads what MarshalJSON writes and refuses everything else.
func (a *Answer) UnmarshalJSON(data []byte) error {
	switch s := string(data); s {
	case "null":
		*a = NotAnswered
	case `"n/a"`:
		*a = NotApplicable
	default:
		n, err := strconv.ParseUint(s, 10, 15)
		if err != nil {
			return errAnswerJSON
		}
		*a = Answer(n)
	}
	return nil
}

// Response is the answers to one instrument, positional: one [Answer] for each
// item, in the instrument's item order. Make an empty one with [Instrument.Blank]:
// a slice of zeros would be answers of 0.
//
// JSON writes an array such as [0,1,null,"n/a"]. A slice: not safe for concurrent
// use while it is being changed.
type Response []Answer

// Clone returns a copy.
func (r Response) Clone() Response { return slices.Clone(r) }

// Missing counts the answers that are none.
func (r Response) Missing() int {
	n := 0
	for _, a := range r {
		if !a.IsNumber() {
			n++
		}
	}
	return n
}

// Pair is one keyed answer: an item and the number or the option code answered.
// An empty Answer is not answered; "n/a" is not applicable.
type Pair struct {
	Item   ItemCode
	Answer string
}

// Blank returns a response with no item answered.
func (in *Instrument) Blank() Response {
	r := make(Response, len(in.items))
	for i := range r {
		r[i] = NotAnswered
	}
	return r
}

// Read makes a positional response from keyed input, in any order. Items that are
// not named are not answered. Every fault is reported: an unknown item, an unknown
// answer, an answer out of range, an item answered twice; each is an [AnswerError]
// whose Index is the position among the pairs. On error the response is nil.
func (in *Instrument) Read(pairs ...Pair) (Response, error) {
	r, seen := in.Blank(), make([]bool, len(in.items))
	var faults []error
	for i, p := range pairs {
		at, ok := in.itemIndex[p.Item]
		if !ok {
			// The name of an unknown item is the sender's, so it is not repeated.
			faults = append(faults, &AnswerError{Instrument: in.key, Index: i, Problem: UnknownItem})
			continue
		}
		fault := func(problem AnswerProblem) {
			it := in.items[at]
			faults = append(faults, &AnswerError{Instrument: in.key, Index: i, Item: p.Item, Problem: problem, Min: int(it.min), Max: int(it.max)})
		}
		if seen[at] {
			fault(DuplicateItem)
			continue
		}
		seen[at] = true
		a, problem := in.items[at].read(p.Answer)
		if problem != "" {
			fault(problem)
			continue
		}
		r[at] = a
	}
	if faults != nil {
		return nil, errors.Join(faults...)
	}
	return r, nil
}

// ReadAnswer reads one answer of the item at position i of a response, as
// [Instrument.Read] does, and reports false when there is no such answer or it is out
// of range. It does not allocate.
func (in *Instrument) ReadAnswer(i int, s string) (Answer, bool) {
	if i < 0 || i >= len(in.items) {
		return NotAnswered, false
	}
	a, problem := in.items[i].read(s)
	if problem != "" {
		return NotAnswered, false
	}
	return a, true
}

func (it *item) read(s string) (Answer, AnswerProblem) {
	switch s {
	case "":
		return NotAnswered, ""
	case "n/a":
		return NotApplicable, ""
	}
	if len(s) == 1 && s[0] >= '0' && s[0] <= '9' { // nearly every answer there is
		if a := Answer(s[0] - '0'); a >= it.min && a <= it.max {
			return a, ""
		}
		return 0, OutOfRange
	}
	for _, o := range it.options {
		if o.Code == s {
			return Answer(o.Value), ""
		}
	}
	n, err := strconv.ParseInt(s, 10, 16)
	if err != nil {
		return 0, UnknownAnswer
	}
	if Answer(n) < it.min || Answer(n) > it.max {
		return 0, OutOfRange
	}
	return Answer(n), ""
}

// Check reports every fault of a response: a wrong count, answers out of range.
// Each is an [AnswerError].
func (in *Instrument) Check(r Response) error {
	if len(r) != len(in.items) {
		return &AnswerError{Instrument: in.key, Index: -1, Problem: WrongCount, Min: len(in.items), Max: len(in.items)}
	}
	var faults []error
	for i, a := range r {
		it := &in.items[i]
		if (a < it.min || a > it.max) && a != NotAnswered && a != NotApplicable {
			faults = append(faults, &AnswerError{
				Instrument: in.key, Index: i, Item: it.code, Problem: OutOfRange, Min: int(it.min), Max: int(it.max),
			})
		}
	}
	return errors.Join(faults...)
}

func itoa(n int) string { return strconv.Itoa(n) }
