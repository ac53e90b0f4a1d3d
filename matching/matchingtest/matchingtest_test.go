package matchingtest_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/matchingtest"
)

// list is a source in memory; its fields break it.
type list struct {
	all      []activity.Activity
	near     bool // leaves out what has no coordinates
	needs    bool // leaves out what has no category
	deaf     bool // does not hear the context
	strip    bool // loses the status of records
	again    int  // counts calls, and leaves out the first record from the second on
	onceOnly bool
	chatty   bool                                           // goes on after an error
	slip     func(*activity.Activity, matching.Coarse) bool // leaves out more
}

func (l *list) Candidates(ctx context.Context, c matching.Coarse) iter.Seq2[activity.Activity, error] {
	return func(yield func(activity.Activity, error) bool) {
		l.again++
		if err := ctx.Err(); err != nil && !l.deaf {
			if !yield(activity.Activity{}, err) || !l.chatty {
				return
			}
			yield(activity.Activity{}, err)
			return
		}
		skip := l.onceOnly && l.again > 1
		for _, a := range l.all {
			switch {
			case !c.Allows(&a), l.slip != nil && l.slip(&a, c),
				l.near && len(a.Locations) > 0 && a.Locations[0].Coordinates.IsZero(),
				l.needs && len(a.Categories) == 0:
				continue
			case skip:
				skip = false
				continue
			}
			if l.strip {
				a.Status = ""
			}
			if !yield(a, nil) {
				return
			}
		}
	}
}

func open(l list) func(context.Context, []activity.Activity) (matching.Source, error) {
	return func(_ context.Context, all []activity.Activity) (matching.Source, error) {
		mine := l
		mine.all = slices.Clone(all)
		return &mine, nil
	}
}

// beyond leaves out what is only at a place of a kind, and farther away than some
// part of the distance.
func beyond(kind activity.LocationKind, part float64) func(*activity.Activity, matching.Coarse) bool {
	return func(a *activity.Activity, c matching.Coarse) bool {
		if c.Near.IsZero() || len(a.Locations) != 1 || len(a.Modes) > 0 || a.Locations[0].Kind != kind {
			return false
		}
		d, ok := c.Near.DistanceTo(a.Locations[0].Coordinates)
		return ok && float64(d) > part*float64(c.Within)
	}
}

func TestSuite(t *testing.T) {
	matchingtest.TestSource(t, matchingtest.Harness{Open: open(list{})})
}

// TestMutants breaks the source; each must fail in exactly the cases listed.
func TestMutants(t *testing.T) {
	for name, m := range map[string]struct {
		l     list
		fails []string
	}{
		"sound":                    {list{}, nil},
		"leaves out unlocated":     {list{near: true}, []string{"superset", "same matches"}},
		"leaves out uncategorised": {list{needs: true}, []string{"superset", "same matches"}},
		"deaf":                     {list{deaf: true}, []string{"cancelled"}},
		"loses a field":            {list{strip: true}, []string{"same matches"}},
		"forgets":                  {list{onceOnly: true}, []string{"superset", "same matches", "repeatable"}},
		"goes on":                  {list{chatty: true}, []string{"cancelled"}},
		"provider not in, in SQL": {list{slip: func(a *activity.Activity, c matching.Coarse) bool {
			return len(c.AvoidProviders) > 0 && a.Provider.IsZero()
		}}, []string{"superset", "same matches"}},
		"takes what is assumed for wrong": {list{slip: func(a *activity.Activity, c matching.Coarse) bool {
			return c.Categories != nil && len(a.Categories) == 1 && a.Categories[0].Standing != activity.Known
		}}, []string{"superset"}},
		"category in, in SQL": {list{slip: func(a *activity.Activity, c matching.Coarse) bool {
			return c.Categories != nil && len(a.Categories) > 0 && a.Categories[0].Code == ""
		}}, []string{"superset", "same matches"}},
		"measures to what is online": {list{slip: beyond(activity.Virtual, 1)}, []string{"superset"}},
		"measures to an address":     {list{slip: beyond(activity.Postal, 1)}, []string{"superset"}},
		"measures 1 in 1,000 short":  {list{slip: beyond(activity.Physical, 0.999)}, []string{"superset"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := matchingtest.CheckSource(t.Context(), matchingtest.Harness{Open: open(m.l)})
			var failed []string
			if err != nil {
				for line := range strings.SplitSeq(err.Error(), "\n") {
					kase, _, _ := strings.Cut(line, ":")
					failed = append(failed, kase)
				}
			}
			require.Equal(t, m.fails, failed)
		})
	}
}
