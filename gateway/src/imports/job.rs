//! Imports under way, and those that are done.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::{BusinessId, LeadId, UserId};
use domain::lead::{Lead, LeadCommand, LeadRefusal};
use domain::values::PhoneNumber;
use domain::{Actor, StreamId};
use eventlog::{CommandBus, CommandError, Committed, Context, Position};
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use projections::{Projections, ReadModel};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::row::{self, Entry};
use super::{Column, Columns, Directory, Sheet, Wrong};

/// Rows that are entered at the same time: the log commits them together.
const AT_ONCE: usize = 64;
/// Rows whose people are looked up together before they are entered: some seconds' work.
const TOGETHER: usize = 512;
/// The longest an import waits until the lists show it.
const SHOWN_WITHIN: Duration = Duration::from_secs(30);
/// Imports remembered after they are done.
const REMEMBERED: usize = 20;

/// Who imports.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    /// Into which business.
    pub business: BusinessId,
    /// Who asked for it.
    pub user: UserId,
}

/// The imports of this process. Cheap to clone.
#[derive(Clone)]
pub struct Imports {
    bus: CommandBus,
    projections: Projections,
    tasks: TaskTracker,
    stop: CancellationToken,
    jobs: Arc<Mutex<Jobs>>,
}

#[derive(Default)]
struct Jobs {
    by_id: HashMap<String, Arc<Job>>,
    order: VecDeque<String>,
}

/// An import.
pub struct Job {
    operation: String,
    business: BusinessId,
    total: usize,
    written: AtomicUsize,
    unchanged: AtomicUsize,
    wrong: Mutex<Vec<Wrong>>,
    /// The last event it wrote, as a number.
    last: AtomicU64,
    over: AtomicBool,
    fault: AtomicBool,
    cancelled: CancellationToken,
}

/// What became of asking for an import.
pub enum Started {
    /// It runs.
    Running(Arc<Job>),
    /// The business has another one under way.
    Busy,
}

/// How far an import has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The import; also the operation that undoes it.
    pub id: String,
    /// `running`, `done`, `cancelled`, or `failed` when the log was not to be had.
    pub state: &'static str,
    /// Rows of the file.
    pub total: usize,
    /// Rows looked at.
    pub done: usize,
    /// Rows that made or changed a lead.
    pub written: usize,
    /// Rows that were so already.
    pub unchanged: usize,
    /// Rows that could not be.
    pub wrong: usize,
}

