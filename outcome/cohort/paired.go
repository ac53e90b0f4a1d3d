package cohort

import (
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// maxPaired bounds the values of a pair, in millionths, so that their difference
// does not overflow.
const maxPaired = 1e18

// pair is a baseline and a follow-up in millionths.
type pair struct{ before, after int64 }

// Paired accumulates the baselines and follow-ups of one measure: one
// instrument, version and part, and for individualised measures one concern, as
// outcome's pairing gives them. What has no partner is counted apart, since who
// comes back is half of the story. Its memory is one entry for each distinct
// pair of values. Shards merge to exactly the whole. Values beyond 10¹², which no
// score reaches, are not meant for it and are refused when a state is read.
//
// The zero Paired is empty and ready to use. It must not be copied after use
// and is not safe for concurrent writing.
type Paired struct {
	pairs  map[pair]int64
	before tally // baselines without a follow-up
	after  tally // follow-ups without a baseline
}

// Add counts one person's pair.
func (p *Paired) Add(baseline, followUp outcome.Value) {
	if p.pairs == nil {
		p.pairs = map[pair]int64{}
	}
	p.pairs[pair{baseline.Millionths(), followUp.Millionths()}]++
}

// AddBaseline counts a baseline without a follow-up.
func (p *Paired) AddBaseline(v outcome.Value) {
	if p.before == nil {
		p.before = tally{}
	}
	p.before[v.Millionths()]++
}

// AddFollowUp counts a follow-up without a baseline.
func (p *Paired) AddFollowUp(v outcome.Value) {
	if p.after == nil {
		p.after = tally{}
	}
	p.after[v.Millionths()]++
}

// Merge adds all of other, which is left as it is.
func (p *Paired) Merge(other *Paired) {
	if p.pairs == nil {
		p.pairs = make(map[pair]int64, len(other.pairs))
	}
	for k, c := range other.pairs {
		p.pairs[k] += c
	}
	var s Sample
	for own, more := range map[*tally]tally{&p.before: other.before, &p.after: other.after} {
		s.counts = *own
		s.Merge(&Sample{counts: more})
		*own = s.counts
	}
}

// N returns the number of pairs.
func (p *Paired) N() int64 {
	var n int64
	for _, c := range p.pairs {
		n += c
	}
	return n
}

// margins returns the baselines, follow-ups and differences of the pairs.
func (p *Paired) margins() (tally, tally, tally) {
	b, f, d := tally{}, tally{}, tally{}
	for k, c := range p.pairs {
		b[k.before] += c
		f[k.after] += c
		d[k.after-k.before] += c
	}
	return b, f, d
}

// correlation is Pearson's r of baseline and follow-up, NaN when one of them
// does not vary.
func (p *Paired) correlation(b, f tally) float64 {
	products := new(big.Int)
	var x, y big.Int
	for k, c := range p.pairs {
		x.Mul(x.SetInt64(k.before), y.SetInt64(k.after))
		products.Add(products, x.Mul(&x, y.SetInt64(c)))
	}
	sb, _ := b.sums()
	sf, _ := f.sums()
	n := big.NewInt(p.N())
	products.Mul(products, n)
	products.Sub(products, sb.Mul(sb, sf))
	vb, vf := ratio(b.spread(), n, 2), ratio(f.spread(), n, 2)
	return ratio(products, n, 2) / math.Sqrt(float64(vb*vf))
}

// SummaryOptions say how a summary is to be made. The zero value is a level of
// 0.95 and no direction.
type SummaryOptions struct {
	// Level is the confidence level of all intervals; 0 is 0.95.
	Level outcome.Value
	// Direction says which way is better, from the instrument's definition.
	// Unset or neither: the Improvement is not known.
	Direction outcome.Direction
}

// Summary tells what happened to one measure in a group of people. It is plain
// data.
//
// A summary describes a change; it never shows that anything caused it. People
// are referred when their need is high, and scores taken at a high point come
// down by themselves. Caveats therefore belongs to the summary and is never
// empty.
type Summary struct {
	// Pairs is the number of people with baseline and follow-up.
	Pairs int64 `json:"pairs"`
	// BaselineOnly and FollowUpOnly are the numbers without a partner.
	BaselineOnly int64 `json:"baselineOnly"`
	FollowUpOnly int64 `json:"followUpOnly"`
	// Completion is the pairs among all with a baseline.
	Completion Proportion `json:"completion"`
	// CompletionInterval is Wilson's.
	CompletionInterval Interval `json:"completionInterval"`
	// Baseline and FollowUp are of the pairs.
	Baseline Moments `json:"baseline"`
	FollowUp Moments `json:"followUp"`
	// NonCompleters are the baselines of those without a follow-up: when they
	// differ from Baseline the change is that of a selected group.
	NonCompleters Moments `json:"nonCompleters"`
	// Difference is follow-up minus baseline.
	Difference Moments `json:"difference"`
	// Improvement is the mean difference turned so that up is better; not
	// known when the direction isn't.
	Improvement outcome.Estimate `json:"improvement"`
	// Correlation is Pearson's, of baseline and follow-up.
	Correlation outcome.Estimate `json:"correlation"`
	// T is the paired t test with the interval of the mean difference.
	T TTest `json:"t"`
	// Wilcoxon is the signed-rank test of the differences.
	Wilcoxon SignedRank `json:"wilcoxon"`
	// Effects are standardised differences, each by its name.
	Effects Effects `json:"effects"`
	// Assumptions are what the figures rest on.
	Assumptions []Assumption `json:"assumptions"`
	// Caveats are what a reader must be told beside them; never empty.
	Caveats []Caveat `json:"caveats"`
}

// TTest is a paired t test. All figures are not known for fewer than two pairs
// or when no difference varies.
type TTest struct {
	T        outcome.Estimate `json:"t"`
	DF       int64            `json:"df"`
	P        outcome.Estimate `json:"p"` // two-sided
	Interval Interval         `json:"interval"`
}

// Effects are the named effect sizes of a mean difference; none is "the" effect
// size. They keep the sign of the difference, follow-up minus baseline.
type Effects struct {
	// ES is the difference by the SD of the baselines (Glass's).
	ES Effect `json:"es"`
	// SRM is the standardised response mean: by the SD of the differences.
	SRM Effect `json:"srm"`
	// DAv is by the root mean square of the two SDs.
	DAv Effect `json:"dAv"`
	// HedgesG is DAv times J.
	HedgesG Effect `json:"hedgesG"`
	// J is Hedges' correction for small samples, 1 - 3/(4·df - 1) with
	// df = pairs - 1.
	J outcome.Estimate `json:"j"`
}

// Effect is one effect size with its interval.
type Effect struct {
	Size     outcome.Estimate `json:"size"`
	Interval Interval         `json:"interval"`
}

// Summary works out the summary. Options may be nil.
func (p *Paired) Summary(o *SummaryOptions) Summary {
	if o == nil {
		o = &SummaryOptions{}
	}
	b, f, d := p.margins()
	n := d.n()
	s := Summary{
		Pairs: n, BaselineOnly: p.before.n(), FollowUpOnly: p.after.n(),
		Completion: Proportion{X: n, N: n + p.before.n()},
		Baseline:   b.moments(), FollowUp: f.moments(), Difference: d.moments(),
		NonCompleters: p.before.moments(),
		Improvement:   outcome.Estimate(math.NaN()),
		Correlation:   outcome.Estimate(math.NaN()),
		T:             tTest(d, o.Level),
		Wilcoxon:      signedRank(d),
		Assumptions:   summaryAssumptions(),
	}
	s.CompletionInterval = s.Completion.Wilson(o.Level)
	if sign := o.Direction.Sign(); sign != 0 && n > 0 {
		s.Improvement = s.Difference.Mean * outcome.Estimate(sign)
	}
	if n > 1 {
		s.Correlation = outcome.Estimate(p.correlation(b, f))
	}
	s.Effects = effects(s, o.Level)
	s.Caveats = caveats(s)
	return s
}

func tTest(d tally, level outcome.Value) TTest {
	n := d.n()
	if n < 2 || len(d) < 2 { // every difference is the same: nothing to test
		return TTest{
			T: outcome.Estimate(math.NaN()), DF: max(n-1, 0), P: outcome.Estimate(math.NaN()),
			Interval: unknownInterval(level, MethodStudent),
		}
	}
	mean, df := d.mean(), float64(n-1)
	se := d.sd() / math.Sqrt(float64(n))
	t := mean / se
	return TTest{
		T: outcome.Estimate(t), DF: n - 1, P: outcome.Estimate(studentTwoSided(t, df)),
		Interval: around(mean, float64(se*studentQuantile(1-levelOf(level), df)), level, MethodStudent),
	}
}

func effects(s Summary, level outcome.Value) Effects {
	mean, n, r := float64(s.Difference.Mean), float64(s.Pairs), float64(s.Correlation)
	sb, sf, sd := float64(s.Baseline.SD), float64(s.FollowUp.SD), float64(s.Difference.SD)
	av := math.Sqrt((float64(sb*sb) + float64(sf*sf)) / 2)
	df := n - 1
	j := 1 - 3/(4*df-1)
	if s.Pairs < 2 {
		j = math.NaN()
	}
	z := normalQuantile((1 - levelOf(level)) / 2)
	effect := func(size, scale, variance float64) Effect {
		size *= scale
		if math.IsInf(size, 0) {
			size = math.NaN()
		}
		half := float64(z * float64(scale*math.Sqrt(variance)))
		return Effect{Size: outcome.Estimate(size), Interval: around(size, half, level, MethodEffectApprox)}
	}
	es, srm, dav := mean/sb, mean/sd, mean/av
	within := (1/n + float64(dav*dav)/(2*n)) * (2 * (1 - r))
	return Effects{
		ES:      effect(es, 1, 2*(1-r)/n+float64(es*es)/(2*n)),
		SRM:     effect(srm, 1, 1/n+float64(srm*srm)/(2*n)),
		DAv:     effect(dav, 1, within),
		HedgesG: effect(dav, j, within),
		J:       outcome.Estimate(j),
	}
}

// pairedState is the JSON form of a Paired.
type pairedState struct {
	Pairs        []pairRow  `json:"pairs"`
	BaselineOnly []tallyRow `json:"baselineOnly"`
	FollowUpOnly []tallyRow `json:"followUpOnly"`
}

// pairRow is one pair of values and its count.
type pairRow struct {
	before, after outcome.Value
	count         int64
}

func (r pairRow) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{r.before, r.after, r.count})
}

