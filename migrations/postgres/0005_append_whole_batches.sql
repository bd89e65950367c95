-- The common case of eventlog_append, at three quarters of its cost: every commit of the batch may be written. Gives the tip the
-- batch was put after; NULL: nothing was written, ask eventlog_append what is in the way. Parameters as there, and
--   c_last: the place of each commit's last event in the batch, from 1.
CREATE FUNCTION eventlog_append_all(
    now_us bigint,
    c_business text[], c_command text[], c_metadata text[], c_last int[],
    p_of int[], p_stream text[], p_expected bigint[],
    e_of int[], e_stream text[], e_sequence bigint[], e_category text[], e_type text[], e_version smallint[], e_payload text[]
) RETURNS bigint
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    tip bigint;
    latest_us bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'eventlog_append_all needs READ COMMITTED: its look after the lock must see what the lock waited for';
    END IF;
    PERFORM pg_advisory_xact_lock(4702394921427289);  -- "eventlog", as eventlog_append
    SELECT e.position, e.recorded_at INTO tip, latest_us FROM events e ORDER BY e.position DESC LIMIT 1;
    tip := coalesce(tip, 0);
    IF EXISTS (
        SELECT FROM unnest(c_business, c_command) AS c(business, command_id), LATERAL (
            SELECT FROM events e
            WHERE coalesce(e.business, '') = coalesce(c.business, '') AND e.command_id = c.command_id AND e.position = e.commit_id
            LIMIT 1
        ) receipt
    ) OR EXISTS (
        SELECT FROM unnest(p_of, p_stream, p_expected) AS p(number, stream, expected)
        LEFT JOIN LATERAL (
            SELECT e.sequence, e.business FROM events e WHERE e.stream = p.stream ORDER BY e.sequence DESC LIMIT 1
        ) head ON true
        WHERE coalesce(head.sequence, 0) <> p.expected
           OR (head.business IS NOT NULL AND head.business IS DISTINCT FROM c_business[p.number])
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business,
                        command_id, commit_id, recorded_at)
    SELECT tip + e.ordinal, e.stream, e.sequence, e.category, e.event_type, e.schema_version, e.payload::json,
           c_metadata[e.number]::json, c_business[e.number], c_command[e.number], tip + c_last[e.number],
           greatest(now_us, latest_us)
    FROM unnest(e_of, e_stream, e_sequence, e_category, e_type, e_version, e_payload)
         WITH ORDINALITY AS e(number, stream, sequence, category, event_type, schema_version, payload, ordinal);
    RETURN tip;
END $$;
