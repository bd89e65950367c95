use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{
    StreamId,
    call::Call,
    ids::{BusinessId, CallSid},
};
use eventlog::{CommandBus, LogError, PersonKey};
use jiff::Timestamp;
use media::tapes::{NotKept, Tape, Tapes};
use serde::{Deserialize, Serialize};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    sync::Semaphore,
};

use crate::switchboard;

/// The format of the file; the tape inside has its own.
const FORMAT: u32 = 1;
/// A header is about 250 bytes.
const LONGEST_HEADER: u64 = 4096;

/// A file's first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    inputs: u32,
    pub(super) call: CallSid,
    pub(super) business: BusinessId,
    pub(super) begun: Timestamp,
    pub(super) key: String,
}

/// Why a recording cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// There is no file.
    #[error("no inputs of this call are kept here")]
    NotKept,
    /// The caller's key is gone.
    #[error("the caller was erased: nobody can read the call's inputs any more")]
    Erased,
    /// A piece does not open.
    #[error("the recording was altered: its piece {0} is not as it was written")]
    Altered(u32),
    /// The first line is none of ours.
    #[error("{0} is no recording of a call's inputs that this version reads")]
    NoRecording(PathBuf),
    /// The disk.
    #[error("the recording cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The log did not give the key.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Pieces that are written at once: each takes a thread of the blocking pool, and with hundreds of calls that had a dozen.
const WRITING: usize = 2;

/// Where they are kept.
#[derive(Clone)]
pub struct Shelf {
    pub(super) folder: PathBuf,
    pub(super) bus: CommandBus,
    writing: Arc<Semaphore>,
}

impl Shelf {
    /// In this folder, beside the recordings.
    pub fn new(folder: PathBuf, bus: CommandBus) -> Self {
        Self { folder, bus, writing: Arc::new(Semaphore::new(WRITING)) }
    }

    /// A call's file; it need not be there.
    pub fn file(&self, call: &CallSid) -> PathBuf {
        // A call's sid is `CA` and hexadecimal digits: it cannot lead out of the folder.
        self.folder.join(format!("{call}.inputs"))
    }

    /// A call's tape, as far as it goes.
    pub async fn read(&self, call: &CallSid) -> Result<Vec<u8>, Unreadable> {
        let path = self.file(call);
        let mut file = match File::open(&path).await {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unreadable::NotKept),
            Err(error) => return Err(error.into()),
        };
        let header = header(&mut file, &path).await?;
        let key = self.bus.log().key(&header.key).await?.ok_or(Unreadable::Erased)?;
        let mut sealed = Vec::new();
        file.read_to_end(&mut sealed).await?;
        let (mut tape, mut rest, mut number) = (Vec::new(), sealed.as_slice(), 0);
        while let Some((piece, after)) = next_piece(rest) {
            let opened = key.open(piece, &bound(call, number)).ok_or(Unreadable::Altered(number))?;
            tape.extend(opened);
            rest = after;
            number += 1;
        }
        Ok(tape)
    }

    async fn create(&self, call: &CallSid) -> Result<Writing, NotKept> {
        let not_kept = |error: &dyn std::fmt::Display| NotKept(error.to_string());
        let held = self.bus.state::<Call>(&StreamId::call(call)).await.map_err(|e| not_kept(&e))?;
        let line = held.line.ok_or_else(|| NotKept("nobody reported this call".to_owned()))?;
        let person = switchboard::subject_of(call, &line);
        let key = self.bus.log().key_of(person).await.map_err(|e| not_kept(&e))?;
        let key = key.ok_or_else(|| NotKept("there is no master key to keep it under".to_owned()))?;
        let header = Header {
            inputs: FORMAT,
            call: call.clone(),
            business: line.business,
            begun: held.first_seen.unwrap_or(Timestamp::UNIX_EPOCH),
            key: key.id().to_owned(),
        };
        let file = begin_file(&self.folder, &self.file(call), &header).await.map_err(|e| not_kept(&e))?;
        let file = Arc::new(file.into_std().await);
        Ok(Writing { file, key, call: call.clone(), number: 0, turns: self.writing.clone() })
    }
}

/// The file with its first line. It gets its name when that is whole, so that no sweep ever meets half of one.
async fn begin_file(folder: &Path, path: &Path, header: &Header) -> io::Result<File> {
    let mut first = serde_json::to_vec(header)?;
    first.push(b'\n');
    tokio::fs::create_dir_all(folder).await?;
    let unnamed = path.with_extension("new");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unnamed).await?;
    file.write_all(&first).await?;
    file.flush().await?;
    tokio::fs::rename(&unnamed, path).await?;
    Ok(file)
}

/// A file's first line, read from its beginning.
pub(super) async fn header(file: &mut BufReader<File>, path: &Path) -> Result<Header, Unreadable> {
    let mut line = Vec::new();
    file.take(LONGEST_HEADER).read_until(b'\n', &mut line).await?;
    let header: Option<Header> = serde_json::from_slice(&line).ok();
    header.filter(|header| header.inputs == FORMAT).ok_or_else(|| Unreadable::NoRecording(path.to_path_buf()))
}

/// The next piece and what follows it; `None` at the end, and where the process died.
fn next_piece(sealed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = sealed.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

fn bound(call: &CallSid, number: u32) -> String {
    format!("{call}\n{number}")
}

#[async_trait]
impl Tapes for Shelf {
    async fn begin(&self, call: &CallSid) -> Result<Box<dyn Tape>, NotKept> {
        Ok(Box::new(self.create(call).await?))
    }
}

/// A file that grows. The system's own, and not tokio's: that keeps a buffer as large as the largest piece for as long as it is open.
struct Writing {
    file: Arc<std::fs::File>,
    key: PersonKey,
    call: CallSid,
    number: u32,
    turns: Arc<Semaphore>,
}

#[async_trait]
impl Tape for Writing {
    async fn add(&mut self, piece: Vec<Bytes>) -> Result<(), NotKept> {
        let sealed = self.key.seal(&piece.concat(), &bound(&self.call, self.number));
        drop(piece);
        let sealed = sealed.map_err(|error| NotKept(error.to_string()))?;
        self.number += 1;
        let length = u32::try_from(sealed.len()).map_err(|error| NotKept(error.to_string()))?;
        let piece = [length.to_le_bytes().as_slice(), &sealed].concat();
        let file = self.file.clone();
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| NotKept(error.to_string()))?;
        // Into the system's hands, where a crash of ours cannot lose it.
        let written = tokio::task::spawn_blocking(move || {
            let written = file.as_ref().write_all(&piece);
            drop(turn);
            written
        });
        let written = written.await.map_err(|error| NotKept(error.to_string()))?;
        written.map_err(|error| NotKept(error.to_string()))
    }
}
