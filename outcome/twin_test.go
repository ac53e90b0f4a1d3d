package outcome_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/outcome/instruments"
)

// twin scores a definition slowly, with rational numbers and maps, straight from
// the data: a second reading of the rules, sharing no code with the engine. nil is
// not scorable.
type twin struct {
	d       outcome.Definition
	answers map[outcome.ItemCode]outcome.Answer
	parts   map[outcome.PartCode]*big.Rat
}

func rat(v outcome.Value) *big.Rat { return big.NewRat(v.Millionths(), 1_000_000) }

func (w *twin) score() {
	w.parts = map[outcome.PartCode]*big.Rat{}
	for _, p := range w.d.Parts {
		w.parts[p.Code] = w.part(p)
	}
}

func (w *twin) itemsOf(p outcome.Part) []outcome.ItemCode {
	if len(p.Items) == 1 && p.Items[0] == "*" {
		var all []outcome.ItemCode
		for _, it := range w.d.Items {
			all = append(all, it.Code)
		}
		return all
	}
	return p.Items
}

func (w *twin) limits(code outcome.ItemCode) (int16, int16) {
	for _, it := range w.d.Items {
		if it.Code != code {
			continue
		}
		if it.Min != nil {
			return *it.Min, *it.Max
		}
		options := it.Options
		if len(options) == 0 {
			options = w.d.Options
		}
		lo, hi := options[0].Value, options[0].Value
		for _, o := range options {
			lo, hi = min(lo, o.Value), max(hi, o.Value)
		}
		return lo, hi
	}
	panic("no item " + code)
}

func (w *twin) weigh(p outcome.Part, code outcome.ItemCode, a outcome.Answer) *big.Rat {
	for _, r := range p.Recode {
		if slices.Contains(r.Items, code) {
			return rat(r.To[int16(a)])
		}
	}
	if slices.Contains(p.Reverse, code) {
		lo, hi := w.limits(code)
		return big.NewRat(int64(lo)+int64(hi)-int64(a), 1)
	}
	return big.NewRat(int64(a), 1)
}

func (w *twin) part(p outcome.Part) *big.Rat {
	switch p.Method {
	case outcome.Sum, outcome.Mean, outcome.Max:
		return w.combined(p)
	case outcome.TableLookup:
		return w.looked(p)
	case outcome.Cases:
		return w.chosen(p)
	case outcome.Terms:
		return w.products(p)
	case outcome.State, outcome.Given:
	}
	return nil
}

func (w *twin) combined(p outcome.Part) *big.Rat {
	var all []*big.Rat
	n, top := 0, (*big.Rat)(nil)
	worst := outcome.Answer(0)
	for _, code := range w.itemsOf(p) {
		n++
		lo, hi := w.limits(code)
		for a := lo; a <= hi; a++ {
			if x := w.weigh(p, code, outcome.Answer(a)); top == nil || x.Cmp(top) > 0 {
				top = x
			}
		}
		if a := w.answers[code]; a.IsNumber() {
			all = append(all, w.weigh(p, code, a))
			worst = max(worst, a)
		}
	}
	for _, code := range p.Of {
		n++
		if w.parts[code] == nil {
			return nil
		}
		all = append(all, w.parts[code])
	}
	sum, highest := new(big.Rat), (*big.Rat)(nil)
	for _, x := range all {
		sum.Add(sum, x)
		if highest == nil || x.Cmp(highest) > 0 {
			highest = x
		}
	}
	if gaps := n - len(all); gaps > 0 {
		decided := p.Missing.Rule == outcome.MissingDecided && highest != nil && highest.Cmp(top) == 0
		if !decided && (p.Missing.Rule == "" || gaps > p.Missing.Max) {
			return nil
		}
		if p.Missing.Rule == outcome.MissingProrate && p.Method == outcome.Sum {
			sum.Mul(sum, big.NewRat(int64(n), int64(len(all))))
		}
	}
	if p.Method == outcome.Mean {
		sum.Quo(sum, big.NewRat(int64(len(all)), 1))
	}
	if p.Method == outcome.Max {
		sum = new(big.Rat).Set(highest)
	}
	for _, q := range p.Penalties {
		if worst >= outcome.Answer(q.AtLeast) {
			sum.Add(sum, rat(q.Add))
		}
	}
	if p.Multiply != 0 {
		sum.Mul(sum, big.NewRat(p.Multiply, 1))
	}
	if p.Divide != 0 {
		sum.Quo(sum, big.NewRat(p.Divide, 1))
	}
	if p.Add != nil {
		sum.Add(sum, rat(*p.Add))
	}
	return sum
}

func (w *twin) looked(p outcome.Part) *big.Rat {
	from := w.parts[p.Of[0]]
	if from == nil || p.Table == "" {
		return nil
	}
	for _, t := range w.d.Tables {
		for _, r := range t.Rows {
			if t.ID == p.Table && from.Cmp(big.NewRat(r.Key, 1)) == 0 {
				return rat(r.Value)
			}
		}
	}
	return nil
}

// holds is yes (1), no (-1) or unknown (0).
func (w *twin) holds(when []outcome.Condition) int {
	all := 1
	for _, c := range when {
		x := w.parts[c.Part]
		if c.Item != "" {
			x = nil
			if a := w.answers[c.Item]; a.IsNumber() {
				x = big.NewRat(int64(a), 1)
			}
		}
		switch {
		case x == nil:
			all = 0
		case c.Min != nil && x.Cmp(rat(*c.Min)) < 0, c.Max != nil && x.Cmp(rat(*c.Max)) > 0:
			return -1
		}
	}
	return all
}

