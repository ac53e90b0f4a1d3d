package lazy_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/internal/lazy"
)

func TestGetLoadsOnce(t *testing.T) {
	var v lazy.Value[int]
	calls := 0
	load := func() (int, error) { calls++; return 7, nil }
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { _, _ = v.Get(load) })
	}
	all.Wait()
	got, err := v.Get(load)
	require.NoError(t, err)
	require.Equal(t, 7, got)
	require.Equal(t, 1, calls)
}

func TestAnErrorIsKept(t *testing.T) {
	var v lazy.Value[int]
	broken, calls := errors.New("broken"), 0
	for range 2 {
		_, err := v.Get(func() (int, error) { calls++; return 0, broken })
		require.ErrorIs(t, err, broken)
	}
	require.Equal(t, 1, calls)
}
