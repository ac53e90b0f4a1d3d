package matching

import (
	"cmp"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/internal/texts"
	"github.com/socialprescribing/socialprescribing/person"
)

// AlterationCode names one way in which things could be otherwise. A closed
// vocabulary. The zero value is unset.
type AlterationCode string

// What could be otherwise.
const (
	// TravelFurther: the person goes A metres.
	TravelFurther AlterationCode = "travel-further"
	// TravelLonger: the person is A minutes on the way.
	TravelLonger AlterationCode = "travel-longer"
	// PayMore: the person pays A pence.
	PayMore AlterationCode = "pay-more"
	// BeFree: the person is free in the slots that Subject spells.
	BeFree AlterationCode = "be-free"
	// UseMode: the person uses the mode that Subject names.
	UseMode AlterationCode = "use-mode"
	// GoOnline: the person is helped to take part online.
	GoOnline AlterationCode = "go-online"
	// ByRoute: the way in that Subject names is opened to the person.
	ByRoute AlterationCode = "by-route"
	// PlaceFree: a place becomes free.
	PlaceFree AlterationCode = "place-free"
	// OldEnough: the person is old enough, which is so on day A at the latest.
	OldEnough AlterationCode = "old-enough"
)

// IsValid reports whether c is one of the codes.
func (c AlterationCode) IsValid() bool {
	switch c {
	case TravelFurther, TravelLonger, PayMore, BeFree, UseMode, GoOnline, ByRoute, PlaceFree, OldEnough:
		return true
	}
	return false
}

// Alteration is one thing that would have to be otherwise.
type Alteration struct {
	Criterion CriterionCode  `json:"criterion"`
	Code      AlterationCode `json:"code"`
	A         int32          `json:"a,omitzero"`
	Subject   string         `json:"subject,omitzero"`
}

// Day returns the day that A holds, for OldEnough.
func (a Alteration) Day() activity.Day { return firstDay.AddDays(int(a.A)) }

// Text says the alteration in the language nearest to tag.
func (a Alteration) Text(tag language.Tag) string {
	c := Texts{}.catalogue()
	key := "change." + string(a.Code)
	if !c.Has(key) {
		return string(a.Code)
	}
	return c.Text(tag, key, texts.A("n", int(a.A)), texts.A("distance", distance(tag, c, a.A)), texts.A("price", pounds(a.A)),
		texts.A("slots", a.Subject), texts.A("mode", named(tag, activity.Mode(a.Subject))),
		texts.A("route", named(tag, activity.Route(a.Subject))), texts.A("day", dayName(a.Day())))
}

// Counterfactual is a set of alterations that together make an activity a
// match, and no part of which does.
type Counterfactual struct {
	Activity activity.ID         `json:"activity"`
	Site     activity.LocationID `json:"site,omitzero"`
	Changes  []Alteration        `json:"changes"`
}

// Apply returns the query with the alterations made. Being old enough is
// applied by ageing the person and not by moving the time of the query; a free
// place, by a count of places that knows this activity alone.
func (c Counterfactual) Apply(q Query) Query {
	return apply(q, c.Activity, c.Changes)
}

// Counterfactuals returns what would make an activity a match: for each of its
// places and ways the alterations that would, the shortest first. None when it
// is a match, and none when something stands against it that neither the
// person nor the worker can change: an unmet need, a closed activity, a choice
// of the person's, a step at the door. An age is answered by the day on which
// it is reached, or not at all.
//
// Every answer is sound, since it is applied and judged again before it is
// returned, and minimal, since no part of it is enough.
func Counterfactuals(q Query, a activity.Activity, o *Options) ([]Counterfactual, error) {
	c, err := forQuery(&q, o)
	if err != nil {
		return nil, err
	}
	p, err := c.prepare(&q)
	if err != nil {
		return nil, err
	}
	b := builder{opts: c}
	offers := b.offers(&a)
	if _, ok := bestOffer(p, offers); ok {
		return nil, nil
	}
	var out []Counterfactual
	for i := range offers {
		changes, ok := p.alterations(&offers[i])
		if !ok || !c.enough(&q, offers, changes) || !c.needed(&q, offers, changes) {
			continue
		}
		out = append(out, Counterfactual{Activity: a.ID, Site: offers[i].site.id, Changes: changes})
	}
	slices.SortStableFunc(out, func(x, y Counterfactual) int { return cmp.Compare(len(x.Changes), len(y.Changes)) })
	return distinctSets(out), nil
}

// distinctSets drops sets of changes that occurred before.
func distinctSets(list []Counterfactual) []Counterfactual {
	var out []Counterfactual
	for _, c := range list {
		if !slices.ContainsFunc(out, func(o Counterfactual) bool { return slices.Equal(o.Changes, c.Changes) }) {
			out = append(out, c)
		}
	}
	return out
}

// enough reports whether changes make any of the offers a match.
func (c *compiled) enough(q *Query, offers []offer, changes []Alteration) bool {
	altered := apply(*q, offers[0].id, changes)
	p, err := c.prepare(&altered)
	if err != nil {
		return false
	}
	_, ok := bestOffer(p, offers)
	return ok
}

