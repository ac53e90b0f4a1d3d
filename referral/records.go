package referral

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// The records of an episode. Callers fill them in commands and read them from
// a Referral; what a Referral yields must not be written to through its slices.
// Fields marked "follows" are set by what happens, never by the caller.

// Intake is what a referral says when it arrives.
type Intake struct {
	Person   person.ID         `json:"person"`
	Service  ServiceID         `json:"service"`
	Basis    Basis             `json:"basis,omitzero"`
	Cohort   string            `json:"cohort,omitzero"` // the cohort's code, for a proactive referral
	Source   string            `json:"source,omitzero"` // a code of the host's list of sources, such as "gp-practice"
	Referrer ActorID           `json:"referrer,omitzero"`
	From     string            `json:"from,omitzero"` // the referring organisation's code
	Urgency  Urgency           `json:"urgency,omitzero"`
	Reasons  []person.NeedCode `json:"reasons,omitzero"`
	Words    person.Text       `json:"words,omitzero"` // the referrer's or the person's own words
	Route    Channel           `json:"route,omitzero"` // how to reach the person; via-referrer counts
	// Authority says by which authority a representative refers (D14).
	Authority person.AuthorityKind `json:"authority,omitzero"`
	// CodeRecorded says that the referrer has written the national referral
	// code already, so that it is not written twice (D18).
	CodeRecorded bool `json:"codeRecorded,omitzero"`
	// ShareBack says whether the person wants the referrer and the GP told.
	ShareBack person.Tri `json:"shareBack,omitzero"`
	// Follows is the earlier episode, when this is a re-referral.
	Follows ID `json:"follows,omitzero"`
}

// clone shares no memory with i.
func (i Intake) clone() Intake {
	out := i
	out.Reasons = slices.Clone(i.Reasons)
	return out
}

// A Decider is who decided, when that is not simply the actor: the person, or
// somebody for them, and then by which authority (D14).
type Decider struct {
	Party     Party                `json:"party,omitzero"`
	Actor     ActorID              `json:"actor,omitzero"`
	Authority person.AuthorityKind `json:"authority,omitzero"`
}

// An Override is a recorded decision to go on without what a gate wants.
type Override struct {
	Reason Reason      `json:"reason,omitzero"`
	Words  person.Text `json:"words,omitzero"`
}

// IsZero says that nothing is overridden.
func (o Override) IsZero() bool { return o.Reason == "" }

// An Assignment is a period in which a worker had the episode (D6).
type Assignment struct {
	Worker ActorID   `json:"worker"`
	Team   string    `json:"team,omitzero"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until,omitzero"` // zero while it lasts
	Left   time.Time `json:"left,omitzero"`  // when the worker left without having been replaced
	Reason Reason    `json:"reason,omitzero"`
}

// A Contact is an attempt to reach the person, or a conversation.
type Contact struct {
	ID      ContactID      `json:"id"`
	Channel Channel        `json:"channel"`
	Outcome ContactOutcome `json:"outcome"`
	At      time.Time      `json:"at,omitzero"` // follows
	By      ActorID        `json:"by,omitzero"` // follows
	Minutes int            `json:"minutes,omitzero"`
	Words   person.Text    `json:"words,omitzero"`
	// Accepts says whether the person takes up the support (D3, D18). Once
	// yes, it need not be said again.
	Accepts person.Tri `json:"accepts,omitzero"`
	// Offered says that the attempt offered a date.
	Offered bool `json:"offered,omitzero"`
	// Incoming says that the person made the contact: no rule of contact can
	// forbid that.
	Incoming bool `json:"incoming,omitzero"`
	// Override records a contact that was made although a rule forbids it.
	Override Override `json:"override,omitzero"`
}

// TwoWay says whether the person was spoken with.
func (c Contact) TwoWay() bool { return c.Outcome == OutcomeEngaged }

// Counts says whether the attempt counts towards being unable to contact (D11):
// a wrong number, a bounced message and somebody else's answer do not.
func (c Contact) Counts() bool {
	switch c.Outcome {
	case OutcomeVoicemailLeft, OutcomeNoAnswer, OutcomeMessageSent, OutcomeNobodyIn, OutcomeCallBack:
		return true
	case OutcomeWrongNumber, OutcomeBounced, OutcomeAnsweredByOther, OutcomeEngaged:
		return false
	}
	return false
}

// Arrangement is how somebody is reached who may not be contacted (D12).
type Arrangement struct {
	Via  string      `json:"via,omitzero"` // a code or a role of the person or place, never a name
	When person.Text `json:"when,omitzero"`
	How  person.Text `json:"how,omitzero"`
}

// IsZero says that there is no arrangement.
func (a Arrangement) IsZero() bool { return a.Via == "" && a.When.IsZero() && a.How.IsZero() }

