package cohort_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome/cohort"
)

// exact is a policy without rounding: the hardest case for suppression.
func exact(below int64) cohort.SuppressionPolicy {
	return cohort.SuppressionPolicy{Name: "test", Below: below}
}

// attack works out, by trying every table of small counts, which values each
// starred count could have, given all that is shown. It knows the rule: a shown
// count stands for what rounds to it and is above the threshold or zero, a
// star for at least 1.
func attack(p cohort.SuppressionPolicy, t cohort.SuppressedTable, limit int64) map[[2]int]map[int64]bool {
	rows, cols := len(t.Rows), len(t.Columns)
	possible := map[[2]int]map[int64]bool{}
	cells := make([][]int64, rows)
	for i := range cells {
		cells[i] = make([]int64, cols)
	}
	fits := func(c cohort.Count, n int64) bool {
		if _, shown := c.Shown(); shown {
			return p.Count(n) == c
		}
		return n >= 1
	}
	note := func(i, j int, c cohort.Count, n int64) {
		if _, shown := c.Shown(); shown {
			return
		}
		k := [2]int{i, j}
		if possible[k] == nil {
			possible[k] = map[int64]bool{}
		}
		possible[k][n] = true
	}
	var try func(at int)
	try = func(at int) {
		if at < rows*cols {
			i, j := at/cols, at%cols
			if j == 0 && i > 0 && !fits(t.Rows[i-1], sum(cells[i-1])) {
				return
			}
			for n := int64(0); n <= limit; n++ {
				if fits(t.Cells[i][j], n) {
					cells[i][j] = n
					try(at + 1)
				}
			}
			cells[i][j] = 0
			return
		}
		if !fits(t.Rows[rows-1], sum(cells[rows-1])) {
			return
		}
		var total int64
		for j := range cols {
			var col int64
			for i := range rows {
				col += cells[i][j]
			}
			if !fits(t.Columns[j], col) {
				return
			}
			total += col
		}
		if !fits(t.Total, total) {
			return
		}
		for i := range rows {
			for j := range cols {
				note(i, j, t.Cells[i][j], cells[i][j])
			}
			note(i, cols, t.Rows[i], sum(cells[i]))
		}
		note(rows, cols, t.Total, total)
	}
	try(0)
	return possible
}

func sum(ns []int64) int64 {
	var s int64
	for _, n := range ns {
		s += n
	}
	return s
}

// TestNoStarCanBeWorkedOut: no reader who subtracts can narrow a starred count
// down below the promised number of values.
func TestNoStarCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 7))
	for _, p := range []cohort.SuppressionPolicy{exact(2), exact(3), {Below: 2, Base: 3}, {Below: 3, Base: 2, Spread: 4}, {Below: 5, Base: 5}} {
		spread := max((p.Below+1)/2, 2)
		if p.Spread > 0 {
			spread = p.Spread
		}
		for range 600 {
			rows, cols := 1+rng.IntN(3), 1+rng.IntN(2)
			cells := make([][]int64, rows)
			for i := range cells {
				for range cols {
					cells[i] = append(cells[i], rng.Int64N(7)*rng.Int64N(2))
				}
			}
			out, err := p.Table(cells)
			require.NoError(t, err)
			for at, could := range attack(p, out, 11) {
				require.GreaterOrEqual(t, int64(len(could)), spread, "%+v: %v shown as %+v: %v", p, cells, out, at)
			}
			for i, row := range cells {
				for j, n := range row {
					if v, shown := out.Cells[i][j].Shown(); shown {
						require.Equal(t, p.Count(n), out.Cells[i][j])
						require.True(t, n == 0 || n > p.Below, "%d shown as %d", n, v)
					} else {
						require.NotZero(t, n, "a zero was starred")
					}
				}
			}
		}
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
	// One small count beside large ones, exact margins: the next smallest
	// goes as well.
	l, err := exact(7).List([]int64{3, 40, 25, 0})
	require.NoError(t, err)
	b, err := json.Marshal(l)
	require.NoError(t, err)
	require.JSONEq(t, `{"counts":["*",40,"*",0],"total":68}`, string(b))
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
