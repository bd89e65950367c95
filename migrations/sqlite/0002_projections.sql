-- The read models' registry: which set of tables (generation) of each is live, and how far it has come.
-- The tables themselves ({name}_g{generation}) are made and dropped by the projections; readers go through views.
CREATE TABLE projection_generations (
    name       TEXT    NOT NULL,
    generation INTEGER NOT NULL,
    version    INTEGER NOT NULL,                 -- of the projector that fills it
    shape      TEXT    NOT NULL,                 -- of its tables, as that projector names it
    tables     TEXT    NOT NULL,                 -- their names without generation, by commas
    role       TEXT    NOT NULL CHECK (role IN ('live', 'building', 'scratch')),
    position   INTEGER NOT NULL DEFAULT 0,       -- the last event its rows show; moves in the rows' transaction
    rate       INTEGER NOT NULL DEFAULT 0,       -- events per second, lately, while it is filled
    fault      TEXT,                             -- why it stands still
    PRIMARY KEY (name, generation)
) STRICT;
CREATE UNIQUE INDEX projection_generations_live ON projection_generations (name) WHERE role = 'live';
CREATE UNIQUE INDEX projection_generations_building ON projection_generations (name) WHERE role = 'building';
