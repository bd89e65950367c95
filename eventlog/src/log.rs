use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::StreamId;
use domain::ids::LeadId;
use domain::ports::{Clock, Entropy};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::codec::Opened;
use crate::store::group_commit::{Committer, Pending, QUEUE, Writer};
use crate::store::hash_chain;
use crate::store::snapshot::{self, Snapshot};
use crate::store::{self, NewCommit, Pool, Row, Verdict, postgres, sqlite};
use crate::vault::{Erasure, MasterKey, Vault};
use crate::{Appended, LogError, Position, Recorded, Tail};

/// How long a command waits for room in the committer's queue before it is told that the log is overloaded.
const ROOM: Duration = Duration::from_secs(5);

/// What can be set of a log.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections to `PostgreSQL` for reading and for read models; the committer has one more of its own, and so has listening.
    pub postgres_connections: u32,
    /// Connections for reading the `SQLite` file.
    pub sqlite_readers: u32,
    /// What personal data is encrypted under; `None`: it is stored as it is, and nobody can be erased.
    pub master_key: Option<MasterKey>,
    /// Streams whose state is kept in memory.
    pub hot_streams: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { postgres_connections: 16, sqlite_readers: 4, hot_streams: 20_000, master_key: None }
    }
}

/// The log of events, on whichever database.
#[derive(Clone)]
pub struct EventLog {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    options: Options,
    queue: mpsc::Sender<Pending>,
    heard: watch::Receiver<Position>,
    bell: watch::Sender<Position>,
    snapshots: mpsc::Sender<Snapshot>,
    vault: Arc<Vault>,
    /// Read from when somebody first follows it.
    tail: OnceLock<Tail>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// The last handle gone, the tasks end.
    _last: DropGuard,
}

impl fmt::Debug for EventLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLog").field("pool", &self.inner.pool).finish_non_exhaustive()
    }
}

