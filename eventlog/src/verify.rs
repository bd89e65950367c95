//! `log verify`: is the log what was written?

use crate::store::hash_chain::{self, Hash, Link};
use crate::store::{Pool, Row, on_readers};
use crate::{EventLog, LogError, Position};

/// Events compared at once.
const WINDOW: u32 = 1_000;

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Events found as they were written.
    pub events: u64,
    /// Events after these that are not sealed: within a second or so of being written, or since the last process stopped at once.
    pub unsealed: u64,
    /// The last sealed position found whole.
    pub sealed: Position,
    /// The chain's hash there, in hexadecimal. Noted elsewhere, it also finds a log rewritten together with its chain.
    pub head: String,
    /// The first thing that is wrong; `None`: the log is whole.
    pub fault: Option<Fault>,
}

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The event is not what was written.
    #[error("the event at position {position} was altered")]
    Altered {
        /// Which.
        position: Position,
    },
    /// The event is gone.
    #[error("the event at position {position} is missing")]
    Missing {
        /// Which.
        position: Position,
    },
    /// The newest events are gone: something beside them was written when there were more.
    #[error("the log was cut short: it ends at position {end}, and there were events up to position {known}")]
    CutShort {
        /// The last event that is there.
        end: Position,
        /// The newest that is known to have been.
        known: Position,
    },
    /// Another event stands in its place.
    #[error("the event at position {position} was re-ordered: it was written at {belongs_at}")]
    Reordered {
        /// Where.
        position: Position,
        /// Where it was written.
        belongs_at: Position,
    },
    /// The chain itself was changed.
    #[error("the hash chain was changed at position {position}")]
    Chain {
        /// Where.
        position: Position,
    },
}

impl EventLog {
    /// Compares every event with the hash chain; stops at the first that differs.
    pub async fn verify(&self) -> Result<Verification, LogError> {
        // Asked before the tip is: what is written meanwhile is no doubt.
        let known = self.pool().newest_known().await?;
        let tip = self.tip().await?;
        let cut = (known > tip).then_some(Fault::CutShort { end: tip, known });
        let mut walk = Walk { last: Position::START, hash: hash_chain::START };
        loop {
            let links = self.pool().chain_after(walk.last, WINDOW).await?;
            if links.is_empty() {
                break;
            }
            let rows = self.pool().rows_found_after(walk.last, WINDOW).await?;
            if let Some(doubt) = walk.compare(links, rows) {
                let fault = match (doubt, cut) {
                    // The chain goes on where the events end.
                    (Doubt::NoRow(position), Some(cut)) if position > tip => cut,
                    (doubt, _) => self.explain(doubt).await?,
                };
                return Ok(walk.result(tip, Some(fault)));
            }
        }
        let hole = self.tail_fault(walk.last, tip).await?;
        Ok(walk.result(tip, hole.or(cut)))
    }

    /// Past the chain only holes can be seen.
    async fn tail_fault(&self, sealed: Position, tip: Position) -> Result<Option<Fault>, LogError> {
        let mut last = sealed;
        while last < tip {
            match self.pool().rows_after(last, WINDOW).await {
                Ok(rows) => last = rows.last().map_or(tip, |row| row.position),
                Err(LogError::Hole { after }) => return Ok(Some(Fault::Missing { position: after.next() })),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    async fn explain(&self, doubt: Doubt) -> Result<Fault, LogError> {
        Ok(match doubt {
            Doubt::Link(position) => Fault::Chain { position },
            Doubt::NoRow(position) => Fault::Missing { position },
            Doubt::OtherRow(position, digest) => match self.pool().place_of(&digest).await? {
                Some(belongs_at) => Fault::Reordered { position, belongs_at },
                None => Fault::Altered { position },
            },
        })
    }
}

impl Pool {
    /// The newest event that anything in the database tells of: the chain, what was noted of the log since it was written, and how many
    /// its last commit had.
    async fn newest_known(&self) -> Result<Position, LogError> {
        const SQL: &str = "SELECT max(position) FROM (
            SELECT max(position) AS position FROM log_chain
            UNION ALL SELECT max(position) FROM reactors
            UNION ALL SELECT max(position) FROM log_snapshots
            UNION ALL SELECT max(commit_id) FROM events WHERE position = (SELECT max(position) FROM events)
        ) AS known";
        let (known,): (Option<i64>,) =
            on_readers!(self, database => sqlx::query_as(SQL).fetch_one(database).await?);
        Ok(known.map_or(Position::START, Position::from_i64))
    }
}

/// Something does not agree at a position.
enum Doubt {
    Link(Position),
    NoRow(Position),
    OtherRow(Position, Hash),
}

struct Walk {
    last: Position,
    hash: Hash,
}

impl Walk {
    fn compare(&mut self, links: Vec<Result<Link, Position>>, rows: Vec<Row>) -> Option<Doubt> {
        let mut rows = rows.into_iter().peekable();
        for link in links {
            let position = self.last.next();
            let link = match link {
                Ok(link) if link.position == position => link,
                Ok(_) | Err(_) => return Some(Doubt::Link(position)),
            };
            let Some(row) = rows.next_if(|row| row.position == position) else {
                return Some(Doubt::NoRow(position));
            };
            let digest = hash_chain::digest(&row);
            if digest != link.digest {
                // A link whose own hash is wrong was changed itself, whatever the row says.
                let sound = hash_chain::chained(&self.hash, position, &link.digest) == link.hash;
                return Some(if sound { Doubt::OtherRow(position, digest) } else { Doubt::Link(position) });
            }
            if hash_chain::chained(&self.hash, position, &digest) != link.hash {
                return Some(Doubt::Link(position));
            }
            (self.last, self.hash) = (position, link.hash);
        }
        None
    }

    fn result(&self, tip: Position, fault: Option<Fault>) -> Verification {
        let events = self.last.as_u64();
        let unsealed = if fault.is_some() { 0 } else { tip.as_u64().saturating_sub(events) };
        Verification { events, unsealed, sealed: self.last, head: hash_chain::hex(&self.hash), fault }
    }
}
