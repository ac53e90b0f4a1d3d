package cohort_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// exact is a policy without rounding: the hardest case for suppression.
func exact(below int64) cohort.SuppressionPolicy {
	return cohort.SuppressionPolicy{Name: "test", Below: below}
}

// attack works out, by trying every table of small counts, which values each
// starred count could have, given all that is shown, for a reader who knows the rule
// and is told which stars stand for small counts: a shown count stands for what
// rounds to it and is above the threshold or zero, a star for 1 to the threshold, or
// for anything above it. Only the small counts are noted.
func attack(p cohort.SuppressionPolicy, truth [][]int64, t cohort.SuppressedTable, limit int64) map[[2]int]map[int64]bool {
	rows, cols := len(t.Rows), len(t.Columns)
	possible := map[[2]int]map[int64]bool{}
	cells := make([][]int64, rows)
	for i := range cells {
		cells[i] = make([]int64, cols)
	}
	small := func(n int64) bool { return n >= 1 && n <= p.Below }
	fits := func(c cohort.Count, n, is int64) bool {
		if _, shown := c.Shown(); shown {
			return p.Count(n) == c
		}
		return n >= 1 && small(n) == small(is)
	}
	note := func(i, j int, c cohort.Count, n, is int64) {
		if _, shown := c.Shown(); shown || !small(is) {
			return
		}
		k := [2]int{i, j}
		if possible[k] == nil {
			possible[k] = map[int64]bool{}
		}
		possible[k][n] = true
	}
	rowIs, colIs, totalIs := margins(truth)
	var try func(at int)
	try = func(at int) {
		if at < rows*cols {
			i, j := at/cols, at%cols
			if j == 0 && i > 0 && !fits(t.Rows[i-1], sum(cells[i-1]), rowIs[i-1]) {
				return
			}
			for n := int64(0); n <= limit; n++ {
				if fits(t.Cells[i][j], n, truth[i][j]) {
					cells[i][j] = n
					try(at + 1)
				}
			}
			cells[i][j] = 0
			return
		}
		row, col, total := margins(cells)
		for i := range row {
			if !fits(t.Rows[i], row[i], rowIs[i]) {
				return
			}
		}
		for j := range col {
			if !fits(t.Columns[j], col[j], colIs[j]) {
				return
			}
		}
		if !fits(t.Total, total, totalIs) {
			return
		}
		for i := range rows {
			for j := range cols {
				note(i, j, t.Cells[i][j], cells[i][j], truth[i][j])
			}
			note(i, cols, t.Rows[i], row[i], rowIs[i])
		}
		for j := range cols {
			note(rows, j, t.Columns[j], col[j], colIs[j])
		}
		note(rows, cols, t.Total, total, totalIs)
	}
	try(0)
	return possible
}

// margins returns the totals of rows and columns and of all.
func margins(cells [][]int64) ([]int64, []int64, int64) {
	rows, cols, total := make([]int64, len(cells)), make([]int64, len(cells[0])), int64(0)
	for i, row := range cells {
		for j, n := range row {
			rows[i] += n
			cols[j] += n
			total += n
		}
	}
	return rows, cols, total
}

// showsSomething reports whether a count that is not zero is left to star.
func showsSomething(t cohort.SuppressedTable) bool {
	all := slices.Concat(append(t.Cells, t.Rows, t.Columns, []cohort.Count{t.Total})...)
	return slices.ContainsFunc(all, func(c cohort.Count) bool { n, shown := c.Shown(); return shown && n > 0 })
}

func sum(ns []int64) int64 {
	var s int64
	for _, n := range ns {
		s += n
	}
	return s
}

