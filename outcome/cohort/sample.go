package cohort

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
)

// Sample accumulates values one after the other: scores, waits in days, counts
// of contacts. Its memory is one entry for each distinct value, whatever the
// number of values. Samples of shards merge to exactly the sample of the whole.
//
// The zero Sample is empty and ready to use. A Sample must not be copied after
// use and is not safe for concurrent writing; one per shard, merged at the end,
// needs no lock.
type Sample struct {
	counts tally
}

// Add counts one value.
func (s *Sample) Add(v outcome.Value) { s.AddN(v, 1) }

// AddN counts a value n times. An n below 1 adds nothing. A sample counts up to
// 2⁵⁰ values, and so do the samples merged to one, together.
func (s *Sample) AddN(v outcome.Value, n int64) {
	if n < 1 {
		return
	}
	if s.counts == nil {
		s.counts = tally{}
	}
	s.counts[v.Millionths()] += n
}

// Merge adds all of other, which is left as it is.
func (s *Sample) Merge(other *Sample) {
	if s.counts == nil {
		s.counts = tally{}
	}
	s.counts.merge(other.counts)
}

// N returns the number of values.
func (s *Sample) N() int64 { return s.counts.n() }

// Mean returns the mean, not known for an empty sample.
func (s *Sample) Mean() outcome.Estimate { return outcome.Estimate(s.counts.mean()) }

// SD returns the sample standard deviation (N-1 below), not known for fewer
// than two values.
func (s *Sample) SD() outcome.Estimate { return outcome.Estimate(s.counts.sd()) }

// Moments returns size, mean and standard deviation together.
func (s *Sample) Moments() Moments { return s.counts.moments() }

// Min returns the least value, false for an empty sample.
func (s *Sample) Min() (outcome.Value, bool) { return s.rank(0) }

// Max returns the greatest value, false for an empty sample.
func (s *Sample) Max() (outcome.Value, bool) { return s.rank(s.N() - 1) }

// MeanInterval returns the interval for the mean by Student's t. Level 0 is
// 0.95. Its ends are not known for fewer than two values, nor when all values are
// the same: that says nothing of how far the mean may vary.
func (s *Sample) MeanInterval(level outcome.Value) Interval {
	n := s.N()
	if n < 2 || len(s.counts) < 2 {
		return unknownInterval(level, MethodStudent)
	}
	se := s.counts.sd() / math.Sqrt(float64(n))
	return around(s.counts.mean(), float64(se*studentQuantile(1-levelOf(level), float64(n-1))), level, MethodStudent)
}

// QuantileMethod names how a quantile between two values is settled: there are
// at least nine ways, and reports that don't say which can't be compared.
type QuantileMethod string

const (
	// QuantileNearest is the least value that at least a share p of the
	// sample does not exceed (Hyndman and Fan's type 1): always a value that
	// occurred. For "nine in ten people waited no longer than".
	QuantileNearest QuantileMethod = "nearest"
	// QuantileLinear interpolates between the values around rank (N-1)p + 1
	// (Hyndman and Fan's type 7, the default of R and of spreadsheets). With
	// p = 0.5 it is the median as usually taught.
	QuantileLinear QuantileMethod = "linear"
)

// IsValid reports whether m is one of the methods.
func (m QuantileMethod) IsValid() bool { return m == QuantileNearest || m == QuantileLinear }

// UnmarshalText accepts the methods, and "" as unset; the error matches
// ErrInput.
func (m *QuantileMethod) UnmarshalText(text []byte) error {
	v := QuantileMethod(text)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "method", What: "unknown quantile method"}
	}
	*m = v
	return nil
}

