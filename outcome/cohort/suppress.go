package cohort

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// Suppression: what may leave.
//
// Input: counts of people, as a list with a total or as a table with margins.
//
// Step 1, primary. A count from 1 to Below is replaced by "*"; a zero is kept.
//
// Step 2, rounding. Each count that stays, margins included, is rounded to the
// nearest multiple of Base by itself, so that rounded rows need not add up.
//
// Step 3, secondary. A reader can subtract. So for every count that is starred
// for being small the least and greatest value that it could have are worked out
// from all that is shown: a shown count stands for the whole numbers that round
// to it and are above Below; a small count for 1 to Below, because a star that
// stands alone says as much; a count starred for the sake of another for any
// number above Below. The reader is taken to know which is which. A table with
// margins is a network in which the counts flow from rows to columns, and the
// true table is one flow through it; how far a small count could be raised or
// lowered is how much more could flow around it. When fewer than Spread values
// are possible, more is starred: the counts along the shortest way around, cells
// before margins before the total and otherwise in order; and where that does not
// suffice the next count that is not zero, of its row and column first. Starring
// more only widens what is possible, so the search ends, at the latest with
// everything starred that is not zero.
//
// Which count is starred for the sake of another does not depend on how large it
// is, though the smallest would be missed least. A reader who knew that the
// smallest was taken would know that all that is shown is larger: of 11, 11 and
// 2, shown as "*", 11, "*" with their total, he could tell the 2.
//
// What this can't withstand: other tables already published about the same
// people, more than two dimensions at once, exact figures made of a count that is
// shown rounded, and, in a small table whose counts are rounded or whose totals
// are starred, a reader who runs this very procedure on every table that could
// stand behind it: that a second star was needed at all can tell him more. From a
// list of exact counts even he learns nothing: a test tries.

// SuppressionPolicy says what may leave. The zero value is not usable; begin
// with HESSuppression and change what the host's own policy says.
type SuppressionPolicy struct {
	// Name, Source and Standing say whose rule it is and how well it is
	// founded here.
	Name     string           `json:"name"`
	Source   string           `json:"source"`
	Standing outcome.Standing `json:"standing"`
	// Below: counts from 1 to Below are starred.
	Below int64 `json:"below"`
	// Base: counts that are shown are rounded to the nearest multiple of it,
	// half up; 0 and 1 round nothing.
	Base int64 `json:"base"`
	// Spread is the least number of values from 1 to Below that a small count
	// must still possibly have, whatever a reader subtracts; 0 is half of them,
	// at least 2.
	Spread int64 `json:"spread,omitzero"`
}

// HESSuppression returns the rule that NHS Digital has used for Hospital
// Episode Statistics below national level since September 2018: counts from 1
// to 7 starred, all others rounded to the nearest 5, totals rounded by
// themselves. That zeros are kept and that a mean over 1 to 7 people is
// withheld follows its published description; the description was read in part
// only, hence its standing, and the host's own policy goes first.
func HESSuppression() SuppressionPolicy {
	return SuppressionPolicy{
		Name:     "HES sub-national",
		Source:   "NHS Digital, Hospital Episode Statistics, disclosure control from September 2018",
		Standing: outcome.SingleSource, Below: 7, Base: 5,
	}
}

// Check reports what is wrong with a policy; the error matches ErrInput. A
// threshold of 0 suppresses nothing and is refused.
func (p SuppressionPolicy) Check() error {
	switch {
	case p.Below < 1 || p.Below > maxCount:
		return &InputError{Path: "below", What: "not a threshold"}
	case p.Base < 0 || p.Base > maxCount:
		return &InputError{Path: "base", What: "not a base to round to"}
	case p.Base >= 2 && p.round(p.Below+1) == 0:
		return &InputError{Path: "base", What: "so large that a count above the threshold would round to 0"}
	case p.Spread < 0 || p.Spread > p.Below:
		return &InputError{Path: "spread", What: "negative, or more than the counts that are starred for being small"}
	default:
		return nil
	}
}

// LeastSpread returns the least number of values that a small count must still
// possibly have: Spread, or what stands for 0. With a threshold of 1 it is 1: such
// a star says "one", and no second star can help.
func (p SuppressionPolicy) LeastSpread() int64 {
	if p.Spread > 0 {
		return p.Spread
	}
	return min(max((p.Below+1)/2, 2), p.Below)
}

