package instruments

import (
	"embed"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
	"github.com/socialprescribing/socialprescribing/outcome"
)

//go:embed definitions/*.json
var files embed.FS

// ErrUnknownInstrument: there is no definition of that name here.
var ErrUnknownInstrument = errors.New("instruments: no such instrument")

// compiled holds each instrument once it has been asked for:
// outcome.InstrumentID → *lazy.Value[*outcome.Instrument].
var compiled sync.Map

// IDs returns the names of the instruments, sorted.
func IDs() []outcome.InstrumentID {
	entries, err := files.ReadDir("definitions")
	if err != nil {
		return nil // the directory is embedded: not reached
	}
	ids := make([]outcome.InstrumentID, 0, len(entries))
	for _, e := range entries {
		ids = append(ids, outcome.InstrumentID(strings.TrimSuffix(e.Name(), ".json")))
	}
	slices.Sort(ids)
	return ids
}

// Definition returns the named definition as data, for a host that wants to adapt
// it: a copy, to be given another version and compiled with [outcome.Compile].
func Definition(id outcome.InstrumentID) (outcome.Definition, error) {
	data, err := files.ReadFile(path(id))
	if err != nil {
		return outcome.Definition{}, ErrUnknownInstrument
	}
	return outcome.ReadDefinition(data)
}

// Get returns the named instrument, compiled once and shared: Get("phq-9"). It
// fails with an error that matches [ErrUnknownInstrument] when there is none.
func Get(id outcome.InstrumentID) (*outcome.Instrument, error) {
	found, ok := compiled.Load(id)
	if !ok {
		if _, err := files.Open(path(id)); err != nil {
			return nil, ErrUnknownInstrument
		}
		found, _ = compiled.LoadOrStore(id, new(lazy.Value[*outcome.Instrument]))
	}
	in := found.(*lazy.Value[*outcome.Instrument]) //nolint:errcheck // nothing else is stored
	return in.Get(func() (*outcome.Instrument, error) { return compile(id) })
}

func path(id outcome.InstrumentID) string { return "definitions/" + string(id) + ".json" }

func compile(id outcome.InstrumentID) (*outcome.Instrument, error) {
	d, err := Definition(id)
	if err != nil {
		return nil, err
	}
	return outcome.Compile(d)
}

// MustGet is [Get] for names written in source code: it panics when there is no
// such instrument.
func MustGet(id outcome.InstrumentID) *outcome.Instrument {
	in, err := Get(id)
	if err != nil {
		panic(err)
	}
	return in
}

// All yields every instrument, in the order of their names.
func All() iter.Seq[*outcome.Instrument] {
	return func(yield func(*outcome.Instrument) bool) {
		for _, id := range IDs() {
			if in, err := Get(id); err == nil && !yield(in) {
				return
			}
		}
	}
}
