package referral

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// Dates are the instants of an episode, as they happened; zero where it has
// not happened. The five of the sessions are kept apart, because targets are
// measured against the first that was offered and not against the first that
// was attended.
type Dates struct {
	Received     time.Time `json:"received,omitzero"`
	Decided      time.Time `json:"decided,omitzero"` // accepted, rejected, redirected, or ended before
	Accepted     time.Time `json:"accepted,omitzero"`
	Allocated    time.Time `json:"allocated,omitzero"`
	FirstAttempt time.Time `json:"firstAttempt,omitzero"`
	FirstContact time.Time `json:"firstContact,omitzero"` // two-way
	PlanAgreed   time.Time `json:"planAgreed,omitzero"`
	Ended        time.Time `json:"ended,omitzero"`

	Offered     time.Time `json:"offered,omitzero"`     // when the first session was offered
	Scheduled   time.Time `json:"scheduled,omitzero"`   // for when the first was arranged
	NotAttended time.Time `json:"notAttended,omitzero"` // the first that was not attended
	Attended    time.Time `json:"attended,omitzero"`    // the first that was attended
	Happened    time.Time `json:"happened,omitzero"`    // the first that took place
}

// A Span is how long something took, or has taken until now.
type Span struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"` // now, while it goes on
	Running bool      `json:"running,omitzero"`
	Elapsed int       `json:"elapsed"` // calendar days, by local date
	// Adjusted leaves out the days of holds that the person caused; published
	// waits use Elapsed.
	Adjusted int `json:"adjusted"`
	// Working and AdjustedWorking are in working days; -1 where the rules have
	// no calendar. Provisional says that they reach past the published holidays.
	Working         int  `json:"working"`
	AdjustedWorking int  `json:"adjustedWorking"`
	Provisional     bool `json:"provisional,omitzero"`
}

// IsZero says that it has not begun.
func (s Span) IsZero() bool { return s.From.IsZero() }

// ClockName names a waiting time.
type ClockName string

// The clocks. Each runs from the first instant of its name to the second.
const (
	ClockDecision     ClockName = "received-decided"
	ClockAccepted     ClockName = "received-accepted"
	ClockAllocation   ClockName = "accepted-allocated"
	ClockAttempt      ClockName = "received-first-attempt"
	ClockContact      ClockName = "received-first-contact"
	ClockOffered      ClockName = "received-offered"
	ClockAttended     ClockName = "received-attended"
	ClockPlan         ClockName = "first-contact-plan"
	ClockEpisode      ClockName = "received-ended"
	ClockOffer2Attend ClockName = "offered-attended"
)

var allClockNames = []ClockName{
	ClockDecision, ClockAccepted, ClockAllocation, ClockAttempt, ClockContact,
	ClockOffered, ClockAttended, ClockPlan, ClockEpisode, ClockOffer2Attend,
}

// IsValid says whether n is one of the clocks.
func (n ClockName) IsValid() bool { return isOneOf(n, allClockNames) }

// UnmarshalText reads a clock and refuses any other word; "" is unset.
func (n *ClockName) UnmarshalText(text []byte) error {
	return readOneOf(n, text, allClockNames, "clock")
}

// ClockNames gives the clocks in the order of reports. The caller owns it.
func ClockNames() []ClockName { return slices.Clone(allClockNames) }

// A Clock is one waiting time of an episode.
type Clock struct {
	Name ClockName `json:"name"`
	Span Span      `json:"span"`
}

// Timing is what the clocks of an episode say at an instant.
type Timing struct {
	Dates  Dates   `json:"dates"`
	Clocks []Clock `json:"clocks,omitzero"`
	Due    []Item  `json:"due,omitzero"` // by time, then kind, then item
}

// Clock finds a waiting time; false if it has not begun, or if it can no
// longer end.
func (t Timing) Clock(n ClockName) (Span, bool) {
	for _, c := range t.Clocks {
		if c.Name == n {
			return c.Span, true
		}
	}
	return Span{}, false
}

