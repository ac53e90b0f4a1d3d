package activity

import (
	"iter"
	"time"
)

// Frequency is how often a rule repeats, in the words of RFC 5545. The zero
// value means that the rule does not repeat.
type Frequency string

// The frequencies that community schedules use.
const (
	Once    Frequency = ""
	Daily   Frequency = "DAILY"
	Weekly  Frequency = "WEEKLY"
	Monthly Frequency = "MONTHLY"
	Yearly  Frequency = "YEARLY"
)

// IsValid reports whether f is one of the five frequencies.
func (f Frequency) IsValid() bool { return oneOf(f, Once, Daily, Weekly, Monthly, Yearly) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (f *Frequency) UnmarshalText(text []byte) error {
	return unmarshalWord(f, text, "frequency", Frequency.IsValid)
}

// Confidence says how a schedule was come by. The zero value is unknown.
type Confidence string

// From a machine-readable source down to prose.
const (
	// Stated: the source gave it in fields.
	Stated Confidence = "stated"
	// Parsed: read from prose, every word of which was understood.
	Parsed Confidence = "parsed"
	// Partial: read from prose, part of which was not understood. The text is
	// kept; show it beside the times.
	Partial Confidence = "partial"
)

// IsValid reports whether c is one of the three.
func (c Confidence) IsValid() bool { return oneOf(c, Stated, Parsed, Partial) }

// UnmarshalText implements encoding.TextUnmarshaler; it rejects other words.
func (c *Confidence) UnmarshalText(text []byte) error {
	return unmarshalWord(c, text, "confidence", Confidence.IsValid)
}

// Schedule says when an activity takes place, as data. The zero Schedule is
// unknown, which is not "never". A plain record: not safe for use while it is
// being changed; Compile makes an immutable Timetable of it.
type Schedule struct {
	// Zone is the IANA name of the zone whose wall clock the rules follow. It
	// must not be empty when there are rules.
	Zone string `json:"zone,omitzero"`
	// ZoneRule names the rule by which Zone was assumed; "" when stated.
	ZoneRule string `json:"zoneRule,omitzero"`
	// Rules are joined: an occurrence of any is an occurrence of the schedule.
	Rules []Rule `json:"rules,omitzero"`
	// Closed are days, or single starts, on which nothing takes place, for all
	// rules alike.
	Closed []LocalTime `json:"closed,omitzero"`
	// Confidence says how far the rules can be relied on.
	Confidence Confidence `json:"confidence,omitzero"`
	// Text is what the source says, as it says it.
	Text string `json:"text,omitzero"`
	// URL is where the provider publishes its own timetable.
	URL string `json:"url,omitzero"`
}

// Rule is one recurrence of RFC 5545, in the part that directories use, with
// the wall-clock times of each occurrence.
type Rule struct {
	// Start is the anchor (DTSTART's day). A zero Start is not known: the rule
	// then runs over all time, which only works when nothing needs an anchor
	// (interval above one, COUNT, a daily or yearly rule without BY parts).
	Start Day `json:"start,omitzero"`
	// From and To are the wall-clock times of an occurrence. To at or before
	// From is on the next day. A zero From: the time of day is not known, and
	// occurrences are whole days. A zero To: the end is not known.
	From Clock `json:"from,omitzero"`
	To   Clock `json:"to,omitzero"`
	// Freq, Interval (0 counts as 1), Until (inclusive), Count, ByDay,
	// ByMonthDay, ByMonth and WeekStart (nil: Monday) are those of RFC 5545.
	Freq       Frequency    `json:"freq,omitzero"`
	Interval   int          `json:"interval,omitzero"`
	Until      LocalTime    `json:"until,omitzero"`
	Count      int          `json:"count,omitzero"`
	ByDay      []NthDay     `json:"byDay,omitzero"`
	ByMonthDay []int        `json:"byMonthDay,omitzero"`
	ByMonth    []time.Month `json:"byMonth,omitzero"`
	WeekStart  DayName      `json:"weekStart,omitzero"`
	// Except (EXDATE) removes occurrences: a whole day, or one start. Add
	// (RDATE) adds them: a day at the rule's own time, or one start.
	Except []LocalTime `json:"except,omitzero"`
	Add    []LocalTime `json:"add,omitzero"`
	// ValidFrom and ValidTo bound the days for which the source vouches. They
	// do not end the rule: past ValidTo occurrences are unknown, not gone, and
	// are marked so (D31).
	ValidFrom Day `json:"validFrom,omitzero"`
	ValidTo   Day `json:"validTo,omitzero"`
	// Location is where, when the activity has several places; zero: any.
	Location LocationID `json:"location,omitzero"`
	// Note is said of these occurrences, such as "term time only".
	Note string `json:"note,omitzero"`
}

// Occurrence is one time an activity takes place. Immutable in use; a plain
// value.
type Occurrence struct {
	// Start and End are instants, shown in the schedule's zone. End equals
	// Start when the end is not known.
	Start, End time.Time
	// AllDay: the time of day is not known; Start and End are midnights.
	AllDay bool
	// Rule is the index of the rule in Schedule.Rules.
	Rule int
	// Unvouched: of no rule that says so does the period of validity cover the day.
	Unvouched bool
}

// ScheduleOptions are the options of Schedule.Compile; nil means the defaults.
type ScheduleOptions struct {
	// Zones resolves IANA zone names; nil means time.LoadLocation.
	Zones func(name string) (*time.Location, error)
}

// Occurrences returns the occurrences that start at from or later and before to;
// see Timetable.Occurrences. It is Compile with default options; a schedule that
// does not compile yields none. Use Compile where the reason matters: "unknown"
// is not "never".
func (s Schedule) Occurrences(from, to time.Time) iter.Seq[Occurrence] {
	t, err := s.Compile(nil)
	if err != nil {
		return func(func(Occurrence) bool) {}
	}
	return t.Occurrences(from, to)
}

// Next returns the first occurrence that starts after the instant, and whether
// there is one; see Timetable.Next.
func (s Schedule) Next(after time.Time) (Occurrence, bool) {
	t, err := s.Compile(nil)
	if err != nil {
		return Occurrence{}, false
	}
	return t.Next(after)
}

// IsZero reports whether nothing is known of the schedule.
func (s Schedule) IsZero() bool {
	return s.Zone == "" && len(s.Rules) == 0 && len(s.Closed) == 0 && s.Text == "" && s.URL == ""
}

// Clone returns a copy that shares no memory with s.
func (s Schedule) Clone() Schedule {
	s.Rules = cloneSlice(s.Rules)
	for i := range s.Rules {
		s.Rules[i] = s.Rules[i].Clone()
	}
	s.Closed = cloneSlice(s.Closed)
	return s
}

// Clone returns a copy that shares no memory with r.
func (r Rule) Clone() Rule {
	r.ByDay = cloneSlice(r.ByDay)
	r.ByMonthDay = cloneSlice(r.ByMonthDay)
	r.ByMonth = cloneSlice(r.ByMonth)
	r.Except = cloneSlice(r.Except)
	r.Add = cloneSlice(r.Add)
	return r
}