// Quantile returns the p-quantile, p from 0 to 1, by a named method, exactly or
// rounded once to six decimals, half away from zero. It is false for an empty
// sample, for p outside 0 to 1 and for an unknown method.
func (s *Sample) Quantile(p outcome.Value, m QuantileMethod) (outcome.Value, bool) {
	n, share := s.N(), p.Millionths()
	if n == 0 || share < 0 || share > 1_000_000 || !m.IsValid() {
		return outcome.Value{}, false
	}
	var h, million, rest big.Int
	million.SetInt64(1_000_000)
	if m == QuantileNearest {
		// The rank is ⌈np⌉, at least 1.
		h.Mul(h.SetInt64(n), rest.SetInt64(share))
		h.DivMod(&h, &million, &rest)
		rank := h.Int64()
		if rest.Sign() == 0 && rank > 0 {
			rank--
		}
		return s.rank(rank)
	}
	h.Mul(h.SetInt64(n-1), rest.SetInt64(share))
	h.DivMod(&h, &million, &rest)
	lo, _ := s.rank(h.Int64())
	hi, ok := s.rank(h.Int64() + 1)
	if !ok || rest.Sign() == 0 {
		return lo, true
	}
	return interpolate(lo, hi, rest.Int64()), true
}

// interpolate is lo + (hi-lo)·millionths/10⁶, rounded once.
func interpolate(lo, hi outcome.Value, millionths int64) outcome.Value {
	var gap, half big.Int
	gap.Sub(big.NewInt(hi.Millionths()), big.NewInt(lo.Millionths()))
	gap.Mul(&gap, big.NewInt(millionths))
	// In millionths² now; the sum is rounded half away from zero.
	sum := new(big.Int).Mul(big.NewInt(lo.Millionths()), big.NewInt(1_000_000))
	sum.Add(sum, &gap)
	half.SetInt64(500_000)
	if sum.Sign() < 0 {
		half.Neg(&half)
	}
	sum.Add(sum, &half)
	return outcome.Millionths(sum.Quo(sum, big.NewInt(1_000_000)).Int64())
}

// rank returns the value of a rank from 0 to N-1.
func (s *Sample) rank(r int64) (outcome.Value, bool) {
	if r < 0 {
		return outcome.Value{}, false
	}
	for _, v := range s.counts.sorted() {
		if r -= s.counts[v]; r < 0 {
			return outcome.Millionths(v), true
		}
	}
	return outcome.Value{}, false
}

// MarshalJSON writes the whole state, for a shard to send: an array of
// [value, count] in order of the values. It holds every count as it is;
// nothing in it is suppressed.
func (s *Sample) MarshalJSON() ([]byte, error) { return json.Marshal(s.counts.state()) }

// UnmarshalJSON reads what MarshalJSON writes. The error matches ErrInput.
func (s *Sample) UnmarshalJSON(data []byte) error {
	var rows []tallyRow
	if err := json.Unmarshal(data, &rows); err != nil {
		return &InputError{Path: "", What: "not the state of a sample"}
	}
	t, err := fromState(rows)
	if err != nil {
		return err
	}
	s.counts = t
	return nil
}

// tallyRow is one value and its count in the JSON state.
type tallyRow struct {
	value outcome.Value
	count int64
}

func (r tallyRow) MarshalJSON() ([]byte, error) { return json.Marshal([]any{r.value, r.count}) }

func (r *tallyRow) UnmarshalJSON(data []byte) error {
	var cells []json.RawMessage
	if json.Unmarshal(data, &cells) != nil || len(cells) != 2 ||
		json.Unmarshal(cells[0], &r.value) != nil || json.Unmarshal(cells[1], &r.count) != nil {
		return errors.New("cohort: not a value and its count")
	}
	return nil
}

func (t tally) state() []tallyRow {
	rows := make([]tallyRow, 0, len(t))
	for _, v := range t.sorted() {
		rows = append(rows, tallyRow{value: outcome.Millionths(v), count: t[v]})
	}
	return rows
}

// maxCount bounds what one state may count, so that merging a world of shards
// stays far from overflow.
const maxCount = 1 << 50

func fromState(rows []tallyRow) (tally, error) {
	t, total := make(tally, len(rows)), int64(0)
	if !slices.IsSortedFunc(rows, func(a, b tallyRow) int { return a.value.Compare(b.value) }) {
		return nil, &InputError{Path: "", What: "values out of order"}
	}
	for _, r := range rows {
		if r.count < 1 || r.count > maxCount || t[r.value.Millionths()] != 0 {
			return nil, &InputError{Path: "", What: "a count below 1, too large, or a value given twice"}
		}
		if total += r.count; total > maxCount {
			return nil, &InputError{Path: "", What: "counts too large together"}
		}
		t[r.value.Millionths()] = r.count
	}
	return t, nil
}
