-- Values and events of every aggregate, as JSON beside the columns that queries
-- need. The first column of every primary and unique key is the partition key:
-- the person's for persons, referrals and outcome records, the activity's for
-- activities and books of places, the provider's for providers. A host that
-- partitions splits each table by the hash of that column.

CREATE TABLE person (
  person_id uuid NOT NULL,
  version   bigint NOT NULL,
  change_id uuid NOT NULL,
  cursor    bigint NOT NULL,
  value     json NOT NULL,
  PRIMARY KEY (person_id)
);
CREATE INDEX person_cursor ON person (cursor);

-- The look-up column is a keyed hash: without the host's key it says nothing.
CREATE TABLE person_identifier (
  person_id uuid NOT NULL,
  hash      bytea NOT NULL,
  PRIMARY KEY (person_id, hash)
);
CREATE INDEX person_identifier_hash ON person_identifier (hash);

CREATE TABLE person_event (
  person_id uuid NOT NULL,
  version   bigint NOT NULL,
  n         integer NOT NULL,
  event_id  uuid NOT NULL,
  event     json NOT NULL,
  pending   boolean NOT NULL,
  cursor    bigint NOT NULL,
  PRIMARY KEY (person_id, version, n)
);
CREATE INDEX person_event_pending ON person_event (cursor, person_id, version, n) WHERE pending;

CREATE TABLE referral (
  person_id   uuid NOT NULL,
  referral_id uuid NOT NULL,
  version     bigint NOT NULL,
  change_id   uuid NOT NULL,
  cursor      bigint NOT NULL,
  service_id  uuid,
  state       text NOT NULL,
  phase       text NOT NULL,
  open        boolean NOT NULL,
  since       timestamptz,
  assignee    uuid,
  due         timestamptz,
  updated     timestamptz,
  items       json NOT NULL,
  value       json NOT NULL,
  PRIMARY KEY (person_id, referral_id)
);
CREATE INDEX referral_id ON referral (referral_id);
CREATE INDEX referral_cursor ON referral (cursor);
-- One open episode per person and service (D1).
CREATE UNIQUE INDEX referral_open ON referral (person_id, service_id) WHERE open;
CREATE INDEX referral_assignee ON referral (assignee, due) WHERE assignee IS NOT NULL;
CREATE INDEX referral_queue ON referral (service_id, due) WHERE assignee IS NULL AND due IS NOT NULL;

-- Who watches an onward referral that outlived its episode.
CREATE TABLE referral_watch (
  person_id   uuid NOT NULL,
  referral_id uuid NOT NULL,
  worker      uuid NOT NULL,
  PRIMARY KEY (person_id, referral_id, worker)
);
CREATE INDEX referral_watch_worker ON referral_watch (worker);

CREATE TABLE referral_event (
  person_id   uuid NOT NULL,
  referral_id uuid NOT NULL,
  version     bigint NOT NULL,
  n           integer NOT NULL,
  event_id    uuid NOT NULL,
  event       json NOT NULL,
  pending     boolean NOT NULL,
  cursor      bigint NOT NULL,
  PRIMARY KEY (person_id, referral_id, version, n)
);
CREATE INDEX referral_event_pending ON referral_event (cursor, person_id, referral_id, version, n) WHERE pending;

CREATE TABLE outcome (
  person_id  uuid NOT NULL,
  record_id  uuid NOT NULL,
  version    bigint NOT NULL,
  change_id  uuid NOT NULL,
  cursor     bigint NOT NULL,
  episode_id uuid,
  instrument text NOT NULL,
  status     text NOT NULL,
  at         timestamptz,
  value      json NOT NULL,
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX outcome_id ON outcome (record_id);
CREATE INDEX outcome_cursor ON outcome (cursor);

CREATE TABLE outcome_event (
  person_id uuid NOT NULL,
  record_id uuid NOT NULL,
  version   bigint NOT NULL,
  n         integer NOT NULL,
  event_id  uuid NOT NULL,
  event     json NOT NULL,
  pending   boolean NOT NULL,
  cursor    bigint NOT NULL,
  PRIMARY KEY (person_id, record_id, version, n)
);
CREATE INDEX outcome_event_pending ON outcome_event (cursor, person_id, record_id, version, n) WHERE pending;

CREATE TABLE activity (
  activity_id uuid NOT NULL,
  version     bigint NOT NULL,
  change_id   uuid NOT NULL,
  cursor      bigint NOT NULL,
  provider_id uuid,
  status      text NOT NULL,
  assured     text NOT NULL,
  value       json NOT NULL,
  PRIMARY KEY (activity_id)
);
CREATE INDEX activity_cursor ON activity (cursor);
CREATE INDEX activity_provider ON activity (provider_id);

-- Where an activity takes place, in millionths of a degree.
CREATE TABLE activity_place (
  activity_id uuid NOT NULL,
  lat         integer NOT NULL,
  lon         integer NOT NULL,
  PRIMARY KEY (activity_id, lat, lon)
);
CREATE INDEX activity_place_lat ON activity_place (lat, lon);

CREATE TABLE activity_event (
  activity_id uuid NOT NULL,
  version     bigint NOT NULL,
  n           integer NOT NULL,
  event_id    uuid NOT NULL,
  event       json NOT NULL,
  pending     boolean NOT NULL,
  cursor      bigint NOT NULL,
  PRIMARY KEY (activity_id, version, n)
);
CREATE INDEX activity_event_pending ON activity_event (cursor, activity_id, version, n) WHERE pending;

CREATE TABLE provider (
  provider_id uuid NOT NULL,
  version     bigint NOT NULL,
  change_id   uuid NOT NULL,
  cursor      bigint NOT NULL,
  value       json NOT NULL,
  PRIMARY KEY (provider_id)
);
CREATE INDEX provider_cursor ON provider (cursor);

CREATE TABLE bookings (
  activity_id uuid NOT NULL,
  bookings_id uuid NOT NULL,
  version     bigint NOT NULL,
  change_id   uuid NOT NULL,
  cursor      bigint NOT NULL,
  session     timestamptz,
  places      integer NOT NULL,
  taken       integer NOT NULL,
  waiting     integer NOT NULL,
  lapses      timestamptz,
  value       json NOT NULL,
  PRIMARY KEY (activity_id, bookings_id)
);
CREATE INDEX bookings_id ON bookings (bookings_id);
CREATE INDEX bookings_cursor ON bookings (cursor);
CREATE INDEX bookings_lapses ON bookings (lapses) WHERE lapses IS NOT NULL;

CREATE TABLE bookings_event (
  activity_id uuid NOT NULL,
  bookings_id uuid NOT NULL,
  version     bigint NOT NULL,
  n           integer NOT NULL,
  event_id    uuid NOT NULL,
  event       json NOT NULL,
  pending     boolean NOT NULL,
  cursor      bigint NOT NULL,
  PRIMARY KEY (activity_id, bookings_id, version, n)
);
