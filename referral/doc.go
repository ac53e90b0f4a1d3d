// Package referral models the pathway of social prescribing: an episode of
// support from the referral to its closure, with its contacts and sessions,
// its plan, goals and actions, its onward referrals and signposts.
//
// A [Machine] is compiled once from tables and shared; [Pathway] is the
// standard one. [Machine.Apply] takes a [Referral], which is an immutable
// value, a [Command], and the [Facts] that other aggregates know; it gives the
// next value and each [Event] that made it, or a [Refusal] that says which rule
// stood in the way, what was wanted, and what would be allowed. [Replay] folds
// the events again and never judges them. What services decide differently is
// [Policy]; what time does is [Clocks]; what somebody may do now is
// [Machine.Options]. [FactsOf] gathers the facts that a person's record knows.
// Most callers need only a [Repository] over their [Store].
//
//	repo := referral.NewRepository(store, &referral.RepositoryOptions{Rules: rules, Facts: gather, Audit: audit})
//	r, events, err := repo.Do(ctx, id, &referral.Accept{Meta: meta, Eligible: person.Yes})
//
// # Decisions
//
//   - A declared table and recorded events, not a status column and not a state
//     inferred from timestamps: real systems of both kinds needed hand edits in
//     production.
//   - One aggregate per episode, not one per onward referral: closure, consent
//     and goals are decided together, and an episode has tens of events.
//   - Facts are an argument, not guards that call the host: purity, replay, and
//     a refusal that can be explained.
//   - Events of onward referrals, sessions, plans and goals carry the whole
//     record as they leave it, so that folding is replacing. Refused: deltas,
//     which a later fold could read differently.
//   - The records are the very ones that the events bring, in lists that are
//     copied when they change, behind a head of 48 bytes that every transition
//     copies. So events are read-only, and nothing of a command is kept that the
//     caller could change. Refused: lists of copies, which copied a record for
//     every event, and linked lists all the way down.
//   - The log keeps an event whole only while it is the last, or as Apply made it;
//     what was replayed or read is kept as outlines, which hold no words.
//   - The refusals of a machine's empty cells are made when they are first wanted.
//     All at once they were 1.4 MB that every cycle of a host's collector walked.
//   - [Referral.Sequence] counts events; the [Version] of a store counts
//     commits. One command may make several events.
//   - Replay writes to the lists that it builds, because nothing else holds them
//     yet, and copies only from the last command on and after a command that was
//     taken back. Refused: copying at every event, as Apply must.
//   - Undo brings back the position before the last command, whole, and reaches
//     no further: the head keeps that position, and the snapshot only the lists
//     that the command changed.
//   - Working days come through the interface [Calendar], which
//     referral/calendar fills, so that this package does not link it.
//   - What is needed of a withdrawn consent that has left already is a duty, and
//     never an automatic message: the host decides how the provider is told.
//
// # Hazards
//
// Guards name the hazard that they control (see [Guards]): H1 wrong person, H2
// unsafe contact, H3 accepted and owned by nobody, H4 disclosure not escalated,
// H5 consent ignored, H6 stale or unsafe provider, H7 duplicate episodes, H8
// wrong or repeated code, H11 a clock that is silently not raised, H12 closed
// with an open risk, H22 a record of what did not happen, H23 a decision that
// nobody can account for, H24 somebody taken on whom the service cannot support
// safely, H25 support that ends while the need goes on. Every guard names one;
// examples/embed/HAZARDS.md says of each what causes it and what is left to the
// host.
//
// # What is checked, and how fast it is
//
// TestModel explores the machine breadth-first, the whole episode with each
// group of parts: 5,489 states, 197,382 steps and 1,072 pairs of transitions in
// two seconds. TestRandomCommands and FuzzCommands check the same invariants on
// random histories. TestEveryRuleHasATestNamedForIt holds the list of rules and
// of the tests that show them.
//
// A group session is one session in many episodes, each with its own person's
// attendance ([GroupSession], [RegisterOf]); episodes of a household, of a carer
// and whom they care for, or of a cohort are linked by [LinkPair] and part
// without a word by [UnlinkPair].
//
// The benchmarks of .ci/bench compare with github.com/qmuntal/stateless in one
// run. Figures are of 27 November 2026, two cores of a server with nothing else to
// do, five rounds of each.
//
//   - One guarded transition with its event takes 311 to 376 ns, in 464 bytes and
//     2 allocations, 48 of the head and 416 of the event. A bare transition of a
//     machine kept for it, which records nothing, takes 307 to 335 ns: 1.1 times,
//     of the 1.5 that is wanted. At loads of 5 to 9 it was 1.5 to 1.6 times, since
//     more of it is the collector's.
//   - Reading from a store and applying takes 319 to 352 ns. To build and fire a
//     machine of stateless that has the 38 transitions of the referral, and none of
//     their guards, takes 29 times as long (9.4 to 9.7 µs); one with six states and
//     eleven transitions 14.5 times (4.5 to 4.9 µs).
//   - A refusal by the table takes 36 ns and no allocation, one by a guard 154 to
//     169 ns, an episode of 40 events 1.0 to 1.1 µs.
//   - Replay of an episode of 38 events folds 5.8 to 6.6 million events a second,
//     in 9,504 bytes.
//
// Of a transition a quarter is left to what it decides; the rest is to allocate
// 464 bytes and to collect them. Tried beside what was kept: the event written in
// one literal (no difference); the head in the allocation of the event (2 to 18 %
// faster, and refused: the log would hold every head, and with it every list that
// there ever was); the facts by reference (they then go to the
// heap, and a refusal takes longer). What is left is the size of [Event], 400
// bytes, which is its public form.
//
// package memreferral takes 2.7 million commits a second from 64 writers while
// keeping their events, and 7.3 million without (BenchmarkCommit64Writers);
// BenchmarkStore/Update64Writers, which makes its values on the way, does 1.0
// million. TestOneWinnerOf64 was run with a million versions: one winner of 64
// each, 10 s.
//
// Of 1,097 small changes of code that the tests reach they notice 1,018, or 92.8 %
// (bash .ci/mutate referral, 27 November 2026). Ten million random steps keep the
// invariants (TestRandomCommands with -args -steps=10000000, 26 s).
package referral
