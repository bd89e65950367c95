-- Events a reactor asked to see again at an instant (a recording to be deleted when its time has come).
CREATE TABLE deferred_events (
    reactor  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,    -- microseconds since 1970, UTC
    PRIMARY KEY (reactor, position)
) STRICT;
CREATE INDEX deferred_events_due ON deferred_events (reactor, due_at);
