package person

import (
	"errors"
	"strings"
)

// The classes of error that a caller acts on. Errors returned by this package
// and by stores match one of them with errors.Is; none ever holds personal
// data.
var (
	// ErrSyntax says that a text is not what a parser reads.
	ErrSyntax = errors.New("person: malformed value")
	// ErrNotFound says that a store holds no person under an identifier.
	ErrNotFound = errors.New("person: not found")
	// ErrConflict says that a stored person is not at the base version of a change.
	ErrConflict = errors.New("person: conflict with a stored version")
	// ErrNotPermitted says that a rule forbids an act.
	ErrNotPermitted = errors.New("person: not permitted")
	// ErrInvalid says that a record breaks a rule of its type.
	ErrInvalid = errors.New("person: invalid record")
)

// Problem says why a text was refused, for code that acts on the reason.
// The zero Problem is "no problem". It is a closed list; the texts are stable.
type Problem string

// The problems that parsers report.
const (
	ProblemNone          Problem = ""
	ProblemEmpty         Problem = "empty"           // nothing, or only spaces
	ProblemLength        Problem = "length"          // too short or too long
	ProblemCharacter     Problem = "character"       // a character that never occurs
	ProblemGrouping      Problem = "grouping"        // separators in other places than expected
	ProblemChecksum      Problem = "checksum"        // the check digit does not fit
	ProblemNeverIssued   Problem = "never-issued"    // the check would need the digit 10
	ProblemRepeatedDigit Problem = "repeated-digits" // a placeholder of ten equal digits
	ProblemRange         Problem = "range"           // outside the range of its kind
	ProblemDate          Problem = "date"            // the date part is no date
	ProblemShape         Problem = "shape"           // letters and digits in no known order
	ProblemLetter        Problem = "letter"          // a letter that never stands in its place
	ProblemAmbiguous     Problem = "ambiguous"       // more than one reading, so none is taken
	ProblemCode          Problem = "code"            // not a member of a closed list
	ProblemControl       Problem = "control"         // control characters or broken UTF-8
)

// IsValid reports whether p is in the list; the zero Problem is not.
func (p Problem) IsValid() bool {
	switch p {
	case ProblemEmpty, ProblemLength, ProblemCharacter, ProblemGrouping, ProblemChecksum, ProblemNeverIssued,
		ProblemRepeatedDigit, ProblemRange, ProblemDate, ProblemShape, ProblemLetter, ProblemAmbiguous,
		ProblemCode, ProblemControl:
		return true
	case ProblemNone:
		return false
	}
	return false
}

// UnmarshalText reads one of the listed texts, or "" as no problem.
func (p *Problem) UnmarshalText(text []byte) error {
	return unmarshalCode(p, text, "problem")
}

// ParseError says which kind of value was refused and why, and nothing of
// the text that was refused. It matches ErrSyntax. Immutable.
type ParseError struct {
	What    string // the kind of value, such as "NHS number"
	Problem Problem
}

// Error gives the kind and the problem.
func (e *ParseError) Error() string {
	return "person: " + e.What + ": " + string(e.Problem)
}

// Is reports whether target is ErrSyntax.
func (e *ParseError) Is(target error) bool { return target == ErrSyntax }

func parseError(what string, p Problem) error { return &ParseError{What: what, Problem: p} }

// FieldError is one fault of a record: where it stands and which rule it
// breaks. It matches ErrInvalid. It never holds the value. Immutable.
type FieldError struct {
	Path string // JSON pointer from the record checked, such as "/needs/2/code"
	Rule string // stable code, such as "required" or "order"
	Err  error  // what lies behind, may be nil
}

// Error gives path and rule.
func (e *FieldError) Error() string {
	s := "person: " + e.Path + ": " + e.Rule
	if e.Err != nil {
		s += " (" + strings.TrimPrefix(e.Err.Error(), "person: ") + ")"
	}
	return s
}

// Is reports whether target is ErrInvalid.
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }

// Unwrap gives the cause, which may be nil.
func (e *FieldError) Unwrap() error { return e.Err }

// code is a persisted vocabulary: a string kind with a closed list.
type code interface {
	~string
	IsValid() bool
}

// unmarshalCode reads a member of a closed list; the empty text is unset.
func unmarshalCode[T code](into *T, text []byte, what string) error {
	if len(text) == 0 {
		*into = ""
		return nil
	}
	c := T(text)
	if !c.IsValid() {
		return parseError(what, ProblemCode)
	}
	*into = c
	return nil
}
