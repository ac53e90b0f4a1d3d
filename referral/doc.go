// Package referral models the pathway of social prescribing: an episode of
// support from the referral to its closure, with its contacts and sessions,
// its plan, goals and actions, and its onward referrals and signposts.
//
// A [Machine] is compiled once from tables and shared; [Pathway] is the
// standard one. [Machine.Apply] takes a [Referral], which is an immutable
// value, a [Command] and the [Facts] that other aggregates know, and gives the
// next value and the [Event] values that made it, or a [Refusal] that says
// which rule, what was wanted, and what would be allowed. [Replay] folds the
// events again. What services decide differently is [Policy].
package referral
