package activity

import (
	"fmt"
	"strconv"
)

// unmarshalWord is the UnmarshalText of every closed vocabulary here. The error
// does not repeat the word: a feed may hold anything there.
func unmarshalWord[T ~string](dst *T, text []byte, what string, valid func(T) bool) error {
	w := T(text)
	if w != "" && !valid(w) {
		return fmt.Errorf("activity: unknown %s: %w", what, ErrSyntax)
	}
	*dst = w
	return nil
}

// itoa writes an index.
func itoa(i int) string { return strconv.Itoa(i) }

func oneOf[T comparable](v T, list ...T) bool {
	for _, w := range list {
		if v == w {
			return true
		}
	}
	return false
}
