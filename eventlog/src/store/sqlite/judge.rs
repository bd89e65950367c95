//! Something is in the way of a batch: look what, say so of each commit, and write those that may.

use serde_json::json;
use sqlx::SqliteConnection;

use super::place;
use crate::store::{NewCommit, Verdict};
use crate::{LogError, Position};

/// Each commit's business and command, as a parameter.
pub(super) fn receipts(commits: &[&NewCommit]) -> String {
    let receipts: Vec<_> =
        commits.iter().map(|c| json!([c.business.as_deref().unwrap_or(""), c.command_id])).collect();
    serde_json::Value::from(receipts).to_string()
}

pub(super) async fn write(
    connection: &mut SqliteConnection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<Vec<Verdict>, LogError> {
    let (verdicts, rows) = judge(connection, now_us, commits).await?;
    if rows.is_empty() {
        sqlx::query("COMMIT").execute(connection).await?;
    } else {
        sqlx::query(INSERT).bind(serde_json::Value::from(rows).to_string()).execute(connection).await?;
    }
    Ok(verdicts)
}

/// Begins, and gives everything a batch needs to know: the tip, each commit's receipt, each stream's head. IMMEDIATE: another
/// process may be writing; nothing is read before it is our turn.
const LOOK: &str = "BEGIN IMMEDIATE;
SELECT 't', 0, position, recorded_at, NULL FROM (SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1)
UNION ALL
SELECT 'r', c.key, (SELECT e.position FROM events e WHERE coalesce(e.business, '') = c.value ->> 0
                    AND e.command_id = c.value ->> 1 AND e.position = e.commit_id), NULL, NULL
FROM json_each($1) c
UNION ALL
SELECT 'h', s.key, h.sequence, NULL, h.business FROM json_each($2) s
JOIN events h ON h.stream = s.value AND h.sequence = (SELECT max(sequence) FROM events WHERE stream = s.value)";

const INSERT: &str = "
INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business, command_id,
                    commit_id, recorded_at)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
       value ->> 9, value ->> 10, value ->> 11
FROM json_each($1) ORDER BY key;
COMMIT";

#[derive(Default)]
struct Seen {
    tip: i64,
    recorded_at: i64,
    /// By commit.
    receipts: Vec<Option<i64>>,
    /// By part, counted through all commits: sequence and business.
    heads: Vec<(i64, Option<String>)>,
}

/// Kind, index, position or sequence, recorded time, business.
type Finding = (String, i64, Option<i64>, Option<i64>, Option<String>);

async fn look(connection: &mut SqliteConnection, commits: &[&NewCommit]) -> Result<Seen, LogError> {
    let streams: Vec<_> =
        commits.iter().flat_map(|c| c.parts.iter().map(|part| json!(part.stream.as_str()))).collect();
    let mut seen = Seen {
        receipts: vec![None; commits.len()],
        heads: vec![(0, None); streams.len()],
        ..Seen::default()
    };
    let found: Vec<Finding> = sqlx::query_as(LOOK)
        .bind(receipts(commits))
        .bind(serde_json::Value::from(streams).to_string())
        .fetch_all(connection)
        .await?;
    for (kind, index, number, recorded_at, business) in found {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        match kind.as_str() {
            "t" => (seen.tip, seen.recorded_at) = (number.unwrap_or(0), recorded_at.unwrap_or(0)),
            "r" => seen.receipts[index] = number,
            _ => seen.heads[index] = (number.unwrap_or(0), business),
        }
    }
    Ok(seen)
}

/// The verdicts, and the rows of those that may be written.
async fn judge(
    connection: &mut SqliteConnection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<(Vec<Verdict>, Vec<serde_json::Value>), LogError> {
    let seen = look(connection, commits).await?;
    let recorded_at = now_us.max(seen.recorded_at);
    let mut tip = seen.tip;
    let mut heads = seen.heads.into_iter();
    let mut rows = Vec::new();
    let mut verdicts = Vec::with_capacity(commits.len());
    for (commit, receipt) in commits.iter().zip(seen.receipts) {
        let heads: Vec<_> = heads.by_ref().take(commit.parts.len()).collect();
        verdicts.push(match receipt {
            Some(position) => Verdict::Duplicate(Position::from_i64(position)),
            None if has_moved(commit, &heads) => Verdict::Conflict,
            None if is_foreign(commit, &heads) => Verdict::OtherTenant,
            None => {
                tip = place(commit, tip, recorded_at, &mut rows);
                Verdict::Appended(Position::from_i64(tip))
            }
        });
    }
    Ok((verdicts, rows))
}

fn is_foreign(commit: &NewCommit, heads: &[(i64, Option<String>)]) -> bool {
    heads.iter().any(|(_, business)| business.is_some() && *business != commit.business)
}

fn has_moved(commit: &NewCommit, heads: &[(i64, Option<String>)]) -> bool {
    commit.parts.iter().zip(heads).any(|(part, (sequence, _))| u64::try_from(*sequence) != Ok(part.expected))
}
