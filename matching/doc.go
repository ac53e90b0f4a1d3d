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
// # Measured
//
// go test -bench Match -benchtime 1x, Go 1.26, amd64, two cores shared with
// other work (load 1.4 to 2.7), so that the times are more likely too high than
// too low. A synthetic directory, 2000 seekers, the best ten; the baseline
// judges everything, with the offers made beforehand (mean of five seekers).
//
//	activities   median    99th percentile   judging all   index          build
//	     1,000    29 µs            180 µs        4.1 ms    1017 B each    18 µs each
//	    10,000    46 µs            320 µs         41 ms     273 B each   4.8 µs each
//	   100,000    79 µs            550 µs        380 ms     158 B each   3.3 µs each
//	 1,000,000   233 µs           1.87 ms  not measured     114 B each   3.1 µs each
//
// These were taken before interests were looked up in bitmaps too. That took
// the median at a million from 227 to 200 µs, and the 99th percentile from 1.96
// to 1.76 ms, by the least of three runs of each query; under loads of five and
// more the 99th percentile was seen at 2 to 7 ms.
//
// In a small index the tables weigh more than the rows. Of the time at a
// million, about half goes to what comes to people at home or by telephone or
// online and is not limited to postcode districts: it is near everybody, so
// that each query looks at all of it that serves a need.
package matching