// ConsentSeen is a consent verdict as the service came to know it.
type ConsentSeen struct {
	Scope  person.Scope   `json:"scope"`
	Answer person.Answer  `json:"answer"`
	Entry  person.EntryID `json:"entry,omitzero"`
	Lapses time.Time      `json:"lapses,omitzero"`
	At     time.Time      `json:"at,omitzero"` // follows
}

// A Need in this episode. The person's record holds the needs themselves.
type Need struct {
	Code     person.NeedCode `json:"code"`
	Words    person.Text     `json:"words,omitzero"`    // the person's own
	Priority int             `json:"priority,omitzero"` // 1 is first; 0 is not said
	// Urgent marks no food today, nowhere to sleep, unsafe tonight, suicidal
	// (D34): it makes a duty at once.
	Urgent bool      `json:"urgent,omitzero"`
	At     time.Time `json:"at,omitzero"` // follows
}

// Matters is what matters to the person, and what they can build on.
type Matters struct {
	Words     person.Text   `json:"words"`
	Strengths []person.Text `json:"strengths,omitzero"`
	At        time.Time     `json:"at,omitzero"` // follows
}

// An Assessment is a completed measure, by reference.
type Assessment struct { //nolint:recvcheck // Format must guard copies too
	Record     outcome.RecordID `json:"record"`
	Instrument string           `json:"instrument"`
	Stage      Stage            `json:"stage,omitzero"`
	Alert      person.Tri       `json:"alert,omitzero"` // yes: a flagged item was answered so; unknown, the zero value: it was left unanswered, and a safety item opens (D16); see AlertOf
	At         time.Time        `json:"at,omitzero"`    // follows
	// Acknowledged is when the alert's safety item ended (follows).
	Acknowledged time.Time `json:"acknowledged,omitzero"`
}

