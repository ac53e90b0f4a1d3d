package memperson_test

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
	"github.com/socialprescribing/socialprescribing/person/persontest"
)

func open(context.Context) (person.Store, error) { return memperson.New(), nil }

func TestStore(t *testing.T) { persontest.TestStore(t, persontest.Harness{Open: open}) }

func TestCheckStore(t *testing.T) { require.NoError(t, persontest.CheckStore(t.Context(), open)) }

func BenchmarkStore(b *testing.B) { persontest.BenchmarkStore(b, persontest.Harness{Open: open}) }

// TestD21_AnErasedPersonLeavesNoIdentifier: nothing in the store finds or prints the
// number of somebody who was erased, and their later self is found.
func TestD21_AnErasedPersonLeavesNoIdentifier(t *testing.T) {
	s := memperson.New()
	n := person.MustParseNHSNumber("9990000018")
	p := person.Person{ID: person.NewID(), NHSNumber: n, OtherIdentifiers: []*person.OtherIdentifier{{System: "s", Value: person.NewText("Zebedee")}}}
	other := person.Person{ID: person.NewID(), NHSNumber: n}
	require.NoError(t, s.Commit(t.Context(), person.Change{Value: p}))
	require.NoError(t, s.Commit(t.Context(), person.Change{Value: other}))
	require.Contains(t, deep(s), "Zebedee", "the test sees what the store holds")
	c, err := person.Erase(person.NewChangeID(), 1, p, nil, person.NewEntryID(), person.Tombstone{
		At: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), By: person.NewText("records manager"), Law: "UK GDPR Art 17",
	})
	require.NoError(t, err)
	stale := c
	stale.Base = 7
	require.ErrorIs(t, s.Commit(t.Context(), stale), person.ErrConflict)
	found, err := s.Find(t.Context(), person.Identifier{NHSNumber: n})
	require.NoError(t, err)
	require.Len(t, found, 2, "a refused erasure erases nothing")
	require.NoError(t, s.Commit(t.Context(), c))
	require.NotContains(t, deep(s), "Zebedee")
	found, err = s.Find(t.Context(), person.Identifier{NHSNumber: n})
	require.NoError(t, err)
	require.Equal(t, []person.ID{other.ID}, found)
	p.OtherIdentifiers = nil
	require.NoError(t, s.Commit(t.Context(), person.Change{ID: person.NewChangeID(), Base: 2, Value: p}))
	found, err = s.Find(t.Context(), person.Identifier{NHSNumber: n})
	require.NoError(t, err)
	require.Len(t, found, 2, "registered anew")
}

// deep gives every text that is reached from v, through unexported fields too.
func deep(v any) string {
	var b strings.Builder
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			b.WriteString(v.String() + " ")
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem())
			}
		case reflect.Interface:
			walk(v.Elem())
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				walk(it.Key())
				walk(it.Value())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		default:
		}
	}
	walk(reflect.ValueOf(v))
	return b.String()
}

// TestNothingIsPrinted: a store that is logged shows nobody whom it holds.
func TestNothingIsPrinted(t *testing.T) {
	s := memperson.New()
	require.NoError(t, s.Commit(t.Context(), person.Change{Value: person.Person{
		ID: person.NewID(), Name: person.NewName("Zebedee"), OtherIdentifiers: []*person.OtherIdentifier{{System: "s", Value: person.NewText("Zebedee")}},
	}}))
	type host struct{ store *memperson.Store }
	for _, v := range []any{s, host{s}, &host{s}, []*memperson.Store{s}, map[string]any{"s": s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q", "%x"} {
			out := fmt.Sprintf(verb, v)
			require.NotContains(t, out, "Zebedee", verb)
			require.NotContains(t, out, fmt.Sprintf("%x", "Zebedee"), verb)
		}
		var b strings.Builder
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "s", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "s", v)
		require.NotContains(t, b.String(), "Zebedee")
	}
}

func TestFindAfterAFailedCommit(t *testing.T) {
	s := memperson.New()
	n := person.MustParseNHSNumber("9990000018")
	require.ErrorIs(t, s.Commit(t.Context(), person.Change{Base: 3, Value: person.Person{ID: person.NewID(), NHSNumber: n}}), person.ErrConflict)
	got, err := s.Find(t.Context(), person.Identifier{NHSNumber: n})
	require.NoError(t, err)
	require.Empty(t, got)
	ctx, cancel := context.WithCancel(t.Context())
	require.NoError(t, s.Commit(ctx, person.Change{Value: person.Person{ID: person.NewID(), NHSNumber: n}}))
	cancel()
	_, err = s.Find(ctx, person.Identifier{NHSNumber: n})
	require.ErrorIs(t, err, context.Canceled)
}
