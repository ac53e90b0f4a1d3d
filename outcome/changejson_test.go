package outcome_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

func TestComparisonTellsItselfInJSON(t *testing.T) {
	in := instruments.MustGet("phq-9")
	before, err := in.Score(outcome.Response{2, 2, 2, 2, 2, 2, 2, 2, 0})
	require.NoError(t, err)
	after, err := in.Score(outcome.Response{1, 1, 1, 1, 1, 1, 1, 1, 0})
	require.NoError(t, err)
	c, err := in.Compare("total", before, after)
	require.NoError(t, err)

	data, err := json.Marshal(c)
	require.NoError(t, err)
	var got struct {
		Instrument              outcome.Key
		Part                    outcome.PartCode
		Baseline, FollowUp      outcome.PartScore
		Difference, Improvement *outcome.Value
		Judgements              []outcome.Judgement
	}
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, in.Key(), got.Instrument)
	require.Equal(t, outcome.PartCode("total"), got.Part)
	require.Equal(t, c.Baseline(), got.Baseline)
	require.Equal(t, c.FollowUp(), got.FollowUp)
	require.Equal(t, "-8", got.Difference.String())
	require.Equal(t, "8", got.Improvement.String(), "a lower PHQ-9 is better")
	n := 0
	for j := range c.Judgements() {
		require.Equal(t, j.Rule, got.Judgements[n].Rule)
		require.Equal(t, j.Verdict, got.Judgements[n].Verdict)
		n++
	}
	require.Len(t, got.Judgements, n)

	require.ErrorContains(t, json.Unmarshal(data, &c), "store the two scores")
}

func TestComparisonWithoutDifferenceHasNoneInJSON(t *testing.T) {
	in := instruments.MustGet("phq-9")
	whole, err := in.Score(outcome.Response{2, 2, 2, 2, 2, 2, 2, 2, 0})
	require.NoError(t, err)
	blank, err := in.Score(in.Blank())
	require.NoError(t, err)
	c, err := in.Compare("total", whole, blank)
	require.NoError(t, err)
	data, err := json.Marshal(c)
	require.NoError(t, err)
	require.NotContains(t, string(data), `"difference"`)
	require.NotContains(t, string(data), `"improvement"`)

	zero, err := json.Marshal(outcome.Comparison{})
	require.NoError(t, err)
	require.Equal(t, "null", string(zero))
	require.NoError(t, json.Unmarshal(zero, &c))
	require.Equal(t, outcome.PartCode(""), c.Part())
}
