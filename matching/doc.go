// Package matching finds the activities that suit a person, says why, and says
// why not for the rest.
//
// A [Seeker] is what has to be known of a person and nothing else; [SeekerFor]
// makes one from a record. A [Query] asks for the best few at a time. An
// [Index] answers with [Index.Match]; [Rank] does the same over a short list by
// judging everything, and [MatchSource] over the host's own search. [Explain]
// says everything about one activity, [Compare] which criterion decided
// between two, [Counterfactuals] what would make one a match, [Index.Survey]
// what stands against a whole directory. Needs lead to categories through a
// [Crosswalk], which is data.
//
//	ix, err := matching.NewIndex(activities, &matching.Options{Horizon: matching.Horizon{From: today}})
//	r, err := ix.Match(matching.Query{Seeker: matching.SeekerFor(p, now), At: now})
//	for _, m := range r.Matches {
//		for _, why := range m.Reasons {
//			say(why.Text(language.English))
//		}
//	}
//
// # Decisions
//
// Criteria are compared one after the other, never summed: nobody can explain
// 0.37 to a person. The reasons shown are the values compared.
//
// Unknown is not no. A known misfit excludes; what is not known is asked about
// and ranks below what is known to suit. A criterion that the seeker does not
// raise ranks nothing, but a limit that the record itself states (an age, a
// sex, a group, being online) raises its own question: a person whose age is
// not known is not taken to be over 65.
//
// The built-in criteria keep distinct entries in tables rather than one byte a
// record, since real rules of eligibility have more than 256 values; a host's
// own [Criterion] uses the byte.
//
// An activity that is for certain people does not serve the needs of others,
// whatever else it is (Crosswalk, focus): a group for people who drink is not
// company for somebody who is lonely. Some links hold only for those who say
// that they are of a group (Link.Group), some kinds of activity are only for
// those who like them (taste), and what is close to an interest is listed
// (close), not read off its pillar.
//
// Fewer than K matches is an answer. What would only fill the list is left out
// of the crosswalk, and QueryOptions.PerKind bounds how many are of one kind:
// three that make sense are better than five with two to be laughed at, and an
// unmet need that is seen can be met one day.
//
// Schedules whose occurrences the source does not vouch for never exclude.
//
// An index finds the same answers as Rank by sifting: see scan.go for the
// order in which it goes about it, parts.go for what it leaves out unseen, and
// sieve.go for how it passes over 64 rows at a time.
//
// # Measured
//
// go test -bench . -benchtime 1x, Go 1.26, amd64 at 2.3 GHz, two virtual cores
// shared with other work. A synthetic directory, 2000 seekers, the best ten with
// reasons; of each query the least of three runs, before and after sifting. At
// ten thousand and at a million both were taken one after the other at a load of
// about 10; at the other sizes before at 1.5 and after at 10. The baseline judges
// everything, with the offers made beforehand, at a load of about 20.
//
//	activities   median         99th percentile     judging all, median
//	     1,000    25 →  18 µs     68 →  37 µs         1.9 ms
//	    10,000    44 →  35 µs    191 → 123 µs          96 ms
//	   100,000    73 →  58 µs    481 → 253 µs         1.3 s
//	 1,000,000   200 → 148 µs   1.74 → 0.73 ms        not measured
//
// An index of a million takes 100 bytes an activity (114 before) and 2.3 µs of
// processor time each to build. A query makes seven allocations, of which four
// are the result. With took 83,000 changes a second at a hundred thousand, in
// batches of a thousand, merging included. From the middle of London the median
// at a hundred thousand goes from 74 to 136 µs as the limit goes from one
// kilometre to fifteen. What two cores do together could not be measured on a
// machine whose two cores were busy; BenchmarkTwoCores does it.
//
// The aims are 30 µs and 0.2 ms at a million, 4 µs at a thousand, and they are
// not met. Four different ways were tried: a filter before judging, rows without
// coordinates by district, interests as bitmaps, and sifting with sieves. The
// median query at a million now collects some 500 rows, judges some 290 entries
// of tables that it has not met before and joins 450 words of each of some forty
// bitmaps. By the profile of the median queries a third of the time is joining,
// a quarter judging entries, a quarter passing over rows, a tenth the answer. At
// a thousand, two fifths is the making of the reasons, about a dozen of 80 bytes
// for each match, full of pointers that the collector has to follow. Survey has
// an aim of 2 ms at a million: at a hundred thousand it took 10 ms, on the clock
// at a load of about 20 (80 ms before the tables judged activities with several
// rows as well).
//
// Of the small changes of code that the tests reach they notice 1,222 of 1,298, or
// 94.1 % (27 November 2026, bash .ci/mutate -match PART matching, in four parts that
// are the whole; the tests that its result led to are not counted). Most of the
// others change only how fast an answer is found, or nothing. An index over
// 100,000 activities answered all 2,000 seekers as judging everything does
// (MATCHING_EQUAL=100000 go test -run TwoThousand).
package matching
