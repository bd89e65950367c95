-- The newest erasure when a generation was begun: one begun before it shows what was erased, and is made anew.
ALTER TABLE projection_generations ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
