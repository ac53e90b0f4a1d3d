// Package cohort tells what happened to a group of people: change with its
// tests and effect sizes, shares with their intervals, charts over time,
// quality-adjusted years, and the suppression of small counts before anything
// leaves.
//
// [Paired] takes the baselines and follow-ups of one measure, one person after
// the other, and makes a [Summary]; [Sample] does the same for single values
// such as waits. Both hold how often each value occurred and nothing of anybody,
// so that shards can be merged in any order to exactly the whole. A [Breakdown]
// keeps one Paired for each [Group] and releases a report only through a
// [SuppressionPolicy]. [Proportion] gives intervals for shares and
// [Funnel] compares units of different size, [XmR] is a process chart by the
// rules of NHS England's Making Data Count, [QALY] and [WELLBY] are economics
// with their assumptions. Most callers need only
//
//	var p cohort.Paired
//	p.Add(baseline, followUp) // for each person
//	s := p.Summary(&cohort.SummaryOptions{Direction: outcome.Lower})
//
// # Change is not effect
//
// People are referred when things are at their worst. Scores taken then come
// back by themselves: on a waiting list for talking therapies, untreated, the
// mean PHQ-9 has been seen to fall from 13.6 to 7.0 in sixteen weeks. So a
// Summary has no field called effect of the service, its Caveats are never
// empty, and it says how many did not come back and where they began.
//
// # Numbers
//
// Scores come in as exact decimals and are counted, not summed, so means and
// variances are exact fractions until one rounding to float64. What follows is
// made of additions, multiplications, divisions and square roots only, in an
// order that no compiler may fuse, with logarithm, exponential, gamma and beta
// functions of this package's own: a report is the same, to the byte, on every
// machine. Against R 4.2.2 all rows of the shared vectors agree to 1e-9.
//
// # Decisions
//
//   - Counts of values instead of running sums: quantiles and ranks need the
//     values anyway, scores have few distinct ones (PHQ-9: at most 784 pairs),
//     and merging counts is exact where merging means and squares is not.
//     Adding a pair takes 25 ns and allocates nothing once its values were
//     seen; a Summary of a full PHQ-9 table takes 0.3 ms.
//   - What can't be told is not known (NaN, null in JSON), never 0: the SD of
//     one value, the t of equal differences.
//   - Several effect sizes side by side, each by its name. "The effect size" of
//     a report that doesn't say which can't be compared with any other.
//   - Both p-values of the signed-rank test: the exact one, over the signs on the
//     ranks as they are, and the approximation that R prints when there are
//     ties. Dropping the exact test at the first tie, as R does, was refused:
//     the permutation distribution with ties is as easy to count.
//   - The outer-third rule of the chart wants the third point on the same side,
//     as NHSRplotthedots has it, since NHS analysts compare with that. Limits
//     are compared in exact arithmetic, where the peer compares floats.
//   - Suppression works out, from all that will be shown, what each starred count
//     could be, as the flow through a network; it does not rely on "two stars in
//     every row and column", which rounding, zeros and small totals defeat.
//     The second star does not go to the smallest count, as is usual: a reader who
//     knows that rule can undo it. Linear programming for the fewest stars was
//     refused: the choice is explained in a sentence and takes 1 ms for 30 by 10.
//   - Deprivation deciles are groups of a dimension named for index and year, so
//     that those of two nations can't be added up by mistake.
//   - A WELLBY's price is the host's policy with its year and source. Uprating it
//     was left out: the rule that circulates for it was not read in its source.
package cohort
