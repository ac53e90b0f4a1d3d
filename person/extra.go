package person

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Extra holds JSON members that this version of the package does not know. It
// shows itself only through Members and in the storage form of its record.
// Immutable and safe for concurrent use.
type Extra struct{ p **map[string]json.RawMessage }

// extraOf keeps members in the form in which encoding/json writes them, so that a
// copy by way of the storage form is equal.
func extraOf(m map[string]json.RawMessage) Extra {
	if len(m) == 0 {
		return Extra{}
	}
	for name, raw := range m {
		m[name] = normalJSON(raw)
	}
	p := &m
	return Extra{&p}
}

func (e Extra) members() map[string]json.RawMessage {
	if e.p == nil {
		return nil
	}
	return **e.p
}

// IsZero reports whether there is none.
func (e Extra) IsZero() bool { return e.p == nil }

// Members gives the names in order.
func (e Extra) Members() []string {
	return slices.Sorted(maps.Keys(e.members()))
}

// Disclose gives a copy of one member's JSON, or nil.
func (e Extra) Disclose(name string) json.RawMessage {
	return bytes.Clone(e.members()[name])
}

// String gives a placeholder.
func (e Extra) String() string { return placeholder("Extra") }

// Format writes a placeholder for every verb.
func (e Extra) Format(s fmt.State, _ rune) { redact(s, "Extra") }

// LogValue gives a placeholder.
func (e Extra) LogValue() slog.Value { return logRedacted("Extra") }

// MarshalJSON gives the members as an object, in order of their names.
func (e Extra) MarshalJSON() ([]byte, error) {
	if e.p == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(e.members())
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Extra) UnmarshalJSON(data []byte) error {
	var m map[string]json.RawMessage
	if json.Unmarshal(data, &m) != nil {
		return parseError("extra members", ProblemShape)
	}
	*e = extraOf(m)
	return nil
}

// bare is a Person without its methods, for the encoder.
type bare Person

// errKnownMember says that a member stands among the unknown ones which is not:
// written out, it would be there twice, and reading would take one of them.
var errKnownMember = &FieldError{Path: "/extra", Rule: "known-member"}

// hasKnown reports whether a member of e has the name of a field of a person.
func (e Extra) hasKnown() bool {
	for f := range reflect.TypeFor[Person]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if _, ok := e.members()[name]; ok && name != "-" {
			return true
		}
	}
	return false
}

// MarshalJSON gives the storage form: the known members in the order of the
// fields, then the extra ones in order of their names. It is the same, byte
// for byte, every time. An extra member that has the name of a known one is a
// FieldError.
func (p Person) MarshalJSON() ([]byte, error) {
	known, err := json.Marshal(bare(p))
	if err != nil || p.Extra.IsZero() {
		return known, err
	}
	if p.Extra.hasKnown() {
		return nil, errKnownMember
	}
	extra, err := json.Marshal(p.Extra.members())
	if err != nil {
		return nil, err
	}
	if len(known) == len("{}") {
		return extra, nil
	}
	known[len(known)-1] = ','
	return append(known, extra[1:]...), nil
}

// UnmarshalJSON reads what MarshalJSON writes. Members of the person that this
// version does not know are kept in Extra; a member it does not know deeper
// down gives an *UnknownMemberError, because dropping it in silence would lose
// part of somebody's record. Other errors match ErrSyntax, name the member and
// hold no value.
func (p *Person) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return parseError("person", ProblemShape)
	}
	var next Person
	v := reflect.ValueOf(&next).Elem()
	for _, f := range reflect.VisibleFields(v.Type()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		raw, ok := members[name]
		if !ok || name == "-" {
			continue
		}
		delete(members, name)
		if err := decodeMember(raw, v.FieldByIndex(f.Index).Addr().Interface(), name); err != nil {
			return err
		}
	}
	next.Extra = extraOf(members)
	*p = next
	return nil
}

// UnknownMemberError says that a record holds a JSON member which this version
// of the package does not know. It matches ErrSyntax. Immutable.
type UnknownMemberError struct {
	Member string // the person's member in which it stands
	Name   string // its name, or "" if it does not look like a member's name
}

// Error gives both names.
func (e *UnknownMemberError) Error() string {
	return fmt.Sprintf("person: %s: unknown member %q", e.Member, e.Name)
}

// Is reports whether target is ErrSyntax.
func (e *UnknownMemberError) Is(target error) bool { return target == ErrSyntax }

func decodeMember(raw json.RawMessage, into any, name string) error {
	err := decodeOne(raw, into)
	if err == nil {
		return nil
	}
	if unknown, ok := unknownMember(err); ok {
		return &UnknownMemberError{Member: name, Name: unknown}
	}
	var parse *ParseError
	if errors.As(err, &parse) {
		return parseError(name, parse.Problem)
	}
	return parseError(name, ProblemShape)
}

// unknownMember gives the member that a decoder did not know, if that was the fault.
func unknownMember(err error) (string, bool) {
	name, ok := strings.CutPrefix(err.Error(), "json: unknown field ")
	return memberName(strings.Trim(name, `"`)), ok
}

// memberName lets through only what looks like the name of a member: an object
// keyed by people's names must not reach an error's text.
func memberName(s string) string {
	if len(s) > 32 {
		return ""
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return ""
		}
	}
	return s
}
