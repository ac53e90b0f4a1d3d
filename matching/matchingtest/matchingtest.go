// Package matchingtest proves that a host's matching.Source gives the matches
// that an index over the same activities gives.
//
// A host fills its search engine with the activities of [Activities], or with
// any of its own, opens a Source over it and calls [TestSource] or
// [CheckSource]:
//
//	func TestDirectory(t *testing.T) {
//		matchingtest.TestSource(t, matchingtest.Harness{
//			Open: func(ctx context.Context, list []activity.Activity) (matching.Source, error) {
//				return fill(ctx, list)
//			},
//		})
//	}
package matchingtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// Harness opens sources to be tested. A plain record.
type Harness struct {
	// Open makes a source that holds exactly these activities.
	Open func(ctx context.Context, list []activity.Activity) (matching.Source, error)
	// Activities to test with; nil means those of this package.
	Activities []activity.Activity
	// Queries to ask; nil means those of this package.
	Queries []matching.Query
	// Options for both sides; nil means the defaults.
	Options *matching.Options
}

// TestSource runs CheckSource as a test, one subtest for each sentence of the
// contract.
func TestSource(t *testing.T, h Harness) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(t.Context(), h.filled()); err != nil {
				t.Error(err)
			}
		})
	}
}

// CheckSource reports every sentence of the contract of matching.Source that
// the harness's source does not keep, joined; nil if there is none. Each error
// begins with the name of the case.
func CheckSource(ctx context.Context, h Harness) error {
	var faults []error
	for _, c := range cases {
		if err := c.run(ctx, h.filled()); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.name, err))
		}
	}
	return errors.Join(faults...)
}

// filled fills what is not set.
func (h Harness) filled() Harness {
	if h.Activities == nil {
		h.Activities = Activities()
	}
	if h.Queries == nil {
		h.Queries = Queries()
	}
	return h
}

// A kase is one sentence of the contract.
type kase struct {
	name string
	run  func(context.Context, Harness) error
}

var cases = []kase{
	{"superset", superset},
	{"same matches", sameMatches},
	{"repeatable", repeatable},
	{"cancelled", cancelled},
	{"empty", empty},
}

// collect reads all candidates.
func collect(ctx context.Context, src matching.Source, c matching.Coarse) ([]activity.ID, error) {
	var out []activity.ID
	for a, err := range src.Candidates(ctx, c) {
		if err != nil {
			return nil, err
		}
		out = append(out, a.ID)
	}
	return out, nil
}

// superset: every activity that the coarse query does not rule out is yielded.
func superset(ctx context.Context, h Harness) error {
	src, err := h.Open(ctx, h.Activities)
	if err != nil {
		return err
	}
	for n, q := range h.Queries {
		c, err := matching.CoarseOf(q, h.Options)
		if err != nil {
			return err
		}
		got, err := collect(ctx, src, c)
		if err != nil {
			return err
		}
		slices.SortFunc(got, activity.ID.Compare)
		for i := range h.Activities {
			a := &h.Activities[i]
			if _, found := slices.BinarySearchFunc(got, a.ID, activity.ID.Compare); !found && c.Allows(a) {
				return fmt.Errorf("query %d: activity %d is a candidate and was not yielded", n, i)
			}
		}
	}
	return nil
}

// sameMatches: MatchSource gives what Rank gives over the same activities.
func sameMatches(ctx context.Context, h Harness) error {
	src, err := h.Open(ctx, h.Activities)
	if err != nil {
		return err
	}
	for n, q := range h.Queries {
		want, err := matching.Rank(q, slices.Values(h.Activities), h.Options)
		if err != nil {
			return err
		}
		got, err := matching.MatchSource(ctx, src, q, h.Options)
		if err != nil {
			return err
		}
		if what := differ(want, got); what != "" {
			return fmt.Errorf("query %d: %s", n, what)
		}
	}
	return nil
}

// differ says where two results differ; "" if nowhere.
func differ(want, got matching.Result) string {
	if len(want.Matches) != len(got.Matches) {
		return fmt.Sprintf("%d matches, want %d", len(got.Matches), len(want.Matches))
	}
	for i, w := range want.Matches {
		g := got.Matches[i]
		if w.Activity != g.Activity || !slices.Equal(w.Fits, g.Fits) || !slices.Equal(w.Reasons, g.Reasons) {
			return fmt.Sprintf("match %d differs: a record was changed on its way through the source", i)
		}
	}
	return ""
}

// repeatable: the same query yields the same activities again.
func repeatable(ctx context.Context, h Harness) error {
	src, err := h.Open(ctx, h.Activities)
	if err != nil {
		return err
	}
	c, err := matching.CoarseOf(h.Queries[0], h.Options)
	if err != nil {
		return err
	}
	first, err := collect(ctx, src, c)
	if err != nil {
		return err
	}
	second, err := collect(ctx, src, c)
	if err != nil {
		return err
	}
	slices.SortFunc(first, activity.ID.Compare)
	slices.SortFunc(second, activity.ID.Compare)
	if !slices.Equal(slices.Compact(first), slices.Compact(second)) {
		return errors.New("the same query yields other activities the second time")
	}
	return nil
}

// cancelled: a source stops with the context's error, and once.
func cancelled(ctx context.Context, h Harness) error {
	src, err := h.Open(ctx, h.Activities)
	if err != nil {
		return err
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	seen := 0
	for _, err := range src.Candidates(done, matching.Coarse{}) {
		if seen++; seen > 1 {
			return errors.New("a sequence goes on after its first error")
		}
		if !errors.Is(err, context.Canceled) {
			return errors.New("a done context does not end the sequence with its error")
		}
	}
	if seen == 0 {
		return errors.New("a done context ends the sequence without its error")
	}
	return nil
}

// empty: a source without activities yields none.
func empty(ctx context.Context, h Harness) error {
	src, err := h.Open(ctx, nil)
	if err != nil {
		return err
	}
	got, err := collect(ctx, src, matching.Coarse{})
	if err != nil {
		return err
	}
	if len(got) > 0 {
		return errors.New("an empty source yields activities")
	}
	return nil
}
