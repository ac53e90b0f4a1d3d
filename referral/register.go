package referral

import (
	"crypto/sha1" //nolint:gosec // RFC 9562 names SHA-1 for version 5; nothing here is a secret
	"iter"
	"slices"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
)

// A group session is one session in many episodes (D25). Each episode keeps its
// own [Session] under its own identifier, and with it the attendance of its own
// person; all that they share is the identifier of the register. No episode
// holds anything of another, so that whoever may read one learns of nobody else,
// not even how many came.
//
// [GroupSession] arranges the session in every episode, [RegisterOf] gathers the
// register again from the episodes, for the worker who runs it, and
// [Register.Marks] records who came. Nothing has to be stored beside the
// episodes, and nothing can disagree with them.

// A GroupSession is what the episodes of a group session share.
type GroupSession struct {
	Register RegisterID
	// Session holds the start, the minutes, the channel and when it was offered.
	// What belongs to one person (identifier, onward referral, replaced session,
	// words) is not taken from it.
	Session Session
}

// A Place is one person's place at a group session.
type Place struct {
	Episode ID
	Session SessionID // the new session in that episode
}

// An EpisodeCommand is a command and the episode to which it is to be applied,
// for Repository.Do.
type EpisodeCommand struct {
	Episode ID
	Command Command
}

// Arrange makes the command for each place, in their order. m stands for all:
// each command gets an identifier of its own that follows from m's and the
// episode, so that sending all of them again does nothing twice.
//
// The error is a *Fault: no register, no start, a place without an episode or a
// session, an episode or a session named twice. The commands are judged episode
// by episode: contact may be prohibited in one of them.
func (g GroupSession) Arrange(m Meta, places []Place) ([]EpisodeCommand, error) {
	switch {
	case g.Register.IsZero():
		return nil, &Fault{Rule: RuleID, Path: "register"}
	case g.Session.Start.IsZero():
		return nil, &Fault{Rule: RuleTime, Path: "session.start", Wanted: "when it begins"}
	}
	out := make([]EpisodeCommand, 0, len(places))
	episodes, sessions := map[ID]bool{}, map[SessionID]bool{}
	for i, p := range places {
		path := "places[" + itoa(i) + "]"
		switch {
		case p.Episode.IsZero() || p.Session.IsZero():
			return nil, &Fault{Rule: RuleID, Path: path, Wanted: "an episode and a session"}
		case episodes[p.Episode] || sessions[p.Session]:
			return nil, &Fault{Rule: RuleTaken, Path: path, Wanted: "one place in each episode"}
		}
		episodes[p.Episode], sessions[p.Session] = true, true
		out = append(out, EpisodeCommand{p.Episode, &ArrangeSession{
			Meta: m.of(p.Episode),
			Session: Session{
				ID: p.Session, Register: g.Register, Delivery: DeliveryGroup, Start: g.Session.Start,
				Minutes: g.Session.Minutes, Channel: g.Session.Channel, Offered: g.Session.Offered,
			},
		}})
	}
	return out, nil
}

// of is m for one of several episodes: the same, under an identifier that
// follows from m's and the episode.
func (m Meta) of(episode ID) Meta {
	if !m.ID.IsZero() {
		u := uuid.UUID(episode)
		m.ID = ChangeID(uuid.NewHash(sha1.New(), uuid.UUID(m.ID), u[:], 5))
	}
	return m
}

// A Register is who is expected at a group session and who came. It is for the
// worker who runs the session: what of it goes to anybody else is what their own
// episode holds. It shows nothing when printed.
type Register struct {
	ID      RegisterID
	Entries []RegisterEntry
}

// A RegisterEntry is one person's line: their episode's own record.
type RegisterEntry struct {
	Episode ID
	Session Session
}

// RegisterOf gathers the register from the episodes that may belong to it, in
// their order. Sessions entered in error are left out; a session that was moved
// to another date stays, in the state rescheduled, as long as the episode holds
// it under the register.
func RegisterOf(id RegisterID, episodes iter.Seq[Referral]) Register {
	out := Register{ID: id}
	if id.IsZero() {
		return out
	}
	for r := range episodes {
		for _, s := range r.body().Sessions {
			if s.Register == id && s.State != StateEnteredInError {
				out.Entries = append(out.Entries, RegisterEntry{r.ID(), *s})
			}
		}
	}
	return out
}

// Count says how many lines are in a state, such as StateAttended.
func (r Register) Count(s State) int {
	n := 0
	for i := range r.Entries {
		if r.Entries[i].Session.State == s {
			n++
		}
	}
	return n
}

