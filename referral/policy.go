package referral

import (
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// CodeMoment is when the national referral code becomes due (D18).
type CodeMoment string

// The moments.
const (
	CodeAtReceipt      CodeMoment = "receipt"
	CodeAtAcceptance   CodeMoment = "acceptance"    // when the person accepts, by whichever route
	CodeAtFirstContact CodeMoment = "first-contact" // the first two-way contact in which the person accepts
)

var allCodeMoments = []CodeMoment{CodeAtReceipt, CodeAtAcceptance, CodeAtFirstContact}

// IsValid says whether m is one of the moments.
func (m CodeMoment) IsValid() bool { return isOneOf(m, allCodeMoments) }

// UnmarshalText reads a moment and refuses any other word; "" is unset.
func (m *CodeMoment) UnmarshalText(text []byte) error {
	return readOneOf(m, text, allCodeMoments, "codeAt")
}

// Silence is what "not asked" means for a scope of consent (D13).
type Silence string

// The meanings of silence.
const (
	SilenceNo       Silence = "no"              // not asked is no
	SilenceAskFirst Silence = "ask-first"       // not asked bars until somebody asks
	SilenceUnless   Silence = "unless-objected" // not asked is yes
)

var allSilences = []Silence{SilenceNo, SilenceAskFirst, SilenceUnless}

// IsValid says whether s is one of the meanings.
func (s Silence) IsValid() bool { return isOneOf(s, allSilences) }

// UnmarshalText reads a meaning and refuses any other word; "" is unset.
func (s *Silence) UnmarshalText(text []byte) error {
	return readOneOf(s, text, allSilences, "silence")
}

// Policy is what services decide differently, as data: plain, with a JSON form.
// DefaultPolicy gives the defaults, PolicyItems what they rest on, and Diff
// how a host's policy differs. CompilePolicy checks it.
type Policy struct {
	// TextLimit is the most characters of any free text.
	TextLimit int `json:"textLimit"`
	// Attempts are what "unable to contact" needs (D11).
	Attempts AttemptPolicy `json:"attempts"`
	// Targets are in working days.
	Targets TargetPolicy `json:"targets"`
	// OnwardReplyDays is how long a provider has to answer, in calendar days.
	OnwardReplyDays int `json:"onwardReplyDays"`
	// TransferReplyDays is how long a service has to answer an offer.
	TransferReplyDays int `json:"transferReplyDays"`
	// ReopenDays is how long a closed episode can be reopened.
	ReopenDays int `json:"reopenDays"`
	// HoldReviewDays is the longest time until a hold is looked at.
	HoldReviewDays int `json:"holdReviewDays"`
	// MissedLimit is how many sessions in a row must have been missed before
	// an episode may be closed for it.
	MissedLimit int `json:"missedLimit"`
	// LateIsMissed counts "too late to be seen" as missed (D17).
	LateIsMissed bool `json:"lateIsMissed"`
	// NeedIdentity and NeedReach make the referral wait for facts of the person.
	NeedIdentity bool `json:"needIdentity"`
	NeedReach    bool `json:"needReach"`
	// NeedAgreement wants a provider's sharing agreement for a named referral (D30).
	NeedAgreement bool `json:"needAgreement"`
	// NeedMeasures wants measures at the end, or a reason why not.
	NeedMeasures bool `json:"needMeasures"`
	// HandOverRoles may close with an open concern, by handing it over (D15).
	HandOverRoles []Role `json:"handOverRoles"`
	// CodeAt is when the national referral code becomes due, and CodeRefused
	// what is written when the person refuses sharing with the GP (D18).
	CodeAt      CodeMoment  `json:"codeAt"`
	CodeRefused CodeSharing `json:"codeRefused"`
	// Silence says per scope what "not asked" means; ShareProvider stands for
	// every provider's scope.
	Silence SilencePolicy `json:"silence"`
}

// AttemptPolicy is how much must be tried before "unable to contact".
type AttemptPolicy struct {
	Count    int `json:"count"`
	Days     int `json:"days"`     // different local days
	Channels int `json:"channels"` // different channels, as far as so many are usable
}

// TargetPolicy gives target times in working days; 0 sets no target.
type TargetPolicy struct {
	Decision      int `json:"decision"`      // receipt to accepted, rejected or redirected
	Allocation    int `json:"allocation"`    // accepted to allocated
	FirstAttempt  int `json:"firstAttempt"`  // receipt to the first attempt
	FirstContact  int `json:"firstContact"`  // receipt to the first two-way contact
	Plan          int `json:"plan"`          // first contact to an agreed plan
	PlanReview    int `json:"planReview"`    // agreed plan to its review, where none is set
	Signpost      int `json:"signpost"`      // signpost to its follow-up
	AwaitFeedback int `json:"awaitFeedback"` // a session's time to its record
}

// SilencePolicy says what "not asked" means (D13).
type SilencePolicy struct {
	ShareProvider Silence `json:"shareProvider"`
	ShareGP       Silence `json:"shareGP"`
	ShareReferrer Silence `json:"shareReferrer"`
	Research      Silence `json:"research"`
	Photographs   Silence `json:"photographs"`
	Feedback      Silence `json:"feedback"`
}

// DefaultPolicy gives the defaults. What each rests on is in PolicyItems.
func DefaultPolicy() Policy {
	return Policy{
		TextLimit:         2000,
		Attempts:          AttemptPolicy{Count: 3, Days: 2, Channels: 2},
		Targets:           TargetPolicy{Decision: 2, Allocation: 2, FirstAttempt: 5, FirstContact: 10, Plan: 20, PlanReview: 60, Signpost: 20, AwaitFeedback: 2},
		OnwardReplyDays:   14,
		TransferReplyDays: 14,
		ReopenDays:        90,
		HoldReviewDays:    90,
		MissedLimit:       2,
		NeedIdentity:      true,
		NeedReach:         true,
		NeedAgreement:     true,
		NeedMeasures:      true,
		HandOverRoles:     []Role{RoleTeamLead},
		CodeAt:            CodeAtFirstContact,
		CodeRefused:       CodeWithhold,
		Silence: SilencePolicy{
			ShareProvider: SilenceNo, ShareGP: SilenceAskFirst, ShareReferrer: SilenceAskFirst,
			Research: SilenceNo, Photographs: SilenceNo, Feedback: SilenceAskFirst,
		},
	}
}

// Calendar is what clocks need to know of days. The package referral/calendar
// makes one from the bank holidays of each nation of the United Kingdom; a host
// may bring its own. It must be pure and safe for concurrent use.
type Calendar interface {
	// LocalDay numbers the local day of t; the next day has the next number.
	LocalDay(t time.Time) int
	// WorkingDays counts the working days after the day of from, up to and
	// including the day of to, less those covered by pauses. Provisional says
	// that days past the published holidays were counted by rule.
	WorkingDays(from, to time.Time, pauses [][2]time.Time) (days int, provisional bool)
	// Deadline is the end of the n-th working day after the day of from, pauses
	// left out. It is the zero time while an open pause holds it; a pause whose
	// end is zero is open.
	Deadline(from time.Time, n int, pauses [][2]time.Time) (at time.Time, provisional bool)
}

// Rules is a compiled Policy: immutable and safe for concurrent use.
type Rules struct {
	policy   Policy
	calendar Calendar
}

// WithCalendar gives the same rules with a calendar, which working-day clocks
// need; without one they say that working days are not known.
func (r *Rules) WithCalendar(c Calendar) *Rules {
	next := *r
	next.calendar = c
	return &next
}

// Policy gives a copy of what the rules were compiled from.
func (r *Rules) Policy() Policy { return r.policy.clone() }

func (p Policy) clone() Policy {
	p.HandOverRoles = append([]Role(nil), p.HandOverRoles...)
	return p
}

// defaultRules serve where nil is passed for rules.
var defaultRules = &Rules{policy: DefaultPolicy()}

func (r *Rules) orDefault() *Rules {
	if r == nil {
		return defaultRules
	}
	return r
}

// silence is what "not asked" means for a scope.
func (r *Rules) silence(s person.Scope) Silence {
	if _, ok := s.Provider(); ok {
		return r.policy.Silence.ShareProvider
	}
	//exhaustive:ignore
	switch s {
	case person.ScopeShareGP:
		return r.policy.Silence.ShareGP
	case person.ScopeShareReferrer:
		return r.policy.Silence.ShareReferrer
	case person.ScopePhotographs:
		return r.policy.Silence.Photographs
	case person.ScopeFeedback:
		return r.policy.Silence.Feedback
	}
	return SilenceNo
}

func (r *Rules) localDay(t time.Time) int {
	if r.calendar != nil {
		return r.calendar.LocalDay(t)
	}
	return londonDay(t)
}

// londonDay numbers the days of the United Kingdom, without a zone database:
// since 1996 summer time runs from the last Sunday of March to the last Sunday
// of October, both at 01:00 UTC. It is tested against the zone database.
func londonDay(t time.Time) int {
	u := t.UTC()
	if summer(u) {
		u = u.Add(time.Hour)
	}
	return int(u.Unix() / 86400)
}

// summer says whether it is summer time in the United Kingdom.
func summer(t time.Time) bool {
	u := t.UTC()
	y := u.Year()
	return !u.Before(lastSunday(y, time.March)) && u.Before(lastSunday(y, time.October))
}

// lastSunday gives 01:00 UTC of the last Sunday of a month of 31 days.
func lastSunday(year int, m time.Month) time.Time {
	d := time.Date(year, m, 31, 1, 0, 0, 0, time.UTC)
	return d.AddDate(0, 0, -int(d.Weekday()))
}
