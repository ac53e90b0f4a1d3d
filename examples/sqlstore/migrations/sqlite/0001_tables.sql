-- Values and events of every aggregate, as JSON beside the columns that queries
-- need. The first column of every primary and unique key is the partition key:
-- the person's for persons, referrals and outcome records, the activity's for
-- activities and books of places, the provider's for providers. Identifiers are
-- UUIDs of 16 bytes, times are microseconds since 1970 UTC.

CREATE TABLE person (
  person_id BLOB NOT NULL,
  version   INTEGER NOT NULL,
  change_id BLOB NOT NULL,
  cursor    INTEGER NOT NULL,
  value     TEXT NOT NULL,
  PRIMARY KEY (person_id)
) STRICT;
CREATE INDEX person_cursor ON person (cursor);

-- The look-up column is a keyed hash: without the host's key it says nothing.
CREATE TABLE person_identifier (
  person_id BLOB NOT NULL,
  hash      BLOB NOT NULL,
  PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_identifier_hash ON person_identifier (hash);

CREATE TABLE person_event (
  person_id BLOB NOT NULL,
  version   INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  event_id  BLOB NOT NULL,
  event     TEXT NOT NULL,
  pending   INTEGER NOT NULL,
  cursor    INTEGER NOT NULL,
  PRIMARY KEY (person_id, version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_event_pending ON person_event (cursor, person_id, version, n) WHERE pending;

CREATE TABLE referral (
  person_id   BLOB NOT NULL,
  referral_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  change_id   BLOB NOT NULL,
  cursor      INTEGER NOT NULL,
  service_id  BLOB,
  state       TEXT NOT NULL,
  phase       TEXT NOT NULL,
  open        INTEGER NOT NULL,
  since       INTEGER,
  assignee    BLOB,
  due         INTEGER,
  updated     INTEGER,
  items       TEXT NOT NULL,
  value       TEXT NOT NULL,
  PRIMARY KEY (person_id, referral_id)
) STRICT;
CREATE INDEX referral_id ON referral (referral_id);
CREATE INDEX referral_cursor ON referral (cursor);
-- One open episode per person and service (D1).
CREATE UNIQUE INDEX referral_open ON referral (person_id, service_id) WHERE open;
CREATE INDEX referral_assignee ON referral (assignee, due) WHERE assignee IS NOT NULL;
CREATE INDEX referral_queue ON referral (service_id, due) WHERE assignee IS NULL AND due IS NOT NULL;

-- Who watches an onward referral that outlived its episode.
CREATE TABLE referral_watch (
  person_id   BLOB NOT NULL,
  referral_id BLOB NOT NULL,
  worker      BLOB NOT NULL,
  PRIMARY KEY (person_id, referral_id, worker)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_watch_worker ON referral_watch (worker);

CREATE TABLE referral_event (
  person_id   BLOB NOT NULL,
  referral_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  event_id    BLOB NOT NULL,
  event       TEXT NOT NULL,
  pending     INTEGER NOT NULL,
  cursor      INTEGER NOT NULL,
  PRIMARY KEY (person_id, referral_id, version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_event_pending ON referral_event (cursor, person_id, referral_id, version, n) WHERE pending;

CREATE TABLE outcome (
  person_id  BLOB NOT NULL,
  record_id  BLOB NOT NULL,
  version    INTEGER NOT NULL,
  change_id  BLOB NOT NULL,
  cursor     INTEGER NOT NULL,
  episode_id BLOB,
  instrument TEXT NOT NULL,
  status     TEXT NOT NULL,
  at         INTEGER,
  value      TEXT NOT NULL,
  PRIMARY KEY (person_id, record_id)
) STRICT;
CREATE INDEX outcome_id ON outcome (record_id);
CREATE INDEX outcome_cursor ON outcome (cursor);

CREATE TABLE outcome_event (
  person_id BLOB NOT NULL,
  record_id BLOB NOT NULL,
  version   INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  event_id  BLOB NOT NULL,
  event     TEXT NOT NULL,
  pending   INTEGER NOT NULL,
  cursor    INTEGER NOT NULL,
  PRIMARY KEY (person_id, record_id, version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_event_pending ON outcome_event (cursor, person_id, record_id, version, n) WHERE pending;

CREATE TABLE activity (
  activity_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  change_id   BLOB NOT NULL,
  cursor      INTEGER NOT NULL,
  provider_id BLOB,
  status      TEXT NOT NULL,
  assured     TEXT NOT NULL,
  value       TEXT NOT NULL,
  PRIMARY KEY (activity_id)
) STRICT;
CREATE INDEX activity_cursor ON activity (cursor);
CREATE INDEX activity_provider ON activity (provider_id);

-- Where an activity takes place, in millionths of a degree.
CREATE TABLE activity_place (
  activity_id BLOB NOT NULL,
  lat         INTEGER NOT NULL,
  lon         INTEGER NOT NULL,
  PRIMARY KEY (activity_id, lat, lon)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_place_lat ON activity_place (lat, lon);

CREATE TABLE activity_event (
  activity_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  event_id    BLOB NOT NULL,
  event       TEXT NOT NULL,
  pending     INTEGER NOT NULL,
  cursor      INTEGER NOT NULL,
  PRIMARY KEY (activity_id, version, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_event_pending ON activity_event (cursor, activity_id, version, n) WHERE pending;

CREATE TABLE provider (
  provider_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  change_id   BLOB NOT NULL,
  cursor      INTEGER NOT NULL,
  value       TEXT NOT NULL,
  PRIMARY KEY (provider_id)
) STRICT;
CREATE INDEX provider_cursor ON provider (cursor);

CREATE TABLE bookings (
  activity_id BLOB NOT NULL,
  bookings_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  change_id   BLOB NOT NULL,
  cursor      INTEGER NOT NULL,
  session     INTEGER,
  places      INTEGER NOT NULL,
  taken       INTEGER NOT NULL,
  waiting     INTEGER NOT NULL,
  lapses      INTEGER,
  value       TEXT NOT NULL,
  PRIMARY KEY (activity_id, bookings_id)
) STRICT;
CREATE INDEX bookings_id ON bookings (bookings_id);
CREATE INDEX bookings_cursor ON bookings (cursor);
CREATE INDEX bookings_lapses ON bookings (lapses) WHERE lapses IS NOT NULL;

CREATE TABLE bookings_event (
  activity_id BLOB NOT NULL,
  bookings_id BLOB NOT NULL,
  version     INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  event_id    BLOB NOT NULL,
  event       TEXT NOT NULL,
  pending     INTEGER NOT NULL,
  cursor      INTEGER NOT NULL,
  PRIMARY KEY (activity_id, bookings_id, version, n)
) STRICT, WITHOUT ROWID;
