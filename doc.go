// Package socialprescribing is the root of a library that models social
// prescribing; it declares nothing itself. Import the packages below it.
//
//   - person: the person as social prescribing needs to know them, and the
//     words that every other package shares.
//   - activity: providers, activities, schedules and places; directories.
//   - outcome: measures, scoring, change.
//   - referral: the pathway as a state machine, and the rules around it.
//   - matching: from needs to activities, with reasons.
//
// # Compatibility
//
// Before version 1 exported names may still change; each change is listed in
// CHANGELOG.md. What has been written to storage (snapshots, events) stays
// readable from the first release on.
package socialprescribing
