package matching_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/corpus"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/matching/internal/synth"
	"github.com/socialprescribing/socialprescribing/person"
)

// world is one seeker and a list of activities: a case of a property.
type world struct {
	seeker matching.Seeker
	list   []activity.Activity
}

// query asks for everything that matches.
func (w world) query() matching.Query {
	return matching.Query{Seeker: w.seeker, At: synth.At, K: matching.MaxK}
}

// must returns a value, or panics: faults of a property's own questions.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// rank answers a query plainly.
func (w world) rank(q matching.Query) matching.Result {
	return must(matching.Rank(q, slices.Values(w.list), propertyOptions))
}

// explain explains one activity.
func (w world) explain(q matching.Query, i int) matching.Explanation {
	return must(matching.Explain(q, w.list[i], propertyOptions))
}

var propertyOptions = &matching.Options{Horizon: horizon}

// same compares two answers as a reader of them would.
func same(a, b any) bool {
	return string(must(json.Marshal(a))) == string(must(json.Marshal(b)))
}

// ranked lists the activities that match, in order.
func ranked(r matching.Result) []activity.ID {
	out := make([]activity.ID, 0, len(r.Matches))
	for _, m := range r.Matches {
		out = append(out, m.Activity)
	}
	return out
}

// worlds are made-up seekers over made-up activities near them.
var worlds = sync.OnceValue(func() []world {
	w := synth.New()
	near := slices.Collect(w.Activities(4000/smaller, 9))
	var out []world
	for i, s := range w.Seekers(80/smaller, 14) {
		var list []activity.Activity
		for j := range near {
			a := &near[j]
			if len(a.Locations) > 0 {
				if d, ok := s.Place.Coordinates.DistanceTo(a.Locations[0].Coordinates); ok && d > 40_000 {
					continue
				}
			}
			if list = append(list, *a); len(list) == 40 {
				break
			}
		}
		out = append(out, world{conditioned(s, list, i), list})
		if testing.Short() && i == 20 {
			break
		}
	}
	return out
})

// conditioned gives a seeker a condition, and the list something that breaks it,
// of those that chance seldom brings together.
func conditioned(s matching.Seeker, list []activity.Activity, n int) matching.Seeker {
	a := &list[n%len(list)]
	*a = a.Clone()
	switch n % 8 {
	case 0:
		s.Avoid.Activities = append(s.Avoid.Activities, a.ID)
	case 1:
		s.Avoid.Providers = append(s.Avoid.Providers, a.Provider)
	case 2:
		if len(a.Categories) > 0 {
			s.Avoid.Categories = append(s.Avoid.Categories, a.Categories[0].Code)
		}
	case 3:
		if len(a.Locations) > 0 {
			s.Avoid.Areas = append(s.Avoid.Areas, a.Locations[0].Areas...)
		}
	case 4:
		s.Routes = []activity.Route{activity.SelfReferral}
	case 5:
		s.MustNot = append(s.MustNot, activity.AlcoholPresent)
		a.Access = append(a.Access, activity.AccessFact{Feature: activity.AlcoholPresent, Has: person.Yes})
	case 6:
		s.Gender.Men = person.No
		a.Eligibility.Gender = activity.KnownAs(activity.MenOnly)
	case 7:
		s.Digital, s.Modes = person.No, []activity.Mode{activity.InPerson, activity.Online}
		a.Modes, list[0].Modes = []activity.Mode{activity.Online}, []activity.Mode{activity.Telephone}
	}
	return s
}

// actual are the seekers of the review over the real directory, in parts that
// overlap, and then, where ACTIVITY_CORPUS names a folder, over parts of every
// directory in it, from where its activities are.
var actual = sync.OnceValue(func() []world {
	list := must(vendored(true))
	var out []world
	for i := 0; i < len(fifty); i += smaller {
		s := fifty[i].Seeker
		s.Place = places[fifty[i].place]
		out = append(out, world{s, part(list, i*len(list)/len(fifty))})
	}
	dir := os.Getenv("ACTIVITY_CORPUS")
	if dir == "" {
		return out
	}
	n := 0
	for f := range corpus.Walk(os.DirFS(dir)) {
		for from := 0; from < len(f.Activities) && from < perFile*partSize; from += partSize {
			w := world{fifty[n%len(fifty)].Seeker, part(f.Activities, from)}
			w.seeker.Place = placeAmong(w.list)
			out, n = append(out, w), n+1
		}
	}
	return out
})

// partSize is how many activities of a real directory are one case; perFile how
// many parts are taken of one file.
const (
	partSize = 40
	perFile  = 5
)

// part is a part of a list, each activity once.
func part(list []activity.Activity, from int) []activity.Activity {
	var out []activity.Activity
	seen := map[activity.ID]bool{}
	for i := from; i < len(list) && len(out) < partSize; i++ {
		if !seen[list[i].ID] {
			seen[list[i].ID] = true
			out = append(out, list[i])
		}
	}
	return out
}

// placeAmong is where the first of the activities is that is anywhere.
func placeAmong(list []activity.Activity) matching.Place {
	for i := range list {
		for j := range list[i].Locations {
			if l := &list[i].Locations[j]; !l.Coordinates.IsZero() {
				return matching.Place{Coordinates: l.Coordinates, Outward: activity.AreaCode(l.Address.Postcode.Outward())}
			}
		}
	}
	return places["Sale"]
}

// properties holds a property over every world; where it fails, the world is
// made as small as it can be and still fail, and shown.
func properties(t *testing.T, holds func(world) error) {
	t.Helper()
	cases := 0
	for _, w := range slices.Concat(worlds(), actual()) {
		cases += len(w.list)
		if holds(w) == nil {
			continue
		}
		small := shrink(w, holds)
		require.NoError(t, holds(small), "seeker %s\nactivities %s", must(json.Marshal(small.seeker)), readable(small.list))
	}
	require.Greater(t, cases, leastCases())
}