// Overdue gives the items whose time has passed.
func (t Timing) Overdue() []Item {
	return slices.DeleteFunc(slices.Clone(t.Due), func(i Item) bool { return !i.Overdue })
}

// ItemKind says what is due.
type ItemKind string

// The kinds of due item that follow from time; duties have their own kinds
// beside (ItemDuty).
const (
	ItemDecision      ItemKind = "decision"
	ItemAllocation    ItemKind = "allocation"
	ItemFirstAttempt  ItemKind = "first-attempt"
	ItemFirstContact  ItemKind = "first-contact"
	ItemPlan          ItemKind = "plan"
	ItemPlanReview    ItemKind = "plan-review"
	ItemHoldReview    ItemKind = "hold-review"
	ItemStep          ItemKind = "step"
	ItemRiskReview    ItemKind = "risk-review"
	ItemSession       ItemKind = "session-feedback" // the time has passed and nothing is recorded
	ItemOnwardReply   ItemKind = "onward-reply"
	ItemOnwardWatch   ItemKind = "onward-watch"
	ItemSignpost      ItemKind = "signpost-follow-up"
	ItemTransferReply ItemKind = "transfer-reply"
	ItemOfferClosure  ItemKind = "offer-closure" // the person has died
	ItemDuty          ItemKind = "duty"
)

var allItemKinds = []ItemKind{
	ItemDecision, ItemAllocation, ItemFirstAttempt, ItemFirstContact, ItemPlan, ItemPlanReview, ItemHoldReview, ItemStep,
	ItemRiskReview, ItemSession, ItemOnwardReply, ItemOnwardWatch, ItemSignpost, ItemTransferReply, ItemOfferClosure, ItemDuty,
}

// IsValid says whether k is one of the kinds.
func (k ItemKind) IsValid() bool { return isOneOf(k, allItemKinds) }

// UnmarshalText reads a kind and refuses any other word; "" is unset.
func (k *ItemKind) UnmarshalText(text []byte) error { return readOneOf(k, text, allItemKinds, "item") }

// An Item is something due.
type Item struct {
	Kind        ItemKind  `json:"kind"`
	Duty        DutyKind  `json:"duty,omitzero"` // for ItemDuty
	ID          uuid.UUID `json:"id,omitzero"`   // of the onward referral, session, … ; zero for the episode
	Due         time.Time `json:"due"`
	Overdue     bool      `json:"overdue,omitzero"`
	Provisional bool      `json:"provisional,omitzero"`
	// Worker has to see to it: the present one, or who watches what stayed open.
	// Zero: the team's queue.
	Worker ActorID `json:"worker,omitzero"`
}

// Clocks tells the waiting times of an episode and what is due, at an instant.
// It is a pure function. Working days and targets in them need rules with a
// calendar (Rules.WithCalendar); without one they are not told.
//
// Time counts from when the referral was received, never from when it was
// typed. A hold pauses Adjusted only if the person caused it; capacity never
// does, and no hold pauses a duty (D4).
func Clocks(r Referral, rules *Rules, now time.Time) Timing {
	c := clocker{r: r, b: r.body(), rules: rules.orDefault(), now: normal(now)}
	c.holds()
	c.dates()
	c.clocks()
	c.due()
	slices.SortFunc(c.t.Due, compareItems)
	return c.t
}

func compareItems(a, b Item) int {
	if x := a.Due.Compare(b.Due); x != 0 {
		return x
	}
	if a.Kind != b.Kind {
		return compareStrings(string(a.Kind), string(b.Kind))
	}
	if a.Duty != b.Duty {
		return compareStrings(string(a.Duty), string(b.Duty))
	}
	return compareStrings(string(a.ID[:]), string(b.ID[:]))
}

