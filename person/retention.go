package person

import "time"

// RetentionPolicy says how long a record is kept. Each number carries its
// source. The built-in ones are starting points: the host's own schedule
// decides, and what is disposed of is the host's act (see Erase).
type RetentionPolicy struct {
	Name string
	// AfterClosure is how many years an adult's record is kept after the last
	// episode closed; 0: closure alone never ends it.
	AfterClosure int
	// AfterDeath is how many years a record is kept after death; 0: death
	// changes nothing. It takes the place of every other rule.
	AfterDeath int
	// ChildUntil is the birthday until which a child's record is kept, and
	// ChildUntilAt17 that of somebody who was 17 when the episode closed;
	// 0: children's records are kept as adults' are.
	ChildUntil, ChildUntilAt17 int
	Source                     string
}

// RetentionHealth is the rule for most health and care records in England:
// eight years after the last treatment; for children until the 25th birthday,
// or the 26th if they were 17 at the end.
func RetentionHealth() RetentionPolicy {
	return RetentionPolicy{
		Name: "health", AfterClosure: 8, ChildUntil: 25, ChildUntilAt17: 26,
		Source: "NHS England, Records Management Code of Practice; National Data Guardian",
	}
}

// RetentionGP is the rule for GP records: ten years after death.
func RetentionGP() RetentionPolicy {
	return RetentionPolicy{
		Name: "gp", AfterDeath: 10,
		Source: "NHS England, Records Management Code of Practice; Medical Defence Union",
	}
}

// RetentionMentalHealth is the rule for mental health records: twenty years
// after the last contact, or ten after death.
func RetentionMentalHealth() RetentionPolicy {
	return RetentionPolicy{
		Name: "mental-health", AfterClosure: 20, AfterDeath: 10,
		Source: "NHS England, Records Management Code of Practice; Medical Defence Union",
	}
}

// RetentionAnswer says whether a record may go. Closed list.
type RetentionAnswer string

// The answers.
const (
	RetentionKeep    RetentionAnswer = "keep"    // see NotBefore
	RetentionDue     RetentionAnswer = "due"     // it may be reviewed for disposal
	RetentionHeld    RetentionAnswer = "held"    // a legal hold stands
	RetentionUnknown RetentionAnswer = "unknown" // what the rule needs is not known: keep
)

// IsValid reports whether a is in the list.
func (a RetentionAnswer) IsValid() bool {
	switch a {
	case RetentionKeep, RetentionDue, RetentionHeld, RetentionUnknown:
		return true
	}
	return false
}

// UnmarshalText reads one of the texts; "" is unset.
func (a *RetentionAnswer) UnmarshalText(text []byte) error {
	return unmarshalCode(a, text, "retention answer")
}

// RetentionVerdict is the answer, from when, and by which rule.
type RetentionVerdict struct {
	Answer    RetentionAnswer
	NotBefore Date   // the first day on which it may go; zero if not known, or never yet
	Rule      string // "after-closure", "after-death", "child", "open", "alive", "hold", "birth-unknown", "death-unknown"
	Source    string
}

// Of judges p's record at a time. closed is when the last episode closed; zero
// if one is open. Where a date is partial, the latest day that it may mean
// counts, and where it is not known whether somebody was a child, the later of
// both rules: keeping too long can be mended.
func (r RetentionPolicy) Of(p Person, closed Date, at time.Time) RetentionVerdict {
	for _, h := range p.Holds {
		if h != nil && h.Standing(at) {
			return RetentionVerdict{Answer: RetentionHeld, Rule: "hold", Source: r.Source}
		}
	}
	day, rule := r.notBefore(p, closed)
	v := RetentionVerdict{Answer: RetentionKeep, NotBefore: day, Rule: rule, Source: r.Source}
	switch {
	case rule == "birth-unknown" || rule == "death-unknown":
		v.Answer = RetentionUnknown
	case !day.IsZero() && DateOf(at).Before(day) == No:
		v.Answer = RetentionDue
	}
	return v
}

func (r RetentionPolicy) notBefore(p Person, closed Date) (Date, string) {
	switch {
	case p.Dead() && r.AfterDeath > 0:
		if p.Death.On.IsZero() {
			return Date{}, "death-unknown"
		}
		return anniversary(p.Death.On, r.AfterDeath), "after-death"
	case closed.IsZero():
		return Date{}, "open"
	case r.AfterClosure == 0:
		return Date{}, "alive"
	case r.ChildUntil == 0:
		return anniversary(closed, r.AfterClosure), "after-closure"
	}
	return r.byAge(p.Birth, closed)
}

// byAge takes the later of the rules that may apply to the age at closure.
func (r RetentionPolicy) byAge(birth, closed Date) (Date, string) {
	age := birth.AgeOn(closed)
	if age.IsZero() {
		return Date{}, "birth-unknown"
	}
	if age.Under(18) == No {
		return anniversary(closed, r.AfterClosure), "after-closure"
	}
	until := r.ChildUntil
	if age.Within(17, 17) != No {
		until = r.ChildUntilAt17
	}
	day := anniversary(birth, until)
	if age.Under(18) == Unknown {
		if adult := anniversary(closed, r.AfterClosure); adult.After(day) == Yes {
			return adult, "after-closure"
		}
	}
	return day, "child"
}

// anniversary gives the same day some years after the latest day that d may
// mean; 1 March for 29 February in other years.
func anniversary(d Date, years int) Date {
	_, hi := d.bounds()
	y, m, day, _ := hi.unpack()
	y += years
	if day > daysIn(y, m) {
		m, day = m+1, 1
	}
	return pack(min(y, 9999), m, day, false)
}
