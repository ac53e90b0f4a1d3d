package referral_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// TestUndoBringsEverythingBack undoes each of many commands and compares the
// whole value with what it was, but for the timeline.
func TestUndoBringsEverythingBack(t *testing.T) {
	for _, c := range []referral.Command{
		closing("needs-met-elsewhere"), goal(1), propose(1), &referral.Hold{Reason: "unwell", Review: monday.AddDate(0, 0, 20)},
		&referral.Reallocate{Worker: anOther, Reason: "workload"}, &referral.DraftPlan{}, f0arrange(),
		&referral.RecordNeed{Need: referral.Need{Code: lonely, Urgent: true}},
	} {
		f := engaged(t)
		before := f.r
		f.do(c)
		changes, err := referral.Diff(before, f.r)
		require.NoError(t, err)
		require.Greater(t, len(changes), 2, "%s changed nothing", c.Action())
		f.do(&referral.Undo{Words: person.NewText("slip")})
		changes, err = referral.Diff(before, f.r)
		require.NoError(t, err)
		for _, d := range changes {
			require.Contains(t, []string{"sequence", "recordedAt"}, d.Path, "%s", c.Action())
		}
	}
}