impl EventLog {
    /// Opens `sqlite://path` or `postgres://…` and brings its schema up to date.
    pub async fn open(url: &str, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self, LogError> {
        Self::open_with(url, clock, entropy, Options::default()).await
    }

    /// [`Self::open`] with settings.
    pub async fn open_with(
        url: &str,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        options: Options,
    ) -> Result<Self, LogError> {
        let (pool, writer) = connect(url, &options).await?;
        store::migrate(&pool).await?;
        let tip = pool.tip().await?;
        let vault =
            Vault::unlock(pool.clone(), options.master_key.as_ref(), clock.clone(), entropy.clone()).await?;
        let vault = Arc::new(vault);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (queue, arrivals) = mpsc::channel(QUEUE);
        let (tell, heard) = watch::channel(tip);
        let (own, written) = watch::channel(tip);
        if let Pool::Postgres(database) = &pool {
            tasks.spawn(postgres::hear_others(database.clone(), tell.clone(), vault.clone(), stop.clone()));
            tasks.spawn(postgres::tell_others(database.clone(), written, stop.clone()));
        }
        let committer = Committer {
            queue: arrivals,
            writer,
            clock: clock.clone(),
            heard: tell.clone(),
            own,
            stop: stop.clone(),
        };
        committer.start(&tasks)?;
        tasks.spawn(hear_of_erasures(pool.clone(), vault.clone(), stop.clone()));
        tasks.spawn(hash_chain::seal(pool.clone(), heard.clone(), stop.clone()));
        let (snapshots, due) = mpsc::channel(snapshot::QUEUE);
        tasks.spawn(snapshot::keep(pool.clone(), due, stop.clone()));
        let last = stop.clone().drop_guard();
        let inner = Inner {
            pool,
            options,
            queue,
            heard,
            bell: tell,
            snapshots,
            vault,
            tail: OnceLock::new(),
            clock,
            entropy,
            tasks,
            stop,
            _last: last,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The file that opening this address would make, since it is not there. A server's database is never missing in this way.
    pub fn missing_file(url: &str) -> Result<Option<PathBuf>, LogError> {
        if !url.starts_with("sqlite:") {
            return Ok(None);
        }
        let options = sqlite::options(url)?;
        let file = options.get_filename();
        Ok((!file.exists()).then(|| file.to_path_buf()))
    }

    /// The database, for read models that live beside the log.
    pub fn pool(&self) -> &Pool {
        &self.inner.pool
    }

    /// The position of the newest event.
    pub async fn tip(&self) -> Result<Position, LogError> {
        self.inner.pool.tip().await
    }

    /// Up to `limit` events after a position, in order and without holes.
    pub async fn read_after(&self, after: Position, limit: u32) -> Result<Vec<Recorded>, LogError> {
        self.recorded(self.inner.pool.rows_after(after, limit).await?).await
    }

    /// A stream's events after a sequence (0: all of them).
    pub async fn read_stream(
        &self,
        stream: &StreamId,
        after_sequence: u64,
    ) -> Result<Vec<Recorded>, LogError> {
        self.recorded(self.inner.pool.rows_of_stream(stream, after_sequence, u32::MAX).await?).await
    }

    /// The event at a position.
    pub async fn event(&self, position: Position) -> Result<Option<Recorded>, LogError> {
        let row = self.inner.pool.row_at(position).await?;
        Ok(self.recorded(row.into_iter().collect()).await?.pop())
    }

    /// The end of the log, for those who follow it in this process.
    pub fn tail(&self) -> Tail {
        let Inner { pool, vault, heard, tail, tasks, stop, .. } = &*self.inner;
        let tail = tail.get_or_init(|| {
            let tail = Tail::new(pool.clone(), vault.clone(), *heard.borrow());
            tasks.spawn(tail.clone().watch(self.appended(), stop.clone()));
            tail
        });
        tail.clone()
    }

    /// A wake-up for followers.
    pub fn appended(&self) -> Appended {
        Appended::new(self.inner.heard.clone())
    }

    /// Destroys the keys of a person's data. From here on it reads as redacted, in streams, states, snapshots and the whole log, on
    /// every node; the hash chain stays valid. Read models keep what they have until they are rebuilt.
    pub async fn erase(&self, person: LeadId) -> Result<Erasure, LogError> {
        let outcome = self.inner.vault.erase(person).await?;
        if let Pool::Postgres(database) = &self.inner.pool {
            postgres::tell_of_erasure(database, self.epoch()).await;
        }
        Ok(outcome)
    }

    /// Makes sure that whoever was erased up to now, on any node, reads as redacted here from now on.
    pub async fn heed_erasures(&self) -> Result<(), LogError> {
        self.inner.vault.erased(self.inner.pool.epoch().await?);
        Ok(())
    }

    /// Has these people's keys at hand, made where there are none, for commands about each of them that follow within seconds.
    pub async fn expect_people(&self, people: &[LeadId]) -> Result<(), LogError> {
        self.inner.vault.have_at_hand(people).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), LogError> {
        self.inner.pool.ping().await
    }

    /// Writes what is queued, then closes; later commands get [`LogError::Closed`].
    pub async fn close(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.inner.pool.close().await;
    }

    pub(crate) fn options(&self) -> &Options {
        &self.inner.options
    }

    /// The time, in microseconds since 1970, UTC.
    pub(crate) fn now_us(&self) -> i64 {
        self.inner.clock.now().as_microsecond()
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        &*self.inner.entropy
    }

    /// The newest erasure this node knows of.
    pub(crate) fn epoch(&self) -> u64 {
        self.inner.vault.epoch()
    }

    /// Wakes followers: events came in by another way than the committer.
    pub(crate) fn rang(&self, position: Position) {
        self.inner.bell.send_replace(position);
    }

    /// Hands a snapshot to the task that writes them; dropped when it is behind.
    pub(crate) fn keep_snapshot(&self, snapshot: Snapshot) {
        let _ = self.inner.snapshots.try_send(snapshot);
    }

    /// A stream's events after a sequence, not yet taken for what they are.
    pub(crate) async fn opened_of_stream(
        &self,
        stream: &StreamId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Opened>, LogError> {
        self.inner.vault.open(self.inner.pool.rows_of_stream(stream, after, limit).await?).await
    }

    async fn recorded(&self, rows: Vec<Row>) -> Result<Vec<Recorded>, LogError> {
        self.inner.vault.recorded(rows).await
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// Hands a commit to the committer and waits for what becomes of it.
    pub(crate) async fn append(&self, commit: NewCommit) -> Result<Verdict, LogError> {
        let (reply, verdict) = oneshot::channel();
        match self.inner.queue.send_timeout(Pending { commit, reply }, ROOM).await {
            Ok(()) => verdict.await.unwrap_or(Err(LogError::Closed)),
            Err(mpsc::error::SendTimeoutError::Timeout(_)) => Err(LogError::Overloaded),
            Err(mpsc::error::SendTimeoutError::Closed(_)) => Err(LogError::Closed),
        }
    }
}

/// How long a node may believe that nobody was erased elsewhere, should it not be told.
const ERASURES: Duration = Duration::from_secs(2);

async fn hear_of_erasures(pool: Pool, vault: Arc<Vault>, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(ERASURES)).await.is_some() {
        match pool.epoch().await {
            Ok(epoch) => vault.erased(epoch),
            Err(error) => tracing::debug!(%error, "not asked for erasures"),
        }
    }
}

async fn connect(url: &str, options: &Options) -> Result<(Pool, Writer), LogError> {
    if url.starts_with("sqlite:") {
        let connect = sqlite::options(url)?;
        let pool = sqlite::pool(connect.clone(), options.sqlite_readers).await?;
        let Pool::Sqlite { turn, .. } = &pool else { return Err(LogError::BadUrl) };
        let writer = Writer::Sqlite(Box::new(sqlite::SqliteWriter::new(&connect, turn.clone())));
        return Ok((pool, writer));
    }
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let connect = postgres::options(url)?;
        let writer = Writer::Postgres(Box::new(postgres::PostgresWriter::new(connect.clone())));
        return Ok((Pool::Postgres(postgres::pool(connect, options.postgres_connections).await?), writer));
    }
    Err(LogError::BadUrl)
}
