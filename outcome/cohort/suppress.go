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
// Step 3, secondary. A reader can subtract. So for every starred count the
// least and greatest value that it could have are worked out from all that is
// shown: a shown count stands for the whole numbers that round to it and are
// above Below; a star for any number from 1. A table with margins is a network
// in which the counts flow from rows to columns, and the true table is one flow
// through it; how far a starred count could be raised or lowered is how much
// more could flow around it. When fewer than Spread values are possible, one
// more count is starred: the smallest shown count in its row or column that is
// not zero (ties: row first, then in order), then a margin of it, then the
// total. Starring more only widens what is possible, so the search ends, at
// the latest with everything starred that is not zero.
//
// The choice is greedy: it stars enough, not always the fewest. What it can't
// know: other tables already published about the same people, and more than
// two dimensions at once.

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
	// Spread is the least number of values that a starred count must still
	// possibly have, whatever a reader subtracts; 0 is half of the Below
	// values that the star itself leaves open, at least 2.
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
	case p.Spread < 0 || p.Spread > maxCount:
		return &InputError{Path: "spread", What: "negative or too large"}
	default:
		return nil
	}
}

// LeastSpread returns the least number of values that a starred count must still
// possibly have: Spread, or what stands for 0.
func (p SuppressionPolicy) LeastSpread() int64 {
	if p.Spread > 0 {
		return p.Spread
	}
	return max((p.Below+1)/2, 2)
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
	var queue []int
	star := func(i int) {
		w.arcs[i].starred = true
		queue = append(queue, i)
	}
	for i, a := range w.arcs {
		if a.n >= 1 && a.n <= w.p.Below && !a.hidden {
			star(i)
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		if w.hides(i) {
			queue = queue[1:]
			continue
		}
		more := w.around(i)
		if len(more) == 0 {
			queue = queue[1:] // nothing is left to star
		}
		for _, j := range more {
			star(j)
		}
	}
}

// around is what to star so that arc i can be raised: the arcs without room on
// the cheapest way back from its end to its beginning. Dijkstra's search; ties
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

// price is where arc j leads from a node, what it costs to have it carry Spread
// - 1 more that way, and whether that can be had at all.
func (w *network) price(j, node int) (int, int64, bool) {
	need := w.p.LeastSpread() - 1
	next, room := w.room(j, node, 0)
	a := w.arcs[j]
	switch {
	case room >= need:
		return next, 0, true
	case a.starred || a.hidden || a.n == 0 || (a.to == node && a.n-1 < need):
		return next, 0, false
	case j < w.rows*w.cols:
		return next, a.n, true
	default:
		return next, a.n + w.arcs[len(w.arcs)-1].n, true
	}
}

// hides reports whether the starred arc i could still have enough values.
func (w *network) hides(i int) bool {
	need := w.p.LeastSpread() - 1
	a := w.arcs[i]
	room := w.augment(i, a.to, a.from, need)
	if room < need {
		lo, _ := w.bounds(i)
		room += min(a.n-lo, w.augment(i, a.from, a.to, min(need-room, a.n-lo)))
	}
	return room >= need
}

// bounds are the values that an arc could have by itself.
func (w *network) bounds(i int) (int64, int64) {
	a := w.arcs[i]
	switch {
	case a.hidden:
		return 0, math.MaxInt64 / 4
	case a.starred:
		return 1, math.MaxInt64 / 4
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

// partner is what to star next for the sake of arc i: the smallest shown cell
// that shares a node with it, then a shown margin, then any shown cell, then
// any arc. It is -1 when nothing is left.
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
		if best < 0 || rank < bestRank || (rank == bestRank && a.n < w.arcs[best].n) {
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
