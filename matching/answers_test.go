package matching_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
)

// TestCompareAgreesWithTheRanking: of any two the one that stands first in the
// ranking is the better one, whichever is named first; what decided is the first
// criterion in which the two differ, and a match comes before what is none.
func TestCompareAgreesWithTheRanking(t *testing.T) {
	decided := map[matching.CriterionCode]int{}
	properties(t, func(w world) error {
		r := w.rank(w.query())
		list := ranked(r)
		for i := range w.list {
			j := (i*7 + 3) % len(w.list)
			if i == j {
				continue
			}
			a, b := w.list[i], w.list[j]
			c, back := must(matching.Compare(w.query(), a, b, propertyOptions)), must(matching.Compare(w.query(), b, a, propertyOptions))
			if !same(c, back) {
				return fmt.Errorf("%s and %s depend on who is named first", a.ID, b.ID)
			}
			first, second := slices.Index(list, c.First.Activity), slices.Index(list, c.Second.Activity)
			switch {
			case c.First.Matches != (first >= 0) || c.Second.Matches != (second >= 0) || c.Excluded == c.Second.Matches:
				return fmt.Errorf("%+v and the ranking differ on what matches", c)
			case first < 0 && second >= 0, first >= 0 && second >= 0 && first > second:
				return fmt.Errorf("%s comes before %s in the ranking", c.Second.Activity, c.First.Activity)
			}
			if why := decision(c); why != c.Decided {
				return fmt.Errorf("%q decided, not %q", why, c.Decided)
			}
			decided[c.Decided]++
		}
		return nil
	})
	require.True(t, len(decided) >= 8 || !whole(), "%v", decided)
}

// decision is what decided between two explanations.
func decision(c matching.Comparison) matching.CriterionCode {
	if c.First.Matches && !c.Second.Matches {
		i := slices.IndexFunc(c.Second.Criteria, func(v matching.CriterionVerdict) bool { return v.Excludes })
		return c.Second.Criteria[i].Criterion
	}
	for i, v := range c.First.Criteria {
		if v.Fit != c.Second.Criteria[i].Fit {
			return v.Criterion
		}
	}
	return ""
}

// TestSurveyCountsWhatAChangeFinds: among what happens in one way only, giving up
// one criterion finds what the survey says that it alone excludes: no more, and
// no less, but for needs and travel, by which a survey leaves whole parts of a
// directory aside and says how large they are. Reasons are counted once for each
// activity that they exclude.
func TestSurveyCountsWhatAChangeFinds(t *testing.T) {
	found := 0
	properties(t, func(w world) error {
		w.list = slices.DeleteFunc(slices.Clone(w.list), func(a activity.Activity) bool { return len(a.Locations) > 1 || len(a.Modes) > 1 })
		s := must(matching.SurveyAll(w.query(), slices.Values(w.list), propertyOptions))
		for _, c := range matching.Criteria() {
			if c == matching.Choice || c == matching.Standing {
				continue
			}
			alone := 0
			if i := slices.IndexFunc(s.Criteria, func(x matching.SurveyCriterion) bool { return x.Criterion == c }); i >= 0 {
				alone = s.Criteria[i].Alone
			}
			q := w.query()
			q.Options = &matching.QueryOptions{Soft: []matching.CriterionCode{c}}
			more := len(w.rank(q).Matches) - s.Matching
			aside := 0
			switch c {
			case matching.Need:
				aside = s.NotServing
			case matching.Travel:
				aside = s.Beyond
			}
			if more < alone || more > alone+aside {
				return fmt.Errorf("without %s there are %d more, of %d and %d", c, more, alone, aside)
			}
			found += alone
		}
		counts := map[matching.ReasonCode]int{}
		excluded := 0
		for i := range w.list {
			e := w.explain(w.query(), i)
			if e.Matches {
				continue
			}
			excluded++
			seen := map[matching.ReasonCode]bool{}
			for _, r := range e.Failed() {
				if !seen[r.Code] {
					counts[r.Code]++
				}
				seen[r.Code] = true
			}
		}
		if excluded != s.Excluded+s.NotServing+s.Beyond {
			return fmt.Errorf("%d are excluded, %+v", excluded, s)
		}
		for _, r := range s.Reasons {
			if all := counts[r.Code]; r.Count > all || r.Count < all-s.NotServing-s.Beyond {
				return fmt.Errorf("%s is counted %d times, and is given %d times", r.Code, r.Count, all)
			}
		}
		return nil
	})
	require.Positive(t, found)
}

// TestDiversityIsAPassOverTheRanking: with bounds on provider, site and kind, the
// matches are those of the ranking in their order, each unless its share is full;
// what was set aside is what stood among them, with the bounds that were full,
// and nothing else is missing. An index does the same.
func TestDiversityIsAPassOverTheRanking(t *testing.T) {
	aside := 0
	properties(t, func(w world) error {
		everything := w.rank(w.query())
		ix := must(matching.NewIndex(slices.Values(w.list), propertyOptions))
		for n, o := range []matching.QueryOptions{{PerProvider: 1}, {PerSite: 1}, {PerKind: 1}, {PerProvider: 2, PerSite: 1, PerKind: 3}} {
			for _, k := range []int{1, 3, 7, matching.MaxK} {
				q := w.query()
				q.K, q.Options = k, &o
				got := w.rank(q)
				if !same(got, must(ix.Match(q))) {
					return fmt.Errorf("bounds %d, %d wanted: the index finds something else", n, k)
				}
				if err := passed(everything.Matches, got, o, k); err != nil {
					return fmt.Errorf("bounds %d, %d wanted: %w", n, k, err)
				}
				aside += len(got.SetAside)
			}
		}
		return nil
	})
	require.Positive(t, aside)
}

// passed holds a bounded answer against the whole ranking.
func passed(all []matching.Match, got matching.Result, o matching.QueryOptions, k int) error {
	kept, left := got.Matches, got.SetAside
	providers, sites, kinds := map[activity.ProviderID]int{}, map[activity.LocationID]int{}, map[string]int{}
	full := func(bound, has int, counts bool) bool { return bound > 0 && counts && has >= bound }
	for _, m := range all {
		kind := kindOf(m)
		a := full(o.PerProvider, providers[m.Provider], !m.Provider.IsZero())
		b := full(o.PerSite, sites[m.Site], !m.Site.IsZero())
		c := full(o.PerKind, kinds[kind], kind != "")
		if a || b || c {
			if len(left) == 0 {
				if len(kept) > 0 {
					return fmt.Errorf("%s was not set aside", m.Activity)
				}
				continue // the list was full before it came to this
			}
			if left[0].Match.Activity != m.Activity || left[0].ByProvider != a || left[0].BySite != b || left[0].ByKind != c {
				return fmt.Errorf("%s was set aside for another reason", m.Activity)
			}
			left = left[1:]
			continue
		}
		if len(kept) == 0 {
			break
		}
		if !same(kept[0], m) {
			return fmt.Errorf("%s stands where %s should", kept[0].Activity, m.Activity)
		}
		kept = kept[1:]
		providers[m.Provider]++
		sites[m.Site]++
		kinds[kind]++
	}
	if len(kept)+len(left) > 0 || len(got.Matches) > k {
		return fmt.Errorf("%d matches and %d set aside are from elsewhere", len(kept), len(left))
	}
	return nil
}

// kindOf is the category by which a match serves a need, unless the person likes
// it.
func kindOf(m matching.Match) string {
	kind := ""
	for _, r := range m.Reasons {
		if r.Code == matching.ReasonInterest {
			return ""
		}
		if r.Criterion == matching.Need {
			kind = r.Object
		}
	}
	return kind
}
