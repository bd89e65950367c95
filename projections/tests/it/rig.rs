//! A database of the test's own and nodes on it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use domain::ids::{BusinessId, UserId};
use domain::ports::{Clock, Entropy};
use domain::user::Role;
use eventlog::{CommandBus, EventLog, Pool};
use jiff::Timestamp;
use projections::{BusinessScope, Projections, ReadModel, Reader, ScopeMint};
use tempfile::TempDir;
use throwaway_postgres::Cluster;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Every look is a millisecond later.
struct SteppingClock(AtomicI64);

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.fetch_add(1_000, Ordering::Relaxed)).unwrap()
    }
}

/// Counts: the log needs it for jitter only.
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0.fetch_add(151, Ordering::Relaxed).to_le_bytes()[0];
        }
    }
}

enum Keeper {
    Folder(#[expect(dead_code, reason = "kept so that it is removed last")] TempDir),
    Server(#[expect(dead_code, reason = "kept so that it is stopped last")] Arc<Cluster>),
}

/// A database, and the clock of those who open it.
pub(crate) struct Rig {
    url: String,
    clock: Arc<SteppingClock>,
    _keeper: Keeper,
}

/// A process: its log, its commands and its followers.
pub(crate) struct Node {
    pub(crate) bus: CommandBus,
    pub(crate) projections: Projections,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Node {
    pub(crate) fn reader(&self) -> Reader {
        self.projections.reader()
    }

    /// Waits until every read model shows what is in the log.
    pub(crate) async fn settle(&self) {
        let tip = self.bus.log().tip().await.unwrap();
        let shown = self.projections.wait_for(tip, &ReadModel::ALL, Duration::from_secs(20)).await;
        assert!(shown, "not caught up: {:#?}", self.projections.status().await.unwrap());
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.bus.log().close().await;
    }

    /// Runs SQL against the database, behind everybody's back.
    pub(crate) async fn sql(&self, text: &str) {
        match self.bus.log().pool() {
            Pool::Sqlite { writer, .. } => sqlx::Executor::execute(writer, text).await.map(drop),
            Pool::Postgres(pool) => sqlx::Executor::execute(pool, text).await.map(drop),
        }
        .unwrap();
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.bus.log().pool(), Pool::Postgres(_))
    }

    /// Every projection says what the log says; gives the hash of each.
    pub(crate) async fn verify_all(&self) -> Vec<(String, u64)> {
        let mut hashes = Vec::new();
        for model in ReadModel::ALL {
            let verdict = self.projections.verify(model.name()).await.unwrap();
            assert_eq!(verdict.difference, None, "{}", verdict.name);
            hashes.push((verdict.hash, verdict.rows));
        }
        hashes
    }
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
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let cluster = cluster();
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Self::over(cluster.database(&name).unwrap(), Keeper::Server(cluster))
    }

    fn over(url: String, keeper: Keeper) -> Self {
        // 2026-01-01T00:00:00Z
        let clock = Arc::new(SteppingClock(AtomicI64::new(1_767_225_600_000_000)));
        Self { url, clock, _keeper: keeper }
    }

    /// A bus alone, with nobody following.
    pub(crate) async fn bus(&self) -> CommandBus {
        let entropy = Arc::new(Counting(AtomicU64::new(7)));
        CommandBus::new(EventLog::open(&self.url, self.clock.clone(), entropy).await.unwrap())
    }

    /// A node of its own on the database.
    pub(crate) async fn node(&self) -> Node {
        let bus = self.bus().await;
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let projections = Projections::start(bus.log().clone(), &tasks, stop.clone()).await.unwrap();
        Node { bus, projections, tasks, stop }
    }

    /// The log's present.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// Somebody of this business who is signed in.
pub(crate) fn scope(business: BusinessId) -> BusinessScope {
    static MINT: OnceLock<ScopeMint> = OnceLock::new();
    let mint = MINT.get_or_init(|| ScopeMint::take().unwrap());
    mint.mint(business, UserId::of_email("owner@example.com"), Role::Owner)
}
