package cohort

import (
	_ "embed"
	"sync"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/internal/texts"
)

//go:embed texts.json
var textsJSON []byte

var catalogue = sync.OnceValues(func() (*texts.Catalogue, error) { return texts.Load(textsJSON) })

// text returns the words of a key. The catalogue is a literal of this package,
// which a test loads; a key without words is shown as it is.
func text(tag language.Tag, key string) string {
	c, err := catalogue()
	if err != nil {
		return key
	}
	return c.Text(tag, key)
}

// Assumption is something that a figure rests on. It is a persisted vocabulary
// of codes with words in English and Welsh.
type Assumption string

// The assumptions of this package's results.
const (
	// AssumePairsOnly: only people with both measurements are in the change.
	AssumePairsOnly Assumption = "pairs-only"
	// AssumeScaleSteps: equal steps of the score mean equally much.
	AssumeScaleSteps Assumption = "scale-steps"
	// AssumeNormalDifferences: the t test and its interval take the mean of
	// the differences as normally distributed.
	AssumeNormalDifferences Assumption = "normal-differences"
	// AssumeSymmetricDifferences: the signed-rank test takes the differences
	// as spread evenly about their middle.
	AssumeSymmetricDifferences Assumption = "symmetric-differences"
	// AssumeIndependentPeople: each person is counted once.
	AssumeIndependentPeople Assumption = "independent-people"
	// AssumeLinearBetween: between two measurements the utility moves in a
	// straight line.
	AssumeLinearBetween Assumption = "linear-between"
	// AssumeBaselineCarried: without the support the utility would have
	// stayed where it was at the start.
	AssumeBaselineCarried Assumption = "baseline-carried"
	// AssumeUndiscounted: a year later counts as much as a year now.
	AssumeUndiscounted Assumption = "undiscounted"
	// AssumeDiscounted: later time counts less, at the stated yearly rate,
	// continuously from the first measurement on.
	AssumeDiscounted Assumption = "discounted"
	// AssumeLifeSatisfaction: the change is of the 0 to 10 life satisfaction
	// question; no other measure may be turned into WELLBYs.
	AssumeLifeSatisfaction Assumption = "life-satisfaction"
	// AssumeConstantChange: the change holds at its full size over the stated
	// time.
	AssumeConstantChange Assumption = "constant-change"
	// AssumePrice: a WELLBY is worth the stated price, in the stated year's
	// money, to everybody.
	AssumePrice Assumption = "price"
	// AssumeNoDeadweight: nothing is taken off for what would have happened
	// anyway, for the part of others, for displacement or for fading.
	AssumeNoDeadweight Assumption = "no-deadweight"
	// AssumeChanceOnly: units differ by chance alone; whom they serve is not
	// taken into account.
	AssumeChanceOnly Assumption = "chance-only"
)

// Assumptions returns all codes in the order of their declaration.
func Assumptions() []Assumption {
	return []Assumption{
		AssumePairsOnly, AssumeScaleSteps, AssumeNormalDifferences, AssumeSymmetricDifferences,
		AssumeIndependentPeople, AssumeLinearBetween, AssumeBaselineCarried, AssumeUndiscounted, AssumeDiscounted,
		AssumeLifeSatisfaction, AssumeConstantChange, AssumePrice, AssumeNoDeadweight, AssumeChanceOnly,
	}
}

// IsValid reports whether a is one of the codes.
func (a Assumption) IsValid() bool {
	for _, b := range Assumptions() {
		if a == b {
			return true
		}
	}
	return false
}

// UnmarshalText accepts the codes, and "" as unset; the error matches ErrInput.
func (a *Assumption) UnmarshalText(b []byte) error {
	v := Assumption(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "assumption", What: "unknown code"}
	}
	*a = v
	return nil
}

// Text returns the assumption in words, in English or Welsh.
func (a Assumption) Text(tag language.Tag) string { return text(tag, "assume-"+string(a)) }

// Caveat is something that a reader must be told beside a figure. It is a
// persisted vocabulary of codes with words in English and Welsh.
type Caveat string

// The caveats.
const (
	// CaveatRegression: scores taken when things are at their worst come back
	// by themselves. People on a waiting list, untreated, have been seen to
	// improve by half in sixteen weeks.
	CaveatRegression Caveat = "regression-to-the-mean"
	// CaveatNoComparison: nobody without the support was followed, so the
	// change is not an effect.
	CaveatNoComparison Caveat = "no-comparison-group"
	// CaveatFewPairs: fewer than 30 pairs.
	CaveatFewPairs Caveat = "few-pairs"
	// CaveatLowCompletion: fewer than half of those with a baseline have a
	// follow-up.
	CaveatLowCompletion Caveat = "low-completion"
	// CaveatSelectedCompleters: those without a follow-up began at another
	// level than those with one, by a fifth of a standard deviation or more.
	CaveatSelectedCompleters Caveat = "selected-completers"
)

// Caveats returns all codes in the order of their declaration.
func Caveats() []Caveat {
	return []Caveat{CaveatRegression, CaveatNoComparison, CaveatFewPairs, CaveatLowCompletion, CaveatSelectedCompleters}
}

// IsValid reports whether c is one of the codes.
func (c Caveat) IsValid() bool {
	for _, d := range Caveats() {
		if c == d {
			return true
		}
	}
	return false
}

// UnmarshalText accepts the codes, and "" as unset; the error matches ErrInput.
func (c *Caveat) UnmarshalText(b []byte) error {
	v := Caveat(b)
	if v != "" && !v.IsValid() {
		return &InputError{Path: "caveat", What: "unknown code"}
	}
	*c = v
	return nil
}

// Text returns the caveat in words, in English or Welsh.
func (c Caveat) Text(tag language.Tag) string { return text(tag, "caveat-"+string(c)) }

func summaryAssumptions() []Assumption {
	return []Assumption{
		AssumePairsOnly, AssumeScaleSteps, AssumeNormalDifferences, AssumeSymmetricDifferences,
		AssumeIndependentPeople,
	}
}

// fewPairs is the size below which guides to wellbeing scales advise against
// reading a group's change; it decides only whether a caveat is shown.
const fewPairs = 30

// caveats are those of a summary: the first two always.
func caveats(s Summary) []Caveat {
	out := []Caveat{CaveatRegression, CaveatNoComparison}
	if s.Pairs < fewPairs {
		out = append(out, CaveatFewPairs)
	}
	if 2*s.Pairs < s.Completion.N {
		out = append(out, CaveatLowCompletion)
	}
	gap := float64(s.NonCompleters.Mean - s.Baseline.Mean)
	if sd := float64(s.Baseline.SD); gap >= sd/5 || gap <= -sd/5 {
		out = append(out, CaveatSelectedCompleters)
	}
	return out
}
