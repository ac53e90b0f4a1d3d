package coverage

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/matching"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/cohort"
	"github.com/socialprescribing/socialprescribing/person"
)

// An attack on what leaves: a reader has a report of a small sample, and tries
// every sample that it could be of. No small count of people, of those that are
// shown or starred or of what they leave of each other, may be narrowed down below
// the promised number of values.

const (
	attacked     = person.NeedCode("sp-need:lonely")
	attackedUpTo = 8 // what a reader tries for each count
)

// standing are the barriers of an attacked sample, in order. That there are three matters:
// of two, who has both follows from the counts; of three, it lies between bounds.
var standing = []matching.CriterionCode{matching.Time, matching.Travel, matching.Cost}

// triple is three counts of one group, or of all.
type triple [3]int64

func (x triple) people() int64 { return x[0] + x[1] + x[2] }

// truth is a sample of people of whom some have one need.
type truth struct {
	groups  []triple // who found nothing, something, a choice
	check   int64    // of those who found something, who must ask first
	ways    ways     // what is in the way of those who found nothing
	served  int64    // how many of them one more activity would serve
	without int64    // who does not have the need
}

// ways counts people by which barriers, as bits, are in their way.
type ways [8]int64

// having counts those in whose way all of the barriers are.
func (w *ways) having(all int) int64 {
	var n int64
	for has, people := range w {
		if has&all == all {
			n += people
		}
	}
	return n
}

func (x *truth) all() triple {
	var sum triple
	for _, g := range x.groups {
		for j, n := range g {
			sum[j] += n
		}
	}
	return sum
}

func attackedGroup(i int) cohort.Group { return cohort.Group{Dimension: "d", Code: fmt.Sprint(i)} }

// tally is one that has counted these people.
func (x *truth) tally() *Tally {
	added, all := activity.ID{1}, x.all()
	t := &Tally{
		o: Options{Choice: 3, Candidates: []activity.Activity{{ID: added}}}, people: all.people() + x.without,
		cells: map[key]counts{}, barriers: map[barrierKey]int64{{attacked, ""}: x.ways[0]},
		gains: map[gainKey]int64{{added, attacked}: x.served}, spreads: map[key]*spread{}, unmet: map[Unmet]int64{},
	}
	for i, b := range standing {
		t.barriers[barrierKey{attacked, b}] = x.ways.having(1 << i)
	}
	for i, g := range x.groups {
		t.cells[key{attacked, attackedGroup(i)}] = counts{none: g[0], some: g[1], many: g[2]}
	}
	t.cells[key{attacked, cohort.Group{Dimension: DimensionAll}}] = counts{none: all[0], some: all[1], many: all[2], check: x.check}
	return t
}

// someone draws a sample in which each group has somebody.
func someone(rng *rand.Rand) truth {
	few := func() int64 { return rng.Int64N(5) * rng.Int64N(2) }
	x := truth{groups: make([]triple, 1+rng.IntN(2)), without: few()}
	for i := range x.groups {
		for x.groups[i].people() == 0 {
			x.groups[i] = triple{few(), few(), few()}
		}
	}
	all, among := x.all(), rng.IntN(len(x.ways))
	x.check = rng.Int64N(all[1] + all[2] + 1)
	x.served = rng.Int64N(all[0] + 1)
	for range all[0] {
		x.ways[rng.IntN(len(x.ways))&among]++
	}
	return x
}

// secrets are counts of people by name.
type secrets map[string]int64

func (w *ways) secrets(none int64) secrets {
	out := secrets{"no barrier": w[0], "any barrier": none - w[0]}
	for has, n := range w {
		if bits.OnesCount(uint(has)) > 1 {
			out["more than one barrier"] += n
			out[fmt.Sprint("barriers ", has)] = w.having(has)
		}
	}
	for i := range standing {
		n := w.having(1 << i)
		out[fmt.Sprint("barrier ", i)], out[fmt.Sprint("not barrier ", i)] = n, none-n
	}
	return out
}

func servedSecrets(served, none int64) secrets {
	return secrets{"served": served, "not served": none - served}
}

// checkSecrets: that none of those who found something has anything to check
// leaves all of them, and says nothing new.
func checkSecrets(check, found int64) secrets {
	if check == 0 {
		return secrets{}
	}
	return secrets{"to check": check, "sure": found - check}
}

