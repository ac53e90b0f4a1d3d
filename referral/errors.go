package referral

import (
	"errors"
	"fmt"
	"strings"
)

// The classes of error that a caller acts on differently.
var (
	// ErrNotFound says that a store has no such referral.
	ErrNotFound = errors.New("referral: not found")
	// ErrConflict says that somebody else committed first.
	ErrConflict = errors.New("referral: conflict: changed since it was read")
	// ErrNotPermitted says that the machine, a guard or a policy refused. The
	// error is a *Refusal.
	ErrNotPermitted = errors.New("referral: not permitted")
	// ErrUnknownFact says that a guard needed to know what nobody told it. The
	// error is a *Refusal too, whose Wanted names the fact.
	ErrUnknownFact = errors.New("referral: a needed fact is unknown")
	// ErrInvalid says that input was malformed. The error is a *Fault, or
	// several of them joined.
	ErrInvalid = errors.New("referral: invalid input")
	// ErrHistory says that a stream of events cannot be folded: a gap, a
	// repetition, an unknown type or schema. The error is a *HistoryError.
	ErrHistory = errors.New("referral: broken history")
)

// Rule names the rule on which a refusal or a fault rests, so that a host can
// count, translate and link it. The names are persisted in audit trails.
type Rule string

// A Fault is one thing wrong with an input. It never holds personal data: what
// was offered appears only where it is a code. A Fault matches ErrInvalid.
type Fault struct {
	Rule    Rule     // which rule
	Path    string   // where, in the form field.field[3]
	Wanted  string   // what would have been right
	Offered string   // what was offered, if that is a code, a number or a time
	Allowed []string // the whole list, if there is one
}

// Error is one line.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString("referral: ")
	b.WriteString(f.Path)
	b.WriteString(": ")
	b.WriteString(string(f.Rule))
	writeDetails(&b, f.Wanted, f.Offered, f.Allowed)
	return b.String()
}

// Is matches ErrInvalid.
func (f *Fault) Is(target error) bool { return target == ErrInvalid }

func writeDetails(b *strings.Builder, wanted, offered string, allowed []string) {
	if wanted != "" {
		b.WriteString("; wanted ")
		b.WriteString(wanted)
	}
	if offered != "" {
		b.WriteString("; offered ")
		b.WriteString(offered)
	}
	if len(allowed) > 0 {
		b.WriteString("; allowed: ")
		b.WriteString(strings.Join(allowed, ", "))
	}
}

// A HistoryError says why a stream of events cannot be folded. It matches
// ErrHistory.
type HistoryError struct {
	Rule     Rule
	Sequence uint64 // of the event that could not be folded
	Type     string // its type
	Wanted   string
	Offered  string
}

// Error is one line.
func (e *HistoryError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "referral: event %d (%s): %s", e.Sequence, e.Type, e.Rule)
	writeDetails(&b, e.Wanted, e.Offered, nil)
	return b.String()
}

// Is matches ErrHistory.
func (e *HistoryError) Is(target error) bool { return target == ErrHistory }

// asOurs finds an error of this package in what a decoder returned.
func asOurs(err error) error {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	if h, ok := errors.AsType[*HistoryError](err); ok {
		return h
	}
	return nil
}
