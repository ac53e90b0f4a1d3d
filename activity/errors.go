package activity

import (
	"errors"
	"strings"
)

// The classes of error that a caller can act on. Match them with errors.Is.
var (
	// ErrSyntax: a text is not of the form that its type reads.
	ErrSyntax = errors.New("activity: not in the form expected")
	// ErrInvalid: a record has a fault; errors.As to *Fault says which and where.
	ErrInvalid = errors.New("activity: invalid record")
	// ErrNotFound: the store has nothing under that identifier.
	ErrNotFound = errors.New("activity: not found")
	// ErrConflict: the stored version is not the base of the change.
	ErrConflict = errors.New("activity: version conflict")
	// ErrZone: a time zone name cannot be resolved.
	ErrZone = errors.New("activity: unknown time zone")
	// ErrUnsupported: a recurrence rule uses a part outside the subset.
	ErrUnsupported = errors.New("activity: recurrence part not supported")
)

// Fault is one fault of a record. It matches ErrInvalid, and Cause when set.
type Fault struct {
	// Path is where, as a JSON pointer into the record, such as
	// "/schedules/0/rules/1/until".
	Path string
	// Code is what, in a word that programs can switch on, such as "required".
	Code string
	// Text says it in English, without the record's own content.
	Text string
	// Cause is the error behind it, if any.
	Cause error
}

// Error implements error.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString("activity: ")
	b.WriteString(f.Path)
	b.WriteString(": ")
	b.WriteString(f.Text)
	return b.String()
}

// Is reports whether target is ErrInvalid.
func (f *Fault) Is(target error) bool { return target == ErrInvalid }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// faults collects faults in input order.
type faults struct{ list []error }

func (fs *faults) add(path, code, text string, cause error) {
	fs.list = append(fs.list, &Fault{Path: path, Code: code, Text: text, Cause: cause})
}

// under adds err below path, keeping its own faults apart.
func (fs *faults) under(path string, err error) {
	if err == nil {
		return
	}
	for _, e := range flatten(err) {
		var f *Fault
		if errors.As(e, &f) {
			c := *f
			c.Path = path + c.Path
			fs.list = append(fs.list, &c)
			continue
		}
		fs.add(path, "invalid", e.Error(), e)
	}
}

func (fs *faults) err() error { return errors.Join(fs.list...) }

// Faults returns the faults that err holds, in input order: those of Check,
// however they were joined.
func Faults(err error) []*Fault {
	var out []*Fault
	for _, e := range flatten(err) {
		var f *Fault
		if errors.As(e, &f) {
			out = append(out, f)
		}
	}
	return out
}

func flatten(err error) []error {
	if err == nil {
		return nil
	}
	if j, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // the joined errors themselves are wanted
		var out []error
		for _, e := range j.Unwrap() {
			out = append(out, flatten(e)...)
		}
		return out
	}
	return []error{err}
}
