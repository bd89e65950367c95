-- The one truth. Positions are dense and taken in commit order: only eventlog_append writes here, one batch at a time.
CREATE TABLE events (
    position       bigint   PRIMARY KEY,
    stream         text     NOT NULL,
    sequence       bigint   NOT NULL,            -- 1-based within the stream
    category       text     NOT NULL,
    event_type     text     NOT NULL,
    schema_version smallint NOT NULL,
    payload        json     NOT NULL,            -- json, not jsonb: the bytes are what the hash chain covers
    metadata       json     NOT NULL,            -- command, causation, correlation, actor, person
    business       text,                         -- NULL only until the stream's tenant is known
    command_id     text     NOT NULL,
    commit_id      bigint   NOT NULL,            -- position of the commit's last event
    recorded_at    bigint   NOT NULL,            -- microseconds since 1970, UTC; never goes back along positions
    UNIQUE (stream, sequence)
);

-- Receipts: the same command of the same business commits once. The row is the commit's last event.
CREATE UNIQUE INDEX events_receipt ON events (coalesce(business, ''), command_id) WHERE position = commit_id;

CREATE FUNCTION eventlog_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION eventlog_refuse_change();

-- Appends a batch of commits, each whole or not at all; one row per commit says what became of it. Called in autocommit, so
-- the lock is held from here to the end of this one statement and no client can sit on it.
--   c_*: one entry per commit. p_*: streams a commit depends on, with the sequence each was last seen at (0: no events);
--   p_of and e_of number the commit, from 1. e_*: events in order. No two commits of a batch may share a stream or a command id.
-- Outcomes: 'appended' (at: position of the commit's last event), 'duplicate' (at: that of the first time),
--   'conflict' (a stream has moved on), 'tenant' (a stream belongs to another business).
CREATE FUNCTION eventlog_append(
    now_us bigint,
    c_business text[], c_command text[], c_metadata text[],
    p_of int[], p_stream text[], p_expected bigint[],
    e_of int[], e_stream text[], e_sequence bigint[], e_category text[], e_type text[], e_version smallint[], e_payload text[]
) RETURNS TABLE (commit_number bigint, outcome text, at bigint)
LANGUAGE plpgsql
-- The plan is made once, when the table may still be empty: it must not be a sequential scan then either.
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    tip bigint;
    latest_us bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'eventlog_append needs READ COMMITTED: its look after the lock must see what the lock waited for';
    END IF;
    PERFORM pg_advisory_xact_lock(4702394921427289);  -- "eventlog"
    -- A statement of its own: its snapshot is taken after the lock was got.
    SELECT e.position, e.recorded_at INTO tip, latest_us FROM events e ORDER BY e.position DESC LIMIT 1;
    tip := coalesce(tip, 0);
    RETURN QUERY
    WITH commits AS MATERIALIZED (
        SELECT c.number, c.business, c.command_id, c.metadata, receipt.position AS first_time
        FROM unnest(c_business, c_command, c_metadata) WITH ORDINALITY AS c(business, command_id, metadata, number)
        LEFT JOIN LATERAL (
            SELECT e.position FROM events e
            WHERE coalesce(e.business, '') = coalesce(c.business, '') AND e.command_id = c.command_id AND e.position = e.commit_id
            LIMIT 1
        ) receipt ON true
    ), heads AS (
        SELECT p.number, bool_or(coalesce(head.sequence, 0) <> p.expected) AS moved,
               bool_or(head.business IS NOT NULL AND head.business IS DISTINCT FROM c_business[p.number]) AS foreign_stream
        FROM unnest(p_of, p_stream, p_expected) AS p(number, stream, expected)
        LEFT JOIN LATERAL (
            SELECT e.sequence, e.business FROM events e WHERE e.stream = p.stream ORDER BY e.sequence DESC LIMIT 1
        ) head ON true
        GROUP BY p.number
    ), verdicts AS MATERIALIZED (
        SELECT c.*, CASE WHEN c.first_time IS NOT NULL THEN 'duplicate' WHEN h.moved THEN 'conflict'
                         WHEN h.foreign_stream THEN 'tenant' ELSE 'appended' END AS verdict
        FROM commits c JOIN heads h ON h.number = c.number
    ), placed AS MATERIALIZED (
        SELECT e.*, v.business, v.command_id, v.metadata, tip + row_number() OVER (ORDER BY e.ordinal) AS position
        FROM unnest(e_of, e_stream, e_sequence, e_category, e_type, e_version, e_payload)
             WITH ORDINALITY AS e(number, stream, sequence, category, event_type, schema_version, payload, ordinal)
        JOIN verdicts v ON v.number = e.number AND v.verdict = 'appended'
    ), lasts AS MATERIALIZED (
        SELECT p.number, max(p.position) AS position FROM placed p GROUP BY p.number
    ), written AS (
        INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business,
                            command_id, commit_id, recorded_at)
        SELECT p.position, p.stream, p.sequence, p.category, p.event_type, p.schema_version, p.payload::json, p.metadata::json,
               p.business, p.command_id, l.position, greatest(now_us, latest_us)
        FROM placed p JOIN lasts l ON l.number = p.number
        ORDER BY p.position
    )
    SELECT v.number, v.verdict, coalesce(v.first_time, l.position) FROM verdicts v LEFT JOIN lasts l ON l.number = v.number;
END $$;