func compareStrings(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

type clocker struct {
	r      Referral
	b      *body
	rules  *Rules
	now    time.Time
	paused [][2]time.Time // by the person
	t      Timing
}

func (c *clocker) holds() {
	for _, h := range c.b.Holds {
		if h.ByPerson {
			c.paused = append(c.paused, [2]time.Time{h.From, h.Until})
		}
	}
}

// first keeps the earlier of two instants.
func first(at *time.Time, t time.Time) {
	if at.IsZero() || t.Before(*at) {
		*at = t
	}
}

// dates reads the instants from the timeline, without what was undone, and
// from the records.
func (c *clocker) dates() {
	d := &c.t.Dates
	d.Received = c.b.Received
	for _, e := range c.r.entries() {
		if e.Undone || e.Part != PartReferral || e.From == e.To {
			continue
		}
		//exhaustive:ignore
		switch e.To {
		case StateAccepted:
			d.Accepted = e.At
		case StateContacting:
			if e.On == ActionAllocate {
				d.Allocated = e.At
			}
		}
		if e.From == StateReceived && e.To != StateInformationRequested && e.Type != EventUndo {
			first(&d.Decided, e.At)
		}
	}
	if final(c.r.Phase()) {
		d.Ended = c.r.Since()
		if !d.Received.IsZero() {
			first(&d.Decided, d.Ended)
		}
	}
	for _, x := range c.b.Contacts {
		first(&d.FirstAttempt, x.At)
		if x.TwoWay() {
			first(&d.FirstContact, x.At)
		}
	}
	for _, p := range c.b.Plans {
		if !p.Agreed.IsZero() {
			first(&d.PlanAgreed, p.Agreed)
		}
	}
	c.sessionDates()
}

func (c *clocker) sessionDates() {
	d := &c.t.Dates
	for _, s := range c.b.Sessions {
		if s.State == StateEnteredInError {
			continue
		}
		first(&d.Offered, s.Offered)
		first(&d.Scheduled, s.Start)
		//exhaustive:ignore
		switch s.State {
		case StateNotAttended, StateNotSeen:
			first(&d.NotAttended, s.Start)
		case StateNotHappened:
			first(&d.Attended, s.Start)
		case StateAttended:
			first(&d.Attended, s.Start)
			first(&d.Happened, s.Start)
		}
	}
}

func (c *clocker) clocks() {
	d := c.t.Dates
	c.clock(ClockDecision, d.Received, d.Decided)
	c.clock(ClockAccepted, d.Received, d.Accepted)
	c.clock(ClockAllocation, d.Accepted, d.Allocated)
	c.clock(ClockAttempt, d.Received, d.FirstAttempt)
	c.clock(ClockContact, d.Received, d.FirstContact)
	c.clock(ClockOffered, d.Received, d.Offered)
	c.clock(ClockAttended, d.Received, d.Attended)
	c.clock(ClockPlan, d.FirstContact, d.PlanAgreed)
	c.clock(ClockEpisode, d.Received, d.Ended)
	c.clock(ClockOffer2Attend, d.Offered, d.Attended)
}

// clock adds a waiting time that has begun: ended, or still running while the
// episode is.
func (c *clocker) clock(n ClockName, from, to time.Time) {
	if from.IsZero() || from.After(c.now) {
		return
	}
	s := Span{From: from, To: to}
	if to.IsZero() {
		if final(c.r.Phase()) {
			return // it never came to an end, and never will
		}
		s.To, s.Running = c.now, true
	}
	c.measure(&s)
	c.t.Clocks = append(c.t.Clocks, Clock{n, s})
}

func (c *clocker) measure(s *Span) {
	if s.To.Before(s.From) { // back-dated: it took no time
		s.To = s.From
	}
	s.Elapsed = c.rules.localDay(s.To) - c.rules.localDay(s.From)
	s.Adjusted = s.Elapsed - c.pausedDays(s.From, s.To)
	s.Working, s.AdjustedWorking = -1, -1
	if cal := c.rules.calendar; cal != nil {
		s.Working, s.Provisional = cal.WorkingDays(s.From, s.To, nil)
		s.AdjustedWorking, _ = cal.WorkingDays(s.From, s.To, c.paused)
	}
}

// pausedDays counts the local days of the person's holds between two instants.
// Holds of one episode never overlap.
func (c *clocker) pausedDays(from, to time.Time) int {
	n := 0
	a, b := c.rules.localDay(from), c.rules.localDay(to)
	for _, p := range c.paused {
		x, y := max(c.rules.localDay(p[0]), a), b
		if !p[1].IsZero() {
			y = min(c.rules.localDay(p[1]), b)
		}
		n += max(0, y-x)
	}
	return n
}

// due lists what is due. Closing ends reviews, contacts, reminders and
// sessions; it never ends a duty or what somebody watches (D9).
func (c *clocker) due() {
	c.duties()
	c.watched()
	switch c.r.Phase() {
	case PhasePending, PhaseActive, PhaseOnHold:
	case PhaseDraft, PhaseEnded, PhaseVoid:
		return
	}
	if c.r.Dead() {
		c.item(Item{Kind: ItemOfferClosure, Due: c.r.RecordedAt()})
		return // no contact, reminder or measure of a person who has died (D8)
	}
	c.targets()
	c.onwardReplies()
	if c.r.Phase() == PhaseOnHold {
		if h, ok := last(c.b.Holds); ok {
			c.item(Item{Kind: ItemHoldReview, Due: h.Review})
		}
	} else {
		c.reviews()
	}
	if t, ok := last(c.b.Transfers); ok && t.Answered.IsZero() {
		c.item(Item{Kind: ItemTransferReply, Due: t.Expires})
	}
}

func (c *clocker) item(i Item) {
	if i.Due.IsZero() {
		return
	}
	if a, ok := c.r.Assignment(); ok && a.Left.IsZero() && i.Worker.IsZero() {
		i.Worker = a.Worker
	}
	i.Overdue = c.now.After(i.Due)
	c.t.Due = append(c.t.Due, i)
}

func (c *clocker) duties() {
	for _, d := range c.b.Duties {
		if !d.Settled.IsZero() {
			continue
		}
		due := d.Due
		if due.IsZero() {
			due = d.Since
		}
		c.item(Item{Kind: ItemDuty, Duty: d.Kind, ID: d.Item, Due: due})
	}
}

// watched lists the onward referrals that outlived the episode.
func (c *clocker) watched() {
	if !final(c.r.Phase()) {
		return
	}
	for _, o := range c.b.Onwards {
		if !o.Watcher.IsZero() && o.Ended.IsZero() {
			c.item(Item{Kind: ItemOnwardWatch, ID: uuid.UUID(o.ID), Due: o.WatchUntil, Worker: o.Watcher})
		}
	}
}

// target adds an item that is due so many working days after an instant.
func (c *clocker) target(k ItemKind, from time.Time, days int) {
	if from.IsZero() || days == 0 || c.rules.calendar == nil {
		return
	}
	at, provisional := c.rules.calendar.Deadline(from, days, c.paused)
	c.item(Item{Kind: k, Due: at, Provisional: provisional})
}

func (c *clocker) targets() {
	t, d := c.rules.policy.Targets, c.t.Dates
	if d.Decided.IsZero() {
		c.target(ItemDecision, d.Received, t.Decision)
	}
	if !d.Accepted.IsZero() && d.Allocated.IsZero() {
		c.target(ItemAllocation, d.Accepted, t.Allocation)
	}
	if d.FirstAttempt.IsZero() {
		c.target(ItemFirstAttempt, d.Received, t.FirstAttempt)
	}
	if d.FirstContact.IsZero() {
		c.target(ItemFirstContact, d.Received, t.FirstContact)
	} else if d.PlanAgreed.IsZero() {
		c.target(ItemPlan, d.FirstContact, t.Plan)
	}
}

func (c *clocker) onwardReplies() {
	for _, o := range c.b.Onwards {
		if o.State == StateSent || o.State == StateAcknowledged {
			c.item(Item{Kind: ItemOnwardReply, ID: uuid.UUID(o.ID), Due: o.Sent.AddDate(0, 0, c.rules.policy.OnwardReplyDays)})
		}
	}
}

// reviews are due while support goes on, and wait while it is on hold.
func (c *clocker) reviews() {
	t := c.rules.policy.Targets
	if p, ok := c.r.Plan(); ok && (p.State == StateAgreed || p.State == StateReviewed) {
		if p.Review.IsZero() && p.Reviewed.IsZero() {
			c.target(ItemPlanReview, p.Agreed, t.PlanReview)
		}
		c.item(Item{Kind: ItemPlanReview, Due: p.Review})
	}
	for _, s := range c.b.Steps {
		if s.Status == StepPlanned || s.Status == StepUnderWay {
			c.item(Item{Kind: ItemStep, ID: uuid.UUID(s.ID), Due: s.Due})
		}
	}
	for _, r := range c.b.Risks {
		if r.Resolved.IsZero() {
			c.item(Item{Kind: ItemRiskReview, ID: uuid.UUID(r.ID), Due: r.Review})
		}
	}
	for _, s := range c.b.Sessions {
		if s.AwaitsFeedback(c.now) {
			c.item(Item{Kind: ItemSession, ID: uuid.UUID(s.ID), Due: s.Start})
		}
	}
	for _, s := range c.b.Signposts {
		if s.Use == "" && c.rules.calendar != nil && t.Signpost > 0 {
			at, p := c.rules.calendar.Deadline(s.At, t.Signpost, nil)
			c.item(Item{Kind: ItemSignpost, ID: uuid.UUID(s.ID), Due: at, Provisional: p})
		}
	}
}

// AwaitsFeedback says that the session's time has passed and nobody recorded
// what came of it. It is derived, never stored.
func (s Session) AwaitsFeedback(now time.Time) bool {
	return s.State == StateScheduled && now.After(s.Start)
}

// Attendance is the NHS Data Dictionary's code "Attended or did not attend": 5
// attended in time, 6 late but seen, 7 too late to be seen, 2 cancelled by or
// for the patient, 3 did not attend, 4 cancelled by the provider, 0 in the
// future. It is "" for a session that was rescheduled or entered in error.
//
// A session that the person attended and that did not happen has attendance 5
// or 6: that is what Happened is for (D17).
func (s Session) Attendance() string {
	//exhaustive:ignore
	switch s.State {
	case StateScheduled:
		return "0"
	case StateAttended, StateNotHappened:
		if s.Late {
			return "6"
		}
		return "5"
	case StateNotSeen:
		return "7"
	case StateNotAttended:
		return "3"
	case StateCancelledByPerson:
		return "2"
	case StateCancelledByService:
		return "4"
	}
	return ""
}

// Happened says whether the session took place; unknown while it is to come,
// or where nobody recorded it.
func (s Session) Happened() person.Tri {
	//exhaustive:ignore
	switch s.State {
	case StateAttended:
		return person.Yes
	case StateScheduled, StateEnteredInError, "":
		return person.Unknown
	}
	return person.No
}

// A CaseItem is something due in one of many episodes.
type CaseItem struct {
	Referral ID
	Item     Item
}

// Caseload gives what is due in many episodes, by time, then episode: the
// worker's list if worker is not zero, the team's queue of what nobody has if
// queue is set, else all.
func Caseload(list []Referral, rules *Rules, now time.Time, worker ActorID, queue bool) []CaseItem {
	var out []CaseItem
	for _, r := range list {
		for _, i := range Clocks(r, rules, now).Due {
			if queue && !i.Worker.IsZero() || !queue && !worker.IsZero() && i.Worker != worker {
				continue
			}
			out = append(out, CaseItem{r.ID(), i})
		}
	}
	slices.SortStableFunc(out, func(a, b CaseItem) int {
		if x := a.Item.Due.Compare(b.Item.Due); x != 0 {
			return x
		}
		return a.Referral.Compare(b.Referral)
	})
	return out
}
