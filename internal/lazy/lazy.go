// Package lazy holds values that are made once, when they are first asked for.
//
// It does what sync.OnceValues does, with one difference: a package variable that
// is a function value is set when the program starts, so the linker keeps whatever
// the function reaches in every program that imports the package. A [Value] is
// empty memory, and what fills it is linked only into programs that ask for it.
package lazy

import "sync"

// Value is a value that is made once. The zero Value is ready for use. Safe for
// concurrent use; it must not be copied after its first use.
type Value[T any] struct {
	once  sync.Once
	value T
	err   error
}

// Get returns what load returned when Get was called first. Every caller passes the
// same load.
func (v *Value[T]) Get(load func() (T, error)) (T, error) {
	v.once.Do(func() { v.value, v.err = load() })
	return v.value, v.err
}
