package fhir

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/socialprescribing/socialprescribing/activity"
	"github.com/socialprescribing/socialprescribing/referral"
)

// Interpret says what an update means for an episode. It changes nothing and
// does not judge what only the machine can: the commands are to be done by
// referral.Repository, which may refuse them. Deliver does both.
//
// A status is never turned back into a state where several states are written
// as it: businessStatus decides, and where that is unknown, or missing and
// needed, it is a question.
func (in Inbox) Interpret(r referral.Referral, u Update) Ruling {
	i := interpretation{in: in, m: in.machine(), r: r, u: u, ruling: Ruling{Path: u.Path}}
	if in.Sender.System == "" || !in.Sender.Profile.IsValid() || in.Received.IsZero() || !in.Sender.Actor.Role.IsValid() {
		i.refuse(RefusedNotConfigured)
		return i.ruling
	}
	if i.read() && i.find() && i.allowed() && i.dated() {
		i.decide()
	}
	return i.ruling
}

// interpretation is one update on its way.
type interpretation struct {
	in     Inbox
	m      *referral.Machine
	r      referral.Referral
	u      Update
	ruling Ruling

	task     TaskStatus
	onward   referral.Onward // of PartOnward
	state    referral.State  // as it stands
	since    time.Time       // since when
	now      Status          // as we would write it
	at       time.Time       // when the update was written
	id       uuid.UUID       // from which the commands have theirs
	business meaning
	target   referral.State
	table    []referral.Transition // of the part, once it is needed
}

func (i *interpretation) refuse(code RefusalCode) bool {
	i.ruling.Refusal = &Refusal{Code: code, Task: i.task, From: i.state, To: i.target}
	return false
}

func (i *interpretation) ask(code QuestionCode, candidates ...referral.State) bool {
	i.ruling.Question = &Question{Code: code, Task: i.task, Offered: i.business.offered, Candidates: candidates}
	return false
}

func (i *interpretation) askMissing(code QuestionCode, missing ...string) bool {
	i.ask(code, i.target)
	i.ruling.Question.Missing = missing
	return false
}

// read takes what the resource says of itself.
func (i *interpretation) read() bool {
	switch {
	case i.u.unclear:
		return i.refuse(RefusedMeaning)
	case i.u.Task == nil && i.u.Request == nil:
		return i.refuse(RefusedInvalid)
	case i.u.Task == nil:
		if !RequestStatus(i.u.Request.Status).IsValid() {
			return i.refuse(RefusedInvalid)
		}
		return true
	case !TaskStatus(i.u.Task.Status).IsValid():
		return i.refuse(RefusedInvalid)
	}
	i.task = TaskStatus(i.u.Task.Status)
	i.business = i.in.Sender.meaning(i.u.Task.BusinessStatus)
	return true
}

// find finds what the update is about. A Task with identifiers is known by
// them alone; one without, as a server's own, by its request.
func (i *interpretation) find() bool {
	own, focus := i.u.own(), i.u.focus()
	switch {
	case i.pick(own), i.u.Task != nil && (len(i.u.Task.Identifier) == 0 || i.u.abort()) && i.pick(focus):
		return true
	case i.u.Task == nil:
		return i.refuse(RefusedUnknown)
	case i.pick(focus):
		// The same request, and a Task that is not ours.
		if i.now.Closed() {
			return i.ask(AskNewAttempt)
		}
		return i.refuse(RefusedTwoActive)
	case i.pick(i.u.above()):
		return i.refuse(RefusedSubTask)
	case i.task == TaskRequested && !i.performs():
		return i.ask(AskNewRequest)
	}
	return i.refuse(RefusedUnknown)
}

