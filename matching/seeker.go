package matching

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/person"
)

// Seeker is what has to be known of a person to find activities for them, and
// nothing else: no name, no identifier, no words of their own.
//
// The zero value asks for nothing, and everything suits it. Each field that is
// left unset raises no question: it excludes nothing and ranks nothing. A plain
// record, only read by this package; not safe for use while it is changed.
type Seeker struct {
	// Needs in order of priority: the first is the one to meet first.
	Needs []person.NeedCode `json:"needs,omitzero"`
	// Urgent are needs that cannot wait for a service: no food today, nowhere
	// to sleep, unsafe tonight (D34). Some needs always are, and need not be
	// named here.
	Urgent []person.NeedCode `json:"urgent,omitzero"`
	// Interests are categories the person likes. They order what serves the
	// needs; with no needs they say what is looked for.
	Interests []activity.CategoryCode `json:"interests,omitzero"`
	// Matters are features that matter to the person without being a
	// condition: outdoors, one to one, somebody to meet them the first time.
	Matters []activity.Feature `json:"matters,omitzero"`

	// Place is where the person is or has chosen to look.
	Place Place `json:"place,omitzero"`
	// Travel is how and how far they would go.
	Travel Journey `json:"travel,omitzero"`

	// Age as an interval, since a birth date may be a year.
	Age Ages `json:"age,omitzero"`
	// Gender says which single-sex activities the person would go to.
	Gender GenderChoice `json:"gender,omitzero"`
	// Groups answers, group by group, whether the person counts themselves
	// among them. A group not listed is not known.
	Groups []GroupAnswer `json:"groups,omitzero"`
	// Practice is the GP practice where they are registered; zero: not known.
	Practice person.ODSCode `json:"practice,omitzero"`
	// NoPractice says that they are registered with none.
	NoPractice bool `json:"noPractice,omitzero"`

	// Languages they can take part in, the preferred one first.
	Languages []language.Tag `json:"languages,omitzero"`
	// Access lists features that they cannot do without.
	Access []activity.Feature `json:"access,omitzero"`
	// Modes that they would use; none listed means any.
	Modes []activity.Mode `json:"modes,omitzero"`
	// Digital says whether they can take part online (D23).
	Digital person.Tri `json:"digital,omitzero"`

	// Budget is what they can pay.
	Budget Budget `json:"budget,omitzero"`
	// Free is when they are free; the zero value: not said.
	Free Slots `json:"free,omitzero"`
	// Routes that are open to them; none listed means that somebody can refer
	// them, as a link worker can.
	Routes []activity.Route `json:"routes,omitzero"`

	// Avoid, MustHave and MustNot are the person's own conditions. They come
	// first, and no result says what they were (D33).
	Avoid    Avoid              `json:"avoid,omitzero"`
	MustHave []activity.Feature `json:"mustHave,omitzero"`
	MustNot  []activity.Feature `json:"mustNot,omitzero"`

	// Order is the person's own order of criteria: those named come first, in
	// this order; the others follow in the default order.
	Order []CriterionCode `json:"order,omitzero"`
}

// Place is where a person is, or the area they chose because they have no
// fixed abode. The zero value is not known. A plain record.
type Place struct {
	// Coordinates of the home, or of any point the person chose.
	Coordinates activity.Coordinates `json:"coordinates,omitzero"`
	// Outward is the outward postcode, such as "M33". It must never be "ZZ99",
	// which is no place.
	Outward activity.AreaCode `json:"outward,omitzero"`
	// Areas are GSS codes of the areas the home is in.
	Areas []activity.AreaCode `json:"areas,omitzero"`
	// AreasComplete says that Areas holds every code that a directory may use
	// for the home; only then is a missing one a no.
	AreasComplete bool `json:"areasComplete,omitzero"`
	// Chosen says that this is an area the person chose and not where they
	// live: rules of residence are then unknown, not answered.
	Chosen bool `json:"chosen,omitzero"`
}

