//! One event of one command: what most calls of the committer are when little is going on. Without JSON arrays in between it
//! takes half the time of a batch of one.

use sqlx::SqliteConnection;

use crate::store::{NewCommit, Verdict};
use crate::{LogError, Position};

const WRITE_ONE: &str = "
INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business, command_id,
                    commit_id, recorded_at)
SELECT tip.position + 1, $1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, tip.position + 1, max($10, tip.recorded_at)
FROM (SELECT coalesce(max(position), 0) AS position, coalesce(max(recorded_at), 0) AS recorded_at
      FROM (SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1)) tip
WHERE NOT EXISTS (SELECT 1 FROM events r
                  WHERE coalesce(r.business, '') = coalesce($8, '') AND r.command_id = $9 AND r.position = r.commit_id)
  AND NOT EXISTS (SELECT 1 FROM (SELECT max(sequence) AS sequence, business FROM events WHERE stream = $1) head
                  WHERE coalesce(head.sequence, 0) <> $2 OR head.business <> coalesce($8, ''))";

/// The verdict, when the commit is a single event and may be written; `None`: nothing was written.
pub(super) async fn write_one(
    connection: &mut SqliteConnection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<Option<Vec<Verdict>>, LogError> {
    let [commit] = commits else { return Ok(None) };
    let [part] = commit.parts.as_slice() else { return Ok(None) };
    let [event] = part.events.as_slice() else { return Ok(None) };
    let written = sqlx::query(WRITE_ONE)
        .bind(part.stream.as_str())
        .bind(i64::try_from(part.expected).unwrap_or(i64::MAX))
        .bind(part.stream.category().as_str())
        .bind(&*event.event_type)
        .bind(event.schema_version)
        .bind(&event.payload)
        .bind(&commit.metadata)
        .bind(&commit.business)
        .bind(&commit.command_id)
        .bind(now_us)
        .execute(connection)
        .await?;
    let at = Position::from_i64(written.last_insert_rowid());
    Ok((written.rows_affected() > 0).then(|| vec![Verdict::Appended(at)]))
}
