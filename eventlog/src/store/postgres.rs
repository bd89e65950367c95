//! The engine that is a server. All of an append is one call of `eventlog_append_all` (migrations/postgres), in autocommit; and
//! one of `eventlog_append`, when something is in the way of a commit.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgListener, PgPool, PgPoolOptions};
use sqlx::query::Query;
use sqlx::{ConnectOptions as _, Connection as _, Postgres, Row as _};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{NewCommit, Verdict};
use crate::vault::Vault;
use crate::{LogError, Position};

/// Where nodes tell each other of new events.
const CHANNEL: &str = "eventlog_appended";
/// Where they tell each other of erasures.
const ERASED: &str = "eventlog_erased";
/// At most one word to the other nodes in this time: NOTIFY takes a lock of the whole cluster.
const BETWEEN_NOTICES: Duration = Duration::from_millis(10);
/// A connection that was of use so lately is not asked first whether it still stands: that would be a message for every statement.
const PROVEN: Duration = Duration::from_secs(1);
/// How long one append may take before its connection is given up.
const APPEND_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) async fn pool(options: PgConnectOptions, connections: u32) -> Result<PgPool, LogError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .before_acquire(|connection, is| {
            Box::pin(async move {
                if is.idle_for > PROVEN {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

pub(crate) fn options(url: &str) -> Result<PgConnectOptions, LogError> {
    let options: PgConnectOptions = url.parse().map_err(|_| LogError::BadUrl)?;
    Ok(options.application_name("agentlocator").log_statements(tracing::log::LevelFilter::Trace))
}

/// The committer's own connection, so that no reader ever stands in its way.
pub(crate) struct PostgresWriter {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
}

impl PostgresWriter {
    pub(crate) fn new(options: PgConnectOptions) -> Self {
        Self { options, connection: None }
    }

    pub(crate) async fn append(
        &mut self,
        now_us: i64,
        commits: &[&NewCommit],
    ) -> Result<Vec<Verdict>, LogError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => PgConnection::connect_with(&self.options).await?,
        };
        let columns = Arrays::of(commits);
        let asked = tokio::time::timeout(APPEND_TIMEOUT, ask(&mut connection, now_us, &columns)).await;
        let answer = match asked {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                // The server's own refusals leave a sound connection; after anything else a new one is made.
                if matches!(error, sqlx::Error::Database(_)) {
                    self.connection = Some(connection);
                }
                return Err(error.into());
            }
            Err(_) => return Err(sqlx::Error::PoolTimedOut.into()),
        };
        self.connection = Some(connection);
        verdicts(answer, &columns)
    }

    pub(crate) async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the committer's connection did not close");
        }
    }
}

/// What became of a batch: appended after a tip, or each commit's own outcome.
enum Answer {
    After(i64),
    Each(Vec<(i64, String, Option<i64>)>),
}

async fn ask(
    connection: &mut PgConnection,
    now_us: i64,
    columns: &Arrays<'_>,
) -> Result<Answer, sqlx::Error> {
    if let Some(tip) = append_all(connection, now_us, columns).await? {
        return Ok(Answer::After(tip));
    }
    let each = columns.bound_to(
        "SELECT commit_number, outcome, at FROM eventlog_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        now_us,
    );
    let each = each.fetch_all(connection).await?;
    let each = each.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)));
    Ok(Answer::Each(each.collect::<Result<_, sqlx::Error>>()?))
}

/// The tip the whole batch was put after; `None` when none of it was written.
async fn append_all(
    connection: &mut PgConnection,
    now_us: i64,
    columns: &Arrays<'_>,
) -> Result<Option<i64>, sqlx::Error> {
    let all = columns.bound_to(
        "SELECT eventlog_append_all($1, $2, $3, $4, $15, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        now_us,
    );
    all.bind(&columns.last).fetch_one(connection).await?.try_get(0)
}

fn verdicts(answer: Answer, columns: &Arrays<'_>) -> Result<Vec<Verdict>, LogError> {
    match answer {
        Answer::After(tip) => {
            let positions = columns.last.iter().map(|last| Position::from_i64(tip + i64::from(*last)));
            Ok(positions.map(Verdict::Appended).collect())
        }
        Answer::Each(answers) => each_verdict(&answers, columns.command.len()),
    }
}

fn each_verdict(answers: &[(i64, String, Option<i64>)], expected: usize) -> Result<Vec<Verdict>, LogError> {
    let odd =
        || LogError::from(sqlx::Error::Protocol("eventlog_append gave an answer of another version".into()));
    let mut verdicts = vec![None; expected];
    for (number, outcome, at) in answers {
        let place =
            usize::try_from(number - 1).ok().and_then(|index| verdicts.get_mut(index)).ok_or_else(odd)?;
        *place = match (outcome.as_str(), at) {
            ("appended", Some(at)) => Some(Verdict::Appended(Position::from_i64(*at))),
            ("duplicate", Some(at)) => Some(Verdict::Duplicate(Position::from_i64(*at))),
            ("conflict", _) => Some(Verdict::Conflict),
            ("tenant", _) => Some(Verdict::OtherTenant),
            (_, _) => None,
        };
    }
    verdicts.into_iter().collect::<Option<Vec<_>>>().ok_or_else(odd)
}

