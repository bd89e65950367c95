//! The engine that is a file: WAL, one writer, every acknowledged commit flushed to disk.

use std::time::Duration;

use serde_json::json;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use super::{NewCommit, Pool, Verdict};
use crate::{LogError, Position};

pub(crate) async fn pool(url: &str, readers: u32) -> Result<Pool, LogError> {
    let options: SqliteConnectOptions = url.parse().map_err(|_| LogError::BadUrl)?;
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: NORMAL may lose acknowledged commits when the power goes.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .log_statements(tracing::log::LevelFilter::Trace);
    // The writer first: it makes the file and its WAL.
    let connections =
        || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    let writer = connections().max_connections(1).connect_with(options.clone()).await?;
    let readers =
        connections().max_connections(readers).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Pool::Sqlite { writer, readers })
}

pub(crate) struct SqliteWriter {
    pool: SqlitePool,
}

impl SqliteWriter {
    pub(crate) fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }

    /// One round trip to the connection's thread, since each costs as much as the work in it, when every commit may be written;
    /// else two more: look, then write those that may.
    pub(crate) async fn append(&self, now_us: i64, commits: &[&NewCommit]) -> Result<Vec<Verdict>, LogError> {
        let mut connection = self.pool.acquire().await?;
        if let Some(verdicts) = write_all(&mut connection, now_us, commits).await? {
            return Ok(verdicts);
        }
        match write(&mut connection, now_us, commits).await {
            Ok(verdicts) => Ok(verdicts),
            Err(error) => {
                // There is nothing to undo when BEGIN itself failed, or when the failure undid everything.
                let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
                Err(error)
            }
        }
    }
}

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
async fn write_all(
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

/// Each commit's business and command, as a parameter.
fn receipts(commits: &[&NewCommit]) -> String {
    let receipts: Vec<_> =
        commits.iter().map(|c| json!([c.business.as_deref().unwrap_or(""), c.command_id])).collect();
    serde_json::Value::from(receipts).to_string()
}

async fn write(
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

/// Adds the commit's rows after `tip`; gives the new tip.
fn place(commit: &NewCommit, tip: i64, recorded_at: i64, rows: &mut Vec<serde_json::Value>) -> i64 {
    let events: usize = commit.parts.iter().map(|part| part.events.len()).sum();
    let last = tip + i64::try_from(events).unwrap_or(i64::MAX);
    let mut position = tip;
    for part in &commit.parts {
        for (sequence, event) in (part.expected + 1..).zip(&part.events) {
            position += 1;
            rows.push(json!([
                position,
                part.stream.as_str(),
                sequence,
                part.stream.category().as_str(),
                event.event_type,
                event.schema_version,
                event.payload,
                commit.metadata,
                commit.business,
                commit.command_id,
                last,
                recorded_at,
            ]));
        }
    }
    last
}
