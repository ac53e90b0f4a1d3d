package prsb

import (
	"time"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// The prefixes of the codes that this package writes, beside that of SNOMED CT:
// of the NHS Data Dictionary's lists (which list follows from the element), of
// countries, and of the standard's own list of immigration statuses.
const (
	PrefixDataDictionary = "nhsDataDictionary"
	PrefixCountry        = "iso3166"
	PrefixImmigration    = "prsbImmigration"
	PrefixOrganisation   = "ods"
)

// Content is what a record says, in the model's types: the person, and what the
// standard has of the episode. Read makes one of a record, and Record writes one.
// The zero Content says nothing. Plain data, personal as a whole; not safe for
// concurrent use while it is changed.
type Content struct {
	Person person.Person
	// Needs are the person's needs with the goals under each. Reading fills
	// Person.Needs with the same records; writing takes these.
	Needs []*PlanNeed
	// Concerns are the safeguarding concerns, each with its own indicator.
	Concerns    []*SafeguardingEntry
	Referrals   []*ReferralEntry
	Contacts    []*ContactEntry
	Issues      []*person.Coded
	Reported    []person.Text // issues in the person's own words
	Signposts   []*SignpostEntry
	Assessments []*AssessmentEntry
	Actions     []*ActionsEntry
	Plan        PlanEntry

	kept map[string]keptTexts
}

// Organisation is an organisation by code or in words.
type Organisation struct {
	Code  person.ODSCode
	Words person.Text
}

// Professional is somebody who refers, is referred to, or acts. What is not
// known stays empty. Role and Specialty are codes of the lists that the standard
// names, as texts.
type Professional struct {
	Name, Role, Grade, Team, Specialty person.Text
	Service                            person.Coded
	Organisation                       Organisation
	Contact                            person.Text
}

// ReferralEntry is one referral.
type ReferralEntry struct {
	At       time.Time
	From, To Professional
	Method   person.Text
	Reason   person.Text
	ReturnTo person.Text
}

// ContactEntry is one contact with a professional. Outcome is the outcome of
// attendance, which is another list than attendance (D17).
type ContactEntry struct {
	At              time.Time
	Location        Organisation
	SeenBy, Present []*Professional
	Responsible     Professional
	LocationType    person.Text
	Type            person.Text
	Method          person.Text
	Specialty       person.Text
	Service         person.CURIE
	Outcome         person.Text
}

// SafeguardingEntry is one concern.
type SafeguardingEntry struct {
	Indicator person.Tri
	Concern   *person.Concern
}

// SignpostEntry is one signpost.
type SignpostEntry struct {
	On     person.Date
	To     Professional
	Reason person.Coded
}

// AssessmentEntry is one measure or assessment.
type AssessmentEntry struct {
	Type, Summary person.Text
	Name          person.Coded
	Result        ResultEntry
	Subscales     []*ResultEntry
	Comment       person.Text
}

// ResultEntry is one score. Value is nil where there is none.
type ResultEntry struct {
	Score   person.Coded
	Value   *outcome.Value
	Units   person.Text
	Ordinal person.Coded
}

// ActionsEntry is what is asked of professionals and of the person.
type ActionsEntry struct {
	Professionals, Person, Agreed person.Text
}

// PlanNeed is a need with the goals that the person has about it.
type PlanNeed struct {
	Need  *person.Need
	Goals []*GoalEntry
}

// GoalEntry is a goal, in words or by code.
type GoalEntry struct {
	Goal       person.Coded
	Importance int // 1 to 10; 0 is not said
	Actions    []*ActionEntry
	Outcomes   []*person.Coded
	Status     person.CURIE
}

// ActionEntry is one action towards a goal.
type ActionEntry struct {
	What       []*person.Coded
	Who        Professional
	When       person.Date
	Strategies person.Text
	Status     person.Coded
	Confidence int // 1 to 10; 0 is not said
	Updated    time.Time
	Review     person.Date
	Stages     []*StageEntry
}

// StageEntry is a step on the way to a goal.
type StageEntry struct {
	Goal, Outcome person.Coded
	Status        person.CURIE
}

// PlanEntry is the plan as a whole.
type PlanEntry struct {
	Agreed      person.Tri // with the person or their legitimate representative
	AgreedName  person.Text
	AgreedRole  person.Text
	Funding     person.Coded
	Updated     time.Time
	Documents   []person.Text
	Review      person.Date
	Responsible Professional
}

// Why says what became of something that one side holds and the other does not.
type Why string

// The reasons. Rewritten is held, in a form that the model has no room for, such
// as the time of day of a date; a record written from the same Content has it
// as it was.
const (
	Rewritten  Why = "rewritten"
	Unreadable Why = "unreadable" // not a value of the element's list or form; written again as it was
	Surplus    Why = "surplus"    // more groups than the standard lets stand
	Empty      Why = "empty"      // a group that holds nothing
	Unknown    Why = "unknown"    // no element of the standard
	NoElement  Why = "no-element" // a field of the model for which the standard has no element, or no code
)

// Uncarried is something that is not carried over as it was. It holds no value.
type Uncarried struct {
	Path     string `json:"path"`
	Position string `json:"position,omitempty"`
	Why      Why    `json:"why"`
}

// Read takes a record in, and lists everything that the model cannot hold as it
// was. Nothing is invented: a value that cannot be read leaves its field unset.
// Writing the Content again gives a record equal to r, but for what is listed as
// surplus, empty or unknown.
func Read(r Record) (Content, []Uncarried) {
	c := Content{kept: map[string]keptTexts{}}
	m := &mapper{reading: true, entries: &r.Entries, kept: c.kept}
	m.content(&c)
	link(&c)
	for _, u := range r.Unread {
		m.lost = append(m.lost, Uncarried{Position: u.Pointer, Why: Unknown})
	}
	return c, m.lost
}

// link hangs needs and concerns into the person too.
func link(c *Content) {
	for _, n := range c.Needs {
		if *n.Need != (person.Need{}) {
			c.Person.Needs = append(c.Person.Needs, n.Need)
		}
	}
	for _, x := range c.Concerns {
		if c.Person.Safeguarding == nil {
			c.Person.Safeguarding = &person.Safeguarding{}
		}
		s := c.Person.Safeguarding
		s.Indicator = s.Indicator.Or(x.Indicator)
		if *x.Concern != (person.Concern{}) {
			s.Concerns = append(s.Concerns, x.Concern)
		}
	}
}

// Record writes what c says in the standard's shape. c is not changed.
func (c Content) Record() Record {
	var r Record
	m := &mapper{entries: &r.Entries, kept: c.kept}
	m.content(&c)
	return r
}
