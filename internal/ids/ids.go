// Package ids holds the text form that every identifier of the library shares:
// a UUID of 36 characters, or nothing for the zero identifier.
//
// Each package declares its own identifier types over uuid.UUID and forwards
// their text methods here, so that one set of rules, and one fuzz target,
// covers them all. No type of this package appears in a public signature.
package ids

import (
	"errors"

	"github.com/google/uuid"
)

// ErrSyntax says that a text is not an identifier. It never holds the text:
// a mistyped identifier may be a name or a number that belongs to a person.
var ErrSyntax = errors.New("not a UUID of 36 characters")

// length is that of the only form that is read and written:
// 8-4-4-4-12 hexadecimal digits. The braced, URN and bare forms that
// uuid.Parse also takes are refused, because two texts for one identifier
// become two rows in somebody's database.
const length = 36

// Parse reads the 36-character form, in either case. The nil UUID is refused:
// it is this library's "no identifier", whose text is empty (see Unmarshal).
func Parse(s string) (uuid.UUID, error) {
	if len(s) != length {
		return uuid.Nil, ErrSyntax
	}
	u, err := uuid.Parse(s)
	if err != nil || u == uuid.Nil {
		return uuid.Nil, ErrSyntax
	}
	return u, nil
}

// New makes a random (version 4) identifier. It panics only if the system's
// source of randomness fails, which since Go 1.24 ends the program anyway.
func New() uuid.UUID {
	return uuid.New()
}

// String gives the 36-character lower-case form, or "" for the zero identifier.
func String(u uuid.UUID) string {
	if u == uuid.Nil {
		return ""
	}
	return u.String()
}

// AppendText appends the 36-character lower-case form of u to b, or nothing
// if u is zero. It does not allocate when b has room.
func AppendText(b []byte, u uuid.UUID) []byte {
	if u == uuid.Nil {
		return b
	}
	const hexDigits = "0123456789abcdef"
	for i, c := range u {
		switch i {
		case 4, 6, 8, 10:
			b = append(b, '-')
		}
		b = append(b, hexDigits[c>>4], hexDigits[c&0x0f])
	}
	return b
}

// Unmarshal reads what AppendText writes: the empty text is the zero
// identifier, everything else must satisfy Parse.
func Unmarshal(text []byte) (uuid.UUID, error) {
	if len(text) == 0 {
		return uuid.Nil, nil
	}
	if len(text) != length {
		return uuid.Nil, ErrSyntax
	}
	u, err := uuid.ParseBytes(text)
	if err != nil || u == uuid.Nil {
		return uuid.Nil, ErrSyntax
	}
	return u, nil
}
