// Package activity models what the community offers: providers, their
// activities, who may come, where, when, at what cost, and how many places are
// left.
//
// A [Provider] runs activities. An [Activity] is one thing that a person can be
// connected to: a walking group, a debt clinic, a food bank. Both are plain
// records that a host or an importer (package activity/hsds) fills; Check
// reports every fault in them. What the source did not say stays unknown: a
// [Bound] is known, assumed by a named rule of its source, or unknown, and
// nothing in this package turns unknown into yes or no. A [Schedule] is data;
// Compile turns it into a [Timetable] that expands occurrences. Categories
// ([CategoryCode]) come from a [Vocabulary] with English and Welsh labels.
// [Bookings] is a book of places, changed by commands, and [Desk] carries them
// out against a store.
//
// Most callers need only Activity, its fields, and Compile:
//
//	timetable, err := a.Schedule.Compile(nil)
//	if err != nil {
//		return err // activity.Faults(err) names each fault by path
//	}
//	for o := range timetable.Occurrences(from, to) {
//		fmt.Println(o.Start, o.End)
//	}
//
// # What is unknown
//
// Directories seldom say whether there is a ramp, what an hour costs or when the
// record was last checked. A judgement that would need it answers
// person.Unknown: Access.Of, AgeRange.Admits, Coverage.Covers, Cost.Affordable,
// Assurance.Stale. Absence of a price is not "free", absence of coordinates is
// not 0,0, and a passed ValidTo is not an end: occurrences after it are told and
// marked Unvouched.
//
// # Places
//
// A book never gives more places than there are. Holds lapse at an instant that
// is fixed when they are given; whoever waits is served by priority and then by
// when they asked; nobody is passed over for wanting two places, but for a party
// that is larger than a room made smaller, which waits on without keeping the
// others out; lowering the number of places takes nobody's away. Time is an
// argument: the host sends a Tick at Bookings.NextLapse.
//
// # Decisions
//
//   - Schedule is data and Timetable is compiled, because a zone must be
//     resolved and a rule checked before the first date is trusted. Refused:
//     Occurrences on the data alone; it stands as a convenience that yields
//     nothing for a schedule with faults, and says so.
//   - Windows are by start, from inclusive to exclusive, so that two windows
//     that meet tell every occurrence once. Refused: overlap with the window,
//     which tells a session twice when windows are joined.
//   - A Start that does not satisfy its own rule is not an occurrence. RFC 5545
//     leaves it undefined, calendar software differs, and feeds hold start dates
//     that are on the wrong weekday.
//   - Prose hours give rules only when there is one reading. Refused: to guess
//     which week "alternate Saturdays" means, or whether "7 - 9" is morning.
//   - Distances are whole metres, computed with explicit roundings instead of
//     package math's trigonometry, so that a limit on distance decides the same
//     on every architecture. DistanceTo has a second result for "not known":
//     any number there would be near or far.
//   - An age range counts completed months, because feeds for babies do; both
//     ends are inclusive, and "65" lasts until the day before the 66th birthday.
//   - Duplicates are weighed in whole points and listed with their evidence.
//     Refused: a threshold above which records are merged.
//   - Bookings is one value per activity or session with a linear list. A book
//     of 12 places costs about 10 µs a command, one of 200 about 50. Refused: a
//     counter in the database without the names, which cannot say who lapsed.
//   - Events of bookings have identifiers derived from their command's, so that
//     a repeated delivery is recognised without a table of what was sent.
//   - Categories of activities carry where they came from; OpenActive's list is
//     mapped concept by concept, and what has no place is mapped to nothing
//     explicitly. Lists that may not be carried here (ESD) are loaded by hosts
//     in the same form (LoadCategoryMap).
//
// # Measured
//
// On two shared cores: weekly rules expand at 11 million occurrences a second,
// monthly ones at 2.9 million; stepping through the same days with package time
// finds 2.9 million weekly ones (BenchmarkOccurrences). Schedules are compared
// with github.com/teambition/rrule-go in a module of their own
// (activity/internal/rruletest): thousands of random rules and the timetables of
// 3,299 stops of mobile libraries, with no difference but the readings at clock
// changes that RFC 5545 §3.3.5 decides.
//
// Directories are read (go test -bench 'Read|Package' ./activity/hsds) at 62 MB/s
// as NDJSON, where encoding/json into maps, which finds no fault, reads 46 MB/s;
// tabular packages at 50 MB/s. 100 MB of NDJSON, each service and provider with
// an identifier of its own, took 41 MiB of heap more than there was before
// (TestConstantMemory -args -long), a good half of it for the summaries of the
// providers.
//
// Of 1737 small changes of code that the tests reach they notice 1599, or 92.1 %
// (bash .ci/mutate activity, 27 November 2026); of hsds 1009 of 1111, of openactive
// 275 of 303, 90.8 % each.
package activity