// Count is a count as it may be shown: a number, or a star. Its JSON is the
// number or "*". The zero Count shows 0. It is immutable and comparable.
type Count struct {
	n       int64
	starred bool
}

// Star is the mark of a suppressed count.
const Star = "*"

// ShownCount returns a count that shows n: for figures that are worked out from
// shown counts and need no suppression of their own. A negative n is starred.
func ShownCount(n int64) Count {
	if n < 0 {
		return Suppressed()
	}
	return Count{n: n}
}

// Suppressed returns a starred count.
func Suppressed() Count { return Count{starred: true} }

// Shown returns the number and true, or false when it is suppressed.
func (c Count) Shown() (int64, bool) {
	if c.starred {
		return 0, false
	}
	return c.n, true
}

// String returns the number or "*".
func (c Count) String() string {
	if c.starred {
		return Star
	}
	return strconv.FormatInt(c.n, 10)
}

// MarshalJSON writes the number or "*".
func (c Count) MarshalJSON() ([]byte, error) {
	if c.starred {
		return []byte(`"*"`), nil
	}
	return strconv.AppendInt(nil, c.n, 10), nil
}

// UnmarshalJSON reads a number from 0 or "*"; the error matches ErrInput.
func (c *Count) UnmarshalJSON(data []byte) error {
	if string(data) == `"*"` {
		*c = Count{starred: true}
		return nil
	}
	var n int64
	if json.Unmarshal(data, &n) != nil || n < 0 {
		return &InputError{Path: "count", What: "neither a count nor a star"}
	}
	*c = Count{n: n}
	return nil
}

// Count applies steps 1 and 2 to one count that is published alone. A negative
// n shows as a star: it is no count.
func (p SuppressionPolicy) Count(n int64) Count {
	if n < 0 || (n >= 1 && n <= p.Below) {
		return Count{starred: true}
	}
	return Count{n: p.round(n)}
}

// Shows reports whether figures made of n people, such as a mean, may be shown.
func (p SuppressionPolicy) Shows(n int64) bool { return n > p.Below }

func (p SuppressionPolicy) round(n int64) int64 {
	if p.Base < 2 {
		return n
	}
	return (n + p.Base/2) / p.Base * p.Base
}

// meant returns the least and greatest count for which n is shown.
func (p SuppressionPolicy) meant(shown int64) (int64, int64) {
	lo, hi := shown, shown
	if p.Base >= 2 {
		lo, hi = shown-p.Base/2, shown+(p.Base-1)/2
	}
	if shown == 0 {
		return 0, 0 // Check refuses policies by which anything else shows as 0
	}
	return max(lo, p.Below+1), hi
}

// SuppressedList is a list of counts and their total as it may be shown.
type SuppressedList struct {
	Counts []Count `json:"counts"`
	Total  Count   `json:"total"`
}

// List suppresses a list of counts that is published with its total. The error
// matches ErrInput: a policy that Check refuses, a negative or absurd count.
func (p SuppressionPolicy) List(counts []int64) (SuppressedList, error) {
	column := make([][]int64, len(counts))
	for i, n := range counts {
		column[i] = []int64{n}
	}
	t, err := p.suppress(column, false)
	if err != nil {
		return SuppressedList{}, err
	}
	out := SuppressedList{Total: t.Total, Counts: make([]Count, len(counts))}
	for i := range counts {
		out.Counts[i] = t.Cells[i][0]
	}
	return out, nil
}

// SuppressedTable is a table of counts with its margins as it may be shown.
type SuppressedTable struct {
	Cells   [][]Count `json:"cells"`
	Rows    []Count   `json:"rows"`    // totals of the rows
	Columns []Count   `json:"columns"` // totals of the columns
	Total   Count     `json:"total"`
}

// Table suppresses a table that is published with its margins. All rows must
// have one length. The error matches ErrInput: a policy that Check refuses,
// rows of different lengths, a negative or absurd count.
func (p SuppressionPolicy) Table(cells [][]int64) (SuppressedTable, error) {
	return p.suppress(cells, true)
}

func (p SuppressionPolicy) suppress(cells [][]int64, margins bool) (SuppressedTable, error) {
	if err := p.Check(); err != nil {
		return SuppressedTable{}, err
	}
	net, err := newNetwork(cells, p, margins)
	if err != nil {
		return SuppressedTable{}, err
	}
	net.protect()
	return net.table(), nil
}

