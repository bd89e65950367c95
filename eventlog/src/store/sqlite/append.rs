//! A batch in one transaction: each commit is judged on what is there by then, and written or not.

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use crate::store::{NewCommit, Part, Verdict};
use crate::{LogError, Position};

const TIP: &str = "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1";
const RECEIPT: &str = "SELECT position FROM events \
     WHERE coalesce(business, '') = ?1 AND command_id = ?2 AND position = commit_id";
const HEAD: &str = "SELECT sequence, business FROM events WHERE stream = ?1 ORDER BY sequence DESC LIMIT 1";
const INSERT: &str = "
INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, metadata, business, command_id,
                    commit_id, recorded_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// One verdict per commit, in order; on disk when this returns.
pub(super) fn all(
    connection: &mut Connection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<Vec<Verdict>, LogError> {
    // As a writer from the start: another process may be writing, and nothing is read before it is our turn.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut batch = Batch::begin(&transaction, now_us)?;
    let verdicts = commits.iter().map(|commit| batch.take(commit)).collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(verdicts)
}

struct Batch<'a> {
    transaction: &'a Transaction<'a>,
    tip: i64,
    recorded_at: i64,
}

impl<'a> Batch<'a> {
    fn begin(transaction: &'a Transaction<'a>, now_us: i64) -> Result<Self, LogError> {
        let newest = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?));
        let newest = transaction.prepare_cached(TIP)?.query_row([], newest).optional()?;
        let (tip, before) = newest.unwrap_or_default();
        Ok(Self { transaction, tip, recorded_at: now_us.max(before) })
    }

    fn take(&mut self, commit: &NewCommit) -> Result<Verdict, LogError> {
        if let Some(position) = self.receipt(commit)? {
            return Ok(Verdict::Duplicate(Position::from_i64(position)));
        }
        let mut foreign = false;
        for part in &commit.parts {
            let (sequence, business) = self.head(part)?;
            if u64::try_from(sequence) != Ok(part.expected) {
                return Ok(Verdict::Conflict);
            }
            foreign |= business.is_some() && business != commit.business;
        }
        if foreign {
            return Ok(Verdict::OtherTenant);
        }
        self.write(commit)?;
        Ok(Verdict::Appended(Position::from_i64(self.tip)))
    }

    fn receipt(&self, commit: &NewCommit) -> Result<Option<i64>, LogError> {
        let of = params![commit.business.as_deref().unwrap_or(""), commit.command_id];
        let mut receipt = self.transaction.prepare_cached(RECEIPT)?;
        Ok(receipt.query_row(of, |row| row.get(0)).optional()?)
    }

    /// A stream's sequence, and whose it is; 0 and nobody's: it has no events.
    fn head(&self, part: &Part) -> Result<(i64, Option<String>), LogError> {
        let mut head = self.transaction.prepare_cached(HEAD)?;
        let head = head.query_row([part.stream.as_str()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(head.optional()?.unwrap_or_default())
    }

    fn write(&mut self, commit: &NewCommit) -> Result<(), LogError> {
        let events: usize = commit.parts.iter().map(|part| part.events.len()).sum();
        let last = self.tip + i64::try_from(events).unwrap_or(i64::MAX);
        let mut insert = self.transaction.prepare_cached(INSERT)?;
        for part in &commit.parts {
            for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                self.tip += 1;
                insert.execute(params![
                    self.tip,
                    part.stream.as_str(),
                    i64::try_from(sequence).unwrap_or(i64::MAX),
                    part.stream.category().as_str(),
                    event.event_type,
                    event.schema_version,
                    event.payload,
                    commit.metadata,
                    commit.business,
                    commit.command_id,
                    last,
                    self.recorded_at,
                ])?;
            }
        }
        Ok(())
    }
}
