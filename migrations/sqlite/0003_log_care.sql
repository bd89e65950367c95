-- What is kept beside the log. Everything here but person_keys, dead_letters and the reactors' checkpoints can be made again from it.

-- States of long streams, as of a sequence. A cache: rows of another schema or of before an erasure are not read.
CREATE TABLE log_snapshots (
    stream   TEXT   PRIMARY KEY,
    schema   TEXT   NOT NULL,     -- hash of the code that made the state
    epoch    INTEGER NOT NULL,     -- number of the newest erasure when the state was loaded
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    business TEXT,
    state    TEXT   NOT NULL
) STRICT;

-- The hash chain. digest: of the event's content; hash: of the hash before, the position and the digest.
CREATE TABLE log_chain (
    position INTEGER PRIMARY KEY,
    digest   BLOB  NOT NULL,
    hash     BLOB  NOT NULL
) STRICT;

-- Keys of persons, wrapped by the master key. Erasing a person empties the key and keeps the row: what it locked stays locked.
CREATE TABLE person_keys (
    id         TEXT   PRIMARY KEY,
    person     TEXT   NOT NULL,
    wrapped    TEXT,               -- base64; NULL: erased
    created_at INTEGER NOT NULL,    -- microseconds since 1970, UTC, as all times here
    erased_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX person_keys_living ON person_keys (person) WHERE erased_at IS NULL;

CREATE TABLE erasures (
    number    INTEGER PRIMARY KEY,
    person    TEXT   NOT NULL,
    erased_at INTEGER NOT NULL
) STRICT;

-- Reactors: how far each has come, and which node runs it.
CREATE TABLE reactors (
    name         TEXT   PRIMARY KEY,
    position     INTEGER NOT NULL,
    holder       TEXT,
    leased_until INTEGER NOT NULL
) STRICT;

-- Events a reactor gave up on, until somebody has them tried again.
CREATE TABLE dead_letters (
    reactor   TEXT   NOT NULL,
    position  INTEGER NOT NULL,
    attempts  INTEGER NOT NULL,
    error     TEXT   NOT NULL,
    failed_at INTEGER NOT NULL,
    retry     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (reactor, position)
) STRICT;
