// Package reporting works out the measures of a service from its episodes: how
// far people get, how long they wait, contacts and sessions, onward referrals by
// provider, how episodes end, needs that nothing could meet, change of paired
// measures, and all of it by group and deprivation decile, for equity.
//
// A [Tally] takes one [Episode] after the other, in any order, and keeps counts
// only; tallies of shards merge to exactly the whole, in memory or as JSON.
// [Tally.Release] makes a [Report] through a suppression policy: nothing else
// leaves. Most callers need only
//
//	t, err := reporting.New(reporting.Options{Calendar: calendar.MustFor(calendar.Wales), Now: now})
//	err = t.Add(reporting.Episode{Referral: r})
//	report, err := t.Release("", cohort.HESSuppression())
//
// [Minimum] makes the rows of the minimum dataset: one for each episode, under a
// pseudonym of the host's key.
//
// # What counts
//
// Episodes entered in error never counted, drafts do not count yet, and a
// person chosen from a cohort is counted only when they have accepted: until
// then they are a number apart. A period bounds the day of receipt, so that a
// report follows the people who came in it to wherever they got.
//
// Waits are in working days of the service's calendar from the day of receipt,
// not of typing. They are elapsed time; [Options].Adjusted leaves out holds that
// the person caused, and no others. Those still waiting are shown beside those
// whose wait is over. What ended without the thing waited for is in neither.
//
// Sessions are counted by the codes of the NHS Data Dictionary's "Attended or
// did not attend". The rate of missed sessions has those to be kept below the
// line (5, 6, 7 and 3); sessions cancelled by either side are in neither part.
// "Was not brought" is counted as missed and beside it, so that nobody reads a
// child's missed sessions as a choice. Sessions that a provider holds are the
// provider's.
//
// # Decisions
//
//   - Stages follow what happened, not states: an episode that was engaged and
//     then closed has passed "engaged". A stage without a record (no plan, but an
//     activity started) is passed by getting further, so the funnel never widens.
//   - The funnel is published as the number that got no further; how many
//     reached a stage is added up from what is shown. Publishing both, each
//     suppressed by itself, would give the suppressed one away.
//   - Who declined is never lost: a provider's acceptance is measured against its
//     own answers. What the person declined stands apart, and so does silence.
//   - A report needs a policy that rounds. Its figures overlap (those who were
//     spoken with are those who got at least so far), and stars alone don't
//     protect overlapping figures against subtraction.
//   - All counts of all dimensions are protected together, by changes of the
//     caseload that would give the very same report. Refused: each table and each
//     count by itself. Four groups of twelve, of whom four each got nowhere, came
//     out whole so: what the funnel starred stood beside it as those who still
//     wait, rounded, and so did the totals; a second dimension showed what the
//     first had starred. The price is small: of made-up caseloads of 30 to 2,000
//     in four ethnic groups and ten deciles, at most 5 counts more were starred
//     beside up to 261 small ones.
//   - Against reports of overlapping periods nothing here protects: a count that is
//     shown as 10 one day and as 15 after one newcomer more stood at 12. Periods
//     are the host's, and are to be published once.
//   - Means and medians of few episodes are withheld, and rates are made of
//     counts as shown, since a rate in fractions of a per cent tells the counts.
//   - Counts are of episodes. Counting people would need to remember who was
//     counted, and a tally remembers nobody.
//   - Quantiles: the median interpolates, the ninetieth percentile is a wait
//     that occurred ("nine in ten waited no longer").
package reporting