func (w *twin) chosen(p outcome.Part) *big.Rat {
	for _, c := range p.Cases {
		switch w.holds(c.When) {
		case 1:
			return rat(c.Value)
		case 0:
			return nil
		}
	}
	return rat(*p.Else)
}

func (w *twin) products(p outcome.Part) *big.Rat {
	sum := new(big.Rat)
	for _, t := range p.Terms {
		met := w.holds(t.When)
		if met < 0 {
			continue
		}
		product, open := rat(t.Factor), met == 0
		zero := false
		for _, code := range t.Items {
			a := w.answers[code]
			if !a.IsNumber() {
				open = true
				continue
			}
			if t.Cap > 0 {
				a = min(a, outcome.Answer(t.Cap))
			}
			zero = zero || a == 0
			product.Mul(product, big.NewRat(int64(a), 1))
		}
		if zero {
			continue
		}
		if open {
			return nil
		}
		sum.Add(sum, product)
	}
	return sum
}

// random makes a response; gaps of them are not answered.
func random(rng *rand.Rand, in *outcome.Instrument, gaps int) outcome.Response {
	r := in.Blank()
	for i := range r {
		lo, hi := in.ItemRange(i)
		r[i] = lo + outcome.Answer(rng.IntN(int(hi-lo)+1))
		if rng.IntN(3) == 0 { // edges matter more than the middle
			r[i] = []outcome.Answer{lo, hi}[rng.IntN(2)]
		}
	}
	for range gaps {
		r[rng.IntN(len(r))] = []outcome.Answer{outcome.NotAnswered, outcome.NotApplicable}[rng.IntN(2)]
	}
	return r
}

// TestEveryScoreEqualsTheSlowTwin scores random responses, complete and not, to
// every instrument with items, one at a time and as a column.
func TestEveryScoreEqualsTheSlowTwin(t *testing.T) {
	tried := 0
	for in := range instruments.All() {
		if len(in.Items()) == 0 {
			continue
		}
		rng := rand.New(rand.NewPCG(1, uint64(len(in.Key().ID))))
		for n := range twinRounds {
			tried++
			r := random(rng, in, max(0, n%8-3))
			s, err := in.Score(r)
			require.NoError(t, err)
			checkTwin(t, in, r, s)
			checkColumn(t, in, r, s)
		}
	}
	require.Greater(t, tried, 30*twinRounds)
}

func checkTwin(t *testing.T, in *outcome.Instrument, r outcome.Response, s outcome.Score) {
	t.Helper()
	w := twin{d: in.Definition(), answers: map[outcome.ItemCode]outcome.Answer{}}
	for i, code := range in.Items() {
		w.answers[code] = r[i]
	}
	w.score()
	for code, p := range s.Parts() {
		v, ok := p.Value()
		want := w.parts[code]
		require.Equal(t, want != nil, ok, "%s %s %v", in.Key(), code, []outcome.Answer(r))
		if !ok {
			require.NotEmpty(t, p.Reason())
			continue
		}
		diff := new(big.Rat).Sub(want, rat(v))
		require.LessOrEqual(t, diff.Abs(diff).Cmp(big.NewRat(1, 2_000_000)), 0, "%s %s %v", in.Key(), code, []outcome.Answer(r))
		require.Equal(t, want.Cmp(rat(v)) == 0, p.Exact(), "%s %s %v", in.Key(), code, []outcome.Answer(r))
		info, _ := in.Part(code)
		require.False(t, v.Compare(info.Min) < 0 || v.Compare(info.Max) > 0, "%s %s out of its range", in.Key(), code)
		k, n := p.Answered()
		require.LessOrEqual(t, k, n)
		require.Equal(t, k == n, p.Status() == outcome.Complete || n == 0 || len(r) == 0, "%s %s", in.Key(), code)
	}
}

func checkColumn(t *testing.T, in *outcome.Instrument, r outcome.Response, s outcome.Score) {
	t.Helper()
	for code, p := range s.Parts() {
		var dst [1]outcome.PartScore
		invalid, err := in.ScoreColumn(code, r, dst[:])
		require.NoError(t, err)
		require.Zero(t, invalid)
		require.Equal(t, p, dst[0], "%s %s", in.Key(), code)
	}
}

// FuzzResponse: any numbers as answers give a score in its range, or an error of
// the right kind.
func FuzzResponse(f *testing.F) {
	f.Add("phq-9", []byte{0, 1, 2, 3, 255, 254, 2, 1, 0})
	f.Add("ipaq-sf", []byte{3, 60, 1, 1, 7, 90})
	f.Fuzz(func(t *testing.T, id string, data []byte) {
		in, err := instruments.Get(outcome.InstrumentID(id))
		if err != nil {
			require.ErrorIs(t, err, instruments.ErrUnknownInstrument)
			return
		}
		r := make(outcome.Response, len(data))
		for i, b := range data {
			r[i] = outcome.Answer(int8(b))
		}
		s, err := in.Score(r)
		if err != nil {
			if len(in.Items()) == 0 {
				require.ErrorIs(t, err, outcome.ErrNotPermitted)
				return
			}
			require.ErrorIs(t, err, outcome.ErrAnswer)
			require.True(t, s.IsZero())
			return
		}
		checkTwin(t, in, r, s)
	})
}