// An AttendanceMark is for Register.Marks: what came of one place. The words
// are those of the national list (D17); whether the session took place is a fact
// of its own.
type AttendanceMark struct {
	Episode ID
	// State is StateAttended, StateNotSeen, StateNotAttended, StateNotHappened,
	// StateCancelledByPerson or StateCancelledByService.
	State State
	// Late says that the person came late and was seen.
	Late bool
	// NotBrought says that somebody else should have brought them.
	NotBrought bool
	// By is on whose side the cause lay, for a session that did not happen.
	By     Party
	Reason Reason // where the action of the state wants one
	Words  person.Text
}

// Marks makes the command for each mark, in their order, as GroupSession.Arrange
// does. The error is a *Fault: an episode that is not on the register or is marked
// twice, or a state that is none of attendance.
func (r Register) Marks(m Meta, marks []AttendanceMark) ([]EpisodeCommand, error) {
	out := make([]EpisodeCommand, 0, len(marks))
	done := map[ID]bool{}
	for i := range marks {
		k := &marks[i]
		path := "marks[" + itoa(i) + "]"
		at := slices.IndexFunc(r.Entries, func(e RegisterEntry) bool {
			return e.Episode == k.Episode && e.Session.State == StateScheduled
		})
		if at < 0 {
			return nil, &Fault{Rule: RuleItem, Path: path + ".episode", Wanted: "an episode with a place that is still open"}
		}
		if done[k.Episode] {
			return nil, &Fault{Rule: RuleTaken, Path: path + ".episode", Wanted: "one mark for each episode"}
		}
		done[k.Episode] = true
		c := k.command(m.of(k.Episode), r.Entries[at].Session.ID)
		if c == nil {
			return nil, &Fault{Rule: RuleState, Path: path + ".state", Wanted: "a state of attendance", Offered: wordOnly(string(k.State))}
		}
		out = append(out, EpisodeCommand{k.Episode, c})
	}
	return out, nil
}

// command is nil for what is no attendance.
func (a AttendanceMark) command(m Meta, s SessionID) Command {
	//exhaustive:ignore
	switch a.State {
	case StateAttended:
		return &AttendSession{Meta: m, Session: s, Late: a.Late, Words: a.Words}
	case StateNotSeen:
		return &NotSeenSession{Meta: m, Session: s, Words: a.Words}
	case StateNotAttended:
		return &MissSession{Meta: m, Session: s, NotBrought: a.NotBrought, Words: a.Words}
	case StateNotHappened:
		return &FailSession{Meta: m, Session: s, Late: a.Late, By: a.By, Reason: a.Reason, Words: a.Words}
	case StateCancelledByPerson:
		return &CancelSessionByPerson{Meta: m, Session: s, Reason: a.Reason, Words: a.Words}
	case StateCancelledByService:
		return &CancelSessionByService{Meta: m, Session: s, Reason: a.Reason, Words: a.Words}
	}
	return nil
}

// LinkPair makes the commands that link two episodes, each to the other, with
// the kind as seen from the first: household, carer-of, cared-for-by or cohort
// (D25). The episodes keep their own consents, contact rules and notes: a link
// gives nobody a right to read the other. An act done together (a visit to a
// couple) is recorded in each, under the same identifier.
func LinkPair(m Meta, kind LinkKind, first, second ID) ([2]EpisodeCommand, error) {
	back, err := pairOf(kind, first, second)
	if err != nil {
		return [2]EpisodeCommand{}, err
	}
	return [2]EpisodeCommand{
		{first, &LinkEpisode{Meta: m.of(first), Link: Link{Kind: kind, Episode: second}}},
		{second, &LinkEpisode{Meta: m.of(second), Link: Link{Kind: back, Episode: first}}},
	}, nil
}

// UnlinkPair makes the commands that break the link of two episodes. Neither
// event says why or who asked for it, and each goes to its own episode alone.
func UnlinkPair(m Meta, kind LinkKind, first, second ID) ([2]EpisodeCommand, error) {
	back, err := pairOf(kind, first, second)
	if err != nil {
		return [2]EpisodeCommand{}, err
	}
	return [2]EpisodeCommand{
		{first, &UnlinkEpisode{Meta: m.of(first), Link: Link{Kind: kind, Episode: second}}},
		{second, &UnlinkEpisode{Meta: m.of(second), Link: Link{Kind: back, Episode: first}}},
	}, nil
}

func pairOf(kind LinkKind, first, second ID) (LinkKind, error) {
	if first.IsZero() || second.IsZero() || first == second {
		return "", &Fault{Rule: RuleID, Path: "link", Wanted: "two episodes"}
	}
	//exhaustive:ignore
	switch kind {
	case LinkHousehold, LinkCohort:
		return kind, nil
	case LinkCarerOf:
		return LinkCaredForBy, nil
	case LinkCaredForBy:
		return LinkCarerOf, nil
	}
	return "", badWord("link.kind", kind, []LinkKind{LinkHousehold, LinkCarerOf, LinkCaredForBy, LinkCohort})
}