// whole reports whether the tests are run with all their worlds.
func whole() bool { return smaller == 1 && !testing.Short() }

// leastCases is how many pairs of a seeker and an activity are cases of each
// property: thousands, unless the tests are run in short.
func leastCases() int {
	if whole() {
		return 4500
	}
	return 500
}

// readable names activities, and shows the records of the first few.
func readable(list []activity.Activity) string {
	out := ""
	for i := range list {
		out += fmt.Sprintf("\n  %s %q %v", list[i].ID, list[i].Name, list[i].Categories)
		if i < 3 {
			out += fmt.Sprintf("\n    %s", must(json.Marshal(list[i])))
		}
	}
	return out
}

// shrink takes away activities and wishes, one at a time, while it still fails.
func shrink(w world, holds func(world) error) world {
	for again := true; again; {
		again = false
		for i := len(w.list) - 1; i >= 0; i-- {
			less := world{w.seeker, slices.Delete(slices.Clone(w.list), i, i+1)}
			if holds(less) != nil {
				w, again = less, true
			}
		}
		for _, without := range simpler {
			less := world{w.seeker.Clone(), w.list}
			if without(&less.seeker) && holds(less) != nil {
				w, again = less, true
			}
		}
		for i := range w.list {
			for _, without := range plainer {
				less := world{w.seeker, slices.Clone(w.list)}
				less.list[i] = less.list[i].Clone()
				if without(&less.list[i]) && holds(less) != nil {
					w, again = less, true
				}
			}
		}
	}
	return w
}

// plainer each take one thing from an activity, and report whether it was there.
var plainer = []func(*activity.Activity) bool{
	func(a *activity.Activity) bool { return forget(&a.Description) || cut(&a.Terms) || cut(&a.Contacts) },
	func(a *activity.Activity) bool { return cut(&a.Categories) },
	func(a *activity.Activity) bool { return cut(&a.Locations) },
	func(a *activity.Activity) bool { return cut(&a.Modes) },
	func(a *activity.Activity) bool { return cut(&a.Routes) },
	func(a *activity.Activity) bool { return cut(&a.Languages) },
	func(a *activity.Activity) bool { return cut(&a.Cost.Options) },
	func(a *activity.Activity) bool { return cut(&a.Schedule.Rules) },
	func(a *activity.Activity) bool { return cut(&a.Eligibility.Conditions) },
	func(a *activity.Activity) bool { return forget(&a.Eligibility.Ages) },
	func(a *activity.Activity) bool { return forget(&a.Eligibility.SuitsAges) },
	func(a *activity.Activity) bool { return forget(&a.Eligibility.Gender) },
	func(a *activity.Activity) bool { return forget(&a.Eligibility.Text) },
	func(a *activity.Activity) bool { return forget(&a.Capacity) },
	func(a *activity.Activity) bool { return forget(&a.Assurance.On) },
	func(a *activity.Activity) bool {
		was := len(a.Access)
		a.Access = nil
		return was > 0
	},
	func(a *activity.Activity) bool {
		was := a.Coverage.Standing
		a.Coverage = activity.Coverage{}
		return was != activity.Unknown
	},
}

// simpler each take one thing from a seeker, and report whether it was there.
var simpler = []func(*matching.Seeker) bool{
	func(s *matching.Seeker) bool { return cut(&s.Needs) },
	func(s *matching.Seeker) bool { return cut(&s.Interests) },
	func(s *matching.Seeker) bool { return cut(&s.Matters) },
	func(s *matching.Seeker) bool { return cut(&s.Groups) },
	func(s *matching.Seeker) bool { return cut(&s.Languages) },
	func(s *matching.Seeker) bool { return cut(&s.Access) },
	func(s *matching.Seeker) bool { return cut(&s.Modes) },
	func(s *matching.Seeker) bool { return cut(&s.Order) },
	func(s *matching.Seeker) bool { return cut(&s.MustHave) },
	func(s *matching.Seeker) bool { return cut(&s.MustNot) },
	func(s *matching.Seeker) bool { return forget(&s.Age) },
	func(s *matching.Seeker) bool { return forget(&s.Free) },
	func(s *matching.Seeker) bool { return forget(&s.Travel) },
	func(s *matching.Seeker) bool { return forget(&s.Digital) },
}

// cut takes the last element away.
func cut[T any](list *[]T) bool {
	if len(*list) == 0 {
		return false
	}
	*list = (*list)[:len(*list)-1]
	return true
}

// forget makes a value zero.
func forget[T comparable](v *T) bool {
	var zero T
	was := *v
	*v = zero
	return was != zero
}

// TestShrinkFindsTheCause: the smallest case of a false property is one activity.
func TestShrinkFindsTheCause(t *testing.T) {
	list := crafts(20)
	list[13].Status = activity.Defunct
	list[13].Cost = activity.Free()
	w := world{fifty[1].Seeker, list}
	small := shrink(w, func(w world) error {
		for i := range w.list {
			if w.list[i].Status == activity.Defunct {
				return fmt.Errorf("defunct")
			}
		}
		return nil
	})
	require.Len(t, small.list, 1)
	require.Equal(t, id(14), small.list[0].ID)
	require.Empty(t, small.seeker.Needs)
	require.Empty(t, small.list[0].Categories)
	require.Empty(t, small.list[0].Cost.Options)
	require.Contains(t, readable(small.list), `"status":"defunct"`)
}