// pick finds an onward referral, or the episode, by identifier.
func (i *interpretation) pick(ids []uuid.UUID) bool {
	p := i.in.Sender.Profile
	for _, id := range ids {
		if o, ok := i.r.Onward(referral.OnwardID(id)); ok {
			i.onward, i.state, i.since = o, o.State, o.Since
			i.now, _ = OnwardStatus(p, i.m, i.r, o.ID)
			i.ruling.Part, i.ruling.Item = referral.PartOnward, id
			return true
		}
	}
	if slices.Contains(ids, uuid.UUID(i.r.ID())) && !i.r.IsZero() {
		i.state, i.since, i.now = i.r.State(), i.r.Since(), EpisodeStatus(p, i.r)
		return true
	}
	return false
}

// performs says whether the sender writes the Task: the provider of an onward
// referral, the service of the episode. Otherwise it writes the request.
func (i *interpretation) performs() bool {
	//exhaustive:ignore
	switch i.in.Sender.Actor.Role {
	case referral.RoleReferrer, referral.RolePerson, referral.RoleRepresentative:
		return false
	}
	return true
}

// allowed says whether the sender may speak of it at all, and of this person.
func (i *interpretation) allowed() bool {
	s := i.in.Sender
	provider := s.Actor.Role == referral.RoleProvider
	switch {
	case i.ruling.Part == referral.PartOnward && provider && (s.Provider == activity.ProviderID{} || s.Provider != i.onward.Provider),
		i.ruling.Part == referral.PartReferral && provider,
		i.ruling.Part == referral.PartOnward && !i.performs():
		return i.refuse(RefusedPerformer)
	case i.ruling.Part == referral.PartOnward && i.onward.Sent.IsZero():
		return i.refuse(RefusedUnknown) // nobody has it
	case i.anotherPerson():
		return i.refuse(RefusedPerson)
	}
	return true
}

// anotherPerson says whether the update names somebody else by an identifier of
// ours, in the Task or in the Patient that it refers to. That it names nobody, or
// by an identifier of theirs, says nothing. An NHS number can't be compared here:
// an episode holds none, so that the host does.
func (i *interpretation) anotherPerson() bool {
	if i.u.Task != nil && i.notOurs(uuidsOfReference(i.u.Task.For)) {
		return true
	}
	return i.u.patient != nil && i.notOurs(uuidsOf(i.u.patient.Identifier))
}

func (i *interpretation) notOurs(ids []uuid.UUID) bool {
	return len(ids) > 0 && !slices.Contains(ids, uuid.UUID(i.r.Person()))
}

// dated finds when the update was written, and whether it is news.
func (i *interpretation) dated() bool {
	if i.u.Task == nil && RequestStatus(i.u.Request.Status) == i.now.Request {
		return i.refuse(RefusedRepeated) // whenever it was written
	}
	version, ok := i.version()
	if !ok {
		return i.refuse(RefusedUndated)
	}
	// The status is part of it, so that a sender that uses a version twice is
	// not taken to have said the same twice.
	i.id = uuid.NewSHA1(updateSpace, []byte(i.in.Sender.System+"\x00"+i.ruling.Item.String()+"\x00"+i.r.ID().String()+"\x00"+version+"\x00"+
		string(i.task)+"\x00"+string(i.business.code)+"\x00"+i.business.bser))
	switch {
	case i.r.Applied(referral.ChangeID(i.id)):
		return i.refuse(RefusedRepeated)
	case i.at.After(i.in.Received.Add(i.in.Skew)):
		return i.refuse(RefusedFuture)
	case i.at.Before(i.since):
		return i.refuse(RefusedStale)
	case i.at.After(i.in.Received):
		i.at = i.in.Received
	}
	return true
}

// updateSpace is the name space of the commands of updates: the version-5
// identifier of BusinessSystem.
var updateSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte(BusinessSystem))