// An Onward referral: support by a provider, who is expected to answer.
type Onward struct {
	ID       OnwardID            `json:"id"`
	Provider activity.ProviderID `json:"provider"`
	Activity activity.ID         `json:"activity,omitzero"`
	Need     person.NeedCode     `json:"need,omitzero"`
	Words    person.Text         `json:"words,omitzero"`
	// Arrangement replaces contact with a person who may not be contacted.
	Arrangement Arrangement `json:"arrangement,omitzero"`

	State    State     `json:"state,omitzero"`  // follows, like all below
	Return   State     `json:"return,omitzero"` // where a pause returns to
	Since    time.Time `json:"since,omitzero"`  // of the state
	Proposed time.Time `json:"proposed,omitzero"`
	Sent     time.Time `json:"sent,omitzero"`
	Answered time.Time `json:"answered,omitzero"` // first accepted, waitlisted or declined
	Accepted time.Time `json:"accepted,omitzero"`
	Started  time.Time `json:"started,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	Position int       `json:"position,omitzero"`
	Expected time.Time `json:"expected,omitzero"`
	Reason   Reason    `json:"reason,omitzero"` // of the present state
	By       Party     `json:"by,omitzero"`     // who ended or declined it
	Override Override  `json:"override,omitzero"`
	Late     bool      `json:"late,omitzero"` // the answer came after expiry
	// Watcher and WatchUntil are set when it outlives the episode (D9).
	Watcher    ActorID   `json:"watcher,omitzero"`
	WatchUntil time.Time `json:"watchUntil,omitzero"`
}

// A LeftOpen names who watches an onward referral after the closure.
type LeftOpen struct {
	Onward  OnwardID  `json:"onward"`
	Watcher ActorID   `json:"watcher"`
	Until   time.Time `json:"until"`
}

// Signposting is information given. No provider answers it.
type Signposting struct {
	ID         SignpostID          `json:"id"`
	Provider   activity.ProviderID `json:"provider,omitzero"`
	Activity   activity.ID         `json:"activity,omitzero"`
	Need       person.NeedCode     `json:"need,omitzero"`
	Words      person.Text         `json:"words,omitzero"`
	At         time.Time           `json:"at,omitzero"`         // follows
	Use        Use                 `json:"use,omitzero"`        // follows
	FollowedUp time.Time           `json:"followedUp,omitzero"` // follows
}

// A Session is one appointment.
type Session struct {
	ID       SessionID  `json:"id"`
	Start    time.Time  `json:"start"`
	Minutes  int        `json:"minutes,omitzero"`
	Channel  Channel    `json:"channel,omitzero"`
	Delivery Delivery   `json:"delivery,omitzero"`
	Register RegisterID `json:"register,omitzero"` // of a group session (D25)
	Onward   OnwardID   `json:"onward,omitzero"`   // if a provider holds it
	// Offered is when this date was offered; zero takes the time of arranging.
	Offered time.Time `json:"offered,omitzero"`

	State      State       `json:"state,omitzero"` // follows, like all below
	Since      time.Time   `json:"since,omitzero"`
	Late       bool        `json:"late,omitzero"`
	NotBrought bool        `json:"notBrought,omitzero"`
	By         Party       `json:"by,omitzero"` // who cancelled, moved or caused it
	Reason     Reason      `json:"reason,omitzero"`
	Contact    ContactID   `json:"contact,omitzero"`
	Replaces   SessionID   `json:"replaces,omitzero"`
	ReplacedBy SessionID   `json:"replacedBy,omitzero"`
	Words      person.Text `json:"words,omitzero"`
}

// Plan is one version of the personalised care and support plan.
type Plan struct {
	Matters   person.Text `json:"matters,omitzero"`
	IfWorse   person.Text `json:"ifWorse,omitzero"` // what to do if things get worse
	Words     person.Text `json:"words,omitzero"`
	Version   int         `json:"version,omitzero"` // follows, like all below
	State     State       `json:"state,omitzero"`
	Since     time.Time   `json:"since,omitzero"`
	Drafted   time.Time   `json:"drafted,omitzero"`
	Agreed    time.Time   `json:"agreed,omitzero"`
	AgreedBy  Decider     `json:"agreedBy,omitzero"`
	Shared    []Party     `json:"shared,omitzero"`
	Reviewed  time.Time   `json:"reviewed,omitzero"` // the last review
	Review    time.Time   `json:"review,omitzero"`   // the next
	Completed time.Time   `json:"completed,omitzero"`
}

// A Goal is the person's.
type Goal struct {
	ID         GoalID          `json:"id"`
	Words      person.Text     `json:"words"` // the person's own
	Need       person.NeedCode `json:"need,omitzero"`
	Importance int             `json:"importance,omitzero"` // 1 to 10; 0 is not said (D22)
	Confidence int             `json:"confidence,omitzero"` // 1 to 10; 0 is not said
	Target     person.Date     `json:"target,omitzero"`
	State      State           `json:"state,omitzero"` // follows, like all below
	Since      time.Time       `json:"since,omitzero"`
	Reason     Reason          `json:"reason,omitzero"`
	Outcome    person.Text     `json:"outcome,omitzero"`
}

// A Step is an action of the plan: what, who, when.
type Step struct {
	ID         StepID      `json:"id"`
	Goal       GoalID      `json:"goal,omitzero"`
	What       person.Text `json:"what"`
	Owner      Owner       `json:"owner,omitzero"`
	Due        time.Time   `json:"due,omitzero"`
	Strategy   person.Text `json:"strategy,omitzero"`
	Stage      person.Text `json:"stage,omitzero"`      // the stage goal it leads to
	Confidence int         `json:"confidence,omitzero"` // 1 to 10; 0 is not said
	Review     time.Time   `json:"review,omitzero"`
	Status     StepStatus  `json:"status,omitzero"`
	At         time.Time   `json:"at,omitzero"` // follows
}

// A Risk and who may see it.
type Risk struct {
	ID       RiskID      `json:"id"`
	Kind     string      `json:"kind"` // a code: self, others, from-others, lone-working, …
	Source   Party       `json:"source,omitzero"`
	Words    person.Text `json:"words,omitzero"`
	Review   time.Time   `json:"review,omitzero"`
	Visible  Visibility  `json:"visible,omitzero"`
	Raised   time.Time   `json:"raised,omitzero"`   // follows
	Resolved time.Time   `json:"resolved,omitzero"` // follows
}

// A Concern is about safeguarding (D15).
type Concern struct {
	ID         ConcernID   `json:"id"`
	Kind       string      `json:"kind"` // a code of the host's list
	Words      person.Text `json:"words,omitzero"`
	Raised     time.Time   `json:"raised,omitzero"` // follows, like all below
	Escalation Escalation  `json:"escalation,omitzero"`
	HandedTo   person.Text `json:"handedTo,omitzero"`
	HandedOver time.Time   `json:"handedOver,omitzero"`
	Resolved   time.Time   `json:"resolved,omitzero"`
}

// Open says whether nobody outside owns the concern yet and it is not resolved.
func (c Concern) Open() bool { return c.HandedOver.IsZero() && c.Resolved.IsZero() }

// An Escalation of a concern.
type Escalation struct {
	To        person.Text `json:"to,omitzero"` // whose task it is: an organisation or a team
	Reference string      `json:"reference,omitzero"`
	Consent   person.Tri  `json:"consent,omitzero"` // whether consent was sought
	WhyNot    person.Text `json:"whyNot,omitzero"`
	Welfare   bool        `json:"welfare,omitzero"` // a welfare check was asked for
	At        time.Time   `json:"at,omitzero"`      // follows
}

// A Holding is a pause of the episode (D4).
type Holding struct {
	Reason Reason    `json:"reason"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until,omitzero"` // zero while it lasts
	Review time.Time `json:"review,omitzero"`
	Origin State     `json:"origin"` // where it returns to
	// ByPerson says that the person's circumstances caused it: only such holds
	// pause the adjusted clock.
	ByPerson bool `json:"byPerson,omitzero"`
}

