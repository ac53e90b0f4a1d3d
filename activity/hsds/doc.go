// Package hsds reads and writes community-service directories in the Human
// Services Data Specification 3 (HSDS) and its profile Open Referral UK.
//
// A [Reader] takes JSON or NDJSON from a stream, gzip or plain: a page, an
// array, a single service, organisation or service at a location, of HSDS 3.0
// and 3.1, Open Referral UK 3.0 and 1.0. A [Package] takes the tabular form, CSV
// files in a folder or a zip, of HSDS 1 to 3. A [Feed] follows the pages of a
// live directory with the host's own way of fetching. All three yield the same
// [Record] values and collect the same [Report]. A [Writer] writes strict Open
// Referral UK 3.0 and lists what that cannot carry. Most callers need only
// [ReadAll]:
//
//	d, err := hsds.ReadAll(f, &hsds.Options{Source: "Greater Manchester"})
//	// d.Activities, d.Providers, and what was wrong: d.Report
//
// # Liberal in, strict out
//
// Real directories are dirty: ages of -1, HTML in descriptions, addresses
// without a scheme, times such as "830am", coordinates that are half missing.
// Every record that is well-formed is kept with what could be read of it. Each
// fault is a [Fault]: which record, where in it, what kind, how bad, and what
// was done. A value that cannot be used is unknown, never zero or "none"; the
// words of the source are kept beside it where the model has a place for them.
// Faults never hold a value of the record. Tests in internal/orukschema compare
// the severity Error with what the official schemas refuse, on every published
// example, and all findings with what the official validator names in its own
// mocks.
//
// # What a directory can say and Open Referral UK cannot
//
// The profile has no field for the code of a language, for places and waits,
// for features of access that are not there, or for ways in. Members of HSDS 3
// are written beside the profile's, as feeds do; what neither has a field for
// is carried by taxonomy terms whose URI is a CURIE such as "sp-route:voucher"
// or "sp-access:step-free" (attribute value yes, no or unknown). See the list
// above the constants in terms.go. [WriteOptions].ProfileOnly leaves all members
// out that the profile does not know.
//
// # Decisions
//
//   - Records are read from a flat tree, not decoded into structs: one wrong
//     type loses one field and names its path. encoding/json would lose the
//     record.
//   - A minimum age without a maximum is a whole rule ("18 and over"), since
//     that is how directories write it. Neither given: nothing is known.
//   - An age of -1 is "no limit" by the rule "hsds:minus-one-no-limit", which
//     no standard states: the limit is assumed, and judged as unknown.
//   - Coverage is known only when each of the areas has a code: an area that is
//     only a name could be the one where the person lives.
//   - A price of which nobody can say for whom it is counts for nobody who has
//     shown no claim to it, rather than for everybody.
//   - Of an assurer's e-mail address the domain is kept: the body that assures,
//     not the person. In members that the model has no field for, e-mail
//     addresses are hidden.
//   - Several eligibilities of Open Referral UK 1 are for several kinds of people.
//     Where they leave a gap of ages, the range from the youngest to the oldest
//     is assumed; refused: the first of them, which turned away the others.
//   - Capacities of several things stay words: neither their sum nor one of them
//     says whether there is a place.
//   - A record is read with up to 5,000 parts of a kind, so that reading takes as
//     long as the input and not as its square; the rest of a longer list is a
//     fault. A part of a package that several rows share is joined to each, up to
//     64 times what was read.
//   - The opening hours of a building are taken for those of a service in it
//     only when the service states none.
//   - A recurrence that the profile could only write as endless is written as
//     prose, or with the end as the last day that the source vouches for.
//   - Malformed JSON ends the reading of its text; there is no guessing where
//     the next record might begin. In NDJSON the next line is read.
//   - Tables are held in memory, but for the services: any row can belong to
//     any service. Options.InputBytes bounds them (512 MiB).
//
// # Measured
//
// On two shared cores: 62 MB/s of dense NDJSON (2.4 kB a record with most of
// what one can say; encoding/json into maps: 55 MB/s in the same run); a 100 MB
// file with 43,690 services, each of a provider of its own, in 41 MiB of heap
// (TestConstantMemory -long), of which a good half are the summaries of the
// providers. See BenchmarkRead and BenchmarkPackage.
package hsds