// IsZero reports whether nothing is known of the place.
func (p Place) IsZero() bool {
	return p.Coordinates.IsZero() && p.Outward == "" && len(p.Areas) == 0
}

// Journey is how and how far a person would travel. The zero value is not
// said: distances are then judged by the bands for no mode in particular.
type Journey struct {
	// Mode is how they travel.
	Mode TravelMode `json:"mode,omitzero"`
	// Limit is how far they would go, as the crow flies; 0: the mode's limit.
	Limit activity.Metres `json:"limit,omitzero"`
	// Minutes is how long they would be on the way; 0: not said. It is judged
	// only where the host supplies travel times.
	Minutes int `json:"minutes,omitzero"`
}

// TravelMode is how a person travels. The zero value is not said.
type TravelMode string

// The modes of travel.
const (
	OnFoot TravelMode = "foot"
	ByBus  TravelMode = "bus"
	ByCar  TravelMode = "car"
)

// IsValid reports whether m is one of the three.
func (m TravelMode) IsValid() bool { return m == OnFoot || m == ByBus || m == ByCar }

// UnmarshalText reads a mode and refuses any other text but "".
func (m *TravelMode) UnmarshalText(text []byte) error {
	v := TravelMode(text)
	if v != "" && !v.IsValid() {
		return errors.New("matching: unknown mode of travel")
	}
	*m = v
	return nil
}

// Ages is an age as an interval of completed months, both ends included. The
// zero value is not said.
type Ages struct {
	Min   int  `json:"min,omitzero"`
	Max   int  `json:"max,omitzero"`
	Known bool `json:"known,omitzero"`
}

// AgeInYears is the interval of somebody who is n years old.
func AgeInYears(n int) Ages { return Ages{Min: 12 * n, Max: 12*n + 11, Known: true} }

// AgesOf is the interval of a person's age; not known when a has no bounds.
func AgesOf(a person.Age) Ages {
	lo, hi, ok := a.Months()
	if !ok {
		return Ages{}
	}
	return Ages{Min: lo, Max: hi, Known: true}
}

// GenderChoice says which activities for one sex the person would go to. It is
// asked, not derived: it says nothing about what is in any record, and the
// reasons say nothing about the person.
type GenderChoice struct {
	// Women: whether activities for women are for this person.
	Women person.Tri `json:"women,omitzero"`
	// Men: whether activities for men are.
	Men person.Tri `json:"men,omitzero"`
}

// GroupAnswer says whether the person counts themselves among a group.
type GroupAnswer struct {
	Group activity.GroupCode `json:"group"`
	Is    person.Tri         `json:"is,omitzero"`
}

// Budget is what a person can pay. The zero value is not said.
type Budget struct {
	// Set says that Ceiling is meant: a ceiling of nothing is a ceiling.
	Set bool `json:"set,omitzero"`
	// Ceiling in pence for one attendance.
	Ceiling int64 `json:"ceiling,omitzero"`
	// Conditions under which they pay less, such as a concession.
	Conditions []activity.PriceFor `json:"conditions,omitzero"`
}

// UpTo is a budget of that many pence.
func UpTo(pence int64, conditions ...activity.PriceFor) Budget {
	return Budget{Set: true, Ceiling: pence, Conditions: conditions}
}

// Avoid lists what the person does not want to meet with, for reasons that are
// theirs. The zero value avoids nothing.
type Avoid struct {
	Providers  []activity.ProviderID `json:"providers,omitzero"`
	Sites      []activity.LocationID `json:"sites,omitzero"`
	Activities []activity.ID         `json:"activities,omitzero"`
	// Categories are kinds of activity, and what is narrower: no gyms.
	Categories []activity.CategoryCode `json:"categories,omitzero"`
	// Areas are outward codes or GSS codes.
	Areas []activity.AreaCode `json:"areas,omitzero"`
	// Times are parts of the week in which the person goes nowhere.
	Times Slots `json:"times,omitzero"`
}

// IsZero reports whether nothing is avoided.
func (a Avoid) IsZero() bool {
	return len(a.Providers) == 0 && len(a.Sites) == 0 && len(a.Activities) == 0 && len(a.Categories) == 0 &&
		len(a.Areas) == 0 &&
		a.Times.IsZero()
}

