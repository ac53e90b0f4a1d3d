package matching

// Time: whether it happens when the person is free, and how soon. Judged on
// parts of days over the horizon, because that is how people say when they are
// free; the exact occurrence is the provider's to confirm.
//
// Fits:
//
//	Exact    in a free part of a day within two weeks
//	Good     within four weeks
//	Low      later, within the horizon
//	Unknown  no schedule known, or the only times that suit are not certain
//	No       happens, but never when the person is free
//
// What begins in the present part of the day is too soon to send anybody to.
// A schedule whose occurrences lie beyond the horizon is not known to suit or
// not: the horizon ends our knowledge, not the activity. Nor is one of which nothing
// ahead is certain: times of last year, or read from half a sentence, may be others.

// Windows of time, in days from the day asked about.
const (
	soonDays  = 14
	monthDays = 28
)

func (p *plan) raisesTime() bool { return !p.q.Seeker.Free.IsZero() }

func judgeTime(p *plan, o *offer, out []Judgement) []Judgement {
	w := o.when
	if !w.known {
		return append(out, Judgement{Code: ReasonTimeAsk, Fit: Unknown})
	}
	sure := w.sure.and(&p.free)
	if i := sure.first(); i >= 0 {
		return append(out, p.when(i))
	}
	unsure := w.unsure.and(&p.free)
	if i := unsure.first(); i >= 0 {
		j := p.when(i)
		j.Code, j.Fit = ReasonTimeUnsure, Unknown
		return append(out, j)
	}
	if p.open(w) {
		return append(out, Judgement{Code: ReasonTimeAsk, Fit: Unknown})
	}
	return append(out, Judgement{Code: ReasonTimeNot})
}

// open reports whether a schedule says nothing certain of what is left of the
// horizon, so that it may yet suit.
func (p *plan) open(w *pattern) bool {
	if w.sure.meets(&p.ahead) {
		return false
	}
	return w.unsure.meets(&p.ahead) && w.doubt || !w.unsure.meets(&p.ahead) && !w.last
}

// when judges the first suitable part of a day.
func (p *plan) when(i int) Judgement {
	day := p.horizon.From.AddDays(i / parts)
	j := Judgement{A: dayArg(day), B: int32(i % parts)}
	switch n := p.day.DaysUntil(day); {
	case n < soonDays:
		j.Code, j.Fit = ReasonTimeSoon, Exact
	case n < monthDays:
		j.Code, j.Fit = ReasonTimeMonth, Good
	default:
		j.Code, j.Fit = ReasonTimeLater, Low
	}
	return j
}
