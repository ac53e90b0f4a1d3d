// Package fhir writes and reads the closed loop of social prescribing in HL7
// FHIR R4.
//
// A [Resource] is a plain struct with the elements that social prescribing
// needs. [Encode] writes it strictly, [Read] takes one leniently and reports by
// path whatever it could not take. EpisodeStatus and OnwardStatus say how the
// states of an episode are written under a [Profile].
package fhir
