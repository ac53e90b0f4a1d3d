package coverage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// The policies of the tables below. By each a small count must keep four values;
// by the last two it is two.
var (
	exactly  = cohort.SuppressionPolicy{Below: 7}
	byFives  = cohort.SuppressionPolicy{Below: 7, Base: 5} // 8 to 12 are 10, 13 to 17 are 15
	byTwos   = cohort.SuppressionPolicy{Below: 7, Base: 2} // 9 and 10 are 10
	byThrees = cohort.SuppressionPolicy{Below: 2, Base: 3} // 3 and 4 are 3, 5 to 7 are 6
	pairs    = cohort.SuppressionPolicy{Below: 3}
)

// TestSpan: by hand, and against all counts that are shown alike.
func TestSpan(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		p      cohort.SuppressionPolicy
		n      int64
		lo, hi int64
	}{
		{exactly, 0, 0, 0},
		{exactly, 1, 1, 7},
		{exactly, 7, 1, 7},
		{exactly, 8, 8, 8},
		{byFives, 3, 1, 7},
		{byFives, 8, 8, 12}, // without the threshold 10 would be 8 to 12 as well
		{byFives, 12, 8, 12},
		{byFives, 13, 13, 17},
		{byTwos, 8, 8, 8}, // 7 rounds to 8 too, but is starred
		{byTwos, 9, 9, 10},
		{byThrees, 3, 3, 4}, // 2 rounds to 3 too, but is starred
		{byThrees, 7, 5, 7},
	} {
		lo, hi := span(tc.p, tc.n)
		require.Equal(t, [2]int64{tc.lo, tc.hi}, [2]int64{lo, hi}, "%+v %d", tc.p, tc.n)
	}
	for _, p := range []cohort.SuppressionPolicy{exactly, byFives, byTwos, byThrees, pairs, {Below: 4, Base: 9}} {
		for n := range int64(60) {
			lo, hi := span(p, n)
			for limit := range int64(70) {
				alike := int64(0)
				for m := range int64(80) {
					same := p.Count(m) == p.Count(n)
					require.Equal(t, same, lo <= m && m <= hi, "%+v: %d and %d", p, m, n)
					if same && m <= limit {
						alike++
					}
				}
				require.Equal(t, alike, room(p, n, limit), "%+v: %d up to %d", p, n, limit)
			}
		}
	}
}

// TestPart: a part that is shown leaves of its whole what the comment says.
func TestPart(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		p        cohort.SuppressionPolicy
		n, whole int64
		want     string
		why      string
	}{
		{exactly, 0, 20, "0", "nobody is no secret"},
		{exactly, 3, 20, "*", "small itself"},
		{exactly, 20, 20, "20", "leaves nobody"},
		{exactly, 19, 20, "*", "leaves one"},
		{exactly, 13, 20, "*", "leaves seven"},
		{exactly, 12, 20, "12", "leaves eight"},
		{byFives, 12, 20, "10", "leaves eight"},
		{byFives, 13, 20, "15", "leaves 3 to 7, of which each could be"},
		{byFives, 19, 20, "*", "18 or 19, so one or two are left"},
		{byFives, 15, 17, "15", "13 to 16, so one to four are left"},
		{byFives, 14, 16, "*", "13 to 15, so one to three are left"},
		{byFives, 14, 15, "*", "13 or 14"},
		{pairs, 9, 10, "*", "leaves one"},
		{byThrees, 6, 7, "6", "5 or 6, so one or two are left"},
		{byThrees, 5, 6, "*", "5, so one is left"},
	} {
		require.Equal(t, tc.want, part(tc.p, tc.n, tc.whole, tc.p.Count(tc.whole)).String(), "%+v %d of %d: %s", tc.p, tc.n, tc.whole, tc.why)
	}
	require.Equal(t, "*", part(exactly, 12, 20, cohort.Suppressed()).String(), "a part of what is starred")
	require.Equal(t, "0", part(exactly, 0, 20, cohort.Suppressed()).String())
}

// TestTight: when the size of the sample tells how few do not have a need.
func TestTight(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		none, some, many, without int64
		starred, want             bool
	}{
		{20, 0, 0, 0, false, false},  // everybody has it
		{20, 0, 0, 1, false, true},   // one has it not
		{10, 5, 5, 7, false, true},   // seven, of 20 who are added up
		{10, 5, 5, 8, false, false},  // eight are not few
		{10, 5, 5, 3, true, true},    // starred, and there could be three more at most
		{10, 5, 5, 4, true, false},   // or four
		{1, 2, 0, 100, true, false},  // small, and there could be many more
		{10, 5, 5, 100, true, false}, // starred for the sake of another
	} {
		x := truth{groups: []triple{{tc.none, tc.some, tc.many}}, without: tc.without}
		shown := cohort.ShownCount(x.all().people())
		if tc.starred {
			shown = cohort.Suppressed()
		}
		require.Equal(t, tc.want, x.tally().tight(attacked, exactly, shown), "%+v", tc)
	}
}