impl Job {
    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let (written, unchanged) =
            (self.written.load(Ordering::Acquire), self.unchanged.load(Ordering::Acquire));
        let wrong = lock(&self.wrong).len();
        let state = match (self.over.load(Ordering::Acquire), self.fault.load(Ordering::Acquire)) {
            (false, _) => "running",
            (true, true) => "failed",
            (true, false) if self.cancelled.is_cancelled() => "cancelled",
            (true, false) => "done",
        };
        let done = written + unchanged + wrong;
        Progress { id: self.operation.clone(), state, total: self.total, done, written, unchanged, wrong }
    }

    /// The rows that could not be, in the order of the file.
    pub fn wrong(&self) -> Vec<Wrong> {
        let mut wrong = lock(&self.wrong).clone();
        wrong.sort_by_key(|wrong| wrong.line);
        wrong
    }

    /// Stops it; rows that are entered stay, and are undone like the whole.
    pub fn cancel(&self) {
        self.cancelled.cancel();
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names a file with its columns; the same again is the same import.
pub fn fingerprint(bytes: &[u8], columns: &Columns) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    hash.update(columns.names().join(",").as_bytes());
    hash.update([0]);
    hash.update(bytes);
    hash.finalize()[..12].iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Imports {
    /// None yet. Jobs run on the tracker, and stop with the process.
    pub fn new(
        bus: CommandBus,
        projections: Projections,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self { bus, projections, tasks, stop, jobs: Arc::default() }
    }

    /// The import of this id, when it is the business's.
    pub fn find(&self, business: BusinessId, id: &str) -> Option<Arc<Job>> {
        lock(&self.jobs).by_id.get(id).filter(|job| job.business == business).cloned()
    }

    /// Starts an import under an operation's name.
    pub fn start(
        &self,
        who: Who,
        operation: String,
        sheet: Sheet,
        columns: Columns,
        directory: Directory,
    ) -> Started {
        let job = Arc::new(Job {
            operation,
            business: who.business,
            total: sheet.rows.len(),
            written: AtomicUsize::default(),
            unchanged: AtomicUsize::default(),
            wrong: Mutex::default(),
            last: AtomicU64::default(),
            over: AtomicBool::default(),
            fault: AtomicBool::default(),
            cancelled: self.stop.child_token(),
        });
        if !self.remember(&job) {
            return Started::Busy;
        }
        let (bus, projections) = (self.bus.clone(), self.projections.clone());
        let run = Run { bus, projections, who, job: job.clone(), columns, directory };
        self.tasks.spawn(run.all(sheet));
        Started::Running(job)
    }

    /// False: another import of the business is under way.
    fn remember(&self, job: &Arc<Job>) -> bool {
        let mut jobs = lock(&self.jobs);
        let running = |held: &Arc<Job>| held.business == job.business && !held.over.load(Ordering::Acquire);
        if jobs.by_id.values().any(running) {
            return false;
        }
        if jobs.by_id.insert(job.operation.clone(), job.clone()).is_none() {
            jobs.order.push_back(job.operation.clone());
        }
        while jobs.order.len() > REMEMBERED {
            if let Some(oldest) = jobs.order.pop_front() {
                jobs.by_id.remove(&oldest);
            }
        }
        true
    }
}

/// The rows of a file that could not be imported, as far as can be told beforehand.
pub fn check(sheet: &Sheet, columns: &Columns, directory: &Directory) -> Vec<Wrong> {
    let mut checker = Checker::new(&sheet.headings, columns, directory);
    sheet.rows.iter().filter_map(|(line, cells)| checker.check(*line, cells).err()).collect()
}

/// Reads rows one after another.
struct Checker<'a> {
    headings: &'a [String],
    columns: &'a Columns,
    directory: &'a Directory,
    /// The line each number stood in first.
    seen: HashMap<PhoneNumber, u64>,
}

impl<'a> Checker<'a> {
    fn new(headings: &'a [String], columns: &'a Columns, directory: &'a Directory) -> Self {
        Self { headings, columns, directory, seen: HashMap::new() }
    }

    fn check(&mut self, line: u64, cells: &[String]) -> Result<Entry, Wrong> {
        let read = row::read(cells, self.columns, self.directory);
        read.and_then(|entry| self.first_of_its_number(line, entry)).map_err(|(column, reason)| {
            let at = |cells: &[String]| cells.get(column).cloned().unwrap_or_default();
            Wrong { line, column: at(self.headings), value: at(cells), reason }
        })
    }

    /// Two rows of one number are one person: which of them would count is chance.
    fn first_of_its_number(&mut self, line: u64, entry: Entry) -> Result<Entry, (usize, String)> {
        let first = *self.seen.entry(entry.phone.clone()).or_insert(line);
        if first == line {
            return Ok(entry);
        }
        let at = self.columns.0.iter().position(|column| *column == Column::Phone).unwrap_or(0);
        Err((at, format!("המספר מופיע כבר בשורה {first}")))
    }
}

struct Run {
    bus: CommandBus,
    projections: Projections,
    who: Who,
    job: Arc<Job>,
    columns: Columns,
    directory: Directory,
}

impl Run {
    async fn all(self, sheet: Sheet) {
        let mut checker = Checker::new(&sheet.headings, &self.columns, &self.directory);
        for rows in sheet.rows.chunks(TOGETHER) {
            let entries = self.check(&mut checker, rows).await;
            let people: Vec<LeadId> = entries.iter().map(|(_, entry)| self.lead(entry)).collect();
            self.settle(self.bus.log().expect_people(&people).await);
            self.enter_all(entries).await;
            if self.stopped() {
                break;
            }
        }
        // Who is told that it is done finds everybody in the list.
        let last = Position::from_u64(self.job.last.load(Ordering::Acquire));
        self.projections.wait_for(last, &[ReadModel::Leads], SHOWN_WITHIN).await;
        self.job.over.store(true, Ordering::Release);
    }

