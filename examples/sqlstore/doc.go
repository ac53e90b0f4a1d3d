// Package sqlstore keeps persons, referrals, outcome records, activities,
// providers and bookings in a SQL database: SQLite, embedded, or PostgreSQL 15
// and later. It passes the suites of all storage contracts, and is meant to be
// copied, or to be imported as it is.
//
// A [DB] gives the stores; each is what a package of the library wants:
//
//	db, err := sqlstore.OpenSQLite(ctx, "data.db", &sqlstore.Options{Key: key})
//	repository := referral.NewRepository(db.Referrals(), nil)
//
// Most callers need only OpenSQLite or OpenPostgres, the stores, and Within,
// which puts what a store commits and the host's own rows in one transaction.
// [Referrals.Caseload] and [Referrals.Queue] are the reads that a team works by.
//
// # How data lie
//
// There is a table of values and a table of events for each kind of aggregate.
// Values and events are JSON, whole, beside the columns that queries need:
// state, phase, assignee, when the next thing is due, when it was changed. What
// follows from a value is computed when it is stored, in the same transaction,
// so that a caseload is read without reading a single episode.
//
// Identifiers are looked up by HMAC-SHA-256 under the host's key: the column,
// an index or a query log discloses no NHS number. The value does: encrypt the
// disk and the backup. The database keeps a mark of the key, and is not opened
// with another, under which nobody would be found and everybody registered a
// second time; [DB.Rekey] changes it.
//
// A database that lacks a table, column or index which the migrations made is not
// opened either: a restore that left one out must not be found by its effects.
//
// What is replaced or erased is overwritten in SQLite's file at once
// (secure_delete, whose cost was below the noise of BenchmarkCommit). Logs, and
// PostgreSQL's tables, hold it until [DB.Scrub].
//
// The first column of every primary and unique key is the partition key: the
// person's identifier for persons, referrals and outcome records, the
// activity's for activities and books of places. That one person has one open
// episode with a service (D1) is a unique index, and so holds on however many
// machines the partitions lie. There is no trigger, no sequence, no foreign key
// and no lock that spans partitions. See DISTRIBUTED.md.
//
// # Concurrency
//
// A commit is one statement in PostgreSQL and one short transaction in SQLite.
// It writes if the stored version is the base; what wrote nothing is then looked
// at, and is a repetition or a conflict. What may pass (a lock, a lost
// connection, a deadlock) is tried again after a random wait; a commit whose
// answer was lost is recognised by its change ID.
//
// # Decisions
//
//   - A cursor is the number of PostgreSQL's transaction, and a list ends before
//     the oldest transaction that still runs. A sequence was refused: its numbers
//     become visible in another order than they were given, and a lister would
//     skip. A counter under a lock was refused: all writers would wait for it.
//     The price is that a transaction left open holds up the list (not the
//     stores): set idle_in_transaction_session_timeout.
//   - The due column holds what the policy says at the time of the commit; after
//     a change of policy [Referrals.Recompute] fills it anew. Computing it at
//     each read was refused: it would need every episode of a caseload.
//   - Values are json, not jsonb: what was written is read back to the byte.
//   - Events are their own outbox, marked as pending until acknowledged. A second
//     table would be one more row for each event.
//   - An identifier under two partition keys is looked for before the first
//     version is stored. Two writers who create the same random identifier for
//     two persons at the same instant are not kept apart: no index of
//     partitioned tables could.
//
// The package is part of the repository's examples: it follows the library, and
// has no promise of compatibility of its own but for the tables, which later
// versions migrate.
package sqlstore
