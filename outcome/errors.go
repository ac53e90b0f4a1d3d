package outcome

import "errors"

// The classes of error that a caller can act on.
var (
	// ErrDefinition: a definition is not sound; the joined errors say each fault.
	ErrDefinition = errors.New("outcome: unsound definition")
	// ErrAnswer: a response does not fit its instrument.
	ErrAnswer = errors.New("outcome: response does not fit the instrument")
	// ErrNotComparable: two scores or records must not be compared.
	ErrNotComparable = errors.New("outcome: not comparable")
	// ErrTable: a host's table does not fit the instrument.
	ErrTable = errors.New("outcome: table does not fit the instrument")
	// ErrNotPermitted: the licence class of the instrument forbids it.
	ErrNotPermitted = errors.New("outcome: not permitted by the licence class")
	// ErrUnknownName: the instrument has no part, rule or variant of that name.
	ErrUnknownName = errors.New("outcome: no such name in the instrument")
	// ErrNotFound: a store holds nothing under the identifier.
	ErrNotFound = errors.New("outcome: not found")
	// ErrConflict: a commit was not made at the stored version.
	ErrConflict = errors.New("outcome: version conflict")
)

// DefinitionError is one fault of a definition. It matches [ErrDefinition].
type DefinitionError struct {
	Path    string // "parts[1].items[0]"; empty for the whole
	Problem string
	cause   error
}

func (e *DefinitionError) Error() string {
	s := "outcome: definition"
	if e.Path != "" {
		s += " at " + e.Path
	}
	s += ": " + e.Problem
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Is matches [ErrDefinition].
func (e *DefinitionError) Is(target error) bool { return target == ErrDefinition }

// Unwrap returns the cause, such as a syntax error.
func (e *DefinitionError) Unwrap() error { return e.cause }

// AnswerProblem says what is wrong with an answer.
type AnswerProblem string

// The problems with answers.
const (
	WrongCount    AnswerProblem = "wrong number of answers"
	OutOfRange    AnswerProblem = "answer outside the allowed range"
	UnknownItem   AnswerProblem = "no such item"
	UnknownAnswer AnswerProblem = "no such answer"
	DuplicateItem AnswerProblem = "item answered twice"
)

// IsValid reports whether p is one of the problems.
func (p AnswerProblem) IsValid() bool {
	switch p {
	case WrongCount, OutOfRange, UnknownItem, UnknownAnswer, DuplicateItem:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a problem; empty text reads as unset.
func (p *AnswerProblem) UnmarshalText(text []byte) error { return readWord(p, text) }

// AnswerError is one fault of a response. It says where and what would be allowed,
// never what was answered: an answer is personal. It matches [ErrAnswer].
type AnswerError struct {
	Instrument Key
	Index      int // position in the response or in the pairs; -1 for the whole
	Item       ItemCode
	Problem    AnswerProblem
	Min, Max   int // the allowed answers, or the allowed count
}

func (e *AnswerError) Error() string {
	s := "outcome: " + e.Instrument.String()
	if e.Index >= 0 {
		s += ": answer " + itoa(e.Index)
	}
	if e.Item != "" {
		s += " (item " + string(e.Item) + ")"
	}
	s += ": " + string(e.Problem)
	switch e.Problem {
	case OutOfRange:
		s += ": allowed " + itoa(e.Min) + " to " + itoa(e.Max)
	case WrongCount:
		s += ": allowed " + itoa(e.Max)
	case UnknownItem, UnknownAnswer, DuplicateItem:
	}
	return s
}

// Is matches [ErrAnswer].
func (e *AnswerError) Is(target error) bool { return target == ErrAnswer }

// NameError says that an instrument has no part, rule or variant of that name. It
// matches [ErrUnknownName].
type NameError struct {
	Instrument Key
	Kind, Name string
}

func (e *NameError) Error() string {
	return "outcome: " + e.Instrument.String() + " has no " + e.Kind + " " + e.Name
}

// Is matches [ErrUnknownName].
func (e *NameError) Is(target error) bool { return target == ErrUnknownName }
