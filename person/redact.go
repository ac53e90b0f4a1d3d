package person

import (
	"fmt"
	"io"
	"log/slog"
)

// Personal values never show themselves. Every type that holds personal data
// has Format, which answers every verb of package fmt, and LogValue, which
// answers slog. Both give a placeholder that names the type and nothing else.
// Neither is called for a value in an unexported field of somebody's struct:
// there fmt walks the representation, so that personal text sits behind a
// pointer or a handle (fmt prints the address), and packed numbers are
// scrambled (see scramble).

func redact(s fmt.State, name string) { _, _ = io.WriteString(s, placeholder(name)) }

func logRedacted(name string) slog.Value { return slog.StringValue(placeholder(name)) }

func placeholder(name string) string { return "[" + name + "]" }

// scramble spreads a packed value over 64 bits, and back, so that fmt prints
// no digits that a reader would recognise when it walks an unexported field.
// It is a bijection with scramble(0) == 0, which keeps == and the zero value.
// It is not encryption: whoever holds this source and a log can undo it.
func scramble(v uint64) uint64 {
	v *= scrambleBy
	v ^= v >> 32
	return v * scrambleBy
}

func unscramble(v uint64) uint64 {
	v *= scrambleInverse
	v ^= v >> 32
	return v * scrambleInverse
}

// scrambleInverse is the inverse of scrambleBy modulo 2^64.
const (
	scrambleBy      = 0x9E3779B97F4A7C15
	scrambleInverse = 0xF1DE83E19937733D
)
