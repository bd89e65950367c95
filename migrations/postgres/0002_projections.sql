-- The read models' registry: which set of tables (generation) of each is live, and how far it has come.
-- The tables themselves ({name}_g{generation}) are made and dropped by the projections; readers go through views.
CREATE TABLE projection_generations (
    name       text   NOT NULL,
    generation bigint NOT NULL,
    version    bigint NOT NULL,                  -- of the projector that fills it
    shape      text   NOT NULL,                  -- of its tables, as that projector names it
    tables     text   NOT NULL,                  -- their names without generation, by commas
    role       text   NOT NULL CHECK (role IN ('live', 'building', 'scratch')),
    position   bigint NOT NULL DEFAULT 0,        -- the last event its rows show; moves in the rows' transaction
    rate       bigint NOT NULL DEFAULT 0,        -- events per second, lately, while it is filled
    fault      text,                             -- why it stands still
    PRIMARY KEY (name, generation)
) WITH (fillfactor = 50);                        -- checkpoints are updated in place, thousands of times
CREATE UNIQUE INDEX projection_generations_live ON projection_generations (name) WHERE role = 'live';
CREATE UNIQUE INDEX projection_generations_building ON projection_generations (name) WHERE role = 'building';

-- Which node works on a read model, until when by the database's clock. Not a lock: what keeps two workers from doubling
-- anything is the checkpoint; this keeps them from trying.
CREATE TABLE projection_leases (
    name   text PRIMARY KEY,
    holder text,
    until  timestamptz NOT NULL DEFAULT '-infinity'
);