// network is the table as a flow: source → rows → columns → sink → source.
// Nodes: 0 is the source, 1..R the rows, R+1..R+C the columns, R+C+1 the sink.
type network struct {
	p          SuppressionPolicy
	rows, cols int
	arcs       []arc
	at         [][]int // for each node the arcs that touch it
	margins    bool
}

// arc carries one count: a cell, a margin or the total.
type arc struct {
	from, to int
	n        int64
	starred  bool
	small    bool // starred for being small, not for the sake of another
	hidden   bool // never published: a star that needs no protection
}

func newNetwork(cells [][]int64, p SuppressionPolicy, margins bool) (*network, error) {
	w := &network{p: p, rows: len(cells), margins: margins}
	if w.rows > 0 {
		w.cols = len(cells[0])
	}
	rows, cols, total := make([]int64, w.rows), make([]int64, w.cols), int64(0)
	for i, row := range cells {
		if len(row) != w.cols {
			return nil, &InputError{Path: fmt.Sprintf("cells/%d", i), What: "rows of different lengths"}
		}
		for j, n := range row {
			if n < 0 || n > maxCount {
				return nil, &InputError{Path: fmt.Sprintf("cells/%d/%d", i, j), What: "not a count"}
			}
			w.arcs = append(w.arcs, arc{from: 1 + i, to: 1 + w.rows + j, n: n})
			rows[i] += n
			cols[j] += n
			total += n
		}
	}
	sink := 1 + w.rows + w.cols
	for i, n := range rows {
		// In a list the row totals are the counts themselves.
		w.arcs = append(w.arcs, arc{from: 0, to: 1 + i, n: n, hidden: !margins})
	}
	for j, n := range cols {
		w.arcs = append(w.arcs, arc{from: 1 + w.rows + j, to: sink, n: n, hidden: !margins})
	}
	w.arcs = append(w.arcs, arc{from: sink, to: 0, n: total})
	w.at = make([][]int, sink+1)
	for i, a := range w.arcs {
		w.at[a.from] = append(w.at[a.from], i)
		w.at[a.to] = append(w.at[a.to], i)
	}
	return w, nil
}

// protect stars what must be: first the small counts, then what would give them
// away.
func (w *network) protect() {
	var small []int
	for i, a := range w.arcs {
		if a.n >= 1 && a.n <= w.p.Below && !a.hidden {
			w.arcs[i].starred, w.arcs[i].small = true, true
			small = append(small, i)
		}
	}
	for _, i := range small {
		for !w.hides(i) {
			more := w.around(i)
			for _, j := range more {
				w.arcs[j].starred = true
			}
			if len(more) == 0 {
				break // nothing is left to star
			}
		}
	}
}

// around is what to star so that arc i can vary: the shown arcs on the cheapest way
// back from its end to its beginning, or what else there is. Dijkstra's search; ties
// fall to the arc that comes first.
func (w *network) around(i int) []int {
	const far = math.MaxInt64
	cost, by, done := slices.Repeat([]int64{far}, len(w.at)), slices.Repeat([]int{-1}, len(w.at)), make([]bool, len(w.at))
	cost[w.arcs[i].to] = 0
	for {
		node := -1
		for k, c := range cost {
			if !done[k] && c < far && (node < 0 || c < cost[node]) {
				node = k
			}
		}
		if node < 0 || node == w.arcs[i].from {
			break
		}
		done[node] = true
		for _, j := range w.at[node] {
			next, price, ok := w.price(j, node)
			if ok && j != i && cost[node]+price < cost[next] {
				cost[next], by[next] = cost[node]+price, j
			}
		}
	}
	var more []int
	for node := w.arcs[i].from; by[node] >= 0 && node != w.arcs[i].to; {
		j := by[node]
		before := w.arcs[j].from + w.arcs[j].to - node
		if _, price, _ := w.price(j, before); price > 0 {
			more = append(more, j)
		}
		node = before
	}
	if len(more) > 0 {
		return more
	}
	if j := w.partner(i); j >= 0 {
		return []int{j}
	}
	return nil
}

// price is where arc j leads from a node, what it costs to star it, and whether
// anything can flow through it. Neither depends on the counts, except that a zero
// is shown and stays one: a reader who knows the rule, and sees which second star
// was chosen, would otherwise learn how the counts under the stars compare.
func (w *network) price(j, node int) (int, int64, bool) {
	a := w.arcs[j]
	next := a.from + a.to - node
	switch {
	case a.starred || a.hidden:
		return next, 0, true
	case a.n == 0:
		return next, 0, false
	case j < w.rows*w.cols:
		return next, 1, true
	case j < len(w.arcs)-1:
		return next, int64(len(w.arcs)), true
	default:
		return next, int64(len(w.arcs) * len(w.arcs)), true
	}
}