func tableSecrets(groups []triple) secrets {
	out := secrets{}
	for i, g := range groups {
		for j, n := range g {
			out[fmt.Sprint("group ", i, " ", j)] = n
			out[fmt.Sprint("all ", j)] += n
			out["with the need"] += n
		}
		out[fmt.Sprint("group ", i)] = g.people()
	}
	return out
}

// secrets are the counts that the report shows, and what parts leave of them.
func (x *truth) secrets() secrets {
	all, out := x.all(), tableSecrets(x.groups)
	out["without the need"] = x.without
	for _, more := range []secrets{x.ways.secrets(all[0]), servedSecrets(x.served, all[0]), checkSecrets(x.check, all[1]+all[2])} {
		for name, n := range more {
			out[name] = n
		}
	}
	return out
}

// possible is which values each secret could have.
type possible map[string]map[int64]bool

func (c possible) note(s secrets) {
	for name, n := range s {
		if c[name] == nil {
			c[name] = map[int64]bool{}
		}
		c[name][n] = true
	}
}

// reader is what a reader has: a report, and the rule by which it was made.
type reader struct {
	p cohort.SuppressionPolicy
	r Report
}

// fits reports whether a count could be what is shown.
func (a reader) fits(c cohort.Count, n int64) bool {
	if starred(c) {
		return n >= 1
	}
	return a.p.Count(n) == c
}

// suits is fits for a reader who knows which stars of a table are for being
// small, because the true count is.
func (a reader) suits(c cohort.Count, truth, n int64) bool {
	if starred(c) {
		return n >= 1 && (n <= a.p.Below) == (truth <= a.p.Below)
	}
	return a.fits(c, n)
}

// barrier reports whether n people could have a barrier.
func (a reader) barrier(code matching.CriterionCode, n int64) bool {
	for _, b := range a.r.Needs[0].Barriers {
		if b.Criterion == code {
			return a.fits(b.People, n)
		}
	}
	return n == 0
}

// addition reports whether n people could be served.
func (a reader) addition(n int64) bool {
	if len(a.r.Additions) == 0 {
		return n == 0
	}
	return a.fits(a.r.Additions[0].Needs[0].People, n)
}

// ofNone is what could be of so many who found nothing; nil if there can't be so
// many. Where they are starred nothing is said of them.
func (a reader) ofNone(none int64) possible {
	out := possible{}
	if starred(a.r.Needs[0].All.Nothing) {
		return out
	}
	for n := int64(0); n <= none; n++ {
		if a.addition(n) {
			out.note(servedSecrets(n, none))
		}
	}
	if len(out) == 0 {
		return nil
	}
	fits := false
	var w ways
	compose(none, w[:], func() {
		ok := a.barrier("", w[0])
		for i, b := range standing {
			ok = ok && a.barrier(b, w.having(1<<i))
		}
		if fits = fits || ok; ok {
			out.note(w.secrets(none))
		}
	})
	if !fits {
		return nil
	}
	return out
}

// ofFound is the same of those who found something.
func (a reader) ofFound(found int64) possible {
	var out possible
	for n := int64(0); n <= found; n++ {
		if a.fits(a.r.Needs[0].ToCheck, n) {
			if out == nil {
				out = possible{}
			}
			out.note(checkSecrets(n, found))
		}
	}
	return out
}

// ofSample is the same of those without the need, for so many with it.
func (a reader) ofSample(people int64) possible {
	var out possible
	for n := range int64(attackedUpTo) {
		if a.fits(a.r.People, people+n) {
			if out == nil {
				out = possible{}
			}
			out.note(secrets{"without the need": n})
		}
	}
	return out
}

// compose yields every way to divide n into so many numbers.
func compose(n int64, list []int64, yield func()) {
	if len(list) == 1 {
		list[0] = n
		yield()
		return
	}
	for list[0] = 0; list[0] <= n; list[0]++ {
		compose(n-list[0], list[1:], yield)
	}
}

