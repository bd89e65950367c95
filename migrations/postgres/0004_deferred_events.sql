-- Events a reactor asked to see again at an instant (a recording to be deleted when its time has come).
CREATE TABLE deferred_events (
    reactor  text   NOT NULL,
    position bigint NOT NULL,
    due_at   bigint NOT NULL,    -- microseconds since 1970, UTC
    PRIMARY KEY (reactor, position)
);
CREATE INDEX deferred_events_due ON deferred_events (reactor, due_at);
