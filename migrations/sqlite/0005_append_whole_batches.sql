-- Nothing to do here: a statement appends a whole batch (eventlog/src/store/sqlite.rs). The number keeps both engines in step.
SELECT 1;
