//! Sentences that are said again and again on disk, a file each, so that a restart does not ask for the greeting again. It is a cache:
//! what fails here is logged, and costs a request.
//!
//! # Contract
//! What is said first and what is said when something fails lasts: it goes only when nothing else is left to go. Of either kind
//! what was not used the longest goes first.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use bytes::Bytes;
use domain::ports::Clock;
use tokio::{
    fs,
    sync::{Mutex, OnceCell},
    task::spawn_blocking,
};

/// Room that is made beyond what is needed, as a part of the whole: so that not every new sentence makes room.
const SLACK: u64 = 8;

/// How long a sentence is of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// It was said twice of late.
    Repeated,
    /// It has to be there when it is needed: a greeting, a phrase for when something fails.
    Lasting,
}

impl Kind {
    /// The last first: a sentence may have been kept as repeated before it was known to last.
    const ALL: [Self; 2] = [Self::Lasting, Self::Repeated];

    /// How its files' names end.
    fn ending(self) -> &'static str {
        match self {
            Self::Repeated => ".ulaw",
            Self::Lasting => ".lasting.ulaw",
        }
    }

    fn of(name: &str) -> Self {
        if name.ends_with(Self::Lasting.ending()) { Self::Lasting } else { Self::Repeated }
    }
}

pub(super) struct Disk {
    folder: PathBuf,
    most_bytes: u64,
    clock: Arc<dyn Clock>,
    /// Bytes in the folder; known once it was looked through.
    used: OnceCell<AtomicU64>,
    making_room: Mutex<()>,
    written: AtomicU64,
}

impl Disk {
    pub(super) fn new(folder: PathBuf, most_bytes: u64, clock: Arc<dyn Clock>) -> Self {
        Self {
            folder,
            most_bytes,
            clock,
            used: OnceCell::new(),
            making_room: Mutex::new(()),
            written: AtomicU64::new(0),
        }
    }

    fn path(&self, key: &str, kind: Kind) -> PathBuf {
        self.folder.join(format!("{key}{}", kind.ending()))
    }

    /// A sentence and how it is kept. Both places are looked at in one go: a caller waits for it.
    pub(super) async fn get(&self, key: &str) -> Option<(Bytes, Kind)> {
        let places = Kind::ALL.map(|kind| (self.path(key, kind), kind));
        let now = SystemTime::from(self.clock.now());
        let looked = spawn_blocking(move || {
            places.into_iter().find_map(|(path, kind)| match read(&path, now) {
                Ok(sound) => Some((Bytes::from(sound), kind)).filter(|(sound, _)| !sound.is_empty()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => {
                    tracing::warn!(%error, "a sentence on disk cannot be read");
                    None
                }
            })
        });
        looked.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a sentence on disk was not looked for");
            None
        })
    }

    /// Whether it is kept.
    pub(super) async fn put(&self, key: &str, sound: &Bytes, kind: Kind) -> bool {
        let written = self.write(key, sound, kind).await;
        if let Err(error) = &written {
            tracing::warn!(%error, folder = %self.folder.display(), "a sentence cannot be kept on disk");
        }
        written.is_ok()
    }

    /// Whole or not at all: written beside its name, then named.
    async fn write(&self, key: &str, sound: &Bytes, kind: Kind) -> io::Result<()> {
        fs::create_dir_all(&self.folder).await?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let draft = self.folder.join(format!("{key}.{}-{number}.part", std::process::id()));
        let kept = async {
            fs::write(&draft, sound).await?;
            fs::rename(&draft, self.path(key, kind)).await
        };
        if let Err(error) = kept.await {
            // Nothing more can be done about a draft that cannot be removed either.
            let _ = fs::remove_file(&draft).await;
            return Err(error);
        }
        let used = self.used.get_or_try_init(|| async {
            io::Result::Ok(AtomicU64::new(files(&self.folder).await?.iter().map(|file| file.bytes).sum()))
        });
        let (used, length) = (used.await?, sound.len() as u64);
        let mut now = used.fetch_add(length, Ordering::Relaxed) + length;
        // It lasts from here on: what was kept of it before is one too many.
        if kind == Kind::Lasting && fs::remove_file(self.path(key, Kind::Repeated)).await.is_ok() {
            now = used.fetch_sub(length, Ordering::Relaxed).saturating_sub(length);
        }
        if now > self.most_bytes {
            self.make_room().await?;
        }
        Ok(())
    }

    /// Those that do not last go first, of each kind the one that was not used the longest.
    async fn make_room(&self) -> io::Result<()> {
        // Who comes while room is being made need not make more.
        let Ok(_only) = self.making_room.try_lock() else { return Ok(()) };
        let mut files = files(&self.folder).await?;
        files.sort_by_key(|file| (file.kind, file.used));
        let mut used: u64 = files.iter().map(|file| file.bytes).sum();
        let enough = self.most_bytes - self.most_bytes / SLACK;
        for file in files {
            if used <= enough {
                break;
            }
            fs::remove_file(&file.path).await?;
            used -= file.bytes;
        }
        if let Some(known) = self.used.get() {
            known.store(used, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Its use is written down as the file's time.
fn read(path: &Path, now: SystemTime) -> io::Result<Vec<u8>> {
    let (mut file, mut sound) = (File::open(path)?, Vec::new());
    file.read_to_end(&mut sound)?;
    if let Err(error) = file.set_modified(now) {
        tracing::debug!(%error, "a sentence's use cannot be written down");
    }
    Ok(sound)
}

struct Kept {
    path: PathBuf,
    kind: Kind,
    bytes: u64,
    used: SystemTime,
}

async fn files(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut entries = fs::read_dir(folder).await?;
    let mut files = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let about = entry.metadata().await?;
        if about.is_file() {
            let kind = Kind::of(&entry.file_name().to_string_lossy());
            files.push(Kept { path: entry.path(), kind, bytes: about.len(), used: about.modified()? });
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
