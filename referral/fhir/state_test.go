package fhir_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/referral"
	"github.com/socialprescribing/socialprescribing/referral/fhir"
)

var updateStates = flag.Bool("update-states", false, "write the golden files of the state mapping anew")

// golden compares a file of testdata with what the code says now.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *updateStates {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run with -update-states")
	require.Equal(t, string(want), got, "if this is meant: go test ./referral/fhir -update-states")
}

// D2, D39: every state of the standard pathway has a row for every profile, and
// a state with one label exactly one.
func TestEveryStateHasARow(t *testing.T) {
	spec := referral.Pathway().Spec()
	for _, p := range fhir.Profiles() {
		count := map[string]int{}
		states := map[string]bool{}
		for _, r := range fhir.StateRows(p) {
			count[fmt.Sprintf("%s/%s/%s/%s", r.Part, r.State, r.Phase, r.Label)]++
			states[string(r.Part)+"/"+string(r.State)] = true
		}
		for part, table := range map[referral.Part]referral.Table{referral.PartReferral: spec.Referral, referral.PartOnward: spec.Onward} {
			for _, s := range table.States {
				require.True(t, states[string(part)+"/"+string(s.Name)], "%s: %s %s has no row", p, part, s.Name)
			}
			for _, ph := range referral.Phases() {
				require.Equal(t, 1, count[fmt.Sprintf("%s//%s/", part, ph)], "%s: %s, phase %s", p, part, ph)
			}
		}
		for key, n := range count {
			require.Equal(t, 1, n, "%s: %s", p, key)
		}
	}
}

func TestEveryStateOfSessionsPlansAndGoalsHasARow(t *testing.T) {
	spec := referral.Pathway().Spec()
	for _, s := range spec.Session.States {
		_, ok := fhir.StatusOfSession(s.Name, "")
		require.True(t, ok, s.Name)
	}
	for _, s := range spec.Plan.States {
		_, ok := fhir.StatusOfPlan(s.Name, "")
		require.True(t, ok, s.Name)
	}
	for _, s := range spec.Goal.States {
		_, ok := fhir.StatusOfGoal(s.Name, "")
		require.True(t, ok, s.Name)
	}
	for _, ph := range referral.Phases() {
		_, session := fhir.StatusOfSession("x-own", ph)
		_, plan := fhir.StatusOfPlan("x-own", ph)
		_, goal := fhir.StatusOfGoal("x-own", ph)
		require.True(t, session && plan && goal, ph)
	}
	_, ok := fhir.StatusOfSession("nonsense", "")
	require.False(t, ok)
}

// The codes of a row are those of R4, its businessStatus is one that the Task of
// the part may carry, and a guide's own limits hold.
func TestRowsAreWellFormed(t *testing.T) {
	for _, p := range fhir.Profiles() {
		for _, r := range fhir.StateRows(p) {
			name := fmt.Sprintf("%s %s %s %s", p, r.Part, r.State, r.Label)
			if !r.Status.Written() {
				require.Equal(t, fhir.LabelNeverSent, r.Label, name)
				require.Equal(t, fhir.Status{}, r.Status, name)
				continue
			}
			require.True(t, r.Status.Request.IsValid(), name)
			require.True(t, r.Status.Task.IsValid(), name)
			require.Equal(t, r.Status.Task.WantsReason(), r.Status.Reason, name)
			if r.Status.Business != "" {
				require.True(t, r.Status.Business.IsValid(), name)
			} else {
				require.Equal(t, fhir.TaskEnteredInError, r.Status.Task, name)
			}
			switch p {
			case fhir.ProfileSDOHCC:
				require.NotContains(t, []fhir.TaskStatus{fhir.TaskReceived, fhir.TaskReady}, r.Status.Task, name)
			case fhir.ProfileBSeR:
				require.NotContains(t, []fhir.TaskStatus{fhir.TaskRequested, fhir.TaskOnHold, fhir.TaskReady, fhir.TaskFailed}, r.Status.Task, name)
				own := r.Status.Task == fhir.TaskDraft || r.Status.Task == fhir.TaskEnteredInError
				require.Equal(t, own, r.Status.BSeR == "", name)
				require.Equal(t, own, fhir.BSeRDisplay(r.Status.BSeR) == "", name)
			default:
				require.Empty(t, r.Status.BSeR, name)
			}
		}
	}
}

// A code list without a state for each of its codes, or with a code twice,
// could not be read back.
func TestBusinessCodes(t *testing.T) {
	used := map[fhir.Business][]referral.Part{}
	for _, r := range fhir.StateRows(fhir.ProfileR4) {
		used[r.Status.Business] = append(used[r.Status.Business], r.Part)
	}
	seen := map[fhir.Business]bool{}
	for _, d := range fhir.BusinessDefs() {
		require.False(t, seen[d.Code], d.Code)
		seen[d.Code] = true
		require.NotEmpty(t, d.Display)
		require.True(t, strings.HasSuffix(d.Definition, "."), d.Code)
		if d.Code == fhir.BusinessInformationGiven {
			continue // said by whoever referred, and no state
		}
		for _, part := range d.Parts {
			if d.Code == fhir.BusinessCancellationRequested && part == referral.PartReferral {
				continue // likewise
			}
			require.True(t, slices.Contains(used[d.Code], part), "%s of %q", d.Code, part)
		}
	}
	require.False(t, fhir.Business("nonsense").IsValid())
	require.Empty(t, fhir.Business("nonsense").Display())
}

// The whole mapping, to be read and judged.
func TestStateMappingGolden(t *testing.T) {
	var b strings.Builder
	b.WriteString("profile,part,state,phase,label,ServiceRequest.status,Task.status,businessStatus,BSeR,statusReason\n")
	for _, p := range fhir.Profiles() {
		for _, r := range fhir.StateRows(p) {
			part := "referral"
			if r.Part != referral.PartReferral {
				part = string(r.Part)
			}
			reason := ""
			if r.Status.Reason {
				reason = "required"
			}
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", p, part, r.State, r.Phase, r.Label,
				r.Status.Request, r.Status.Task, r.Status.Business, r.Status.BSeR, reason)
		}
	}
	golden(t, "states.csv", b.String())
}

func TestProfileText(t *testing.T) {
	for _, p := range fhir.Profiles() {
		var q fhir.Profile
		require.NoError(t, q.UnmarshalText([]byte(p)))
		require.Equal(t, p, q)
	}
	var q fhir.Profile
	require.NoError(t, q.UnmarshalText(nil))
	require.Error(t, q.UnmarshalText([]byte("r5")))
	require.Nil(t, fhir.StateRows("r5"))
}
