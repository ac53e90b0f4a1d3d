package referral_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

func TestD16_AlertOfAScore(t *testing.T) {
	phq := instruments.MustGet("phq-9")
	for want, last := range map[person.Tri]outcome.Answer{person.Yes: 1, person.No: 0, person.Unknown: outcome.NotAnswered} {
		s, err := phq.Score(outcome.Response{0, 0, 0, 0, 0, 0, 0, 0, last})
		require.NoError(t, err)
		require.Equal(t, want, referral.AlertOf(s))
	}
	s, err := instruments.MustGet("ucla-3").Score(outcome.Response{1, 2, 3})
	require.NoError(t, err)
	require.Equal(t, person.No, referral.AlertOf(s), "a measure without alerts")
	require.Equal(t, person.Unknown, referral.AlertOf(outcome.Score{}))
}
