//! What an append costs, each figure beside its reference measured in the same run: `cargo run --release --example bench_append`.
//!
//! PostgreSQL is a throw-away server with fsync on; the reference is `pgbench` doing the same row as BEGIN, INSERT, COMMIT, prepared,
//! 16 clients. SQLite is a new file, a second a round; the reference is the same row inserted by plain sqlx, WAL and synchronous=FULL.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for people who build this")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::call::{Call, CallCommand, Utterance};
use domain::ids::{BusinessId, CallSid};
use domain::ports::{Clock, Entropy};
use domain::values::Span;
use domain::{Actor, StreamId};
use eventlog::{CommandBus, Context, EventLog, MasterKey, Options};
use jiff::Timestamp;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use throwaway_postgres::Cluster;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// The product's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const WRITERS: u32 = 16;

struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "measures the real thing")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

struct Xorshift(AtomicU64);

impl Entropy for Xorshift {
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

fn sid(number: u32) -> CallSid {
    format!("CA{number:032x}").parse().unwrap()
}

fn utterance(number: u32) -> CallCommand {
    let span = Span { start_ms: number, end_ms: number + 900 };
    let text = "אני מחפש דירת ארבעה חדרים בכפר סבא".to_owned();
    CallCommand::RecordUtterance { utterance: Utterance { number, text, span, confidence: Some(0.9) } }
}

fn context(command_id: String) -> Context {
    Context {
        business: Some(BusinessId::named("bench")),
        command_id,
        command: "RecordUtterance",
        causation_id: None,
        correlation_id: "bench".to_owned(),
        actor: Actor::Twilio,
        person: None,
    }
}

async fn open(url: &str) -> CommandBus {
    let entropy = Arc::new(Xorshift(AtomicU64::new(0x9e37_79b9_7f4a_7c15)));
    let options = Options { master_key: Some(MasterKey::from_bytes([7; 32])), ..Options::default() };
    CommandBus::new(EventLog::open_with(url, Arc::new(WallClock), entropy, options).await.unwrap())
}

/// From writer and round to stream and utterance.
trait Next: Fn(u32, u32) -> (u32, u32) + Copy + Send + 'static {}

impl<F: Fn(u32, u32) -> (u32, u32) + Copy + Send + 'static> Next for F {}

/// Commands a second: each writer, a task of its own, takes the next stream and number from `next` until the time is over.
async fn measure(bus: &CommandBus, writers: u32, seconds: u64, next: impl Next) -> f64 {
    let started = Instant::now();
    let until = started + Duration::from_secs(seconds);
    let tasks = TaskTracker::new();
    let work = (0..writers).map(|writer| tasks.spawn(write(bus.clone(), writer, until, next)));
    let done: u32 = futures::future::join_all(work).await.into_iter().map(Result::unwrap).sum();
    f64::from(done) / started.elapsed().as_secs_f64()
}

async fn write(bus: CommandBus, writer: u32, until: Instant, next: impl Next) -> u32 {
    let mut round = 0;
    while Instant::now() < until {
        let (stream, number) = next(writer, round);
        let stream = StreamId::call(&sid(stream));
        let context = context(format!("{writer}:{stream}:{number}"));
        bus.execute::<Call>(&stream, utterance(number), &context).await.unwrap();
        round += 1;
    }
    round
}

/// Live calls each writer takes in turn, so that none grows far beyond its 200 events while it is measured.
const CALLS: u32 = 16;

async fn warm_up(bus: &CommandBus) {
    let calls = (0..WRITERS * CALLS).map(|call| {
        let bus = bus.clone();
        async move {
            let stream = StreamId::call(&sid(LIVE + call));
            for number in 0..200 {
                let context = context(format!("warm:{call}:{number}"));
                bus.execute::<Call>(&stream, utterance(number), &context).await.unwrap();
            }
        }
    });
    let tasks = TaskTracker::new();
    futures::future::join_all(calls.map(|call| tasks.spawn(call))).await;
}

fn new_stream(writer: u32, round: u32) -> (u32, u32) {
    (writer * 10_000_000 + round, 0)
}

const LIVE: u32 = 0xF000_0000;

fn live_stream(writer: u32, round: u32) -> (u32, u32) {
    (LIVE + writer * CALLS + round % CALLS, 200 + round / CALLS)
}

/// The same row, without what makes it a log. (JSON with spaces after colons: pgbench takes `:null` for a variable.)
const REFERENCE_TABLE: &str = "CREATE TABLE bench_rows (stream text NOT NULL, sequence bigint NOT NULL, event_type text NOT NULL, \
     payload json NOT NULL, metadata json NOT NULL, business text, command_id text NOT NULL, PRIMARY KEY (stream, sequence))";

const PAYLOAD: &str = r#"{"type": "UtteranceRecorded","number": 0,"text": "אני מחפש דירת ארבעה חדרים בכפר סבא","span": {"start_ms": 0,"end_ms": 900},"confidence": 0.9}"#;
const METADATA: &str = r#"{"command": "RecordUtterance","causation_id": null,"correlation_id": "bench","actor": {"kind": "twilio"},"person": null}"#;

const REFERENCE: &str = r"
\set n random(1, 2000000000)
\set m random(1, 2000000000)
BEGIN;
INSERT INTO bench_rows VALUES ('call/CA' || lpad(:n::text, 16, '0') || lpad(:m::text, 16, '0'), 1, 'UtteranceRecorded', '{payload}', '{metadata}', '6a0e1d3c-1111-5222-8333-0123456789ab', 'bench:' || :n::text);
COMMIT;
";

/// Transactions a second by pgbench.
fn pgbench(cluster: &Cluster, seconds: u64) -> f64 {
    let script = cluster.socket().join("reference.sql");
    std::fs::write(&script, REFERENCE.replace("{payload}", PAYLOAD).replace("{metadata}", METADATA)).unwrap();
    let clients = WRITERS.to_string();
    let output = cluster
        .program("pgbench")
        .args([
            "-n",
            "-M",
            "prepared",
            "-c",
            &clients,
            "-j",
            "2",
            "-T",
            &seconds.to_string(),
            "-U",
            "postgres",
            "-h",
        ])
        .arg(cluster.socket())
        .arg("-f")
        .arg(&script)
        .arg("bench")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figure = text.lines().find_map(|line| line.strip_prefix("tps = "));
    figure
        .and_then(|line| line.split(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

async fn postgres(seconds: u64) {
    let cluster = Cluster::start_with("-c shared_buffers=512MB -c max_wal_size=4GB").unwrap();
    let url = cluster.database("bench").unwrap();
    let bus = open(&url).await;
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::query(REFERENCE_TABLE).execute(&pool).await.unwrap();
    let reference = pgbench(&cluster, seconds);
    let fresh = measure(&bus, WRITERS, seconds, new_stream).await;
    warm_up(&bus).await;
    let live = measure(&bus, WRITERS, seconds, live_stream).await;
    println!("PostgreSQL, 16 writers, commands/s     pgbench BEGIN/INSERT/COMMIT  {reference:>8.0}");
    println!("  one event a new stream        {fresh:>8.0}   {:.2} x (asked 1.0)", fresh / reference);
    println!("  live streams of 200 events    {live:>8.0}   {:.2} x (asked 0.8)", live / reference);
}

/// The same row by plain sqlx, for as long as it is asked to.
struct Reference {
    connection: SqliteConnection,
    done: u32,
}

impl Reference {
    async fn open(path: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let mut connection = options.connect().await.unwrap();
        let table = REFERENCE_TABLE.replace("bigint", "integer").replace(" json ", " text ");
        sqlx::query(&table).execute(&mut connection).await.unwrap();
        Self { connection, done: 0 }
    }

    /// From a task of its own, as ours.
    async fn measure(mut self, seconds: u64) -> (Self, f64) {
        let tasks = TaskTracker::new();
        let inserted = tasks.spawn(async move {
            let rate = self.insert(seconds).await;
            (self, rate)
        });
        inserted.await.unwrap()
    }

    async fn insert(&mut self, seconds: u64) -> f64 {
        let (started, before) = (Instant::now(), self.done);
        while started.elapsed() < Duration::from_secs(seconds) {
            sqlx::query("INSERT INTO bench_rows VALUES ($1, 1, 'UtteranceRecorded', $2, $3, $4, $5)")
                .bind(format!("call/{}", sid(self.done)))
                .bind(PAYLOAD)
                .bind(METADATA)
                .bind("6a0e1d3c-1111-5222-8333-0123456789ab")
                .bind(format!("bench:{}", self.done))
                .execute(&mut self.connection)
                .await
                .unwrap();
            self.done += 1;
        }
        f64::from(self.done - before) / started.elapsed().as_secs_f64()
    }
}

/// Turn and turn about, since a disk's mood lasts seconds; the middle round of each.
async fn sqlite(rounds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut reference = Reference::open(&folder.path().join("reference.db")).await;
    let bus = open(&format!("sqlite://{}", folder.path().join("log.db").display())).await;
    let mut found: [Vec<f64>; 3] = Default::default();
    for round in 0..u32::try_from(rounds).unwrap() {
        let next = move |writer: u32, n: u32| new_stream(writer, round * 100_000 + n);
        let rate;
        (reference, rate) = reference.measure(1).await;
        found[0].push(rate);
        found[1].push(measure(&bus, 1, 1, next).await);
        found[2].push(measure(&bus, WRITERS, 1, move |writer, n| next(writer + 50, n)).await);
    }
    let [reference, one, many] = found.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    });
    println!("SQLite, durable, commands/s            plain sqlx INSERT            {reference:>8.0}");
    println!("  one writer                    {one:>8.0}   {:.2} x (asked 0.7)", one / reference);
    println!("  16 writers                    {many:>8.0}   {:.2} x", many / reference);
}

/// `bench_append [SECONDS] [postgres|sqlite]`
#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5);
    let only = arguments.next();
    if only.as_deref() != Some("sqlite") {
        postgres(seconds).await;
    }
    if only.as_deref() != Some("postgres") {
        sqlite(seconds).await;
    }
}
