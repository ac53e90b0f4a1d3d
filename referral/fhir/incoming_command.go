package fhir

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/person"
	"github.com/socialprescribing/socialprescribing/referral"
)

// ReasonSystem is the system of this library's codes for Task.statusReason: the
// reasons of the machine.
const ReasonSystem = Canonical + "/CodeSystem/reason"

// move finds the action that leads from the state to the target, and makes its
// command. The machine's table says what leads where and who may.
func (i *interpretation) move() bool {
	if i.performs() && i.now.Closed() {
		return i.refuse(RefusedTerminal)
	}
	on, may := i.action(i.state)
	if on == "" {
		return i.through()
	}
	if !may {
		return i.illegal()
	}
	return i.make(on, i.meta())
}

func (i *interpretation) meta() referral.Meta {
	return referral.Meta{ID: referral.ChangeID(i.id), By: i.in.Sender.Actor, At: i.at, RecordedAt: i.in.Received}
}

// rows are the machine's rows of the part.
func (i *interpretation) rows() []referral.Transition {
	if i.table == nil {
		spec := i.m.Spec()
		i.table = spec.Referral.Rows
		if i.ruling.Part == referral.PartOnward {
			i.table = spec.Onward.Rows
		}
	}
	return i.table
}

// action finds the first row from a state to the target that the sender's role
// may take, and if there is none that it may, the first at all.
func (i *interpretation) action(from referral.State) (referral.Action, bool) {
	var other referral.Action
	for _, row := range i.rows() {
		if !slices.Contains(row.From, from) || !i.leadsThere(row, from) || row.Mark == referral.MarkUndo || row.Mark == referral.MarkError || row.Mark == referral.MarkReopening {
			continue
		}
		if slices.Contains(row.Roles, i.in.Sender.Actor.Role) {
			return row.On, true
		}
		other = row.On
	}
	return other, false
}

func (i *interpretation) leadsThere(row referral.Transition, from referral.State) bool {
	if row.To == referral.Return {
		return from == i.state && i.remembered() == i.target
	}
	return row.To == i.target
}

// remembered is the state to which a hold or a pause returns.
func (i *interpretation) remembered() referral.State {
	if i.ruling.Part == referral.PartOnward {
		return i.onward.Return
	}
	return i.r.Return()
}

// through takes two steps at once: what has ended or is paused has begun, and
// the Task must say when.
func (i *interpretation) through() bool {
	if i.ruling.Part != referral.PartOnward || !i.onward.Started.IsZero() {
		return i.illegal()
	}
	if i.state == referral.StateExpired && i.target != referral.StateAcknowledged {
		// Late news must not be lost, and when the place was given nobody says.
		return i.askMissing(AskDetails, "when the provider accepted")
	}
	target := i.target
	i.target = referral.StateStarted
	first, may := i.action(i.state)
	i.target = target
	second, mayThen := i.action(referral.StateStarted)
	if first != referral.ActionStartOnward || !may || second == "" || !mayThen {
		return i.illegal()
	}
	start, ok := i.u.Task.ExecutionPeriod.Start.Time()
	if !ok || start.Before(i.since) || start.After(i.at) {
		return i.askMissing(AskDetails, "Task.executionPeriod.start")
	}
	meta := i.meta()
	meta.ID = referral.ChangeID(uuid.NewSHA1(i.id, []byte("start")))
	meta.At = start.UTC()
	begin := &referral.StartOnward{Meta: meta, Onward: i.onward.ID}
	if !i.make(second, i.meta()) {
		return false
	}
	i.ruling.Commands = append([]referral.Command{begin}, i.ruling.Commands...)
	return true
}

func (i *interpretation) illegal() bool {
	i.refuse(RefusedIllegal)
	for _, row := range i.rows() {
		if slices.Contains(row.From, i.state) && slices.Contains(row.Roles, i.in.Sender.Actor.Role) {
			i.ruling.Refusal.Allowed = append(i.ruling.Refusal.Allowed, string(row.On))
		}
	}
	slices.Sort(i.ruling.Refusal.Allowed)
	i.ruling.Refusal.Allowed = slices.Compact(i.ruling.Refusal.Allowed)
	return false
}

// make makes the command of an action, or asks for what it needs.
func (i *interpretation) make(on referral.Action, meta referral.Meta) bool {
	why, words, ok := i.reason(on)
	if !ok {
		return i.askMissing(AskReason, "Task.statusReason")
	}
	var cmd referral.Command
	if i.ruling.Part == referral.PartOnward {
		cmd = i.makeOnward(on, meta, why, words)
	} else {
		cmd = i.makeEpisode(on, meta, why, words)
	}
	if cmd == nil {
		return i.askMissing(AskDetails, "what "+string(on)+" needs beside the status")
	}
	i.ruling.Commands = []referral.Command{cmd}
	return true
}

