// Package prsb holds the Social Prescribing Information Standard v1.1 of the
// Professional Record Standards Body, and records in its shape.
//
// Elements and Lookup give the standard itself: 355 elements, each with how
// often it may stand, whether it is mandatory, required if known or optional,
// and its value set in the standard's own words. A Record is a tree of entries
// in that shape; its JSON is the standard's own. Check holds a record against
// the standard and gives every finding by path. Most callers need only
//
//	record, err := prsb.ReadJSON(file)
//	for _, f := range prsb.Check(record) {
//		fmt.Println(f.Severity, f.Position, f.Problem)
//	}
//
// [Build] writes the record of an episode for a named recipient: the whole record
// for the person or a receiving service, what a service needs to begin, or the
// message back to GP practice and referrer. Its [Report] says what was withheld and
// under which rule, what has no element, and where the record falls short of the
// standard. [Read] takes a record into the model's types and lists what they cannot
// hold; [Content.Record] writes it back, equal.
//
// # What it does not do yet
//
// The two smaller models, the referral to the service and the message back, are
// separate publications and are not held here: [KindReferral] and [KindMessage]
// are our own selections and say so. The membership of codes in value sets is not
// checked: the value sets are those of SNOMED CT and of the NHS Data Dictionary,
// which a host has under its own licence. For the same reason Build writes in
// words what the standard takes in words, and leaves out what it takes by code
// alone and the model has no code of that list for: consultation method, outcome
// of contact, goal status, and of an address whether it is home or another, unless
// the address has the list's own code. A Content holds what its host
// puts into it, and no view is applied to one that was not made by Build.
//
// # Decisions
//
//   - A record is a tree of entries over the standard's paths, not 355 fields
//     of a struct: the standard's next release is then data, and nothing that
//     a record holds can be lost for want of a field. A struct was refused.
//   - Elements without a level in the standard are optional.
//   - A group that holds "Coded value" and "Free text" is satisfied by either
//     (D38).
//   - Whom a field of an episode may reach is one table, [EpisodeFields], which
//     also says where it goes: a field that nobody decided on fails a test. What
//     of a person has no element is found by reading the written record again.
//   - Build gives no error: without consent, or to an audience that no record
//     goes to, the record is empty and the report names the rule.
//   - An organisation's code may be longer than the 5 characters that the standard
//     gives it: the Organisation Data Service, which the standard names for its
//     values, has codes of up to 9, and 6 for a GP practice. It is a note, not an
//     error.
//   - "No known risks" is not written where there is a risk that the recipient
//     may not be told of, or one in the episode.
//   - A measure's day is in the words of its type: the standard has no date for
//     it, and an undated score could be taken for today's.
//   - Notes are for whoever knows: software can't tell whether something that
//     is absent was known.
//
// The text of the standard is carried under the Open Government Licence v3.0,
// see NOTICE.
package prsb
