package referral

import (
	"errors"
	"fmt"
)

// CompilePolicy checks a policy wholly and makes the form that the machine
// uses. It reports every fault, as joined *Fault values.
func CompilePolicy(p Policy) (*Rules, error) {
	var faults []error
	between := func(path string, v, low, high int) {
		if v < low || v > high {
			faults = append(faults, &Fault{Rule: RuleRange, Path: path, Wanted: fmt.Sprintf("%d to %d", low, high), Offered: itoa(v)})
		}
	}
	between("textLimit", p.TextLimit, 1, 100_000)
	between("attempts.count", p.Attempts.Count, 1, 50)
	between("attempts.days", p.Attempts.Days, 1, p.Attempts.Count)
	between("attempts.channels", p.Attempts.Channels, 1, min(p.Attempts.Count, len(allChannel)))
	for _, t := range p.Targets.each() {
		between("targets."+t.name, *t.value, 0, 1000)
	}
	between("onwardReplyDays", p.OnwardReplyDays, 1, 366)
	between("transferReplyDays", p.TransferReplyDays, 1, 366)
	between("reopenDays", p.ReopenDays, 0, 3660)
	between("holdReviewDays", p.HoldReviewDays, 1, 366)
	between("missedLimit", p.MissedLimit, 1, 50)
	if len(p.HandOverRoles) == 0 {
		faults = append(faults, &Fault{Rule: RuleRequired, Path: "handOverRoles", Wanted: "at least one role"})
	}
	for i, r := range p.HandOverRoles {
		if !r.IsValid() {
			faults = append(faults, badWord(fmt.Sprintf("handOverRoles[%d]", i), r, allRoles))
		}
	}
	faults = append(faults, p.wordFaults()...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return &Rules{policy: p.clone()}, nil
}

func (p Policy) wordFaults() []error {
	var faults []error
	if !p.CodeAt.IsValid() {
		faults = append(faults, badWord("codeAt", p.CodeAt, allCodeMoments))
	}
	if p.CodeRefused != CodeOnly && p.CodeRefused != CodeWithhold {
		faults = append(faults, badWord("codeRefused", p.CodeRefused, []CodeSharing{CodeOnly, CodeWithhold}))
	}
	for _, s := range []struct {
		path  string
		value Silence
	}{
		{"silence.shareProvider", p.Silence.ShareProvider},
		{"silence.shareGP", p.Silence.ShareGP},
		{"silence.shareReferrer", p.Silence.ShareReferrer},
		{"silence.research", p.Silence.Research},
		{"silence.photographs", p.Silence.Photographs},
		{"silence.feedback", p.Silence.Feedback},
	} {
		if !s.value.IsValid() {
			faults = append(faults, badWord(s.path, s.value, allSilences))
		}
	}
	return faults
}

type target struct {
	name  string
	value *int
}

func (t *TargetPolicy) each() []target {
	return []target{
		{"decision", &t.Decision},
		{"allocation", &t.Allocation},
		{"firstAttempt", &t.FirstAttempt},
		{"firstContact", &t.FirstContact},
		{"plan", &t.Plan},
		{"planReview", &t.PlanReview},
		{"signpost", &t.Signpost},
		{"awaitFeedback", &t.AwaitFeedback},
	}
}
