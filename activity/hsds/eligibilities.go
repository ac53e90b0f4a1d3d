package hsds

import (
	"cmp"
	"slices"
	"strings"

	"github.com/socialprescribing/socialprescribing/activity"
)

// severalRule names the rule by which eligibilities that leave a gap between
// them were read as one range: from the youngest to the oldest. Nobody outside
// it can come; of somebody inside it that is not known.
const severalRule = "hsds:several-eligibilities"

// group is one eligibility of Open Referral UK 1. A service has several where it
// is for several kinds of people; that it has to be all of them at once, nothing
// says.
type group struct {
	limit  ageLimit
	gender activity.GenderLimit
}

// oldEligibility reads an eligibility of Open Referral UK 1. Its words are
// kept; the sexes it names are limits, "adult" and "child" are only words,
// since the ages stand beside them.
func (m *mapper) oldEligibility(b *building, v value) {
	var g group
	if e := v.Get("eligibility"); e.Exists() {
		word := m.word(e)
		b.a.Eligibility.Text = joinText(b.a.Eligibility.Text, word)
		switch strings.ToLower(word) {
		case "female":
			g.gender = activity.WomenOnly
		case "male":
			g.gender = activity.MenOnly
		}
	}
	g.limit = m.ageLimit(v.Get("minimum_age"), v.Get("maximum_age"))
	b.groups = append(b.groups, g)
	for t := range m.list(v.Get("taxonomys")) {
		m.attribute(b.a, nil, t)
	}
}

// groupGender is the limit of gender that all eligibilities state; one for women
// beside one for men, or beside one for adults, is none.
func groupGender(groups []group) activity.GenderLimit {
	if len(groups) == 0 || slices.ContainsFunc(groups, func(g group) bool { return g.gender != groups[0].gender }) {
		return ""
	}
	return groups[0].gender
}

// groupAges is the range that the eligibilities cover: known where they cover it
// without a gap. One that states no age leaves all ages open.
func (m *mapper) groupAges(groups []group) activity.Bound[activity.AgeRange] {
	limits := make([]ageLimit, len(groups))
	for i, g := range groups {
		if limits[i] = g.limit; !g.limit.ok {
			return activity.Bound[activity.AgeRange]{}
		}
	}
	slices.SortFunc(limits, func(a, b ageLimit) int { return cmp.Compare(a.lo, b.lo) })
	out := limits[0]
	for _, l := range limits[1:] {
		if out.rule == "" {
			out.rule = l.rule
		}
		if out.hi >= 0 && l.lo > out.hi+1 {
			out.rule = severalRule
		}
		if out.hi >= 0 && (l.hi < 0 || l.hi > out.hi) {
			out.hi = l.hi
		}
	}
	return out.bound()
}
