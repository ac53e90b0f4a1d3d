package memperson_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/person/memperson"
	"github.com/socialprescribing/socialprescribing/person/persontest"
)

func open(context.Context) (person.Store, error) { return memperson.New(), nil }

func TestStore(t *testing.T) { persontest.TestStore(t, persontest.Harness{Open: open}) }

func TestCheckStore(t *testing.T) { require.NoError(t, persontest.CheckStore(t.Context(), open)) }

func BenchmarkStore(b *testing.B) { persontest.BenchmarkStore(b, persontest.Harness{Open: open}) }

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
