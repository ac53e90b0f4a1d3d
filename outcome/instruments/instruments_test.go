package instruments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func TestEveryDefinitionCompiles(t *testing.T) {
	n := 0
	for _, id := range instruments.IDs() {
		d, err := instruments.Definition(id)
		require.NoError(t, err, id)
		require.Equal(t, id, d.ID, "the file is named after the instrument")
		_, err = outcome.Compile(d)
		require.NoError(t, err, id)
		n++
	}
	require.GreaterOrEqual(t, n, 4)
}

func TestGet(t *testing.T) {
	in, err := instruments.Get("phq-9")
	require.NoError(t, err)
	s, err := in.Score(outcome.Response{3, 3, 3, 3, 3, 3, 3, 3, 0})
	require.NoError(t, err)
	v, ok := s.Value("total")
	require.True(t, ok)
	require.Equal(t, outcome.Int(24), v)
	_, err = instruments.Get("no-such")
	require.ErrorIs(t, err, instruments.ErrUnknownInstrument)
}
