package outcome

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/socialprescribing/socialprescribing/person"
)

// NotAskedReason says why a measure that was due was not asked: a reason is data,
// an absence is not.
type NotAskedReason string

// The reasons.
const (
	Declined         NotAskedReason = "declined"       // the person did not want to
	Unwell           NotAskedReason = "unwell"         // too unwell to be asked
	WouldDistress    NotAskedReason = "would-distress" // asking would have upset them
	NoLanguage       NotAskedReason = "no-language"    // no version in their language
	NotUnderstood    NotAskedReason = "not-understood" // the questions made no sense to them
	WrongAge         NotAskedReason = "wrong-age"      // the measure is for another age
	NotLicensed      NotAskedReason = "not-licensed"   // the service has no licence
	ProhibitedNow    NotAskedReason = "contact-barred" // the person may not be contacted
	NoContact        NotAskedReason = "no-contact"     // could not be reached
	NoTime           NotAskedReason = "no-time"        // other things came first
	Died             NotAskedReason = "died"           // ends all measures (D8)
	OtherWithoutWord NotAskedReason = "other"          // the host keeps the words
)

// IsValid reports whether r is one of the reasons.
func (r NotAskedReason) IsValid() bool { return slices.Contains(NotAskedReasons(), r) }

// UnmarshalText refuses what is not a reason; empty text reads as unset.
func (r *NotAskedReason) UnmarshalText(text []byte) error { return readWord(r, text) }

// NotAskedReasons lists the reasons.
func NotAskedReasons() []NotAskedReason {
	return []NotAskedReason{
		Declined, Unwell, WouldDistress, NoLanguage, NotUnderstood, WrongAge,
		NotLicensed, ProhibitedNow, NoContact, NoTime, Died, OtherWithoutWord,
	}
}

// NotAsked records that a measure was due and not asked. A plain record.
type NotAsked struct {
	Instrument InstrumentID   `json:"instrument"`
	Occasion   Occasion       `json:"occasion"`
	Reason     NotAskedReason `json:"reason"`
	At         time.Time      `json:"at"`
	By         ActorID        `json:"by,omitzero"`
}

// Point is one measure of a schedule. It falls due AfterDays days after support
// began, or ended for occasion [End], and may be taken from EarlyDays days before
// until LateDays days after. Every, above 0, repeats a review in as many days until
// support ends.
type Point struct {
	Instrument InstrumentID `json:"instrument"`
	Occasion   Occasion     `json:"occasion"`
	AfterDays  int          `json:"afterDays,omitempty"`
	EarlyDays  int          `json:"earlyDays,omitempty"`
	LateDays   int          `json:"lateDays"`
	Every      int          `json:"every,omitempty"`
}

// Schedule is a service's plan of measures: policy, as data. A plain record.
type Schedule []Point

// ErrSchedule: a schedule is not sound.
var ErrSchedule = errors.New("outcome: unsound schedule")

type scheduleError struct{ path, problem string }

func (e *scheduleError) Error() string { return "outcome: schedule at " + e.path + ": " + e.problem }

func (e *scheduleError) Is(target error) bool { return target == ErrSchedule }

// Check reports every fault of a schedule, each an error that matches
// [ErrSchedule].
func (s Schedule) Check() error {
	var faults []error
	for i, p := range s {
		fault := func(bad bool, problem string) {
			if bad {
				faults = append(faults, &scheduleError{at("", i), problem})
			}
		}
		fault(p.Instrument == "", "needs an instrument")
		fault(p.Occasion != Baseline && p.Occasion != Review && p.Occasion != End, "needs the occasion baseline, review or end")
		fault(p.AfterDays < 0 || p.EarlyDays < 0 || p.LateDays < 0 || p.Every < 0, "days must not be negative")
		fault(p.Every > 0 && p.Occasion != Review, "only a review repeats")
		fault(p.Every > 0 && p.Every <= p.EarlyDays+p.LateDays, "windows of a repeated review overlap")
		fault(slices.ContainsFunc(s[:i], func(q Point) bool {
			return q.Instrument == p.Instrument && q.Occasion == p.Occasion && q.AfterDays == p.AfterDays
		}), "stands twice")
	}
	return errors.Join(faults...)
}

// DueState says how a point of a schedule stands.
type DueState string