// clone copies the lists.
func (a Avoid) clone() Avoid {
	a.Providers = slices.Clone(a.Providers)
	a.Sites = slices.Clone(a.Sites)
	a.Activities = slices.Clone(a.Activities)
	a.Categories = slices.Clone(a.Categories)
	a.Areas = slices.Clone(a.Areas)
	return a
}

// Clone returns a copy that shares no memory with s.
func (s Seeker) Clone() Seeker {
	s.Needs = slices.Clone(s.Needs)
	s.Urgent = slices.Clone(s.Urgent)
	s.Interests = slices.Clone(s.Interests)
	s.Matters = slices.Clone(s.Matters)
	s.Place.Areas = slices.Clone(s.Place.Areas)
	s.Groups = slices.Clone(s.Groups)
	s.Languages = slices.Clone(s.Languages)
	s.Access = slices.Clone(s.Access)
	s.Modes = slices.Clone(s.Modes)
	s.Budget.Conditions = slices.Clone(s.Budget.Conditions)
	s.Routes = slices.Clone(s.Routes)
	s.Avoid.Providers = slices.Clone(s.Avoid.Providers)
	s.Avoid.Sites = slices.Clone(s.Avoid.Sites)
	s.Avoid.Activities = slices.Clone(s.Avoid.Activities)
	s.Avoid.Areas = slices.Clone(s.Avoid.Areas)
	s.Avoid = s.Avoid.clone()
	s.MustHave = slices.Clone(s.MustHave)
	s.MustNot = slices.Clone(s.MustNot)
	s.Order = slices.Clone(s.Order)
	return s
}

// ErrSeeker matches every fault that Seeker.Check reports.
var ErrSeeker = errors.New("matching: faulty seeker")

// SeekerFault is one thing wrong with a Seeker. It matches ErrSeeker and holds
// no value of the person's, only the field.
type SeekerFault struct {
	Path string
	What string
}

// Error says where and what.
func (f *SeekerFault) Error() string { return "matching: seeker." + f.Path + ": " + f.What }

// Is reports whether target is ErrSeeker.
func (f *SeekerFault) Is(target error) bool { return target == ErrSeeker }

// nowhere begins the postcodes that stand for no fixed abode and the like.
const nowhere = "ZZ99"

// Check reports every fault of s, joined, in the order of the fields; nil if
// there is none.
func (s Seeker) Check() error {
	var faults []error
	add := func(what, path string, args ...any) {
		faults = append(faults, &SeekerFault{Path: fmt.Sprintf(path, args...), What: what})
	}
	if o := s.Place.Outward; len(o) >= len(nowhere) && strings.EqualFold(string(o[:len(nowhere)]), nowhere) {
		add("ZZ99 is no place; give the area the person chose", "place.outward")
	}
	if s.Travel.Limit < 0 {
		add("must not be negative", "travel.limit")
	}
	if s.Travel.Minutes < 0 {
		add("must not be negative", "travel.minutes")
	}
	if s.Travel.Mode != "" && !s.Travel.Mode.IsValid() {
		add("unknown mode", "travel.mode")
	}
	if s.Age.Known && (s.Age.Min < 0 || s.Age.Max < s.Age.Min) {
		add("not an interval", "age")
	}
	if s.Budget.Ceiling < 0 {
		add("must not be negative", "budget.ceiling")
	}
	s.checkOrder(add)
	return errors.Join(faults...)
}

// checkOrder reports criteria that cannot be ordered or occur twice.
func (s Seeker) checkOrder(add func(what, path string, args ...any)) {
	for i, c := range s.Order {
		switch {
		case c == Choice || c == Standing:
			add("always comes first and cannot be ordered", "order[%d]", i)
		case !c.IsValid():
			add("unknown criterion", "order[%d]", i)
		case slices.Contains(s.Order[:i], c):
			add("occurs twice", "order[%d]", i)
		}
	}
}
