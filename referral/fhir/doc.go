// Package fhir writes and reads the closed loop of social prescribing in HL7
// FHIR R4.
//
// A [Resource] is a plain struct with the elements that social prescribing
// needs. [Encode] writes it strictly, [Read] takes one leniently and reports by
// path whatever it could not take; [Check] holds a bundle against the rules that
// reach over several resources. An [Exporter] makes the bundle of an episode for
// a named recipient, [ExportDirectory] that of providers and activities, and
// EpisodeStatus and OnwardStatus say how the states of an episode are written
// under a [Profile]. Most callers need only
//
//	x, err := fhir.NewExporter(fhir.Options{Service: fhir.Organisation{Name: "…"}})
//	got, err := x.Export(fhir.Episode{Referral: r, Person: p, View: person.ViewFor(person.AudienceGP), ViewOptions: person.ViewOptions{At: now}})
//	data, err := fhir.Encode(got.Bundle)
//
// # What is claimed
//
// Bundles for base R4 and UK Core are valid by Medplum 4.5.2 and FHIR.js 4.12.0,
// with references resolved: 5,000 bundles of 1,000 synthetic episodes, in all
// forms and for all recipients (FHIR_BUNDLES_EVERY). Neither is HL7's reference validator: extensible
// bindings, the membership of codes in SNOMED CT and LOINC, slices within slices
// and extensions without a loaded definition are not checked by them. A profile
// is claimed in meta.profile only where its snapshot was at hand. SDOHCC is held
// by its transition table and by our own checks of structure (D39), and so is
// BSeR. What is supported, element by element, is [Capability], made from the
// structs themselves.
//
// # What goes to whom
//
// A bundle is built from the person's view for its recipient, and from the list
// of [EpisodeFields] for the episode: nothing else is read (D19). To a provider
// go its own onward referrals and their sessions, no birth date, no NHS number,
// and the episode's request by identifier alone. What of the episode has no
// place is in Export.Losses, what may not go in Export.Withheld; both are the
// sender's own records.
//
// Whom the person has refused, at the time of sending, gets nothing
// ([ErrNoConsent]), but for the provider of a referral that was sent already: it
// is told how that referral stands, so that a recall reaches it, and nothing of
// the person. What was never asked is left to the host's policy (D13). An
// episode with another person's details or measures is [ErrAnotherPerson].
//
// Decisions about what is written:
//
//   - Structs with tags and one walk over them for writing, reading, checking and
//     listing, so that the four can't differ. Generated code was refused for its
//     size, and encoding/json because it can neither report a path nor keep from
//     writing an empty object.
//   - A single structure is a value and left out when it is empty; a pointer
//     stands where zero is something (a boolean, a number), where a type holds
//     itself, or in a choice of many.
//   - What is read in a bad form or with an unknown code is kept and reported, so
//     that a host can show it; [Encode] refuses to send it on. Extensions of
//     primitive values (_birthDate) are reported and not kept.
//   - Resource ids follow from the episode, the kind and the item, and not from
//     the person: two providers can't compare them, and a bundle sent again
//     changes nothing.
//   - An NHS number without a trace on record is "present but not traced": what
//     the sender knows of it. Of the other national identifiers no address was
//     certain enough to be written.
//   - Gender is never guessed from sex.
//   - A Task that must have a reason where none may be told, or none was recorded,
//     says "No reason recorded": peers demand a text, and this one is true.
//   - A score that can't be given has a dataAbsentReason, never a total in which a
//     missing answer counts as none. Public codes are written where they were
//     verified, and no others. No wording of an instrument is written.
//   - Attempts that did not reach the person are Communications, not done or
//     completed; a signpost is one too, and has no Task.
//   - The prohibition to contact uses the Gravity Project's code under every
//     profile: FHIR has none.
//   - A session of unknown length ends when it starts, because a booked
//     Appointment must have both; the loss is listed.
//   - The event of a message and the codes of outcomes of contacts, routes and the
//     like are this library's own: no national profile for social prescribing was
//     found.
//   - A directory's losses are found by reading it back and comparing, so that the
//     list can't be out of date.
//
// Speed, on a shared machine with two cores: 1,350 to 1,430 episodes a second a
// core to JSON of 28 kB with 33 resources each (BenchmarkExport); writing alone
// takes 0.8 of what encoding/json takes for the same content as a tree, reading
// with its checks as long as encoding/json into a tree (BenchmarkDecode).
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
