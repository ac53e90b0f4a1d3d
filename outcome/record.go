package outcome

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/socialprescribing/socialprescribing/person"
)

// Occasion is the place of a measure in an episode of support.
type Occasion string

// The occasions. Extra is a measure outside the schedule.
const (
	Baseline Occasion = "baseline"
	Review   Occasion = "review"
	End      Occasion = "end"
	Extra    Occasion = "extra"
)

// IsValid reports whether o is one of the occasions.
func (o Occasion) IsValid() bool { return o == Baseline || o == Review || o == End || o == Extra }

// UnmarshalText refuses what is not an occasion; empty text reads as unset.
func (o *Occasion) UnmarshalText(text []byte) error { return readWord(o, text) }

// Mode is how the answers came. Answers given to an interviewer differ
// systematically from those on paper, so reports keep modes apart.
type Mode string

// The modes. Proxy: someone else answered for the person.
const (
	SelfPaper   Mode = "self-paper"
	SelfOnline  Mode = "self-online"
	FaceToFace  Mode = "interview-face-to-face"
	Telephone   Mode = "interview-telephone"
	Video       Mode = "interview-video"
	Proxy       Mode = "proxy"
	ModeUnknown Mode = "unknown"
)

// IsValid reports whether m is one of the modes.
func (m Mode) IsValid() bool {
	switch m {
	case SelfPaper, SelfOnline, FaceToFace, Telephone, Video, Proxy, ModeUnknown:
		return true
	}
	return false
}

// UnmarshalText refuses what is not a mode; empty text reads as unset.
func (m *Mode) UnmarshalText(text []byte) error { return readWord(m, text) }

// RecordStatus says whether a record stands.
type RecordStatus string

// The statuses of a record. EnteredInError means that the record should not exist;
// it is kept and never counted.
const (
	Final          RecordStatus = "final"
	Amended        RecordStatus = "amended"
	EnteredInError RecordStatus = "entered-in-error"
)

// IsValid reports whether s is one of the statuses.
func (s RecordStatus) IsValid() bool { return s == Final || s == Amended || s == EnteredInError }

// UnmarshalText refuses what is not a status; empty text reads as unset.
func (s *RecordStatus) UnmarshalText(text []byte) error { return readWord(s, text) }

// Concern ties an item of an individualised measure (MYCaW, MYMOP2) to what the
// person named. A follow-up carries the same ID and the wording of the baseline; a
// new concern has a new ID and starts its own series.
type Concern struct {
	ID   ConcernID `json:"id"`
	Item ItemCode  `json:"item"`
	// Text is in the person's own words, in Language; kept verbatim, never translated.
	Text     person.Text  `json:"text,omitzero"`
	Language language.Tag `json:"language,omitzero"`
	// Since is the record in which the concern was first named; zero: this one.
	Since RecordID `json:"since,omitzero"`
}

// Record is one completed measure: whose, when, by whom, how, in which episode,
// what was answered and what it scored. Response is kept beside Score, so that a
// corrected definition can score it again; it is empty for a class D measure.
//
// A plain record the host fills; see [Record.Check]. The zero Record is no record.
// Not safe for concurrent use while it is being changed. Its JSON is the storage
// form and discloses everything; fmt prints no answers.
type Record struct {
	ID         RecordID     `json:"id"`
	Person     PersonID     `json:"person"`
	Episode    EpisodeID    `json:"episode,omitzero"`
	Instrument Key          `json:"instrument"`
	Occasion   Occasion     `json:"occasion"`
	At         time.Time    `json:"at"`         // when the person answered
	RecordedAt time.Time    `json:"recordedAt"` // when it was entered
	By         ActorID      `json:"by,omitzero"`
	Mode       Mode         `json:"mode"`
	Language   language.Tag `json:"language,omitzero"`
	Status     RecordStatus `json:"status"`
	Response   Response     `json:"response,omitempty"`
	Score      Score        `json:"score"`
	Concerns   []Concern    `json:"concerns,omitempty"`
}

// NewRecord scores a response and makes a final record of it. The host fills in
// episode, actor, mode and language.
func NewRecord(id RecordID, who PersonID, in *Instrument, r Response, occasion Occasion, at time.Time) (Record, error) {
	s, err := in.Score(r)
	if err != nil {
		return Record{}, err
	}
	at = at.UTC().Truncate(time.Microsecond)
	return Record{
		ID: id, Person: who, Instrument: in.key, Occasion: occasion, At: at, RecordedAt: at,
		Mode: ModeUnknown, Status: Final, Response: r.Clone(), Score: s,
	}, nil
}

