package jsonscan

import (
	"errors"
	"strconv"
)

// Problem names what is wrong with the text.
type Problem string

// The problems that end the reading of a text.
const (
	Truncated    Problem = "input ends within a value"
	CutLine      Problem = "line ends within a value" // only with Options.Lines
	BadCharacter Problem = "unexpected character"
	BadLiteral   Problem = "malformed literal"
	BadNumber    Problem = "malformed number"
	BadEscape    Problem = "malformed escape"
	TooDeep      Problem = "nested too deeply"
	Trailing     Problem = "text after the value"
	ReadFailed   Problem = "reading the input failed"
)

// The problems after which reading goes on.
const (
	DuplicateKey   Problem = "duplicate key"
	InvalidUTF8    Problem = "invalid UTF-8"
	LoneSurrogate  Problem = "lone surrogate"
	ControlChar    Problem = "control character in a string"
	StringTooLong  Problem = "string too long"
	RecordTooLarge Problem = "record too large"
)

// ErrTooLarge is what [Reader.Read] returns for a value larger than
// Options.RecordBytes. The value is dropped and the cursor stands behind it.
var ErrTooLarge = errors.New("jsonscan: record too large")

// Error is the fault that ended the reading of a text.
type Error struct {
	Problem Problem
	Offset  int64  // bytes of the input before the fault
	Line    int    // of the input, from 1
	Pointer string // JSON pointer (RFC 6901) of the innermost value begun
	Err     error  // the cause, for ReadFailed
}

// Error gives the problem, the offset and the pointer, never a value.
func (e *Error) Error() string {
	at := e.Pointer
	if at == "" {
		at = "the top level"
	}
	return "jsonscan: " + string(e.Problem) + " at byte " + strconv.FormatInt(e.Offset, 10) + " in " + at
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Issue is a fault that did not end the reading.
type Issue struct {
	Problem Problem
	Offset  int64  // of the value's first byte
	Pointer string // JSON pointer of the value
}