func (i *interpretation) makeOnward(on referral.Action, meta referral.Meta, why referral.Reason, words person.Text) referral.Command {
	id := i.onward.ID
	//exhaustive:ignore
	switch on {
	case referral.ActionAcknowledgeOnward:
		return &referral.AcknowledgeOnward{Meta: meta, Onward: id}
	case referral.ActionAcceptOnward:
		return &referral.AcceptOnward{Meta: meta, Onward: id}
	case referral.ActionWaitlistOnward:
		return &referral.WaitlistOnward{Meta: meta, Onward: id}
	case referral.ActionDeclineOnward:
		return &referral.DeclineOnward{Meta: meta, Onward: id, Reason: why, Words: words}
	case referral.ActionRefuseOnward:
		return &referral.RefuseOnward{Meta: meta, Onward: id, Reason: why, Words: words}
	case referral.ActionStartOnward:
		return &referral.StartOnward{Meta: meta, Onward: id}
	case referral.ActionPauseOnward:
		return &referral.PauseOnward{Meta: meta, Onward: id, Reason: why, Words: words}
	case referral.ActionResumeOnward:
		return &referral.ResumeOnward{Meta: meta, Onward: id}
	case referral.ActionCompleteOnward:
		return &referral.CompleteOnward{Meta: meta, Onward: id}
	case referral.ActionEndOnward:
		return &referral.EndOnward{Meta: meta, Onward: id, Reason: why, Words: words, By: i.initiator(on, why)}
	case referral.ActionNeverStartOnward:
		return &referral.NeverStartOnward{Meta: meta, Onward: id, Reason: why, Words: words}
	case referral.ActionCancelOnward:
		return &referral.CancelOnward{Meta: meta, Onward: id, Reason: why, Words: words}
	}
	return nil
}

// initiator is who gives such a reason, as the machine's vocabulary has it.
func (i *interpretation) initiator(on referral.Action, why referral.Reason) referral.Party {
	def, _ := i.m.Reason(on, why)
	return def.Initiator
}

// makeEpisode makes what a message can carry whole: a worker's name, a review
// date and what somebody said in a first conversation are not in a status.
func (i *interpretation) makeEpisode(on referral.Action, meta referral.Meta, why referral.Reason, words person.Text) referral.Command {
	//exhaustive:ignore
	switch on {
	case referral.ActionAccept:
		// The service accepts; whether the person is eligible it has not said.
		return &referral.Accept{Meta: meta, Eligible: person.Unknown, Reason: "eligibility-to-be-checked"}
	case referral.ActionReject:
		return &referral.Reject{Meta: meta, Reason: why, Words: words}
	case referral.ActionWithdraw:
		return &referral.Withdraw{Meta: meta, Reason: why, Words: words}
	case referral.ActionResume:
		return &referral.Resume{Meta: meta}
	case referral.ActionAskInformation:
		if text := i.note(); !text.IsZero() {
			return &referral.AskInformation{Meta: meta, Words: text}
		}
	case referral.ActionAnswerInformation:
		if text := i.note(); !text.IsZero() {
			return &referral.AnswerInformation{Meta: meta, Words: text}
		}
	}
	return nil
}

// note is the Task's notes in one text.
func (i *interpretation) note() person.Text {
	var all []string
	for _, n := range i.u.Task.Note {
		if s := strings.TrimSpace(n.Text); s != "" {
			all = append(all, s)
		}
	}
	return person.NewText(strings.Join(all, "\n"))
}

// reason reads Task.statusReason for an action that needs one: a code of this
// library, or words as the reason "other". It gives false if there is none, or
// one that must be explained and is not.
func (i *interpretation) reason(on referral.Action) (referral.Reason, person.Text, bool) {
	if on == referral.ActionAccept || len(i.m.Reasons(on)) == 0 {
		return "", person.Text{}, true
	}
	if i.u.Task == nil {
		return "", person.Text{}, false
	}
	said := i.u.Task.StatusReason
	words := strings.TrimSpace(said.Text)
	for _, c := range said.Coding {
		if c.System == ReasonSystem {
			if def, ok := i.m.Reason(on, referral.Reason(c.Code)); ok && (!def.Words || words != "") {
				return def.Code, person.NewText(words), true
			}
		}
		if words == "" {
			words = strings.TrimSpace(c.Display)
		}
	}
	_, ok := i.m.Reason(on, referral.ReasonOther)
	return referral.ReasonOther, person.NewText(words), ok && words != ""
}