/// A batch as the function's parallel arrays.
#[derive(Default)]
struct Arrays<'a> {
    business: Vec<Option<&'a str>>,
    command: Vec<&'a str>,
    metadata: Vec<&'a str>,
    /// The place of each commit's last event.
    last: Vec<i32>,
    part_of: Vec<i32>,
    part_stream: Vec<&'a str>,
    part_expected: Vec<i64>,
    event_of: Vec<i32>,
    event_stream: Vec<&'a str>,
    event_sequence: Vec<i64>,
    event_category: Vec<&'a str>,
    event_type: Vec<&'a str>,
    event_version: Vec<i16>,
    event_payload: Vec<&'a str>,
}

impl<'a> Arrays<'a> {
    /// A query on one of the functions, with what both are asked: `$1` to `$14`.
    fn bound_to<'q>(&'q self, sql: &'q str, now_us: i64) -> Query<'q, Postgres, PgArguments> {
        sqlx::query(sql)
            .bind(now_us)
            .bind(&self.business)
            .bind(&self.command)
            .bind(&self.metadata)
            .bind(&self.part_of)
            .bind(&self.part_stream)
            .bind(&self.part_expected)
            .bind(&self.event_of)
            .bind(&self.event_stream)
            .bind(&self.event_sequence)
            .bind(&self.event_category)
            .bind(&self.event_type)
            .bind(&self.event_version)
            .bind(&self.event_payload)
    }

    fn of(commits: &[&'a NewCommit]) -> Self {
        let mut arrays = Self::default();
        for (number, commit) in (1_i32..).zip(commits) {
            arrays.business.push(commit.business.as_deref());
            arrays.command.push(&commit.command_id);
            arrays.metadata.push(&commit.metadata);
            for part in &commit.parts {
                let expected = i64::try_from(part.expected).unwrap_or(i64::MAX);
                arrays.part_of.push(number);
                arrays.part_stream.push(part.stream.as_str());
                arrays.part_expected.push(expected);
                for (sequence, event) in (expected + 1..).zip(&part.events) {
                    arrays.event_of.push(number);
                    arrays.event_stream.push(part.stream.as_str());
                    arrays.event_sequence.push(sequence);
                    arrays.event_category.push(part.stream.category().as_str());
                    arrays.event_type.push(&event.event_type);
                    arrays.event_version.push(i16::try_from(event.schema_version).unwrap_or(i16::MAX));
                    arrays.event_payload.push(&event.payload);
                }
            }
            arrays.last.push(i32::try_from(arrays.event_of.len()).unwrap_or(i32::MAX));
        }
        arrays
    }
}

/// Tells other nodes what this one has written, after the commit and not more often than they can use.
pub(crate) async fn tell_others(
    pool: PgPool,
    mut written: watch::Receiver<Position>,
    stop: CancellationToken,
) {
    while let Some(Ok(())) = stop.run_until_cancelled(written.changed()).await {
        let position = *written.borrow_and_update();
        // A lost word costs one polling interval, so it need not wait for the disk.
        let told = sqlx::query("SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(position.to_string())
            .execute(&pool)
            .await;
        if let Err(error) = told {
            tracing::debug!(%error, "other nodes were not told; they poll");
        }
        tokio::time::sleep(BETWEEN_NOTICES).await;
    }
}

/// Tells other nodes of an erasure. Should it get lost, they ask every other second.
pub(crate) async fn tell_of_erasure(pool: &PgPool, epoch: u64) {
    let told =
        sqlx::query("SELECT pg_notify($1, $2)").bind(ERASED).bind(epoch.to_string()).execute(pool).await;
    if let Err(error) = told {
        tracing::debug!(%error, "other nodes were not told of an erasure; they ask");
    }
}

/// Hears what other nodes have written. Whatever goes wrong, followers poll; so this only tries again.
pub(crate) async fn hear_others(
    pool: PgPool,
    heard: watch::Sender<Position>,
    vault: Arc<Vault>,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let listening = listen(&pool, &heard, &vault);
        if let Some(Err(error)) = stop.run_until_cancelled(listening).await {
            tracing::debug!(%error, "not hearing other nodes; polling");
        }
        let _ = stop.run_until_cancelled(tokio::time::sleep(Duration::from_millis(500))).await;
    }
}

async fn listen(pool: &PgPool, heard: &watch::Sender<Position>, vault: &Vault) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([CHANNEL, ERASED]).await?;
    loop {
        let notice = listener.recv().await?;
        if notice.channel() == ERASED {
            vault.erased(notice.payload().parse().unwrap_or(0));
        } else if let Ok(position) = notice.payload().parse::<Position>() {
            heard.send_if_modified(|held| std::mem::replace(held, position.max(*held)) < position);
        }
    }
}
