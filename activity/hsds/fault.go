package hsds

import (
	"errors"
	"strconv"
	"strings"
)

// ErrUnreadable is matched by the error that ends an import: the input is cut
// off, breaks the grammar of its format, or passes a limit. Everything read
// before it has been delivered, and the report's last fault says where it was.
var ErrUnreadable = errors.New("hsds: input cannot be read on")

// FaultKind names a fault of a directory's data. Its texts are stable: hosts
// may store and count them.
type FaultKind string

// The faults of a text as a whole.
const (
	Truncated    FaultKind = "truncated"      // the input ends within a record
	Malformed    FaultKind = "malformed"      // the grammar of JSON or CSV is broken
	TooDeep      FaultKind = "too-deep"       // nested beyond the limit
	TooLarge     FaultKind = "too-large"      // a record, text or file beyond the limit
	ReadFailed   FaultKind = "read-failed"    // the host's reader failed
	NotAService  FaultKind = "not-a-service"  // a record of another or no known shape
	WrongTotals  FaultKind = "wrong-totals"   // the page envelope contradicts its contents
	EmptyFeed    FaultKind = "empty-feed"     // a page without any service
	UnknownTable FaultKind = "unknown-table"  // a file of a package that no table has the name of
	RaggedRow    FaultKind = "ragged-row"     // a CSV row with too few or too many cells
	DuplicateKey FaultKind = "duplicate-key"  // a member name given twice in one object
	BadEncoding  FaultKind = "bad-encoding"   // bytes that are not UTF-8
	ControlChars FaultKind = "control-chars"  // raw control characters in a text
	DuplicateID  FaultKind = "duplicate-id"   // two records of one kind with one identifier
	BadExtent    FaultKind = "bad-extent"     // a reference into or out of nothing
	Dangling     FaultKind = "dangling"       // a foreign key that names no record
	Missing      FaultKind = "missing"        // a required field is absent or empty
	WrongType    FaultKind = "wrong-type"     // a number where a text should be, or the like
	BadID        FaultKind = "bad-id"         // an identifier that is no UUID
	BadEnum      FaultKind = "bad-enum"       // a word outside the list that the schema closes
	BadDate      FaultKind = "bad-date"       // a date that cannot be read
	NoOffset     FaultKind = "no-offset"      // a timestamp without its UTC offset
	BadTime      FaultKind = "bad-time"       // a time of day that is not hh:mm
	BadURL       FaultKind = "bad-url"        // no URL, or one without a scheme
	BadEmail     FaultKind = "bad-email"      // no e-mail address
	FakeEmail    FaultKind = "fake-email"     // a placeholder in place of an e-mail address
	BadNumber    FaultKind = "bad-number"     // a number that cannot be read
	BadPostcode  FaultKind = "bad-postcode"   // no postcode of the country
	BadPosition  FaultKind = "bad-position"   // coordinates out of range, half missing or at 0,0
	FarAway      FaultKind = "far-away"       // coordinates outside the country of the address
	BadAge       FaultKind = "bad-age"        // an age below 0 or beyond a human life
	AgeMinusOne  FaultKind = "age-minus-one"  // -1 written for "no limit"
	MinAboveMax  FaultKind = "min-above-max"  // a range that ends before it begins
	BadCost      FaultKind = "bad-cost"       // an amount below 0 or finer than a penny
	BadLanguage  FaultKind = "bad-language"   // a language that no list knows
	BadRule      FaultKind = "bad-rule"       // a recurrence that RFC 5545 does not allow
	OddSchedule  FaultKind = "odd-schedule"   // a recurrence that lacks its anchor or times
	Markup       FaultKind = "markup"         // HTML or layout marks in a text
	Mojibake     FaultKind = "mojibake"       // text decoded with the wrong character set
	StrayBlanks  FaultKind = "stray-blanks"   // blanks before or after a value
	PlaceHolder  FaultKind = "placeholder"    // an example or template value left in
	PhoneText    FaultKind = "phone-text"     // words within a telephone number
	OldField     FaultKind = "old-field"      // a field of an earlier version or of a vendor
	Stale        FaultKind = "stale"          // not assured within the period recommended
	Unassured    FaultKind = "unassured"      // no date of assurance
	NullValue    FaultKind = "null-value"     // null or empty where the profile wants absence
	UnknownValue FaultKind = "unknown-value"  // a value that is kept as text only
	NotCarried   FaultKind = "not-carried"    // a value that the model has no place for
	BadTerm      FaultKind = "bad-term"       // a taxonomy term without name, code or taxonomy
	BadCapacity  FaultKind = "bad-capacity"   // more places free than there are
	BadMember    FaultKind = "invalid-record" // the finished record fails its own check
)