    /// The rows that can be entered; the others are noted.
    async fn check(&self, checker: &mut Checker<'_>, rows: &[(u64, Vec<String>)]) -> Vec<(u64, Entry)> {
        let mut entries = Vec::with_capacity(rows.len());
        for (line, cells) in rows {
            match checker.check(*line, cells) {
                Ok(entry) => entries.push((*line, entry)),
                Err(wrong) => self.refuse(wrong),
            }
        }
        // A file that is wrong from end to end leaves room for others.
        tokio::task::yield_now().await;
        entries
    }

    fn lead(&self, entry: &Entry) -> LeadId {
        LeadId::derive(self.who.business, &entry.phone)
    }

    /// Enters rows, some at a time. What has begun is finished whatever stops the rest: none is left holding, or queueing for, what a
    /// later look-up needs.
    async fn enter_all(&self, entries: Vec<(u64, Entry)>) {
        let mut under_way = FuturesUnordered::new();
        for (line, entry) in entries {
            if self.stopped() {
                break;
            }
            under_way.push(self.enter(line, entry));
            if under_way.len() == AT_ONCE
                && let Some(outcome) = under_way.next().await
            {
                self.settle(outcome);
            }
        }
        while let Some(outcome) = under_way.next().await {
            self.settle(outcome);
        }
    }

    fn stopped(&self) -> bool {
        self.job.cancelled.is_cancelled() || self.job.fault.load(Ordering::Acquire)
    }

    /// Notes that the log is not to be had.
    fn settle(&self, outcome: Result<(), eventlog::LogError>) {
        if let Err(error) = outcome {
            tracing::error!(%error, import = %self.job.operation, "an import stopped: the same file goes on");
            self.job.fault.store(true, Ordering::Release);
        }
    }

    async fn enter(&self, line: u64, entry: Entry) -> Result<(), eventlog::LogError> {
        let Who { business, user } = self.who;
        let id = self.lead(&entry);
        let operation = &self.job.operation;
        let context = Context {
            business: Some(business),
            command_id: format!("{operation}:{line}"),
            command: "ImportLead",
            causation_id: Some(operation.clone()),
            correlation_id: operation.clone(),
            actor: Actor::User { id: user },
            person: Some(id),
        };
        let note = entry.note.map(|text| (context.command_id.clone(), text));
        let command =
            LeadCommand::Enter { business, phone: entry.phone.clone(), change: Box::new(entry.change), note };
        let reason = match self.bus.execute::<Lead>(&StreamId::lead(id), command, &context).await {
            Ok(Committed::Executed { position }) => {
                self.job.last.fetch_max(position.as_u64(), Ordering::AcqRel);
                self.job.written.fetch_add(1, Ordering::AcqRel);
                return Ok(());
            }
            Ok(Committed::AlreadyApplied { .. }) => {
                self.job.unchanged.fetch_add(1, Ordering::AcqRel);
                return Ok(());
            }
            Err(CommandError::Log(error)) => return Err(error),
            Err(CommandError::Refused(LeadRefusal::Invalid { field: "addTags", .. })) => {
                "אפשר לסמן ליד בעד 30 תגיות"
            }
            Err(CommandError::Refused(_) | CommandError::OtherTenant) => "הערכים אינם תקינים",
            Err(CommandError::Conflict) => "מישהו אחר שינה את הליד באותו רגע. אפשר לייבא שוב",
        };
        let column = Column::Phone.heading(&self.directory.settings);
        let (value, reason) = (entry.phone.to_string(), reason.to_owned());
        self.refuse(Wrong { line, column, value, reason });
        Ok(())
    }

    fn refuse(&self, wrong: Wrong) {
        lock(&self.job.wrong).push(wrong);
    }
}
