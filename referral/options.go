package referral

import (
	"time"

	"github.com/google/uuid"
)

// Verdict says whether an action is open to somebody now.
type Verdict string

// The verdicts.
const (
	VerdictAllowed Verdict = "allowed"
	VerdictNeeds   Verdict = "needs"   // allowed, once the command brings what is listed
	VerdictRefused Verdict = "refused" // whatever the command brings
)

var allVerdicts = []Verdict{VerdictAllowed, VerdictNeeds, VerdictRefused}

// IsValid says whether v is one of the verdicts.
func (v Verdict) IsValid() bool { return isOneOf(v, allVerdicts) }

// UnmarshalText reads a verdict and refuses any other word; "" is unset.
func (v *Verdict) UnmarshalText(text []byte) error {
	return readOneOf(v, text, allVerdicts, "verdict")
}

// An Option is one action that somebody could try now.
type Option struct {
	Action Action
	Part   Part
	Item   uuid.UUID // which onward referral, session or goal; zero for a new one, and for the episode
	To     State     // where it would lead; Return and Stay are resolved
	// Verdict sums up; Needs are the guards that the command has to satisfy,
	// Refusals those that it cannot.
	Verdict  Verdict
	Needs    []GuardName
	Refusals []*Refusal
}

// Options gives, for each action that has a row in the present state, whether
// somebody of a role may do it now, what the command must bring, or why not. It
// is what a screen asks for its buttons: an action it does not name has no row.
// Actions of parts come once for each onward referral, session and goal that
// they could move.
func (m *Machine) Options(r Referral, facts Facts, rules *Rules, role Role, now time.Time) []Option {
	o := optioner{m: m, r: r, facts: &facts, rules: rules.orDefault(), role: role, now: normal(now)}
	for k := kindNone + 1; int(k) < len(m.names); k++ {
		if m.names[k] == "" {
			continue
		}
		if k >= kindCount || kinds[k].part == PartReferral {
			o.try(k, uuid.UUID{})
			continue
		}
		for _, item := range o.items(kinds[k].part) {
			o.try(k, item)
		}
	}
	return o.out
}

type optioner struct {
	m     *Machine
	r     Referral
	facts *Facts
	rules *Rules
	role  Role
	now   time.Time
	out   []Option
}

// items gives what a part has, and the zero identifier for what could begin.
func (o *optioner) items(p Part) []uuid.UUID {
	out := []uuid.UUID{{}}
	b := o.r.body()
	switch p {
	case PartOnward:
		for _, x := range b.Onwards {
			out = append(out, uuid.UUID(x.ID))
		}
	case PartSession:
		for _, x := range b.Sessions {
			out = append(out, uuid.UUID(x.ID))
		}
	case PartGoal:
		for _, x := range b.Goals {
			out = append(out, uuid.UUID(x.ID))
		}
	case PartPlan, PartReferral:
	}
	return out
}

// try asks for one action. What the state has no row for is left out.
func (o *optioner) try(k kind, item uuid.UUID) {
	d := decision{m: o.m, r: o.r, facts: *o.facts, rules: o.rules, k: k, now: o.now, at: o.now, item: item}
	opt := Option{Action: o.m.names[k], Item: item}
	err := d.find(o.role, false)
	if d.part != nil || k < kindCount && kinds[k].part != PartReferral {
		opt.Part = kinds[k].part
	}
	if r, ok := err.(*Refusal); ok { //nolint:errorlint // find makes it
		if r.Rule != RuleRole {
			return
		}
		r2 := *r
		r2.Role = o.role
		opt.Refusals = append(opt.Refusals, &r2)
	}
	o.guards(&d, &opt)
	opt.To = o.target(&d)
	switch {
	case len(opt.Refusals) > 0:
		opt.Verdict = VerdictRefused
	case len(opt.Needs) > 0:
		opt.Verdict = VerdictNeeds
	default:
		opt.Verdict = VerdictAllowed
	}
	o.out = append(o.out, opt)
}

func (o *optioner) guards(d *decision, opt *Option) {
	list := d.row.guards
	if d.part != nil {
		list = append(append([]guard(nil), list...), d.part.guards...)
	}
	for _, g := range list {
		if asks(g) {
			opt.Needs = append(opt.Needs, o.name(g))
			continue
		}
		switch err := d.guard(g).(type) { //nolint:errorlint // a guard makes it
		case nil:
		case *Refusal:
			if mendable(g) && !err.Unknown {
				opt.Needs = append(opt.Needs, o.name(g))
			} else {
				opt.Refusals = append(opt.Refusals, err)
			}
		default:
			opt.Needs = append(opt.Needs, o.name(g))
		}
	}
}

func (o *optioner) name(g guard) GuardName {
	if g < guardCount {
		return guards[g].Name
	}
	return o.m.guards[g-guardCount].Name
}

// asks says that a guard judges what the command brings.
func asks(g guard) bool {
	//exhaustive:ignore
	switch g {
	case guardHasReason, guardBasis, guardReason, guardWords, guardEligible, guardAcknowledged, guardDecided, guardWorker,
		guardAnotherWorker, guardReview, guardShareService, guardContact, guardTwoWay, guardAccepts, guardAlert, guardDuty,
		guardConsent, guardProvider, guardAgreed, guardPlanDecider, guardAuthor, guardFeedback:
		return true
	}
	return g >= guardCount
}

// mendable says that a guard fails as things stand, and that a command can
// bring what mends it.
func mendable(g guard) bool {
	//exhaustive:ignore
	switch g {
	case guardGoals, guardOnwards, guardMeasures:
		return true
	}
	return false
}

func (o *optioner) target(d *decision) State {
	if d.part != nil {
		return d.target()
	}
	//exhaustive:ignore
	switch d.row.To {
	case Stay:
		return o.r.State()
	case Return:
		if d.k == kindReopen {
			c, _ := o.r.Closure()
			return c.From
		}
		if d.k == kindUndo && o.r.h != nil {
			return o.r.h.before.stand()
		}
		return o.r.Return()
	}
	return d.row.To
}
