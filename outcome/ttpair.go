package outcome

import "github.com/socialprescribing/socialprescribing/person"

// PairOutcome is the pair logic of NHS Talking Therapies over PHQ-9 and GAD-7. Each
// answer is unknown when a missing score leaves it open.
//
// Its thresholds (6 and 4 points, cases from 10 and 8) are verified; the exact
// wording by which the two measures combine has not been seen, so Standing is
// [Unverified] and a report must say so. Talking Therapies counts it over a course
// of therapy; on social prescribing it is a description, not a result of therapy.
//
// Immutable and safe for concurrent use.
type PairOutcome struct {
	CaseAtStart           person.Tri `json:"caseAtStart"`
	CaseAtEnd             person.Tri `json:"caseAtEnd"`
	Recovery              person.Tri `json:"recovery"`              // a case at the start and below both cut-offs at the end
	ReliableImprovement   person.Tri `json:"reliableImprovement"`   // either improves reliably, neither worsens reliably
	ReliableDeterioration person.Tri `json:"reliableDeterioration"` // either worsens reliably, neither improves reliably
	ReliableRecovery      person.Tri `json:"reliableRecovery"`      // recovery and reliable improvement
	Standing              Standing   `json:"standing"`
}

// The rules of the definitions "phq-9" and "gad-7" that the pair logic rests on.
const (
	ruleTTReliable RuleID = "nhs-tt-reliable"
	ruleTTCaseness RuleID = "nhs-tt-caseness"
)

// TalkingTherapies applies the pair logic to the changes of PHQ-9 and GAD-7 totals
// over the same period. It refuses with an error that matches [ErrNotComparable]
// comparisons that do not carry the rules "nhs-tt-reliable" and "nhs-tt-caseness".
func TalkingTherapies(phq9, gad7 Comparison) (PairOutcome, error) {
	p, ok := phq9.pairHalf()
	g, ok2 := gad7.pairHalf()
	if !ok || !ok2 {
		return PairOutcome{}, &PairError{}
	}
	out := PairOutcome{Standing: Unverified}
	out.CaseAtStart = p.caseBefore.Or(g.caseBefore)
	out.CaseAtEnd = p.caseAfter.Or(g.caseAfter)
	out.Recovery = out.CaseAtStart.And(out.CaseAtEnd.Not())
	improved, worsened := p.improved.Or(g.improved), p.worsened.Or(g.worsened)
	out.ReliableImprovement = improved.And(worsened.Not())
	out.ReliableDeterioration = worsened.And(improved.Not())
	out.ReliableRecovery = out.Recovery.And(out.ReliableImprovement)
	return out, nil
}

// pairHalf is what the pair logic needs of one measure.
type pairHalf struct{ caseBefore, caseAfter, improved, worsened person.Tri }

func (c Comparison) pairHalf() (pairHalf, bool) {
	reliable, ok := c.Judge(ruleTTReliable)
	caseness, ok2 := c.Judge(ruleTTCaseness)
	if !ok || !ok2 || caseness.Limit == nil {
		return pairHalf{}, false
	}
	h := pairHalf{caseBefore: isCase(c.before, *caseness.Limit), caseAfter: isCase(c.after, *caseness.Limit)}
	if reliable.Verdict != NotJudged {
		h.improved, h.worsened = person.TriOf(reliable.Verdict == Improved), person.TriOf(reliable.Verdict == Worsened)
	}
	return h, true
}

func isCase(p PartScore, limit Value) person.Tri {
	v, ok := p.Value()
	if !ok {
		return person.Unknown
	}
	return person.TriOf(v.Compare(limit) >= 0)
}
