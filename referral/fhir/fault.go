package fhir

import (
	"errors"
	"strconv"
	"strings"
)

// ErrInvalid is matched by the errors of [Encode] and [Append]: the resource
// can't be written as valid R4.
var ErrInvalid = errors.New("fhir: not valid R4")

// ErrNotFHIR is matched by the errors of [Read]: the text is not JSON, too
// large, nested too deeply, or no resource that this package knows.
var ErrNotFHIR = errors.New("fhir: not a readable resource")

// Problem says what is wrong with an element.
type Problem string

// The problems of elements, written and read.
const (
	// Missing is an element that R4 requires and that is not there.
	Missing Problem = "missing"
	// BadForm is a value that has not the form of its type: a code with two
	// spaces, a time without an offset, an empty text.
	BadForm Problem = "bad form"
	// UnknownCode is a code outside the list to which R4 binds the element.
	UnknownCode Problem = "unknown code"
	// Ambiguous is a second value where one of several may stand.
	Ambiguous Problem = "more than one of a choice"
	// Empty is a structure without content, or a list without elements.
	Empty Problem = "empty"
	// WrongTarget is a reference to a resource of a type that R4 does not let
	// stand there, such as a HealthcareService as Task.requester.
	WrongTarget Problem = "reference to a wrong type"
	// Unresolved is a reference within a bundle to nothing in it.
	Unresolved Problem = "reference to nothing"
	// Rule is a rule of R4 over several elements that does not hold.
	Rule Problem = "rule broken"
	// TooDeepOut is a structure nested more deeply than can be read back.
	TooDeepOut Problem = "nested too deeply"

	// Unsupported is an element, or a whole resource, that is not R4 or that
	// this package does not carry. It is not in what was read.
	Unsupported Problem = "unsupported"
	// NotUnderstood is content that may turn the meaning of the rest round:
	// a modifier extension, or implicit rules. A receiver must not act on a
	// resource with it unless it understands it.
	NotUnderstood Problem = "changes the meaning and is not understood"
	// WrongType is a value of another JSON type: a number where a text should
	// be, an object where a list should be. It is not in what was read.
	WrongType Problem = "wrong type"
	// Null is a JSON null, which FHIR does not have here.
	Null Problem = "null"
	// Duplicate is a member that stands twice; the last one was taken.
	Duplicate Problem = "duplicate member"
	// BadText is invalid UTF-8, a control character, or a text that was cut.
	BadText Problem = "damaged text"
)

// Fault is what is wrong with one element. It holds the path and never a value.
type Fault struct {
	// Path is the element's, as FHIR writes it: Bundle.entry[3].resource.status.
	Path    string
	Problem Problem
	// Rule names the rule of R4 for [Rule], such as "obs-6"; else "".
	Rule string
}

// Error returns path and problem.
func (f *Fault) Error() string {
	s := "fhir: " + f.Path + ": " + string(f.Problem)
	if f.Rule != "" {
		s += " (" + f.Rule + ")"
	}
	return s
}

// Is reports whether target is [ErrInvalid].
func (f *Fault) Is(target error) bool { return target == ErrInvalid }

// path is where the writer or reader stands. Only a fault makes it a text.
type path struct {
	up    *path
	name  string
	index int // -1 outside a list
}

func (p *path) String() string {
	var b strings.Builder
	p.write(&b)
	return b.String()
}

func (p *path) write(b *strings.Builder) {
	if p.up != nil {
		p.up.write(b)
		b.WriteByte('.')
	}
	b.WriteString(p.name)
	if p.index >= 0 {
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(p.index))
		b.WriteByte(']')
	}
}
