//! Events reactors gave up on, and what people do about them.

use std::fmt;
use std::str::FromStr;

use domain::ids::BusinessId;
use jiff::Timestamp;

use crate::store::{on_readers, on_writer};
use crate::{EventLog, LogError, Position};

/// An event a reactor gave up on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which reactor.
    pub reactor: String,
    /// Which event.
    pub position: Position,
    /// Whose the event is, as far as its row knows.
    pub business: Option<String>,
    /// The event's stream.
    pub stream: String,
    /// The event's name.
    pub event_type: String,
    /// How often it was tried in all.
    pub attempts: u64,
    /// What went wrong the last time.
    pub error: String,
    /// When that was.
    pub failed_at: Timestamp,
    /// Whether it is to be tried again.
    pub retry: bool,
}

impl DeadLetter {
    /// Its name among all letters.
    pub fn id(&self) -> LetterId {
        LetterId { reactor: self.reactor.clone(), position: self.position }
    }
}

/// A dead letter's name: `reactor:position`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterId {
    /// Which reactor gave up.
    pub reactor: String,
    /// On which event.
    pub position: Position,
}

/// The text was not a dead letter's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected reactor:position, as the list of dead letters shows it")]
pub struct NotALetterId;

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.reactor, self.position)
    }
}

impl FromStr for LetterId {
    type Err = NotALetterId;

    fn from_str(text: &str) -> Result<Self, NotALetterId> {
        let (reactor, position) = text.rsplit_once(':').ok_or(NotALetterId)?;
        let position = position.parse().map_err(|_| NotALetterId)?;
        Ok(Self { reactor: reactor.to_owned(), position })
    }
}

type LetterColumns = (String, i64, Option<String>, String, String, i64, String, i64, bool);

const SELECT: &str = "SELECT l.reactor, l.position, e.business, e.stream, e.event_type, l.attempts, l.error, l.failed_at, l.retry \
     FROM dead_letters l JOIN events e ON e.position = l.position ";

impl EventLog {
    /// The newest dead letters, of one reactor or of all.
    pub async fn dead_letters(&self, reactor: Option<&str>, limit: u32) -> Result<Vec<DeadLetter>, LogError> {
        let sql = format!(
            "{SELECT} WHERE l.reactor = $1 OR $1 = '' ORDER BY l.failed_at DESC, l.position DESC LIMIT $2"
        );
        let rows: Vec<LetterColumns> = on_readers!(self.pool(), database => {
            sqlx::query_as(&sql).bind(reactor.unwrap_or("")).bind(i64::from(limit)).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(letter).collect())
    }

    /// The newest dead letters about events of one business.
    pub async fn dead_letters_of(
        &self,
        business: BusinessId,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, LogError> {
        let sql =
            format!("{SELECT} WHERE e.business = $1 ORDER BY l.failed_at DESC, l.position DESC LIMIT $2");
        let rows: Vec<LetterColumns> = on_readers!(self.pool(), database => {
            sqlx::query_as(&sql).bind(business.to_string()).bind(i64::from(limit)).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(letter).collect())
    }

    /// One dead letter; `None`: it is none any more, or never was.
    pub async fn dead_letter(&self, id: &LetterId) -> Result<Option<DeadLetter>, LogError> {
        let sql = format!("{SELECT} WHERE l.reactor = $1 AND l.position = $2");
        let row: Option<LetterColumns> = on_readers!(self.pool(), database => {
            sqlx::query_as(&sql).bind(&id.reactor).bind(id.position.as_i64()).fetch_optional(database).await?
        });
        Ok(row.map(letter))
    }

    /// Has a dead letter tried again, within a second or so; false: there is no such letter.
    pub async fn retry_dead_letter(&self, reactor: &str, position: Position) -> Result<bool, LogError> {
        const SQL: &str = "UPDATE dead_letters SET retry = true WHERE reactor = $1 AND position = $2";
        let changed = on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(reactor).bind(position.as_i64()).execute(database).await?.rows_affected()
        });
        Ok(changed > 0)
    }

    /// Forgets a dead letter: somebody saw to it by hand; false: there is no such letter.
    pub async fn dismiss_dead_letter(&self, reactor: &str, position: Position) -> Result<bool, LogError> {
        const SQL: &str = "DELETE FROM dead_letters WHERE reactor = $1 AND position = $2";
        let changed = on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(reactor).bind(position.as_i64()).execute(database).await?.rows_affected()
        });
        Ok(changed > 0)
    }

    pub(super) async fn letters_to_retry(&self, reactor: &str) -> Result<Vec<Position>, LogError> {
        const SQL: &str =
            "SELECT position FROM dead_letters WHERE reactor = $1 AND retry ORDER BY position LIMIT 100";
        let rows: Vec<(i64,)> = on_readers!(self.pool(), database => {
            sqlx::query_as(SQL).bind(reactor).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(|(position,)| Position::from_i64(position)).collect())
    }

    pub(super) async fn add_letter(
        &self,
        reactor: &str,
        position: Position,
        attempts: u32,
        error: &str,
    ) -> Result<(), LogError> {
        const SQL: &str = "INSERT INTO dead_letters (reactor, position, attempts, error, failed_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (reactor, position) DO UPDATE SET attempts = dead_letters.attempts + excluded.attempts, \
             error = excluded.error, failed_at = excluded.failed_at, retry = false";
        on_writer!(self.pool(), database => {
            sqlx::query(SQL)
                .bind(reactor)
                .bind(position.as_i64())
                .bind(i64::from(attempts))
                .bind(error)
                .bind(self.now_us())
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }

    pub(super) async fn drop_letter(&self, reactor: &str, position: Position) -> Result<(), LogError> {
        self.dismiss_dead_letter(reactor, position).await.map(drop)
    }
}

fn letter(columns: LetterColumns) -> DeadLetter {
    let (reactor, position, business, stream, event_type, attempts, error, failed_at, retry) = columns;
    DeadLetter {
        reactor,
        position: Position::from_i64(position),
        business,
        stream,
        event_type,
        attempts: u64::try_from(attempts).unwrap_or(0),
        error,
        failed_at: Timestamp::from_microsecond(failed_at).unwrap_or_default(),
        retry,
    }
}

#[cfg(test)]
mod tests {
    use super::{LetterId, NotALetterId};

    #[test]
    fn a_letters_name_reads_back() {
        let id: LetterId = "retention:12".parse().unwrap();
        assert_eq!((id.reactor.as_str(), id.position.as_u64()), ("retention", 12));
        assert_eq!(id.to_string(), "retention:12");
        for text in ["retention", "retention:", "retention:-1", "12"] {
            assert_eq!(text.parse::<LetterId>(), Err(NotALetterId), "{text}");
        }
    }
}