func (r *pairRow) UnmarshalJSON(data []byte) error {
	var cells []json.RawMessage
	if json.Unmarshal(data, &cells) != nil || len(cells) != 3 || json.Unmarshal(cells[0], &r.before) != nil ||
		json.Unmarshal(cells[1], &r.after) != nil || json.Unmarshal(cells[2], &r.count) != nil {
		return errors.New("cohort: not a pair of values and its count")
	}
	return nil
}

// MarshalJSON writes the whole state, for a shard to send. It holds every count
// as it is; nothing in it is suppressed.
func (p *Paired) MarshalJSON() ([]byte, error) {
	st := pairedState{Pairs: make([]pairRow, 0, len(p.pairs)), BaselineOnly: p.before.state(), FollowUpOnly: p.after.state()}
	keys := slices.SortedFunc(maps.Keys(p.pairs), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.before, b.before), cmp.Compare(a.after, b.after))
	})
	for _, k := range keys {
		st.Pairs = append(st.Pairs, pairRow{outcome.Millionths(k.before), outcome.Millionths(k.after), p.pairs[k]})
	}
	return json.Marshal(st)
}

// UnmarshalJSON reads what MarshalJSON writes. The error matches ErrInput.
func (p *Paired) UnmarshalJSON(data []byte) error {
	var st pairedState
	if err := json.Unmarshal(data, &st); err != nil {
		return &InputError{Path: "", What: "not the state of paired values"}
	}
	q, total := Paired{pairs: make(map[pair]int64, len(st.Pairs))}, int64(0)
	for _, r := range st.Pairs {
		k := pair{r.before.Millionths(), r.after.Millionths()}
		if r.count < 1 || r.count > maxCount || q.pairs[k] != 0 {
			return &InputError{Path: "pairs", What: "a count below 1, too large, or a pair given twice"}
		}
		if max(r.before.Abs().Millionths(), r.after.Abs().Millionths()) > maxPaired {
			return &InputError{Path: "pairs", What: "a value beyond every score"}
		}
		if total += r.count; total > maxCount {
			return &InputError{Path: "pairs", What: "counts too large together"}
		}
		q.pairs[k] = r.count
	}
	var err error
	if q.before, err = fromState(st.BaselineOnly); err != nil {
		return &InputError{Path: "baselineOnly", What: "not a sample"}
	}
	if q.after, err = fromState(st.FollowUpOnly); err != nil {
		return &InputError{Path: "followUpOnly", What: "not a sample"}
	}
	*p = q
	return nil
}
