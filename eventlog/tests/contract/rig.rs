//! A database of the test's own, and short words for what tests do with the log.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use domain::ids::{BusinessId, CallSid};
use domain::ports::{Clock, Entropy};
use domain::prompt::PromptCommand;
use domain::values::{Channel, Span};
use domain::{Actor, StreamId};
use eventlog::{CommandBus, Context, EventLog, LogError, MasterKey, Options, Pool, Position, Recorded};
use jiff::Timestamp;
use tempfile::TempDir;
use throwaway_postgres::Cluster;

/// Every look is a millisecond later.
pub(crate) struct SteppingClock(pub(crate) AtomicI64);

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.fetch_add(1_000, Ordering::Relaxed)).unwrap()
    }
}

/// Xorshift from a fixed seed.
pub(crate) struct SeededEntropy(AtomicU64);

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let mut x = self.0.load(Ordering::Relaxed);
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            self.0.store(x, Ordering::Relaxed);
            *byte = x.to_be_bytes()[0];
        }
    }
}

/// Of its own for every node, as real chance is.
pub(crate) fn entropy() -> Arc<SeededEntropy> {
    static SEED: AtomicU64 = AtomicU64::new(1);
    Arc::new(SeededEntropy(AtomicU64::new(
        SEED.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15),
    )))
}

pub(crate) enum Keeper {
    Folder(#[expect(dead_code, reason = "kept so that it is removed last")] TempDir),
    Server(Arc<Cluster>),
}

/// A database, and the clock of those who open it.
pub(crate) struct Rig {
    pub(crate) url: String,
    pub(crate) clock: Arc<SteppingClock>,
    pub(crate) keeper: Keeper,
}

/// One server for the tests that run at the same time in this process.
fn cluster() -> Arc<Cluster> {
    static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap();
    running.upgrade().unwrap_or_else(|| {
        let cluster = Arc::new(Cluster::start().unwrap());
        *running = Arc::downgrade(&cluster);
        cluster
    })
}

impl Rig {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("log.db").display());
        Self::over(url, Keeper::Folder(folder))
    }

    pub(crate) fn postgres() -> Self {
        Self::on(cluster())
    }

    /// On a server nobody else uses.
    pub(crate) fn postgres_alone() -> Self {
        Self::on(Arc::new(Cluster::start().unwrap()))
    }

    fn on(cluster: Arc<Cluster>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self::over(cluster.database(&name).unwrap(), Keeper::Server(cluster))
    }

    fn over(url: String, keeper: Keeper) -> Self {
        // 2026-01-01T00:00:00Z
        Self { url, clock: Arc::new(SteppingClock(AtomicI64::new(1_767_225_600_000_000))), keeper }
    }

    /// A node of its own on the database.
    pub(crate) async fn open(&self) -> CommandBus {
        CommandBus::new(EventLog::open(&self.url, self.clock.clone(), entropy()).await.unwrap())
    }

    /// A node with a master key.
    pub(crate) async fn open_with_key(&self, key: MasterKey) -> Result<CommandBus, LogError> {
        let options = Options { master_key: Some(key), ..Options::default() };
        let log = EventLog::open_with(&self.url, self.clock.clone(), entropy(), options).await?;
        Ok(CommandBus::new(log))
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        match &self.keeper {
            Keeper::Server(cluster) => cluster,
            Keeper::Folder(_) => panic!("this test is PostgreSQL's"),
        }
    }
}

pub(crate) fn business() -> BusinessId {
    BusinessId::named("office")
}

pub(crate) fn stranger() -> BusinessId {
    BusinessId::named("another office")
}

pub(crate) fn context(command_id: impl Into<String>) -> Context {
    Context {
        business: Some(business()),
        command_id: command_id.into(),
        command: "Test",
        causation_id: None,
        correlation_id: "test".to_owned(),
        actor: Actor::System,
        person: None,
    }
}

pub(crate) fn prompt() -> StreamId {
    StreamId::prompt(business(), Channel::Calls)
}

pub(crate) fn publish(text: impl Into<String>) -> PromptCommand {
    PromptCommand::PublishVersion { text: text.into() }
}

pub(crate) fn sid(number: u32) -> CallSid {
    format!("CA{number:032x}").parse().unwrap()
}

pub(crate) fn call(number: u32) -> StreamId {
    StreamId::call(&sid(number))
}

pub(crate) fn utterance(number: u32) -> domain::call::CallCommand {
    domain::call::CallCommand::RecordUtterance {
        utterance: domain::call::Utterance {
            number,
            text: format!("שלום {number}"),
            span: Span { start_ms: number * 1_000, end_ms: number * 1_000 + 900 },
            confidence: Some(0.9),
        },
    }
}

/// Everything in the log, in small reads.
pub(crate) async fn everything(log: &EventLog) -> Vec<Recorded> {
    let mut all: Vec<Recorded> = Vec::new();
    loop {
        let after = all.last().map_or(Position::START, |last| last.position);
        let more = log.read_after(after, 100).await.unwrap();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// Runs SQL against the log's database.
pub(crate) async fn sql(log: &EventLog, text: &str) -> Result<(), sqlx::Error> {
    match log.pool() {
        Pool::Sqlite { writer, .. } => sqlx::raw_sql(text).execute(writer).await.map(drop),
        Pool::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await.map(drop),
    }
}