// needed reports whether no proper part of changes is enough. More changes
// never exclude, so leaving out one at a time shows it.
func (c *compiled) needed(q *Query, offers []offer, changes []Alteration) bool {
	for i := range changes {
		if c.enough(q, offers, slices.Delete(slices.Clone(changes), i, i+1)) {
			return false
		}
	}
	return true
}

// alterations says what would have to be otherwise for an offer, and whether
// that is possible at all.
func (p *plan) alterations(o *offer) ([]Alteration, bool) {
	v := p.judge(o)
	var out []Alteration
	for _, j := range v.judged {
		if !p.excludes(j.group, j.fit) {
			continue
		}
		for _, one := range j.list {
			if !p.excludes(j.group, one.Fit) {
				continue
			}
			a, ok := p.alter(o, one)
			if !ok {
				return nil, false
			}
			a.Criterion = p.codeOf(j.group)
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
			if longer, is := p.longer(o); a.Code == TravelFurther && is {
				out = append(out, longer)
			}
		}
	}
	return out, len(out) > 0
}

// alter answers one judgement that excludes.
func (p *plan) alter(o *offer, j Judgement) (Alteration, bool) {
	//exhaustive:ignore
	switch j.Code { // what no act of theirs can change has no alteration
	case ReasonTravelTooFar:
		return Alteration{Code: TravelFurther, A: j.A}, true
	case ReasonTravelTooLong:
		return Alteration{Code: TravelLonger, A: j.A}, true
	case ReasonCostAbove:
		return Alteration{Code: PayMore, A: j.A}, true
	case ReasonTimeNot:
		return p.beFree(o)
	case ReasonModeNot:
		return Alteration{Code: UseMode, Subject: j.Subject}, true
	case ReasonDigitalNot:
		return Alteration{Code: GoOnline}, true
	case ReasonRouteNot:
		return Alteration{Code: ByRoute, Subject: j.Subject}, true
	case ReasonFull:
		return Alteration{Code: PlaceFree}, true
	case ReasonAgeNot:
		return p.oldEnough(o)
	default:
		return Alteration{}, false
	}
}

// longer says how long the person would be on the way to what is too far, where
// the host knows that it is longer than they would be.
func (p *plan) longer(o *offer) (Alteration, bool) {
	if p.opts.TravelMinutes == nil {
		return Alteration{}, false
	}
	minutes, ok := p.opts.TravelMinutes(o.at)
	if !ok || !p.excludes(gTravel, p.byMinutes(minutes).Fit) {
		return Alteration{}, false
	}
	return Alteration{Criterion: Travel, Code: TravelLonger, A: int32(minutes)}, true
}

// beFree names the part of the week in which the offer next takes place for
// certain.
func (p *plan) beFree(o *offer) (Alteration, bool) {
	sure := o.when.sure.from(p.soonest)
	for i := range sure {
		sure[i] &^= p.avoidTimes[i]
	}
	at := sure.first()
	if at < 0 {
		return Alteration{}, false
	}
	day := p.horizon.From.AddDays(at / parts)
	return Alteration{Code: BeFree, Subject: SlotsOf(Part(at%parts), day.Weekday()).String()}, true
}

// oldEnough names the day on which the person is surely old enough, if they
// are too young now.
func (p *plan) oldEnough(o *offer) (Alteration, bool) {
	least := o.ages.limit.Value.MinMonths()
	age := p.q.Seeker.Age
	if age.Max >= least {
		return Alteration{}, false
	}
	y, m, d := p.day.Date()
	// One month more than the difference: how far into a month of age the
	// person is, is not known.
	t := time.Date(y, m+time.Month(least-age.Min+1), d, 0, 0, 0, 0, time.UTC)
	return Alteration{Code: OldEnough, A: dayArg(activity.DayOf(t)), Subject: ""}, true
}

// apply makes alterations.
func apply(q Query, id activity.ID, changes []Alteration) Query {
	q.Seeker = q.Seeker.Clone()
	s := &q.Seeker
	for _, a := range changes {
		switch a.Code {
		case TravelFurther:
			s.Travel.Limit = activity.Metres(a.A)
		case TravelLonger:
			s.Travel.Minutes = int(a.A)
		case PayMore:
			s.Budget.Ceiling = int64(a.A)
		case BeFree:
			if more, err := ParseSlots(a.Subject); err == nil {
				s.Free = s.Free.Union(more)
			}
		case UseMode:
			s.Modes = append(s.Modes, activity.Mode(a.Subject))
		case GoOnline:
			s.Digital = person.Yes
		case ByRoute:
			s.Routes = append(s.Routes, activity.Route(a.Subject))
		case PlaceFree:
			q.Availability = NewAvailability([]activity.ID{id})
			q.Availability.Set(id, PlacesOpen)
		case OldEnough:
			months := monthsUntil(q.At, a.Day())
			s.Age.Min, s.Age.Max = s.Age.Min+months-1, s.Age.Max+months
		}
	}
	return q
}

// monthsUntil counts the months from the day of a time to a later day.
func monthsUntil(at time.Time, day activity.Day) int {
	y, m, _ := day.Date()
	return 12*(y-at.Year()) + int(m) - int(at.Month())
}