// A Transfer between services (D5).
type Transfer struct {
	To       ServiceID `json:"to"`
	Offered  time.Time `json:"offered"`
	Expires  time.Time `json:"expires"`
	Answered time.Time `json:"answered,omitzero"`
	Result   Action    `json:"result,omitzero"` // accept-transfer, refuse-transfer or lapse-transfer
	Episode  ID        `json:"episode,omitzero"`
	Reason   Reason    `json:"reason,omitzero"`
	Override Override  `json:"override,omitzero"`
}

// A Closure: kept when the episode is reopened.
type Closure struct {
	Reason     Reason      `json:"reason"`
	Words      person.Text `json:"words,omitzero"`
	At         time.Time   `json:"at"`
	By         ActorID     `json:"by,omitzero"`
	DecidedBy  Decider     `json:"decidedBy,omitzero"`
	From       State       `json:"from"`
	LeaveGoals Reason      `json:"leaveGoals,omitzero"`
	NoMeasures Reason      `json:"noMeasures,omitzero"`
	HandedTo   person.Text `json:"handedTo,omitzero"`
	LeftOpen   []LeftOpen  `json:"leftOpen,omitzero"`
	Reopened   time.Time   `json:"reopened,omitzero"` // follows
}

// A Duty is something the service owes until it is settled. No hold and no
// closure removes one (D9). What has no ground any more is dropped by name: a
// code that the referrer had written already, a message to nobody who may have it.
type Duty struct {
	Kind    DutyKind    `json:"kind"`
	Item    uuid.UUID   `json:"item,omitzero"` // what it is about; zero for the episode
	Since   time.Time   `json:"since"`
	Due     time.Time   `json:"due,omitzero"` // zero: at once
	Code    string      `json:"code,omitzero"`
	Sharing CodeSharing `json:"sharing,omitzero"`
	Settled time.Time   `json:"settled,omitzero"`
	// Dropped is when it ceased to be owed without having been done. Only the
	// event duty.changed says so: a duty that was dropped is on no list.
	Dropped time.Time `json:"dropped,omitzero"`
}

// A Note (D20).
type Note struct {
	ID         NoteID      `json:"id"`
	Kind       NoteKind    `json:"kind,omitzero"`
	Text       person.Text `json:"text"`
	Visible    Visibility  `json:"visible,omitzero"`
	ThirdParty bool        `json:"thirdParty,omitzero"`
	Harm       bool        `json:"harm,omitzero"` // disclosure could cause serious harm
	Important  bool        `json:"important,omitzero"`
	Author     ActorID     `json:"author,omitzero"` // follows, like all below
	At         time.Time   `json:"at,omitzero"`
	Amended    time.Time   `json:"amended,omitzero"`
}

// A Link to another episode (D25).
type Link struct {
	Kind    LinkKind `json:"kind"`
	Episode ID       `json:"episode"`
}

// Support to attend (D24).
type Support struct {
	Session SessionID    `json:"session,omitzero"`
	Onward  OnwardID     `json:"onward,omitzero"`
	Level   SupportLevel `json:"level"`
	Done    bool         `json:"done,omitzero"` // false: planned
	At      time.Time    `json:"at,omitzero"`   // follows
}

// Feedback about an activity (D24).
type Feedback struct {
	Activity activity.ID `json:"activity"`
	From     Party       `json:"from"`
	Rating   int         `json:"rating,omitzero"` // 1 to 5; 0 is not said
	Text     person.Text `json:"text,omitzero"`
	MayShare person.Tri  `json:"mayShare,omitzero"`
	At       time.Time   `json:"at,omitzero"` // follows
}

// Unmet is a need that nothing could meet (D26).
type Unmet struct {
	Need   person.NeedCode `json:"need"`
	Reason UnmetReason     `json:"reason"`
	Area   string          `json:"area,omitzero"` // a GSS code, for coverage
	At     time.Time       `json:"at,omitzero"`   // follows
}

// Funding requested or agreed (D27).
type Funding struct {
	Source string    `json:"source"`
	Pence  int64     `json:"pence"`
	For    string    `json:"for"`             // a code
	Agreed bool      `json:"agreed,omitzero"` // follows
	At     time.Time `json:"at,omitzero"`     // follows
}
