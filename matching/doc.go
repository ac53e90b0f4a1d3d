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
// 27 November 2026, Go 1.26, amd64, two cores of a server with nothing else to do. A
// synthetic directory, 2000 seekers, the best ten with reasons; of each query the
// least of several runs, in the morning and in the evening of a day's work
// (BenchmarkMatch). The baseline judges everything, with the offers made beforehand.
//
//	activities   median         99th percentile     judging all, median
//	     1,000    15 → 10 µs      32 →  22 µs        1.7 ms
//	    10,000    29 → 20 µs      91 →  68 µs         24 ms
//	   100,000    46 → 35 µs     174 → 139 µs        273 ms
//	 1,000,000   104 → 82 µs    0.57 → 0.39 ms       not measured
//
// An index of a million takes 95.8 bytes an activity, and 2.4 µs each to build (1.5 is
// wanted). A query makes four allocations, which are the result
// (TestNothingBesideTheResult). With takes 59,000 changes a second at a hundred
// thousand, in batches of a thousand, merging included. From the middle of London the
// median at a hundred thousand goes from 37 to 49 µs as the limit goes from one
// kilometre to fifteen. Two cores do 1.73, 1.76, 1.76 and 1.85 times what one does in
// four runs (BenchmarkTwoCores; 1.8 is wanted), and did 1.9 times before queries
// became a quarter shorter.
//
// The aims are 30 µs and 0.2 ms at a million, 4 µs at a thousand, and they are
// not met. Seven different ways were tried: a filter before judging, rows without
// coordinates by district, interests as bitmaps, sifting with sieves; sheets, on
// which what a ring's boxes need is worked out once; quick fits; and sets of rows
// by need instead of by category, which gained 7 % and took 12 bytes an activity,
// so that it was left. Without boxes by liking the 99th percentile was a third
// worse. By the profile of the median queries at a million a third of the time is
// sifting, of which judging entries that were not met before is less than half, a
// third putting words of bitmaps together, and 15 % the making of the reasons; no
// one function takes more than an eighth. At a thousand, half is the reasons, about
// a dozen of 80 bytes for each match, full of pointers, on memory that is cold.
//
// That profile is of the morning. Since then the reasons of matches that share an entry are worked out once, criterion by
// criterion; the plan of a query is made in room that is kept, and a query makes
// four allocations, all of them the result; what depends on the day alone is judged
// once a day; what is in reach is a circle and no longer its frame, a
// fifth less; and parts are divided in the order in which criteria are compared,
// by a gate for each criterion, where a part is large. At a million the slowest
// queries had looked at 15,000 to 100,000 rows, one by one, for lack of ten that
// are Exact in everything, most of them of seekers of another first language than
// English; now they look at some thousands, and half of their time is putting
// words of bitmaps together. Dividing smaller parts by gates as well gained
// nothing, nor did judging more rows one by one before passes begin. An index of a
// million takes 96.1 bytes an activity. Building one was dominated by looking up
// keys in maps. It now looks them up in tables of our own, spells no key for what a
// record does not state, and copies records once less: at a million 4.5 µs of processor time
// an activity have become 3.6, the least of two runs each by turns, on two cores at
// a load of 11 to 17. That is about a fifth, on no quiet machine, and 1.5 µs are not
// met. Of what is left three quarters is spelling and looking up entries, a seventh
// of that when a thing happens and a seventh where, and an eighth of the whole is
// putting rows in order.
//
// Survey has an aim of 2 ms at a million. Of 200 seekers, each the least of a few
// runs (BenchmarkSurvey; the figures before are of a load of 5 to 10):
//
//	activities   median          mean            99th percentile
//	   100,000    3.3 → 0.35 ms   3.4 → 0.38 ms   8.9 → 1.0 ms
//	 1,000,000   47.6 → 2.4 ms   49.2 → 2.8 ms    110 → 8.7 ms
//
// so that the aim is not met: a fifth is lacking at the median. The median query judges some 60,000 rows at 35 ns. By
// the profile, a quarter is judging entries when they are first met, a fifth is
// waiting for rows to come from memory, a fifth is activities with several rows, and
// 15 % is looking up what the entries of a row bring. Tried as well: touching rows
// before they are judged, so that memory is waited for less often, gained 3 % and was
// left; touching the other rows of activities that have several gained less than not
// looking at them where they cannot change the count, which is done; and a loop over
// the columns was a tenth slower than twelve looks in a row.
//
// With: merging copied each row by looking up its provider and site by ID. With
// each entry looked up once and room made beforehand, three hundred batches of a
// thousand at a hundred thousand activities take a quarter less processor time
// (BenchmarkWith, old and new by turns).
//
// Of the small changes of code that the tests reach they notice 1,578 of 1,755, or
// 89.9 % (27 November 2026, bash .ci/mutate matching), and 1,593, or 90.8 %, with the
// test that this led to, for which quick.go alone was counted again. Of the others
// most change only how fast an answer is found, or nothing; of census.go 34 were left,
// were read, and change nothing.
//
// The figures of this section are of the code before its defects of the same day were
// mended and before area rules that name a home were judged once a query; that code
// was compared by turns only, on a busy machine. Before them an index over 100,000
// activities answered all 2,000 seekers as judging everything does, and since then one
// over 10,000 (MATCHING_EQUAL=10000 go test -run TwoThousand).
package matching
