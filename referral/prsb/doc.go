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
// # What it does not do yet
//
// [Read] takes a record into the model's types and lists what they cannot hold;
// [Content.Record] writes it back, equal. A Content is not yet gathered from a
// referral and its measures: the host fills it beside Person. No disclosure view
// is applied: what a Content holds, its record discloses, so that a host gives it
// the Person of a person.View's disclosure. The membership of codes in value sets is not checked: the value sets
// are those of SNOMED CT and of the NHS Data Dictionary, which a host has under
// its own licence. The two smaller models, the referral to the service and the
// message back, are separate publications and are not held here.
//
// # Decisions
//
//   - A record is a tree of entries over the standard's paths, not 355 fields
//     of a struct: the standard's next release is then data, and nothing that
//     a record holds can be lost for want of a field. A struct was refused.
//   - Elements without a level in the standard are optional.
//   - A group that holds "Coded value" and "Free text" is satisfied by either
//     (D38).
//   - Notes are for whoever knows: software can't tell whether something that
//     is absent was known.
//
// The text of the standard is carried under the Open Government Licence v3.0,
// see NOTICE.
package prsb
