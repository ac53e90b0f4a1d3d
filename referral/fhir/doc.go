// Package fhir writes and reads the closed loop of social prescribing in HL7
// FHIR R4.
//
// A [Resource] is a plain struct with the elements that social prescribing
// needs. [Encode] writes it strictly, [Read] takes one leniently and reports by
// path whatever it could not take. EpisodeStatus and OnwardStatus say how the
// states of an episode are written under a [Profile].
//
// # States, and what comes in
//
// [StateRows] is the whole mapping, and [TaskMove] and [RequestMove] judge a
// change of status by the published machines ([TransitionTables]). An [Inbox]
// turns what a peer sends ([ReadUpdates]) into commands for the machine, a
// question for a person, or a typed refusal; [Inbox.Deliver] has the commands
// done by a referral.Repository.
//
// Decisions about them:
//
//   - The requester writes the ServiceRequest, the performer the Task. A decline
//     leaves the request active, and a performer that changes a request is
//     refused.
//   - A status is read with its businessStatus, and never turned back into a
//     state where several states are written as it. An unknown businessStatus is
//     a question even where the Task's status alone would say it all: what nobody
//     has agreed on may be news. What a peer's own codes mean is the host's to
//     agree ([Sender]).
//   - FHIR has no word for expired. The provider has said nothing, so its Task
//     stands where it was and may still be answered; cancelled would have made
//     late news a change out of an end.
//   - A recall is asked for at once and confirmed by the provider: until then the
//     request is revoked and the Task stands where it was. Whatever end the
//     provider then reports confirms it, but for completed, which somebody has to
//     look at: the machine takes no completion of what was recalled.
//   - What was never sent is not written at all: R4 draws no way from draft to
//     revoked, and nobody else ever had it.
//   - BSeR has no on-hold, no way from 5.1 to completed, and lets only the
//     initiator cancel. There the Task of a hold stays where it was, an engaged
//     person is 5.1.4, and every end that the recipient brings about is 4.0,
//     whose kind our own code beside it tells.
//   - A host's own states are written by their phase, and an ended one as
//     cancelled: completed would claim more than a phase says.
//   - A reopened episode is a new Task under the same request (D2). No machine
//     draws a request's way back from completed or revoked to active;
//     [RuleReopen] names it, and it is one of three sentences that are not drawn.
//   - A command's identifier follows from the sender, the version of the Task and
//     its status, so that a repeated delivery is taken as done, by the inbox or,
//     if it was interpreted before, by the repository.
package fhir
