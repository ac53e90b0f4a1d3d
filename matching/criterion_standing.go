package matching

import (
	"slices"

	"github.com/socialprescribing/socialprescribing/activity"
)

// Standing: whether the activity may be offered to anybody today. Inactive,
// defunct, closed for now, ended, past its last occurrence, not open to the
// public, or run by a provider that the service has suspended (D30): excluded,
// with that reason. A status that nobody stated is not held against it here;
// freshness asks about it.
//
// Fits: Exact and No. There is no Unknown, so standing excludes and never
// ranks.

func judgeStanding(p *plan, o *offer, out []Judgement) []Judgement {
	s := o.state
	switch s.status {
	case activity.Inactive:
		out = append(out, Judgement{Code: ReasonInactive})
	case activity.Defunct:
		out = append(out, Judgement{Code: ReasonDefunct})
	case activity.TemporarilyClosed:
		out = append(out, Judgement{Code: ReasonClosedNow})
	case activity.Active:
	}
	if !s.ended.IsZero() && s.ended.Before(p.day) {
		out = append(out, Judgement{Code: ReasonEnded, A: dayArg(s.ended)})
	}
	if s.private {
		out = append(out, Judgement{Code: ReasonPrivateUse})
	}
	return out
}

// judgeFinished excludes what has had its last occurrence: only UNTIL, COUNT
// or an end date end a schedule, never a passed period of validity (D31).
func judgeFinished(p *plan, o *offer, out []Judgement) []Judgement {
	w := o.when
	if !w.known || !w.last {
		return out
	}
	sure, unsure := w.sure.from(p.today), w.unsure.from(p.today)
	if sure.empty() && unsure.empty() {
		out = append(out, Judgement{Code: ReasonFinished})
	}
	return out
}

func (p *plan) raisesSuspended() bool { return len(p.opts.Suspended) > 0 }

func judgeSuspended(p *plan, o *offer, out []Judgement) []Judgement {
	if !o.provider.IsZero() && slices.Contains(p.opts.Suspended, o.provider) {
		out = append(out, Judgement{Code: ReasonSuspended})
	}
	return out
}

// dayArg packs a day into an argument of a reason: the days since 1 January
// of the year 1, as Reason.Day unpacks it.
func dayArg(d activity.Day) int32 { return int32(firstDay.DaysUntil(d)) }

// firstDay is where the count of days in arguments begins.
var firstDay = activity.MustParseDay("0001-01-01")