// TestToCheck: who is to check is part of two counts together.
func TestToCheck(t *testing.T) {
	t.Parallel()
	row := func(some, many cohort.Count) GroupRow { return GroupRow{Some: some, Choice: many} }
	for _, tc := range []struct {
		p                 cohort.SuppressionPolicy
		some, many, check int64
		want              string
		why               string
	}{
		{exactly, 10, 10, 20, "20", "all of them"},
		{exactly, 10, 10, 17, "*", "leaves three"},
		{exactly, 10, 10, 12, "12", "leaves eight"},
		{exactly, 10, 10, 0, "0", "nobody"},
		{byFives, 10, 10, 17, "15", "13 to 17 of 16 to 24"},
		{byFives, 10, 10, 18, "*", "18 to 22: the two are 18 at least, and not 16"},
		{byFives, 10, 10, 20, "*", "the same"},
		{byFives, 0, 20, 20, "20", "as many as the one"},
	} {
		c := counts{some: tc.some, many: tc.many, check: tc.check}
		shown := row(tc.p.Count(tc.some), tc.p.Count(tc.many))
		require.Equal(t, tc.want, toCheck(tc.p, c, shown).String(), "%+v: %s", tc, tc.why)
	}
	c := counts{some: 10, many: 10, check: 12}
	require.Equal(t, "*", toCheck(exactly, c, row(cohort.Suppressed(), cohort.ShownCount(10))).String())
	require.Equal(t, "*", toCheck(exactly, c, row(cohort.ShownCount(10), cohort.Suppressed())).String())
}

// TestBarriersTogether: what several barriers tell together. Of each the last is of
// those whom no single change helps, if it is not 0.
func TestBarriersTogether(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		p        cohort.SuppressionPolicy
		none     int64
		barriers []int64
		rest     int64
		want     []string
		why      string
	}{
		{exactly, 20, []int64{20}, 0, []string{"20"}, "one barrier of everybody"},
		{exactly, 20, []int64{12, 8}, 0, []string{"12", "8"}, "nobody has two"},
		{exactly, 20, []int64{12, 11}, 0, []string{"12", "*"}, "three have two: the smaller goes"},
		{exactly, 20, []int64{11, 12}, 0, []string{"*", "12"}, "wherever it stands"},
		{exactly, 20, []int64{12, 12}, 0, []string{"*", "12"}, "of equals the first"},
		{exactly, 30, []int64{20, 11}, 0, []string{"20", "*"}, "one has two"},
		{exactly, 30, []int64{20, 17}, 0, []string{"20", "*"}, "seven have"},
		{exactly, 30, []int64{20, 18}, 0, []string{"20", "18"}, "eight have"},
		{exactly, 40, []int64{20, 19, 5}, 0, []string{"20", "19", "*"}, "four count again, but it could be from none to more than seven"},
		{exactly, 20, []int64{17, 6}, 0, []string{"*", "*"}, "both by themselves"},
		{exactly, 20, []int64{12}, 8, []string{"12", "8"}, "who has none, and who has one"},
		{byFives, 20, []int64{10, 13}, 0, []string{"10", "15"}, "from 21 to 29 of 18 to 22: nine ways"},
		{byTwos, 30, []int64{20, 17}, 0, []string{"20", "*"}, "seven have two: 36 to 38, three ways"},
		{byTwos, 30, []int64{10, 12, 12}, 0, []string{"10", "12", "12"}, "31 to 34, four ways"},
		{byThrees, 11, []int64{4, 7}, 0, []string{"*", "6"}, "11 at most together, where 11 to 13 are shown"},
		{byThrees, 12, []int64{5, 7}, 0, []string{"6", "6"}, "14 at most"},
		{byFives, 22, []int64{13}, 9, []string{"15", "*"}, "21 at least together, where 18 to 22 are shown"},
		{byFives, 22, []int64{9}, 13, []string{"*", "15"}, "the same: the smaller goes"},
		{byFives, 16, []int64{8}, 8, []string{"10", "*"}, "of equals those without a barrier"},
		{byFives, 17, []int64{15}, 2, []string{"*", "*"}, "13 and somebody: 14 at least, where 13 to 17 are shown"},
		{byFives, 17, []int64{2}, 15, []string{"*", "*"}, "the same"},
		{byFives, 40, []int64{13, 20}, 13, []string{"15", "20", "15"}, "33 at least, where 38 to 42 are shown"},
	} {
		tally := &Tally{cells: map[key]counts{}, barriers: map[barrierKey]int64{{attacked, ""}: tc.rest}}
		tally.cells[key{attacked, cohort.Group{Dimension: DimensionAll}}] = counts{none: tc.none}
		for i, n := range tc.barriers {
			tally.barriers[barrierKey{attacked, standing[i]}] = n
		}
		var got []string
		for _, b := range tally.barriersOf(attacked, tc.p, tc.p.Count(tc.none)) {
			got = append(got, b.People.String())
		}
		require.Equal(t, tc.want, got, "%+v: %s", tc, tc.why)
	}
}

// TestTimeOf: the parts of the day, on whatever day.
func TestTimeOf(t *testing.T) {
	t.Parallel()
	require.Empty(t, timeOf(matching.Seeker{}))
	for d := time.Sunday; d <= time.Saturday; d++ {
		free := matching.SlotsOf(matching.Evening, d)
		require.Equal(t, "eve", timeOf(matching.Seeker{Free: free}), d)
	}
}
