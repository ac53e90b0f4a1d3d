-- The mark of the host's key: its hash of a constant. By it a key is recognised
-- that is not the one under which the identifiers of this database are hashed.
CREATE TABLE sqlstore_key (one INTEGER NOT NULL, mark BLOB NOT NULL, PRIMARY KEY (one)) STRICT;
