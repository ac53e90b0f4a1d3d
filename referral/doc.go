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
//   - The records lie in slices that are copied when they change, behind a head
//     that every transition copies. Refused: linked lists all the way down. An
//     episode has tens of records; a slice is read in order without a copy.
//   - [Referral.Sequence] counts events; the [Version] of a store counts
//     commits. One command may make several events.
//   - Replay writes to the records that it builds, because nothing else holds
//     them yet, and copies only from the last command on and after a command
//     that was taken back. Refused: copying at every event, as Apply must.
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
// with an open risk.
//
// # What is checked, and how fast it is
//
// TestModel explores the machine breadth-first, the whole episode with each
// group of parts: 5,489 states, 197,382 steps and 1,073 pairs of transitions in
// under two seconds. TestRandomCommands and FuzzCommands check the same
// invariants on random histories.
//
// A group session is one session in many episodes, each with its own person's
// attendance ([GroupSession], [RegisterOf]); episodes of a household, of a carer
// and whom they care for, or of a cohort are linked by [LinkPair] and part
// without a word by [UnlinkPair].
//
// The benchmarks of .ci/bench compare with github.com/qmuntal/stateless in one
// run. All figures are of two cores shared with other work, to be taken again on
// a quiet machine. At a load of 2.4 one guarded transition with its event took
// 580 to 660 ns, 1.05 to 1.12 times the 554 to 589 ns of a bare transition of a
// machine kept for it, which records nothing; that was with 608 bytes and is
// 544 bytes now, in 2 allocations, 128 of the head and 416 of the event. Half
// of the time goes to the collector (317 ns with it off), so that the ratio
// grows with the load: the best of eight runs at loads of 8 to 12 were 752 and
// 398 ns. Reading from a store and applying took a tenth of building and firing
// a machine, a thirteenth at best (619 and 7,936 ns). A refusal by the table
// takes 52 to 80 ns and no allocation. Replay of an episode of 38 events folded
// 1.2 to 2.0 million events a second below a load of 2.4, and 4.3 million with
// the collector off, in 12 allocations.
//
// package memreferral took 0.35 to 0.51 million commits a second from 64 writers
// while keeping their events, at a load of 8, and 1.4 to 1.8 million without.
// TestOneWinnerOf64 was run with a million versions: one winner of 64 each, 17 s.
//
// Of 1035 small changes of code that the tests reach they notice 960, or 92.8 %
// (bash .ci/mutate referral, 26 November 2026).
package referral