// hides reports whether the small count i could still have enough values.
func (w *network) hides(i int) bool {
	need := w.p.LeastSpread() - 1
	a := w.arcs[i]
	lo, hi := w.bounds(i)
	room := w.augment(i, a.to, a.from, min(need, hi-a.n))
	if room < need {
		room += w.augment(i, a.from, a.to, min(need-room, a.n-lo))
	}
	return room >= need
}

// bounds are the values that an arc could have by itself, for a reader who knows
// which stars are for the sake of others.
func (w *network) bounds(i int) (int64, int64) {
	a := w.arcs[i]
	switch {
	case a.hidden:
		return 0, math.MaxInt64 / 4
	case a.small:
		return 1, w.p.Below
	case a.starred:
		return w.p.Below + 1, math.MaxInt64 / 4
	default:
		return w.p.meant(w.p.round(a.n))
	}
}

// augment finds how much more could flow from one node to another without arc
// skip, up to want: by shortest augmenting paths, over arcs that may carry more
// forwards or less backwards. The network itself is left as it is.
func (w *network) augment(skip, from, to int, want int64) int64 {
	change := make([]int64, len(w.arcs))
	var total int64
	for total < want {
		path, width := w.path(skip, from, to, want-total, change)
		if width == 0 {
			break
		}
		for node := to; node != from; {
			i := path[node]
			if w.arcs[i].to == node {
				change[i] += width
				node = w.arcs[i].from
			} else {
				change[i] -= width
				node = w.arcs[i].to
			}
		}
		total += width
	}
	return total
}

// path is a breadth-first search; it returns by which arc each node was reached
// and how much the path to the goal can carry.
func (w *network) path(skip, from, to int, want int64, change []int64) ([]int, int64) {
	by := slices.Repeat([]int{-1}, len(w.at))
	width := make([]int64, len(w.at))
	width[from] = want
	queue := []int{from}
	for len(queue) > 0 && width[to] == 0 {
		node := queue[0]
		queue = queue[1:]
		for _, i := range w.at[node] {
			next, room := w.room(i, node, change[i])
			if i != skip && room > 0 && width[next] == 0 {
				by[next], width[next] = i, min(width[node], room)
				queue = append(queue, next)
			}
		}
	}
	return by, width[to]
}

// room is how much more arc i can carry away from a node, and where to.
func (w *network) room(i, node int, change int64) (int, int64) {
	a := w.arcs[i]
	lo, hi := w.bounds(i)
	if a.from == node {
		return a.to, hi - (a.n + change)
	}
	return a.from, a.n + change - lo
}

// partner is what to star next for the sake of arc i when the ways around it do not
// suffice: the first shown cell that shares a node with it, then a shown margin,
// then any shown cell, then any arc. It is -1 when nothing is left.
func (w *network) partner(i int) int {
	near := func(j int) bool {
		a, b := w.arcs[i], w.arcs[j]
		return a.from == b.from || a.to == b.to || a.from == b.to || a.to == b.from
	}
	cells := w.rows * w.cols
	best, bestRank := -1, math.MaxInt
	for j, a := range w.arcs {
		if a.starred || a.hidden || a.n == 0 {
			continue
		}
		rank := 0
		if !near(j) {
			rank += 2
		}
		if j >= cells {
			rank++
		}
		if j == len(w.arcs)-1 {
			rank = 4
		}
		if best < 0 || rank < bestRank {
			best, bestRank = j, rank
		}
	}
	return best
}

func (w *network) table() SuppressedTable {
	shown := func(i int) Count {
		if a := w.arcs[i]; !a.starred {
			return Count{n: w.p.round(a.n)}
		}
		return Count{starred: true}
	}
	t := SuppressedTable{Cells: make([][]Count, w.rows), Rows: make([]Count, w.rows), Columns: make([]Count, w.cols)}
	for i := range w.rows {
		t.Cells[i] = make([]Count, w.cols)
		for j := range w.cols {
			t.Cells[i][j] = shown(i*w.cols + j)
		}
		t.Rows[i] = shown(w.rows*w.cols + i)
	}
	for j := range w.cols {
		t.Columns[j] = shown(w.rows*w.cols + w.rows + j)
	}
	t.Total = shown(len(w.arcs) - 1)
	return t
}
