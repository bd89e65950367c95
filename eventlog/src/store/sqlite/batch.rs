//! The common case, in one statement: every commit of the batch may be written.

use serde_json::json;
use sqlx::SqliteConnection;

use super::judge::receipts;
use super::place;
use crate::store::{NewCommit, Verdict};
use crate::{LogError, Position};

/// Writes the whole batch, or nothing: a statement is a transaction of its own, and this one begins as a writer.
const WRITE_ALL: &str = "
INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business, command_id,
                    commit_id, recorded_at)
SELECT tip.position + e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, e.value ->> 6,
       e.value ->> 7, e.value ->> 8, e.value ->> 9, tip.position + e.value ->> 10, max(e.value ->> 11, tip.recorded_at)
FROM (SELECT coalesce(max(position), 0) AS position, coalesce(max(recorded_at), 0) AS recorded_at
      FROM (SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1)) tip
CROSS JOIN json_each($1) e
WHERE NOT EXISTS (SELECT 1 FROM json_each($2) c JOIN events r
                  ON coalesce(r.business, '') = c.value ->> 0 AND r.command_id = c.value ->> 1 AND r.position = r.commit_id)
  AND NOT EXISTS (SELECT 1 FROM json_each($3) p
                  LEFT JOIN events h ON h.stream = p.value ->> 0
                       AND h.sequence = (SELECT max(sequence) FROM events WHERE stream = p.value ->> 0)
                  WHERE coalesce(h.sequence, 0) <> p.value ->> 1 OR h.business <> p.value ->> 2)
ORDER BY e.key";

/// The verdicts when every commit of the batch was written; `None` when none was.
pub(super) async fn write_all(
    connection: &mut SqliteConnection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<Option<Vec<Verdict>>, LogError> {
    let heads: Vec<_> = commits
        .iter()
        .flat_map(|c| {
            c.parts
                .iter()
                .map(|p| json!([p.stream.as_str(), p.expected, c.business.as_deref().unwrap_or("")]))
        })
        .collect();
    let mut rows = Vec::new();
    let mut last = 0;
    // Counted from the tip, which the statement adds.
    let lasts: Vec<i64> = commits
        .iter()
        .map(|commit| {
            last = place(commit, last, now_us, &mut rows);
            last
        })
        .collect();
    let written = sqlx::query(WRITE_ALL)
        .bind(serde_json::Value::from(rows).to_string())
        .bind(receipts(commits))
        .bind(serde_json::Value::from(heads).to_string())
        .execute(connection)
        .await?;
    let tip = written.last_insert_rowid() - last;
    let verdicts = lasts.iter().map(|at| Verdict::Appended(Position::from_i64(tip + at)));
    Ok((written.rows_affected() > 0).then(|| verdicts.collect()))
}
