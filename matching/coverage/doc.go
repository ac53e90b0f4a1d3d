// Package coverage shows commissioners who finds nothing: by need, area,
// deprivation decile, language, access need and time of day, over a sample of
// people and a directory, what stood in the way, and whom one more activity of
// which kind would serve.
//
// A [Tally] takes one [Case] after the other, asks a [Finder] for each of the
// person's needs by itself, and keeps counts only. Shards merge to the whole.
// [Tally.Release] makes a [Report] by one dimension in which small counts are
// suppressed so that they can't be subtracted back. Most callers need only
//
//	t, err := coverage.New(index, nil)
//	err = t.Add(coverage.Case{Seeker: seeker, At: now, Area: "E05000001"})
//	report, err := t.Release(coverage.DimensionArea, cohort.HESSuppression())
//
// [Tally.ByGroup] makes the other report: how what people find for the same need
// differs by group, in how many find a match, how many, how far, and how much of
// it must be asked first. [ComparePlans] says whom another policy of allocation
// serves better. [Tally.AddUnmet] takes the needs that link workers
// recorded as unmet, so that a report shows both: a need for which the directory
// has an answer and the record says none exists is an answer that nobody knows.
//
// # Decisions
//
//   - Each need is asked for by itself. Asked for together, a need that nothing
//     meets would hide behind one that much meets.
//   - What stood in the way is found by asking again without one criterion, not
//     by counting why each activity was excluded: of a thousand activities that
//     are too far for someone, most are of no use to them either, and the count
//     would only repeat the shape of the directory. A criterion is a barrier
//     when giving it up alone finds something. Choice and standing are never
//     given up.
//   - What one more activity would do is judged by the same criteria on a record
//     of it, as if it were there; the host writes the records. A guess from
//     category and distance was refused: it would promise more than the activity
//     keeps.
//   - Counts are of people, never of questions, so that the threshold of a policy
//     means what it says. Totals over needs are left out, since they would count
//     a person several times.
//   - A count that is part of another, such as those with one thing in the way of
//     those who found nothing, is held against what it leaves of it: a report with
//     exact counts that shows 32 and 31 says that there is one. Tests attack
//     reports by trying every sample that fits them: of 216,000 small counts in
//     40,000 reports none could be narrowed down.
//   - Of the same people one report leaves. An attack on pairs of reports by two
//     dimensions narrowed down 2 to 9 of a hundred small counts, with policies
//     that round as with those that don't.
//   - Groups are described, not tested against each other: a sample of seekers
//     says what this directory has for them, and whether the difference is fair
//     is for people to judge. The share of unknowns is worked out from the shown
//     counts; medians are of those who found something, are values that occurred,
//     and are withheld unless a count has said that these are not few; distances
//     are kept to 100 m. So none gives away more than the counts do: a median of
//     matches over all people that is a half says that half of them found nothing.
//   - What was recorded as unmet has its own type: this package knows nothing of
//     referrals, and a host may have such records from elsewhere.
//   - No seeker is kept, not even to be asked again: candidates are therefore
//     named before the sample is read.
//
// Of the small changes of code that the tests reach they notice 152 of 154 (27
// November 2026, bash .ci/mutate matching/coverage). A twin that explains every
// activity to everybody counts the same.
package coverage