// The states. Missed: the window closed, nothing was recorded and no reason given.
const (
	NotYet      DueState = "not-yet"
	DueNow      DueState = "due"
	Overdue     DueState = "overdue"
	Done        DueState = "done"
	WasNotAsked DueState = "not-asked"
	Missed      DueState = "missed"
)

// IsValid reports whether s is one of the states.
func (s DueState) IsValid() bool {
	switch s {
	case NotYet, DueNow, Overdue, Done, WasNotAsked, Missed:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a state; empty text reads as unset.
func (s *DueState) UnmarshalText(text []byte) error { return readWord(s, text) }

// Due is one measure that a schedule asks for.
type Due struct {
	Instrument InstrumentID   `json:"instrument"`
	Occasion   Occasion       `json:"occasion"`
	Opens      time.Time      `json:"opens"`
	Due        time.Time      `json:"due"`
	Closes     time.Time      `json:"closes"`
	State      DueState       `json:"state"`
	Record     RecordID       `json:"record,omitzero"` // when done
	Reason     NotAskedReason `json:"reason,omitzero"` // when not asked
}

// Support is the span that a schedule hangs on. A zero Ended is support that goes
// on; then no end measure is due. Died ends all measures from that instant (D8).
type Support struct {
	Began, Ended, Died time.Time
}

// Due works out, as of now, every measure that the schedule asks for, in the order
// of due date, instrument and occasion. A record fulfils the earliest open point of
// its instrument and occasion whose window holds its time; records entered in error
// fulfil nothing. Reasons count likewise. Days are of 24 hours from the instants
// given: a host that wants local midnights hands those in.
func (s Schedule) Due(span Support, records []Record, notAsked []NotAsked, now time.Time) []Due {
	var out []Due
	for _, p := range s {
		out = append(out, p.expand(span, now)...)
	}
	slices.SortStableFunc(out, func(a, b Due) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Instrument, b.Instrument), cmp.Compare(a.Occasion, b.Occasion))
	})
	for _, r := range records {
		if r.Status != EnteredInError {
			if d := openPoint(out, r.Instrument.ID, r.Occasion, r.At); d != nil {
				d.State, d.Record = Done, r.ID
			}
		}
	}
	for _, n := range notAsked {
		if d := openPoint(out, n.Instrument, n.Occasion, n.At); d != nil {
			d.State, d.Reason = WasNotAsked, n.Reason
		}
	}
	for i := range out {
		out[i].settle(span, now)
	}
	return out
}

// expand lists the times of a point, repeats up to the first one after now.
func (p Point) expand(span Support, now time.Time) []Due {
	anchor := span.Began
	if p.Occasion == End {
		anchor = span.Ended
	}
	if anchor.IsZero() {
		return nil
	}
	var out []Due
	for due := addDays(anchor, p.AfterDays); ; due = addDays(due, p.Every) {
		if p.Occasion == Review && !span.Ended.IsZero() && due.After(span.Ended) {
			return out
		}
		out = append(out, Due{
			Instrument: p.Instrument, Occasion: p.Occasion, Due: due,
			Opens: addDays(due, -p.EarlyDays), Closes: addDays(due, p.LateDays),
		})
		if p.Every == 0 || due.After(now) {
			return out
		}
	}
}

func addDays(t time.Time, days int) time.Time { return t.Add(time.Duration(days) * 24 * time.Hour) }

func openPoint(all []Due, id InstrumentID, o Occasion, at time.Time) *Due {
	for i := range all {
		d := &all[i]
		if d.State == "" && d.Instrument == id && d.Occasion == o && !at.Before(d.Opens) && !at.After(d.Closes) {
			return d
		}
	}
	return nil
}

// settle gives an unfulfilled point its state.
func (d *Due) settle(span Support, now time.Time) {
	switch {
	case d.State != "":
	case !span.Died.IsZero() && !d.Closes.Before(span.Died):
		d.State, d.Reason = WasNotAsked, Died
	case now.Before(d.Opens):
		d.State = NotYet
	case !now.After(d.Due):
		d.State = DueNow
	case !now.After(d.Closes):
		d.State = Overdue
	default:
		d.State = Missed
	}
}

// ForAge reports whether the instrument's stated age range fits: unknown when the
// age is, or when the source states no range.
func (in *Instrument) ForAge(a person.Age) person.Tri {
	r := in.def.Age
	if r == nil {
		return person.Unknown
	}
	if r.Max == 0 {
		return a.AtLeast(r.Min)
	}
	return a.Within(r.Min, r.Max)
}