// TestNoStarCanBeWorkedOut: no reader who subtracts can narrow a small count down
// below the promised number of values, even if he knows which stars stand for small
// counts.
func TestNoStarCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for _, p := range []cohort.SuppressionPolicy{
		exact(1), exact(2), exact(3), {Below: 2, Base: 3}, {Below: 4, Base: 2, Spread: 4}, {Below: 5, Base: 5}, {Below: 5, Base: 5, Spread: 5},
	} {
		noted := 0
		for range suppressRounds {
			rows, cols := 1+rng.IntN(3), 1+rng.IntN(2)
			cells := make([][]int64, rows)
			for i := range cells {
				for range cols {
					cells[i] = append(cells[i], rng.Int64N(8)*rng.Int64N(2))
				}
			}
			out, err := p.Table(cells)
			require.NoError(t, err)
			for at, could := range attack(p, cells, out, 12) {
				if showsSomething(out) {
					noted++
					require.GreaterOrEqual(t, int64(len(could)), p.LeastSpread(), "%+v: %v shown as %+v: %v", p, cells, out, at)
				}
			}
			rowIs, colIs, totalIs := margins(cells)
			for i, row := range cells {
				for j, n := range row {
					shownRight(t, p, out.Cells[i][j], n)
				}
				shownRight(t, p, out.Rows[i], rowIs[i])
			}
			for j, n := range colIs {
				shownRight(t, p, out.Columns[j], n)
			}
			shownRight(t, p, out.Total, totalIs)
		}
		require.Greater(t, noted, suppressRounds/4)
	}
}

// shownRight: what is shown is the count by the rule, never a small one, and a zero
// stays.
func shownRight(t *testing.T, p cohort.SuppressionPolicy, c cohort.Count, n int64) {
	t.Helper()
	if v, shown := c.Shown(); shown {
		require.Equal(t, p.Count(n), c)
		require.True(t, n == 0 || n > p.Below, "%d shown as %d", n, v)
		return
	}
	require.NotZero(t, n, "a zero was starred")
}

// TestNoStarCanBeWorkedOutByTheProcedure: not even a reader who runs the procedure
// on every list that there could be, and keeps those that come out as the published
// one, can narrow a small count down below the promise.
func TestNoStarCanBeWorkedOutByTheProcedure(t *testing.T) {
	t.Parallel()
	const limit = 16
	for _, p := range []cohort.SuppressionPolicy{exact(2), exact(3), exact(4), exact(5)} {
		type published struct {
			counts [3]cohort.Count
			total  cohort.Count
		}
		behind := map[published][][]int64{}
		for a := int64(0); a <= limit; a++ {
			for b := int64(0); b <= limit; b++ {
				for c := int64(0); c <= limit; c++ {
					list := []int64{a, b, c}
					l, err := p.List(list)
					require.NoError(t, err)
					out := published{[3]cohort.Count(l.Counts), l.Total}
					behind[out] = append(behind[out], list)
				}
			}
		}
		tried := 0
		for out, lists := range behind {
			if slices.ContainsFunc(lists, func(l []int64) bool { return slices.Max(l) > limit-p.Below }) {
				continue // lists beyond the limit would look the same
			}
			if _, shown := out.total.Shown(); !shown {
				continue
			}
			for i, c := range out.counts {
				could := map[int64]bool{}
				for _, l := range lists {
					could[l[i]] = true
				}
				if _, shown := c.Shown(); !shown {
					tried++
					require.GreaterOrEqual(t, int64(len(could)), p.LeastSpread(), "%+v: %v could be only %v", p, out, lists)
				}
			}
		}
		require.Greater(t, tried, 100)
	}
}

// TestHES: the rule as published, count by count (the rows STAT:SUPPRESS of the
// shared vectors, and all between).
func TestHES(t *testing.T) {
	t.Parallel()
	p := cohort.HESSuppression()
	require.NoError(t, p.Check())
	for n, want := range map[int64]string{
		0: "0", 1: "*", 7: "*", 8: "10", 9: "10", 10: "10", 12: "10", 13: "15",
		17: "15", 22: "20", 102: "100", 103: "105", 4999: "5000", -1: "*",
	} {
		require.Equal(t, want, p.Count(n).String(), "%d", n)
	}
	require.False(t, p.Shows(7))
	require.True(t, p.Shows(8))
}

