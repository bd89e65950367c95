-- The one truth. Positions are dense and taken in commit order: one writer at a time, each takes the next.
CREATE TABLE events (
    position       INTEGER PRIMARY KEY,          -- given explicitly; an alias of the row id that VACUUM keeps
    stream         TEXT    NOT NULL,
    sequence       INTEGER NOT NULL,             -- 1-based within the stream
    category       TEXT    NOT NULL,
    event_type     TEXT    NOT NULL,
    schema_version INTEGER NOT NULL,
    payload        TEXT    NOT NULL,             -- JSON; the bytes are what the hash chain covers
    metadata       TEXT    NOT NULL,             -- command, causation, correlation, actor, person
    business       TEXT,                         -- NULL only until the stream's tenant is known
    command_id     TEXT    NOT NULL,
    commit_id      INTEGER NOT NULL,             -- position of the commit's last event
    recorded_at    INTEGER NOT NULL,             -- microseconds since 1970, UTC; never goes back along positions
    UNIQUE (stream, sequence)
) STRICT;

-- Receipts: the same command of the same business commits once. The row is the commit's last event.
CREATE UNIQUE INDEX events_receipt ON events (coalesce(business, ''), command_id) WHERE position = commit_id;

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only: UPDATE on events is refused'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the event log is append-only: DELETE on events is refused'); END;
-- Dense and in order, by the database's own word. So REPLACE, which deletes without the trigger above, finds nothing to replace.
CREATE TRIGGER events_dense BEFORE INSERT ON events
WHEN NEW.position <> 1 + (SELECT coalesce(max(position), 0) FROM events)
  OR NEW.sequence <> 1 + (SELECT coalesce(max(sequence), 0) FROM events WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'the event log is append-only and dense: expected the next position and the stream''s next sequence'); END;
