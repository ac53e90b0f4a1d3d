package matching

import (
	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// entrance is what the fit of an entry about who is admitted depends on, in
// numbers; see judgeAdmit.
type entrance struct {
	ways   ways
	gender genderLimit
	asks   bool // there is a condition in words
	lists  bool // it names groups or practices
}

// ways are ways in, bit by bit.
type ways uint8

const (
	wayApply ways = 1 << iota
	wayDropIn
	waySignpost
	wayReferral
	wayVoucher
	wayMember
	wayOther // one that is none of these, so that the entry is judged as it stands

	waysOpen    = wayApply | wayDropIn | waySignpost
	waysArrange = wayReferral | wayVoucher
)

// wayOf returns the bit of a way in; none for private use, which standing judges.
func wayOf(r activity.Route) ways {
	switch r {
	case activity.SelfReferral:
		return wayApply
	case activity.DropIn:
		return wayDropIn
	case activity.Signpost:
		return waySignpost
	case activity.Professional:
		return wayReferral
	case activity.Voucher:
		return wayVoucher
	case activity.Membership:
		return wayMember
	case activity.PrivateUse:
		return 0
	}
	return wayOther
}

// waysOf joins the bits of some ways in.
func waysOf(routes []activity.Route) ways {
	var all ways
	for _, r := range routes {
		all |= wayOf(r)
	}
	return all
}

// genderLimit numbers the limits of gender that are judged differently.
type genderLimit uint8

const (
	forAll genderLimit = iota
	forWomen
	forMen
	forSome // it is not known for whom
	genderLimits
)

// genderOf returns the number of a limit.
func genderOf(b activity.Bound[activity.GenderLimit]) genderLimit {
	switch {
	case b.Standing == activity.Unknown || b.Value == activity.NoGenderLimit || b.Value == "":
		return forAll
	case b.Standing == activity.Known && b.Value == activity.WomenOnly:
		return forWomen
	case b.Standing == activity.Known && b.Value == activity.MenOnly:
		return forMen
	}
	return forSome
}

func (s *segment) quickAdmit() {
	s.quick.entrances = make([]entrance, len(s.t.admit.vals))
	for i := range s.t.admit.vals {
		w := &s.t.admit.vals[i]
		s.quick.entrances[i] = entrance{
			ways: waysOf(w.routes), gender: genderOf(w.gender), asks: w.conditions > 0,
			lists: len(w.groups.Value)+len(w.practices.Value) > 0,
		}
	}
}

// welcome is what a seeker brings to entrances.
type welcome struct {
	ways   ways // those open to them
	gender [genderLimits]Fit
}

// welcomed works out what the seeker brings.
func (p *plan) welcomed() welcome {
	s := &p.q.Seeker
	w := welcome{ways: waysOpen | waysArrange | wayMember}
	if len(s.Routes) > 0 {
		w.ways = waysOf(s.Routes)
	}
	w.gender = [genderLimits]Fit{forAll: Exact, forWomen: fitOf(s.Gender.Women), forMen: fitOf(s.Gender.Men), forSome: Unknown}
	return w
}

// fitOf is the fit of triJudgement.
func fitOf(v person.Tri) Fit {
	switch v {
	case person.Yes:
		return Exact
	case person.No:
		return No
	case person.Unknown:
	}
	return Unknown
}

// through returns the fit of the easiest way in that is open.
func (w *welcome) through(e *entrance) Fit {
	switch open := e.ways & w.ways; {
	case e.ways == 0 || open&waysOpen != 0:
		return Exact
	case open&waysArrange != 0:
		return Good
	case open&wayMember != 0:
		return Low
	}
	return No
}

// admitted returns the fit of an entry about who is admitted.
func (x *scan) admitted(entry uint16) Fit {
	e, w := &x.seg.quick.entrances[entry], &x.seg.t.admit.vals[entry]
	if e.ways&wayOther != 0 {
		x.buf.admit = w
		x.out = judgeAdmit(x.p, &x.buf, x.out[:0])
		return least(x.out)
	}
	fit := min(x.welcome.gender[e.gender], x.welcome.through(e))
	if e.asks {
		fit = min(fit, Unknown)
	}
	if e.lists && fit != No {
		x.out = x.p.judgePractice(w, x.p.judgeGroups(w, x.out[:0]))
		fit = min(fit, least(x.out))
	}
	return fit
}