// version gives the text that numbers this version, and sets when it was
// written. A day is no moment.
func (i *interpretation) version() (string, bool) {
	var domain *DomainResource
	var ok bool
	if i.u.Task != nil {
		domain = i.u.Task.Domain()
		i.at, ok = i.u.Task.LastModified.Time()
	} else {
		domain = i.u.Request.Domain()
	}
	if !ok {
		i.at, ok = domain.Meta.LastUpdated.Time()
	}
	if !ok {
		return "", false
	}
	i.at = i.at.UTC().Truncate(time.Microsecond)
	if v := domain.Meta.VersionID; v != "" {
		return "v" + v, true
	}
	return "t" + i.at.Format(time.RFC3339Nano), true
}

// decide reads the statuses.
func (i *interpretation) decide() bool {
	switch {
	case i.u.Task == nil:
		return i.decideRequest()
	case i.u.abort():
		return i.cancellation()
	case i.business.unknown:
		return i.ask(AskBusiness)
	case !i.performs():
		return i.decideRequester()
	case i.echo():
		return i.refuse(RefusedRepeated)
	case i.ruling.Part == referral.PartOnward && i.state == referral.StateRecalled:
		return i.decideRecalled()
	case i.task == TaskDraft || i.task == TaskRequested && i.business.none():
		return i.refuse(RefusedSide)
	case isAppointment(i.business.bser):
		return i.ask(AskAppointment)
	}
	return i.aim() && i.move()
}

// echo says whether the update has the very status that we would write.
func (i *interpretation) echo() bool {
	b := i.business
	return i.task == i.now.Task && (b.code == "" || b.code == i.now.Business) && (b.bser == "" || b.bser == i.now.BSeR)
}

// aim finds the state that the statuses stand for. It asks where there are
// several, and refuses where they do not go together.
func (i *interpretation) aim() bool {
	if i.task == TaskEnteredInError {
		return i.enteredInError()
	}
	all := i.meant(func(l Status) bool { return i.business.matches(l) })
	if len(all) == 0 && !i.business.none() {
		return i.refuse(RefusedMismatch)
	}
	states := i.meant(func(l Status) bool { return i.business.matches(l) && l.Task == i.task })
	switch {
	case len(states) == 1:
		i.target = states[0]
		return i.theirs()
	case len(states) > 1:
		return i.ask(AskAmbiguous, states...)
	case i.business.none():
		return i.ask(AskNoMeaning)
	}
	return i.refuse(RefusedMismatch)
}

// theirs says whether a performer may bring about the target state.
func (i *interpretation) theirs() bool {
	if i.target == i.state {
		return i.refuse(RefusedRepeated)
	}
	if ofRequester(i.ruling.Part, i.target) {
		return i.refuse(RefusedSide)
	}
	return true
}

// meant gives the states whose status fits, without those that only the other
// side can bring about, unless a businessStatus names them.
func (i *interpretation) meant(fits func(Status) bool) []referral.State {
	var out []referral.State
	for _, l := range lines(i.ruling.Part) {
		s := l.status(i.in.Sender.Profile)
		if !s.Written() || !fits(s) || slices.Contains(out, l.state) {
			continue
		}
		if i.business.code == "" && ofRequester(i.ruling.Part, l.state) {
			continue
		}
		out = append(out, l.state)
	}
	return out
}

// ofRequester says which states the performer can't bring about.
func ofRequester(part referral.Part, s referral.State) bool {
	//exhaustive:ignore
	switch s {
	case referral.StateProposed, referral.StateSent, referral.StateExpired, referral.StateRecalled, referral.StateDraft, referral.StateWithdrawn:
		return true
	case referral.StateReceived:
		return part == referral.PartReferral
	}
	return false
}

// enteredInError leaves it to the service, unless something happened: then it
// was, and is to be ended instead.
func (i *interpretation) enteredInError() bool {
	i.target = referral.StateEnteredInError
	switch {
	case i.state == referral.StateEnteredInError:
		return i.refuse(RefusedRepeated)
	case i.happened():
		return i.refuse(RefusedHappened)
	}
	return i.ask(AskError, referral.StateEnteredInError)
}