// tables yields every table of groups in which each row passes.
func tables(groups int, passes func(i int, row triple) bool, yield func([]triple)) {
	rows := make([][]triple, groups)
	for i := range rows {
		for n := range int64(attackedUpTo * attackedUpTo * attackedUpTo) {
			row := triple{n % attackedUpTo, n / attackedUpTo % attackedUpTo, n / attackedUpTo / attackedUpTo}
			if passes(i, row) {
				rows[i] = append(rows[i], row)
			}
		}
	}
	list := make([]triple, groups)
	var fill func(i int)
	fill = func(i int) {
		if i == groups {
			yield(list)
			return
		}
		for _, list[i] = range rows[i] {
			fill(i + 1)
		}
	}
	fill(0)
}

// possible tries every sample. What concerns those who found nothing, those who
// found something and those without the need meets in the table only, by how many
// they are.
func (a reader) possible(x *truth) possible {
	out, row, all := possible{}, a.r.Needs[0], x.all()
	// nil where so many are not possible.
	nones, founds, samples := map[int64]possible{}, map[int64]possible{}, map[int64]possible{}
	remember := func(in map[int64]possible, n int64, try func(int64) possible) bool {
		if _, tried := in[n]; !tried {
			in[n] = try(n)
		}
		return in[n] != nil
	}
	met := map[string]map[int64]bool{"none": {}, "found": {}, "people": {}}
	tables(len(row.Groups), func(i int, t triple) bool {
		g, is := row.Groups[i], x.groups[i]
		return a.suits(g.Nothing, is[0], t[0]) && a.suits(g.Some, is[1], t[1]) && a.suits(g.Choice, is[2], t[2]) && a.suits(g.People, is.people(), t.people())
	}, func(groups []triple) {
		y := truth{groups: groups}
		t := y.all()
		if a.suits(row.All.Nothing, all[0], t[0]) && a.suits(row.All.Some, all[1], t[1]) && a.suits(row.All.Choice, all[2], t[2]) &&
			a.suits(row.All.People, all.people(), t.people()) && remember(nones, t[0], a.ofNone) &&
			remember(founds, t[1]+t[2], a.ofFound) && remember(samples, t.people(), a.ofSample) {
			out.note(tableSecrets(groups))
			met["none"][t[0]], met["found"][t[1]+t[2]], met["people"][t.people()] = true, true, true
		}
	})
	for of, parts := range map[string]map[int64]possible{"none": nones, "found": founds, "people": samples} {
		for n := range met[of] {
			for name, values := range parts[n] {
				for v := range values {
					out.note(secrets{name: v})
				}
			}
		}
	}
	return out
}

// showsAny reports whether anything but stars and zeros is in a table. Where not,
// nothing more could have been starred, and who knows which stars are for being
// small may know more.
func showsAny(rows ...[]cohort.Count) bool {
	for _, row := range rows {
		for _, c := range row {
			if several(c) {
				return true
			}
		}
	}
	return false
}

func (g GroupRow) counts() []cohort.Count {
	return []cohort.Count{g.Nothing, g.Some, g.Choice, g.People}
}

var attackedPolicies = []cohort.SuppressionPolicy{{Below: 2}, {Below: 3}, {Below: 2, Base: 3}, {Below: 3, Base: 2}, {Below: 3, Base: 3}}

// narrowed fails when a small count among the secrets has too few values left, and
// returns how many there were.
func narrowed(t *testing.T, p cohort.SuppressionPolicy, is secrets, could possible, about string) int {
	t.Helper()
	small := 0
	for name, n := range is {
		if could[name] == nil {
			continue // nothing is said of it
		}
		require.True(t, could[name][n], "%s: the truth is possible: %s", name, about)
		if n >= 1 && n <= p.Below {
			small++
			require.GreaterOrEqual(t, int64(len(could[name])), p.LeastSpread(), "%s is one of %v: %s", name, could[name], about)
		}
	}
	return small
}

func TestNoSmallCountCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(21, 22))
	small := 0
	for _, p := range attackedPolicies {
		for range attacks {
			x := someone(rng)
			r, err := x.tally().Release("d", p)
			require.NoError(t, err)
			a, row := reader{p, r}, r.Needs[0]
			rows := [][]cohort.Count{row.All.counts()}
			for _, g := range row.Groups {
				rows = append(rows, g.counts())
			}
			if !showsAny(rows...) {
				continue
			}
			small += narrowed(t, p, x.secrets(), a.possible(&x), fmt.Sprintf("%+v %+v %+v", p, x, r))
		}
	}
	require.Greater(t, small, 10*attacks)
}

