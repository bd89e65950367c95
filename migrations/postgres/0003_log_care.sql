-- What is kept beside the log. Everything here but person_keys, dead_letters and the reactors' checkpoints can be made again from it.

-- States of long streams, as of a sequence. A cache: rows of another schema or of before an erasure are not read.
CREATE TABLE log_snapshots (
    stream   text   PRIMARY KEY,
    schema   text   NOT NULL,     -- hash of the code that made the state
    epoch    bigint NOT NULL,     -- number of the newest erasure when the state was loaded
    sequence bigint NOT NULL,
    position bigint NOT NULL,
    business text,
    state    text   NOT NULL
);

-- The hash chain. digest: of the event's content; hash: of the hash before, the position and the digest.
CREATE TABLE log_chain (
    position bigint PRIMARY KEY,
    digest   bytea  NOT NULL,
    hash     bytea  NOT NULL
);

-- Keys of persons, wrapped by the master key. Erasing a person empties the key and keeps the row: what it locked stays locked.
CREATE TABLE person_keys (
    id         text   PRIMARY KEY,
    person     text   NOT NULL,
    wrapped    text,               -- base64; NULL: erased
    created_at bigint NOT NULL,    -- microseconds since 1970, UTC, as all times here
    erased_at  bigint
);
CREATE UNIQUE INDEX person_keys_living ON person_keys (person) WHERE erased_at IS NULL;

CREATE TABLE erasures (
    number    bigint PRIMARY KEY,
    person    text   NOT NULL,
    erased_at bigint NOT NULL
);

-- Reactors: how far each has come, and which node runs it.
CREATE TABLE reactors (
    name         text   PRIMARY KEY,
    position     bigint NOT NULL,
    holder       text,
    leased_until bigint NOT NULL
);

-- Events a reactor gave up on, until somebody has them tried again.
CREATE TABLE dead_letters (
    reactor   text   NOT NULL,
    position  bigint NOT NULL,
    attempts  bigint NOT NULL,
    error     text   NOT NULL,
    failed_at bigint NOT NULL,
    retry     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (reactor, position)
);
