package referral

import (
	"encoding/json"
	"slices"

	"github.com/socialprescribing/socialprescribing/outcome"
	"github.com/socialprescribing/socialprescribing/person"
)

// A SubjectFile is the answer to a subject access request: everything held
// about a person, drafts and notes included, machine-readable. What is about
// somebody else, or could do serious harm, is named as withheld and never
// silently dropped; a professional decides about it (D21).
type SubjectFile struct { //nolint:recvcheck // add writes; Format must guard copies too
	Person   *person.Person   `json:"person,omitzero"`
	Episodes []SubjectEpisode `json:"episodes"`
	Outcomes []outcome.Record `json:"outcomes,omitzero"`
	Withheld []WithheldItem   `json:"withheld,omitzero"`
	Faults   []string         `json:"faults,omitzero"` // what was handed in and is not this person's
}

// A SubjectEpisode is one episode and its events, where the store keeps them.
type SubjectEpisode struct {
	Referral json.RawMessage `json:"referral"`
	Events   []Event         `json:"events,omitzero"`
}

// A WithheldItem names a note that is kept back, the kind of a link whose other
// end is, or where in the person's record something is left out; and why.
type WithheldItem struct {
	Episode ID     `json:"episode"`
	Note    NoteID `json:"note"`
	// Link is set where it is no note: which episode it led to is somebody
	// else's.
	Link LinkKind `json:"link,omitzero"`
	// Path is set for the person's own record, such as "risks". Episode is then zero.
	Path string `json:"path,omitzero"`
	Why  string `json:"why"` // third-party or serious-harm
}

// An EpisodeRecord is what SubjectAccess is given of an episode.
type EpisodeRecord struct {
	Referral Referral
	Events   []Event
}

// SubjectAccess puts the file together. An episode or a measure of another
// person is a fault and left out. Notes marked as about a third party or as
// harmful are withheld: their words are gone from the episode and from its
// events, and each is listed. So is the other end of a link to somebody else's
// episode (D25). Of the person's record the risks that tell of a third party are
// left out, as [person.SubjectAccess] does without a decision; hand in the Person
// that it gave, where somebody decided about more.
func SubjectAccess(who *person.Person, episodes []EpisodeRecord, outcomes []outcome.Record) (SubjectFile, error) {
	if who == nil || who.ID.IsZero() {
		return SubjectFile{}, &Fault{Rule: RuleRequired, Path: "person"}
	}
	part := person.SubjectAccess(*who, nil, nil)
	out := SubjectFile{Person: &part.Person, Episodes: []SubjectEpisode{}}
	for _, w := range part.Withheld {
		out.Withheld = append(out.Withheld, WithheldItem{Path: w.Path, Why: w.Rule})
	}
	for i, e := range episodes {
		if e.Referral.Person() != who.ID {
			out.Faults = append(out.Faults, "episodes["+itoa(i)+"] is of another person")
			continue
		}
		if err := out.add(e); err != nil {
			return SubjectFile{}, err
		}
	}
	for i, r := range outcomes {
		if r.Person != who.ID {
			out.Faults = append(out.Faults, "outcomes["+itoa(i)+"] is of another person")
			continue
		}
		out.Outcomes = append(out.Outcomes, r.Clone())
	}
	return out, nil
}

func (s *SubjectFile) add(e EpisodeRecord) error {
	r := e.Referral
	b := *r.body()
	hidden := map[NoteID]bool{}
	for _, n := range b.Notes {
		if !n.ThirdParty && !n.Harm {
			continue
		}
		why := "third-party"
		if n.Harm {
			why = "serious-harm"
		}
		hidden[n.ID] = true
		s.Withheld = append(s.Withheld, WithheldItem{Episode: r.ID(), Note: n.ID, Why: why})
	}
	b.Links = slices.Clone(b.Links)
	for i, l := range b.Links {
		b.Links[i] = l.stranger()
	}
	for _, k := range linksIn(r, e.Events) {
		s.Withheld = append(s.Withheld, WithheldItem{Episode: r.ID(), Link: k, Why: "third-party"})
	}
	b.Notes = erased(b.Notes, func(n *Note) bool { return hidden[n.ID] })
	h := *r.h
	h.body = &b
	h.forget() // what Undo would bring back may hold the words
	data, err := json.Marshal(Referral{&h})
	if err != nil {
		return err
	}
	episode := SubjectEpisode{Referral: data}
	for _, ev := range e.Events {
		if hidesNote(&ev, hidden) {
			ev = ev.withoutWords()
		}
		if l, ok := ev.Data.(*Link); ok {
			ev.Data = l.stranger()
		}
		episode.Events = append(episode.Events, ev)
	}
	s.Episodes = append(s.Episodes, episode)
	return nil
}

// ofAnother says that a link leads to somebody else's episode.
func (l Link) ofAnother() bool {
	//exhaustive:ignore
	switch l.Kind {
	case LinkHousehold, LinkCarerOf, LinkCaredForBy, LinkCohort:
		return true
	}
	return false
}

// stranger is the link without its other end, if that is somebody else's.
func (l Link) stranger() *Link {
	if l.ofAnother() {
		l.Episode = ID{}
	}
	return &l
}

// linksIn gives the kinds of links to others, present and past, each once.
func linksIn(r Referral, events []Event) []LinkKind {
	var out []LinkKind
	add := func(l Link) {
		if l.ofAnother() && !slices.Contains(out, l.Kind) {
			out = append(out, l.Kind)
		}
	}
	for l := range r.Links() {
		add(l)
	}
	for i := range events {
		if l, ok := events[i].Data.(*Link); ok {
			add(*l)
		}
	}
	return out
}

func hidesNote(e *Event, hidden map[NoteID]bool) bool {
	switch v := e.Data.(type) {
	case *Note:
		return hidden[v.ID]
	case *NoteChange:
		return hidden[v.New.ID]
	}
	return false
}