func TestSecondary(t *testing.T) {
	t.Parallel()
	// One small count beside large ones, exact margins: another goes as well, the
	// first and not the smallest, which would say that all others are larger.
	l, err := exact(7).List([]int64{3, 40, 25, 0})
	require.NoError(t, err)
	b, err := json.Marshal(l)
	require.NoError(t, err)
	require.JSONEq(t, `{"counts":["*","*",25,0],"total":68}`, string(b))
	var back cohort.SuppressedList
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, l, back)

	// A table whose stars form a corner of one row and one column: both the
	// row and the column need a second star, and so does the fourth corner.
	tab, err := exact(7).Table([][]int64{{2, 30, 40}, {50, 60, 70}, {80, 90, 95}})
	require.NoError(t, err)
	b, err = json.Marshal(tab)
	require.NoError(t, err)
	require.JSONEq(t, `{"cells":[["*","*",40],["*","*",70],[80,90,95]],"rows":[72,180,265],"columns":[132,180,205],"total":517}`, string(b))

	// Nothing small: nothing is starred.
	l, err = exact(7).List([]int64{8, 9})
	require.NoError(t, err)
	require.Equal(t, "17", l.Total.String())

	// Only one group: its star would stand in the total.
	l, err = exact(7).List([]int64{5})
	require.NoError(t, err)
	require.Equal(t, "*", l.Total.String())
	require.Equal(t, "*", l.Counts[0].String())
	l, err = exact(7).List(nil)
	require.NoError(t, err)
	require.Equal(t, "0", l.Total.String())
}

func TestSuppressionFaults(t *testing.T) {
	t.Parallel()
	_, err := exact(0).List([]int64{1})
	require.ErrorIs(t, err, cohort.ErrInput)
	_, err = exact(7).Table([][]int64{{1, 2}, {3}})
	require.ErrorIs(t, err, cohort.ErrInput)
	_, err = exact(7).Table([][]int64{{1, -2}})
	require.ErrorIs(t, err, cohort.ErrInput)
	require.ErrorIs(t, cohort.SuppressionPolicy{Below: 5, Base: -1}.Check(), cohort.ErrInput)
	require.ErrorIs(t, cohort.SuppressionPolicy{Below: 5, Spread: -1}.Check(), cohort.ErrInput)
	require.NoError(t, cohort.SuppressionPolicy{Below: 5, Spread: 5}.Check())
	require.ErrorIs(t, cohort.SuppressionPolicy{Below: 5, Spread: 6}.Check(), cohort.ErrInput)
	for below, want := range map[int64]int64{1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 7: 4, 10: 5} {
		require.Equal(t, want, exact(below).LeastSpread(), below)
	}
	require.Equal(t, int64(3), cohort.SuppressionPolicy{Below: 7, Spread: 3}.LeastSpread())
	var c cohort.Count
	require.ErrorIs(t, json.Unmarshal([]byte(`-1`), &c), cohort.ErrInput)
	require.ErrorIs(t, json.Unmarshal([]byte(`"?"`), &c), cohort.ErrInput)
}

func checkSuppress(t *testing.T, _, in string, wantJSON []byte) {
	t.Helper()
	var n int64
	require.NoError(t, json.Unmarshal([]byte(in), &n))
	var want struct{ Shown cohort.Count }
	require.NoError(t, json.Unmarshal(wantJSON, &want))
	require.Equal(t, want.Shown, cohort.HESSuppression().Count(n))
}

// BenchmarkTable: a table as a report holds it, 30 practices by 10 deciles.
func BenchmarkTable(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	cells := make([][]int64, 30)
	for i := range cells {
		for range 10 {
			cells[i] = append(cells[i], rng.Int64N(40))
		}
	}
	p := cohort.HESSuppression()
	for b.Loop() {
		_, _ = p.Table(cells)
	}
}