// Clone returns a deep copy.
func (r Record) Clone() Record {
	r.Response, r.Concerns = r.Response.Clone(), slices.Clone(r.Concerns)
	return r
}

// Equal reports whether two records hold the same, times compared by instant.
func (r Record) Equal(o Record) bool {
	same := r.At.Equal(o.At) && r.RecordedAt.Equal(o.RecordedAt) && slices.Equal(r.Response, o.Response) &&
		slices.EqualFunc(r.Concerns, o.Concerns, equalConcern)
	return same && r.ID == o.ID && r.Person == o.Person && r.Episode == o.Episode && r.Instrument == o.Instrument &&
		r.Occasion == o.Occasion && r.By == o.By && r.Mode == o.Mode && r.Language == o.Language &&
		r.Status == o.Status && r.Score == o.Score
}

func equalConcern(a, b Concern) bool {
	return a.ID == b.ID && a.Item == b.Item && a.Since == b.Since && a.Language == b.Language && a.Text.Equal(b.Text)
}

// Format prints the identity of the record and no answer, for every verb.
func (r Record) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "outcome.Record(%s %s)", r.ID, r.Instrument)
}

// Format prints the number of answers and none of them, for every verb.
func (r Response) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "outcome.Response(%d answers)", len(r)) }

// Format prints the instrument and no value, for every verb. Values are disclosed
// by [Score.Value], [Score.Parts] and the JSON form.
func (s Score) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "outcome.Score(%s)", s.Instrument()) }

// Format prints the status and no value, for every verb.
func (p PartScore) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "outcome.PartScore(%s)", p.Status()) }

// Format prints the part and no value, for every verb.
func (c Comparison) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "outcome.Comparison(%s)", c.Part())
}

// RecordError is one fault of a record. It matches [ErrRecord].
type RecordError struct{ Path, Problem string }

// ErrRecord matches every fault that [Record.Check] reports.
var ErrRecord = errors.New("outcome: unsound record")

func (e *RecordError) Error() string { return "outcome: record at " + e.Path + ": " + e.Problem }

// Is matches [ErrRecord].
func (e *RecordError) Is(target error) bool { return target == ErrRecord }

// Check reports every fault of a record, in the order of its fields, each a
// [RecordError]: what is missing, times that contradict each other, a proxy where
// the measure is for the person alone, a score that is not the response's.
func (r Record) Check(in *Instrument) error {
	var faults []error
	fault := func(bad bool, path, problem string) {
		if bad {
			faults = append(faults, &RecordError{path, problem})
		}
	}
	fault(r.ID.IsZero(), "id", "is needed")
	fault(r.Person.IsZero(), "person", "is needed")
	fault(r.Instrument != in.key, "instrument", "is not the instrument given")
	fault(!r.Occasion.IsValid(), "occasion", "is needed")
	fault(r.At.IsZero(), "at", "is needed")
	fault(r.RecordedAt.Before(r.At), "recordedAt", "is before the answers were given")
	fault(!r.Mode.IsValid(), "mode", "is needed")
	fault(r.Mode == Proxy && in.def.InPerson, "mode", "this measure is for the person alone, never for a proxy")
	fault(!r.Status.IsValid(), "status", "is needed")
	fault(r.Score.Instrument() != in.key, "score", "is of another instrument")
	if in.def.Licence.Class != ClassOpaque {
		s, err := in.Score(r.Response)
		fault(err != nil, "response", "does not fit the instrument")
		fault(err == nil && s != r.Score, "score", "is not the score of the response")
	}
	seen := map[ConcernID]bool{}
	for i, c := range r.Concerns {
		path := at("concerns", i)
		_, known := in.itemIndex[c.Item]
		fault(c.ID.IsZero() || seen[c.ID], path+".id", "needs an identifier of its own")
		fault(!known, path+".item", "is no item of the instrument")
		fault(!r.Occasion.first() && c.Since.IsZero() && c.Text.IsZero(), path, "needs the wording, or the record in which it was named")
		seen[c.ID] = true
	}
	return errors.Join(faults...)
}

// first reports whether a concern may be named for the first time here.
func (o Occasion) first() bool { return o == Baseline }