// TestTwoReportsTellMore keeps why only one report may leave: by one dimension
// those who found nothing are shown, by another those who found a choice, and both
// times all people. Together they leave the seven who found something.
func TestTwoReportsTellMore(t *testing.T) {
	t.Parallel()
	x := truth{groups: []triple{{9, 3, 7}, {0, 4, 4}}, ways: ways{9}}
	tally := x.tally()
	for i, g := range []triple{{4, 7, 5}, {5, 0, 6}} {
		tally.cells[key{attacked, cohort.Group{Dimension: "e", Code: fmt.Sprint(i)}}] = counts{none: g[0], some: g[1], many: g[2]}
	}
	shown := map[string]string{}
	for _, d := range []string{"d", "e"} {
		r, err := tally.Release(d, cohort.SuppressionPolicy{Below: 7})
		require.NoError(t, err)
		shown[d] = fmt.Sprint(r.Needs[0].All.counts())
	}
	require.Equal(t, map[string]string{"d": "[9 * * 27]", "e": "[* * 11 27]"}, shown)
}

// TestNoMedianTellsACount attacks the other report. Each group has people who
// found nothing, who found something for sure and who must ask first.
func TestNoMedianTellsACount(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(23, 24))
	small, medians := 0, 0
	for _, p := range attackedPolicies {
		for range attacks {
			groups := make([]triple, 1+rng.IntN(2))
			tally := &Tally{cells: map[key]counts{}, barriers: map[barrierKey]int64{}, spreads: map[key]*spread{}}
			for i := range groups {
				groups[i] = triple{rng.Int64N(6), rng.Int64N(5) * rng.Int64N(2), 1 + rng.Int64N(5)}
				countGroup(tally, i, groups[i], rng)
			}
			r, err := tally.ByGroup("d", p)
			require.NoError(t, err)
			row, could := r.Needs[0], possible{}
			rows := [][]cohort.Count{row.All.counts()}
			for _, g := range row.Groups {
				if rows = append(rows, g.counts()); g.Matches.IsKnown() {
					medians++
				}
			}
			if !showsAny(rows...) {
				continue
			}
			a, all := reader{p: p}, (&truth{groups: groups}).all()
			fits := func(g GroupFinds, is, t triple) bool {
				return a.suits(g.Nothing, is[0], t[0]) && a.suits(g.Sure, is[1], t[1]) && a.suits(g.ToCheck, is[2], t[2]) &&
					a.suits(g.People, is.people(), t.people()) &&
					(!g.Metres.IsKnown() || p.Shows(t[1]+t[2])) && ofSo(g.Matches, t[1]+t[2], p)
			}
			tables(len(groups), func(i int, t triple) bool { return fits(row.Groups[i], groups[i], t) }, func(list []triple) {
				if fits(row.All, all, (&truth{groups: list}).all()) {
					could.note(tableSecrets(list))
				}
			})
			small += narrowed(t, p, tableSecrets(groups), could, fmt.Sprintf("%+v %+v %+v", p, groups, r))
		}
	}
	require.Greater(t, small, 5*attacks)
	require.Greater(t, medians, attacks/2)
}

// ofSo reports whether a median could be of so many people: of too few there is
// none, and between two steps it is the mean of an even number.
func ofSo(median outcome.Estimate, found int64, p cohort.SuppressionPolicy) bool {
	if !median.IsKnown() {
		return true
	}
	twice := int64(2 * float64(median))
	return p.Shows(found) && (twice%2 == 0 || found%2 == 0)
}

func (g GroupFinds) counts() []cohort.Count {
	return []cohort.Count{g.Nothing, g.Sure, g.ToCheck, g.People}
}

// countGroup counts a group as count does.
func countGroup(tally *Tally, i int, g triple, rng *rand.Rand) {
	for j, cell := range []counts{{none: 1}, {some: 1}, {some: 1, check: 1}} {
		for range g[j] {
			f := finding{need: attacked, cell: cell}
			if cell.none == 0 {
				f.matches, f.metres, f.located = 1+rng.IntN(3), activity.Metres(rng.IntN(30)*step), rng.IntN(4) > 0
			}
			tally.count(f, []cohort.Group{attackedGroup(i), {Dimension: DimensionAll}})
		}
	}
}