// happened says whether there was contact or attendance.
func (i *interpretation) happened() bool {
	if i.ruling.Part == referral.PartOnward {
		return !i.onward.Started.IsZero()
	}
	for range i.r.Contacts() {
		return true
	}
	return false
}

// decideRecalled takes news of what the service has taken back: its end
// confirms the recall, whatever the provider calls it, but for completed, which
// says that it came too late.
func (i *interpretation) decideRecalled() bool {
	owed := false
	for d := range i.r.Duties() {
		owed = owed || d.Kind == referral.DutyRecallNotice && d.Item == i.ruling.Item && d.Settled.IsZero() && d.Dropped.IsZero()
	}
	switch {
	case !i.task.Terminal() && i.now.Task == i.task:
		return i.refuse(RefusedRepeated)
	case !i.task.Terminal(), i.task == TaskCompleted, i.task == TaskEnteredInError:
		return i.ask(AskAfterRecall)
	case !owed:
		return i.refuse(RefusedRepeated)
	}
	// Confirming is the provider's; that the notice is settled is the service's
	// own record of it.
	meta := i.meta()
	meta.By = referral.Actor{
		ID: i.in.Sender.Actor.ID, Role: referral.RoleSystem, Organisation: i.in.Sender.Actor.Organisation,
		OnBehalfOf: i.in.Sender.Actor.ID, Purpose: i.in.Sender.Actor.Purpose,
	}
	i.ruling.Commands = []referral.Command{&referral.SettleDuty{Meta: meta, Kind: referral.DutyRecallNotice, Item: i.ruling.Item}}
	return true
}

// decideRequest takes a ServiceRequest alone: only its requester writes it.
func (i *interpretation) decideRequest() bool {
	status := RequestStatus(i.u.Request.Status)
	switch {
	case i.performs():
		return i.refuse(RefusedSide)
	case status == RequestRevoked:
		return i.cancellation()
	case status == RequestEnteredInError:
		return i.enteredInError()
	}
	return i.ask(AskSuspend)
}

// decideRequester takes what whoever asked for the episode says by its Task: an
// answer, or that it no longer wants it.
func (i *interpretation) decideRequester() bool {
	b := i.business
	switch {
	case b.code == BusinessCancellationRequested, b.bser == bserCancelAsked, i.task == TaskCancelled && (b.none() || b.code == BusinessWithdrawn):
		return i.cancellation()
	case i.task == TaskEnteredInError:
		return i.enteredInError()
	case b.code == BusinessInformationGiven && (i.task == TaskRequested || i.task == TaskReceived):
		return i.information()
	case i.echo(), i.task == TaskRequested && b.none():
		return i.refuse(RefusedRepeated)
	}
	return i.refuse(RefusedSide)
}

// cancellation is asked for by the requester and confirmed by the service. Until
// support has begun, that is the withdrawal; afterwards somebody decides.
func (i *interpretation) cancellation() bool {
	i.target = referral.StateWithdrawn
	switch {
	case i.ruling.Part != referral.PartReferral || i.performs():
		return i.refuse(RefusedSide)
	case i.state == referral.StateEngaged, i.state == referral.StateOnHold && i.r.Return() == referral.StateEngaged:
		return i.ask(AskCancel)
	case i.now.Closed():
		if i.state == i.target {
			return i.refuse(RefusedRepeated)
		}
		return i.refuse(RefusedTerminal)
	}
	return i.move()
}

// information is the answer to what the service asked.
func (i *interpretation) information() bool {
	if i.state != referral.StateInformationRequested {
		return i.refuse(RefusedRepeated)
	}
	i.target = referral.StateReceived
	return i.move()
}

// isAppointment says which codes of BSeR tell of an appointment.
func isAppointment(code string) bool {
	switch code {
	case bserScheduled, bserUnattended, bserCalledOff:
		return true
	}
	return false
}