// Severity says how bad a fault is. The zero value is unset.
type Severity string

// The severities, from a remark to the loss of something.
const (
	// Note: the value is understood and kept; a directory owner may want to know.
	Note Severity = "note"
	// Warning: the value is doubtful or was repaired by a named rule.
	Warning Severity = "warning"
	// Error: the value breaks the standard; what could be kept was kept.
	Error Severity = "error"
	// Fatal: nothing after this point of the text could be read.
	Fatal Severity = "fatal"
)

// IsValid reports whether s is one of the four severities.
func (s Severity) IsValid() bool {
	return s == Note || s == Warning || s == Error || s == Fatal
}

// Done says what the reader did about a fault. The zero value is unset.
type Done string

// What is done about faults.
const (
	// Kept: the value stands as the source has it.
	Kept Done = "kept"
	// Repaired: a named rule gave the value that was meant.
	Repaired Done = "repaired"
	// KeptAsText: the words are kept, the fact they state is unknown.
	KeptAsText Done = "kept-as-text"
	// LeftUnknown: the value is not used and the fact is unknown.
	LeftUnknown Done = "left-unknown"
	// Dropped: a part that says nothing usable is left out of the record.
	Dropped Done = "dropped"
	// RecordLost: the record could not be read. Never for a record that is
	// well-formed and has a name or an identifier.
	RecordLost Done = "record-lost"
	// Stopped: reading ended here.
	Stopped Done = "stopped"
)

// IsValid reports whether d is one of the words above.
func (d Done) IsValid() bool {
	switch d {
	case Kept, Repaired, KeptAsText, LeftUnknown, Dropped, RecordLost, Stopped:
		return true
	}
	return false
}

// Fault is one fault of the data. It never holds a value of the record: no
// address, name or number of anybody can reach a log by way of it.
type Fault struct {
	// Record is the identifier of the service (or organisation) that the fault
	// is in, as the source writes it; empty when it has none or it looks like
	// anything but an identifier.
	Record string `json:"record,omitzero"`
	// File is the table of a CSV package, such as "services.csv".
	File string `json:"file,omitzero"`
	// Line is the line of the input, from 1; of a CSV table, the row, the
	// header being 1.
	Line int `json:"line,omitzero"`
	// Offset is the number of input bytes before the fault, for JSON.
	Offset int64 `json:"offset,omitzero"`
	// Pointer is the JSON pointer (RFC 6901) of the value; for a CSV table,
	// "/" and the column.
	Pointer  string    `json:"pointer,omitzero"`
	Kind     FaultKind `json:"kind"`
	Severity Severity  `json:"severity"`
	Done     Done      `json:"done"`
}

// Error gives the fault in one line, so that a Fault can be used as an error.
func (f Fault) Error() string { return "hsds: " + f.String() }

// String gives place, kind and what was done.
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		b.WriteString(f.File)
		b.WriteByte(' ')
	}
	if f.Line > 0 {
		b.WriteString("line ")
		b.WriteString(strconv.Itoa(f.Line))
		b.WriteByte(' ')
	}
	if f.Severity == Fatal {
		b.WriteString("byte ")
		b.WriteString(strconv.FormatInt(f.Offset, 10))
		b.WriteByte(' ')
	}
	if f.Record != "" {
		b.WriteString("record ")
		b.WriteString(f.Record)
		b.WriteByte(' ')
	}
	if f.Pointer != "" {
		b.WriteString(f.Pointer)
		b.WriteByte(' ')
	}
	b.WriteString(string(f.Severity))
	b.WriteString(": ")
	b.WriteString(string(f.Kind))
	b.WriteString(" (")
	b.WriteString(string(f.Done))
	b.WriteByte(')')
	return b.String()
}

// Is reports whether target is ErrUnreadable and the fault fatal.
func (f Fault) Is(target error) bool { return target == ErrUnreadable && f.Severity == Fatal }

// safeID returns s if it looks like an identifier and nothing else: a mail
// address or a sentence in an id field is not repeated.
func safeID(s string) string {
	if len(s) > 64 {
		return ""
	}
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == ':':
		default:
			return ""
		}
	}
	return s
}
