package outcome_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// TestExpert22_ChangeIsPairedDirectedAndCounted is the point about outcomes on the
// list of what annoys those who do this work: averages of people who are not the
// same, the wrong direction, mixed measures, no n, and somebody else's wording.
func TestExpert22_ChangeIsPairedDirectedAndCounted(t *testing.T) {
	in := instruments.MustGet("mycaw")
	a := recorded(t, 1, 1, in, outcome.Response{6, 6, 6}, outcome.Baseline, 0)
	b := recorded(t, 2, 1, in, outcome.Response{2, 2, 2}, outcome.End, 60)
	alone := recorded(t, 3, 2, in, outcome.Response{0, 0, 0}, outcome.End, 60)
	concerns := []outcome.Concern{{ID: outcome.ConcernID{1}, Item: "concern-1"}, {ID: outcome.ConcernID{2}, Item: "concern-2"}}
	a.Concerns, b.Concerns = concerns, concerns

	p := outcome.PairRecords(in, slices.Values([]outcome.Record{a, b, alone}), "")
	require.Len(t, p.Pairs, 1, "who has no baseline is not in the change")
	require.Len(t, p.FollowUpOnly, 1, "and is counted")
	k, n := p.Completion()
	require.Equal(t, []int{1, 1}, []int{k, n})

	c, err := in.ComparePair("profile", p.Pairs[0])
	require.NoError(t, err)
	better, ok := c.Improvement()
	require.True(t, ok)
	require.Equal(t, outcome.Int(4), better, "MYCaW: lower is better")
	d, ok := c.Difference()
	require.True(t, ok)
	require.Equal(t, outcome.Int(-4), d)

	other := recorded(t, 4, 1, instruments.MustGet("phq-9"), make(outcome.Response, 9), outcome.End, 60)
	_, err = in.ComparePair("profile", outcome.RecordPair{Baseline: a, FollowUp: other})
	require.ErrorIs(t, err, outcome.ErrNotComparable, "two measures")
	again, err := outcome.Compile(func() outcome.Definition { d := in.Definition(); d.Version += ".1"; return d }())
	require.NoError(t, err)
	newer := recorded(t, 5, 1, again, outcome.Response{2, 2, 2}, outcome.End, 60)
	newer.Concerns = concerns
	_, err = in.ComparePair("profile", outcome.RecordPair{Baseline: a, FollowUp: newer})
	require.ErrorIs(t, err, outcome.ErrNotComparable, "two versions of one measure")
}

// TestExpert22_NoWordingThatIsNotFree: a measure whose wording may not be shipped
// holds none, in any item or answer.
func TestExpert22_NoWordingThatIsNotFree(t *testing.T) {
	kept := 0
	for _, id := range instruments.IDs() {
		d, err := instruments.Definition(id)
		require.NoError(t, err)
		checkWording(t, id, d, &kept)
	}
	require.Greater(t, kept, 10, "measures without wording")
}

// inThePersonsWords tells the measures whose items the person names: what stands in
// the definition is our own description of them.
func inThePersonsWords(id outcome.InstrumentID) bool { return id == "mycaw" || id == "mymop2" }

// checkWording checks one definition; kept counts those without the holder's words.
func checkWording(t *testing.T, id outcome.InstrumentID, d outcome.Definition, kept *int) {
	t.Helper()
	if d.Licence.Text == outcome.TextFree {
		return
	}
	*kept++
	for _, item := range d.Items {
		if d.Licence.Class != outcome.ClassFree && !inThePersonsWords(id) {
			require.LessOrEqual(t, len(strings.Fields(item.Label)), 3, "%s: %s is named by its topic, not by the holder's words", id, item.Code)
		}
		require.LessOrEqual(t, len(strings.Fields(item.Label)), 9, "%s: %s is a label of ours, not a question", id, item.Code)
		require.NotRegexp(t, `\?|\b(I|my|me|you|your)\b`, item.Label, "%s: a question, or a sentence to agree with", id)
		if d.Licence.Text == outcome.TextHost {
			for _, o := range append(slices.Clone(d.Options), item.Options...) {
				require.Empty(t, o.Label, "%s: the wording of answers is the host's", id)
			}
		}
	}
	require.NotEmpty(t, d.Licence.Holder, "%s", id)
	require.NotEmpty(t, d.Licence.Source, "%s", id)
}
