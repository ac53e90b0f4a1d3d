package outcome

import (
	"errors"
	"iter"
	"math/bits"
	"slices"
)

// ChangeKind is the kind of a change rule.
type ChangeKind string

// The kinds. KindImportant: a difference that people notice or value (minimal
// important difference). KindReliable: a fixed published threshold beyond which a
// difference is not measurement error. KindJacobsonTruax: reliable change derived
// from the standard deviation and reliability given. KindCaseness: a clinical
// cut-off that is crossed. KindCutoff: a Jacobson–Truax cut-off a, b or c derived
// from the means and standard deviations given.
const (
	KindImportant     ChangeKind = "important"
	KindReliable      ChangeKind = "reliable"
	KindJacobsonTruax ChangeKind = "jacobson-truax"
	KindCaseness      ChangeKind = "caseness"
	KindCutoff        ChangeKind = "cut-off"
)

// IsValid reports whether k is one of the kinds.
func (k ChangeKind) IsValid() bool {
	switch k {
	case KindImportant, KindReliable, KindJacobsonTruax, KindCaseness, KindCutoff:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a kind; empty text reads as unset.
func (k *ChangeKind) UnmarshalText(text []byte) error { return readWord(k, text) }

// ChangeRule is one named, sourced way to judge a difference between two scores.
// Sources disagree, so an instrument carries several and none is the truth.
type ChangeRule struct {
	ID          RuleID     `json:"id"`
	Kind        ChangeKind `json:"kind"`
	Part        PartCode   `json:"part"`
	Threshold   *Value     `json:"threshold,omitempty"`   // important, reliable: inclusive
	SD          *Value     `json:"sd,omitempty"`          // jacobson-truax: of the baseline
	Reliability *Value     `json:"reliability,omitempty"` // jacobson-truax: 0 to below 1
	Case        *Value     `json:"case,omitempty"`        // caseness: a case at this value and on the worse side
	Criterion   string     `json:"criterion,omitempty"`   // cut-off: "a", "b" or "c"
	Clinical    *Norm      `json:"clinical,omitempty"`    // cut-off
	Functional  *Norm      `json:"functional,omitempty"`  // cut-off
	Source      string     `json:"source"`
	Standing    Standing   `json:"standing"`
	Note        string     `json:"note,omitempty"`
}

// Norm is the mean and standard deviation of a published sample.
type Norm struct {
	Mean Value `json:"mean"`
	SD   Value `json:"sd"`
}

func (r ChangeRule) clone() ChangeRule {
	r.Threshold, r.SD, r.Reliability, r.Case = clonePtr(r.Threshold), clonePtr(r.SD), clonePtr(r.Reliability), clonePtr(r.Case)
	r.Clinical, r.Functional = clonePtr(r.Clinical), clonePtr(r.Functional)
	return r
}

// Verdict is what a rule says of a pair of scores.
type Verdict string

// The verdicts. Improved, Worsened and Unchanged come from thresholds; Unchanged
// means no difference beyond the rule's threshold, not "the same". Recovered,
// StillCase, NewCase and NeverCase come from a cut-off. NotJudged: a part was not
// scorable, or the scale has no better and worse.
const (
	Improved  Verdict = "improved"
	Worsened  Verdict = "worsened"
	Unchanged Verdict = "unchanged"
	Recovered Verdict = "recovered"
	StillCase Verdict = "still-a-case"
	NewCase   Verdict = "new-case"
	NeverCase Verdict = "never-a-case"
	NotJudged Verdict = "not-judged"
)

// IsValid reports whether v is one of the verdicts.
func (v Verdict) IsValid() bool {
	return slices.Contains([]Verdict{Improved, Worsened, Unchanged, Recovered, StillCase, NewCase, NeverCase, NotJudged}, v)
}

// UnmarshalText refuses what is not a verdict; empty text reads as unset.
func (v *Verdict) UnmarshalText(text []byte) error { return readWord(v, text) }

// changeRule is a compiled ChangeRule.
type changeRule struct {
	ChangeRule
	part   int
	cutoff Value // caseness and cut-off
}

// Judgement is one rule's verdict with what it rests on.
type Judgement struct {
	Rule     RuleID     `json:"rule"`
	Kind     ChangeKind `json:"kind"`
	Verdict  Verdict    `json:"verdict"`
	Limit    *Value     `json:"limit,omitempty"` // threshold or cut-off applied
	Source   string     `json:"source"`
	Standing Standing   `json:"standing"`
}

// Comparison is the measured change of one part between two scores of one person,
// by one instrument, version and variant (and concern).
//
// Difference is always follow-up − baseline; Improvement is difference × direction
// (D37). A change is not an effect: nothing here says why it happened.
//
// Immutable and safe for concurrent use; the zero Comparison compares nothing.
type Comparison struct {
	instrument *Instrument
	part       int
	before     PartScore
	after      PartScore
}

// Compare compares the named part of two scores of the instrument. It refuses with
// an error that matches [ErrNotComparable] when either score is of another
// instrument, version, variant or host's table, and [ErrUnknownName] when there is
// no such part. A part that is not scorable compares, with no difference.
func (in *Instrument) Compare(partCode PartCode, baseline, followUp Score) (Comparison, error) {
	i := in.partAt(partCode)
	if i < 0 {
		return Comparison{}, &NameError{Instrument: in.key, Kind: "part", Name: string(partCode)}
	}
	if baseline.layout != in.layout || followUp.layout != in.layout {
		return Comparison{}, &PairError{Want: in.key, Baseline: baseline.Instrument(), FollowUp: followUp.Instrument()}
	}
	return Comparison{instrument: in, part: i, before: baseline.parts[i], after: followUp.parts[i]}, nil
}

// PairError says that two scores are not of the same instrument, version, variant
// and table. It matches [ErrNotComparable].
type PairError struct{ Want, Baseline, FollowUp Key }

func (e *PairError) Error() string {
	return "outcome: not comparable as " + e.Want.String() + ": baseline is " + e.Baseline.String() + ", follow-up is " + e.FollowUp.String()
}

// Is matches [ErrNotComparable].
func (e *PairError) Is(target error) bool { return target == ErrNotComparable }

// Part returns the part compared; "" for the zero Comparison.
func (c Comparison) Part() PartCode {
	if c.instrument == nil {
		return ""
	}
	return c.instrument.parts[c.part].code
}

// Baseline returns the part's score before; FollowUp the one after.
func (c Comparison) Baseline() PartScore { return c.before }

// FollowUp returns the part's score after.
func (c Comparison) FollowUp() PartScore { return c.after }

// Difference returns follow-up − baseline, and false when either is not scorable.
func (c Comparison) Difference() (Value, bool) {
	a, ok := c.before.Value()
	b, ok2 := c.after.Value()
	return b.Sub(a), ok && ok2
}

// Improvement returns difference × direction: positive is better for the person.
// It reports false when there is no difference or the scale has no better side.
func (c Comparison) Improvement() (Value, bool) {
	d, ok := c.Difference()
	if !ok {
		return Value{}, false
	}
	sign := c.direction().Sign()
	return d.Times(sign), sign != 0
}

func (c Comparison) direction() Direction {
	if c.instrument == nil {
		return ""
	}
	return c.instrument.parts[c.part].direction
}

// Judgements yields the verdict of every rule of the instrument for this part,
// side by side. It yields nothing when no rule is published: then the honest
// answer is "no published threshold", not "no change".
func (c Comparison) Judgements() iter.Seq[Judgement] {
	return func(yield func(Judgement) bool) {
		if c.instrument == nil {
			return
		}
		for i := range c.instrument.change {
			r := &c.instrument.change[i]
			if r.part == c.part && !yield(c.judge(r)) {
				return
			}
		}
	}
}

// HasRule reports whether any change rule is known for the part.
func (c Comparison) HasRule() bool {
	for range c.Judgements() {
		return true
	}
	return false
}

// Judge applies one named rule, and reports false when the instrument has no such
// rule for the part.
func (c Comparison) Judge(rule RuleID) (Judgement, bool) {
	for j := range c.Judgements() {
		if j.Rule == rule {
			return j, true
		}
	}
	return Judgement{}, false
}

func (c Comparison) judge(r *changeRule) Judgement {
	j := Judgement{Rule: r.ID, Kind: r.Kind, Verdict: NotJudged, Source: r.Source, Standing: r.Standing}
	improvement, ok := c.Improvement()
	switch r.Kind {
	case KindImportant, KindReliable:
		j.Limit = clonePtr(r.Threshold)
		if ok {
			j.Verdict = beyond(improvement, improvement.Abs().Compare(*r.Threshold) >= 0)
		}
	case KindJacobsonTruax:
		if limit, ok := ReliableChange(*r.SD, *r.Reliability).Value(6); ok {
			j.Limit = &limit
		}
		if ok {
			j.Verdict = beyond(improvement, exceedsJT(improvement, *r.SD, *r.Reliability))
		}
	case KindCaseness, KindCutoff:
		limit := r.cutoff
		j.Limit = &limit
		if ok {
			j.Verdict = c.crossing(r)
		}
	}
	return j
}

func beyond(improvement Value, reached bool) Verdict {
	switch {
	case !reached || improvement.Sign() == 0:
		return Unchanged
	case improvement.Sign() > 0:
		return Improved
	}
	return Worsened
}

// crossing judges a cut-off. Caseness includes the cut-off itself (PHQ-9 of 10 is
// a case); a Jacobson–Truax cut-off must be passed, so on it one is not yet across.
func (c Comparison) crossing(r *changeRule) Verdict {
	a, _ := c.before.Value()
	b, _ := c.after.Value()
	isCase := func(v Value) bool { return v.Compare(r.cutoff)*int(c.direction().Sign()) <= 0 }
	switch before, after := isCase(a), isCase(b); {
	case before && after:
		return StillCase
	case before:
		return Recovered
	case after:
		return NewCase
	}
	return NeverCase
}

// exceedsJT reports whether |difference| > 1.96 × √2 × sd × √(1 − reliability),
// strictly, by comparing the squares exactly: no square root and no rounding
// decides a verdict.
func exceedsJT(difference, sd, reliability Value) bool {
	d := magnitude(difference.millionths)
	if d > 1e14 {
		return true // sd is at most 10,000: no threshold reaches that far, and 128 bits end here
	}
	// With everything in millionths: d² × 10⁴ × 10⁶ > 2 × 196² × sd² × (10⁶ − r).
	left := square(d).times(1e10)
	right := square(magnitude(sd.millionths)).times(2 * 196 * 196).times(uint64(unit - reliability.millionths))
	return right.less(left)
}

// wide is a number of 128 bits.
type wide struct{ hi, lo uint64 }

func square(n uint64) wide { hi, lo := bits.Mul64(n, n); return wide{hi, lo} }

// times multiplies; the callers keep the product below 2¹²⁸.
func (w wide) times(n uint64) wide {
	hi, lo := bits.Mul64(w.lo, n)
	return wide{hi + w.hi*n, lo}
}

func (w wide) less(x wide) bool { return w.hi < x.hi || w.hi == x.hi && w.lo < x.lo }

// changeRules compiles the change rules of a definition.
func (c *compiler) changeRules() {
	for i, r := range c.def.Change {
		path := at("change", i)
		if !validName(r.ID) || slices.ContainsFunc(c.def.Change[:i], func(o ChangeRule) bool { return o.ID == r.ID }) {
			c.fault(path+".id", "needs a name of its own")
		}
		if !r.Standing.IsValid() {
			c.fault(path+".standing", "is needed")
		}
		c.source(path, r.Source)
		q := changeRule{ChangeRule: r.clone(), part: c.in.partAt(r.Part)}
		if q.part < 0 {
			c.fault(path+".part", "no such part")
			continue
		}
		dir := c.in.parts[q.part].direction
		if dir.Sign() == 0 {
			c.fault(path+".part", "has no better and worse side")
		}
		if problem := q.prepare(dir); problem != "" {
			c.fault(path, problem)
			continue
		}
		c.in.change = append(c.in.change, q)
	}
}

// prepare checks that a rule gives what its kind needs and derives its cut-off.
func (r *changeRule) prepare(dir Direction) string {
	switch r.Kind {
	case KindImportant, KindReliable:
		if r.Threshold == nil || r.Threshold.Sign() <= 0 {
			return "needs a positive threshold"
		}
	case KindJacobsonTruax:
		if r.SD == nil || r.Reliability == nil || !goodSD(*r.SD) || !goodReliability(*r.Reliability) {
			return "needs a positive sd and a reliability from 0 to below 1"
		}
	case KindCaseness:
		if r.Case == nil {
			return "needs the value from which one is a case"
		}
		r.cutoff = *r.Case
	case KindCutoff:
		if !goodNorm(r.Clinical) || !goodNorm(r.Functional) {
			return "needs the means and positive standard deviations of both samples"
		}
		v, err := Cutoff(r.Criterion, *r.Clinical, *r.Functional, dir)
		if err != nil {
			return "criterion must be a, b or c"
		}
		r.cutoff = v
	default:
		return "needs a kind"
	}
	return ""
}

func goodSD(v Value) bool { return v.Sign() > 0 && v.Compare(Int(10_000)) <= 0 }

// goodNorm bounds the means too, so that a cut-off is worked out exactly.
func goodNorm(n *Norm) bool {
	return n != nil && goodSD(n.SD) && n.Mean.Abs().Compare(Int(1_000_000)) <= 0
}

var errCriterion = errors.New("outcome: criterion must be a, b or c, the direction higher or lower, and the samples sound")

// Cutoff derives a Jacobson–Truax cut-off between a clinical and a functional
// sample, for a scale on which direction is better:
//
//	a = clinical mean ± 2 clinical SD       (towards better)
//	b = functional mean ∓ 2 functional SD   (towards worse)
//	c = (SDc × Mf + SDf × Mc) / (SDc + SDf)
//
// b uses the functional SD, as Jacobson and Truax (1991) define it. It is exact
// except for c, which is rounded once, half away from zero, at the sixth decimal.
func Cutoff(criterion string, clinical, functional Norm, direction Direction) (Value, error) {
	sign := direction.Sign()
	if sign == 0 || !goodNorm(&clinical) || !goodNorm(&functional) {
		return Value{}, errCriterion
	}
	switch criterion {
	case "a":
		return clinical.Mean.Add(clinical.SD.Times(2 * sign)), nil
	case "b":
		return functional.Mean.Sub(functional.SD.Times(2 * sign)), nil
	case "c":
		return weightedMean(clinical, functional), nil
	}
	return Value{}, errCriterion
}

// weightedMean is Mc + SDc × (Mf − Mc) / (SDc + SDf), which is criterion c, rounded
// once.
func weightedMean(clinical, functional Norm) Value {
	sum := uint64(clinical.SD.millionths + functional.SD.millionths)
	gap := functional.Mean.millionths - clinical.Mean.millionths
	hi, lo := bits.Mul64(uint64(clinical.SD.millionths), magnitude(gap))
	q, r := bits.Div64(hi%sum, lo, sum)
	up := int64(0) // one more in the direction of the gap?
	total := clinical.Mean.millionths
	if gap < 0 {
		total -= int64(q)
	} else {
		total += int64(q)
	}
	switch twice := 2 * r; {
	case twice > sum:
		up = 1
	case twice == sum && (total == 0 || (total > 0) == (gap > 0)):
		up = 1 // a tie goes away from zero
	}
	if gap < 0 {
		up = -up
	}
	return Value{total + up}
}
