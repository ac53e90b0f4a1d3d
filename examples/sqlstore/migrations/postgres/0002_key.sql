-- The mark of the host's key: its hash of a constant. By it a key is recognised
-- that is not the one under which the identifiers of this database are hashed. A
-- distributed engine keeps this one row on every node.
CREATE TABLE sqlstore_key (one bigint NOT NULL, mark bytea NOT NULL, PRIMARY KEY (one));
