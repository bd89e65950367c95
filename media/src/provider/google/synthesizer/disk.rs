//! Sentences that are said again and again on disk, a file each, so that a restart does not ask for the greeting again. It is a cache:
//! what fails here is logged, and costs a request.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use bytes::Bytes;
use tokio::{
    fs,
    sync::{Mutex, OnceCell},
};

/// Room that is made beyond what is needed, as a part of the whole: so that not every new sentence makes room.
const SLACK: u64 = 8;

pub(super) struct Disk {
    folder: PathBuf,
    most_bytes: u64,
    /// Bytes in the folder; known once it was looked through.
    used: OnceCell<AtomicU64>,
    making_room: Mutex<()>,
    written: AtomicU64,
}

impl Disk {
    pub(super) fn new(folder: PathBuf, most_bytes: u64) -> Self {
        Self {
            folder,
            most_bytes,
            used: OnceCell::new(),
            making_room: Mutex::new(()),
            written: AtomicU64::new(0),
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.ulaw"))
    }

    pub(super) async fn get(&self, key: &str) -> Option<Bytes> {
        match fs::read(self.path(key)).await {
            Ok(sound) => Some(sound.into()).filter(|sound: &Bytes| !sound.is_empty()),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "a sentence on disk cannot be read");
                }
                None
            }
        }
    }

    pub(super) async fn put(&self, key: &str, sound: &Bytes) {
        if let Err(error) = self.write(key, sound).await {
            tracing::warn!(%error, folder = %self.folder.display(), "a sentence cannot be kept on disk");
        }
    }

    /// Whole or not at all: written beside its name, then named.
    async fn write(&self, key: &str, sound: &Bytes) -> io::Result<()> {
        fs::create_dir_all(&self.folder).await?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let draft = self.folder.join(format!("{key}.{}-{number}.part", std::process::id()));
        let kept = async {
            fs::write(&draft, sound).await?;
            fs::rename(&draft, self.path(key)).await
        };
        if let Err(error) = kept.await {
            // Nothing more can be done about a draft that cannot be removed either.
            let _ = fs::remove_file(&draft).await;
            return Err(error);
        }
        let used = self.used.get_or_try_init(|| async {
            io::Result::Ok(AtomicU64::new(files(&self.folder).await?.iter().map(|file| file.bytes).sum()))
        });
        let length = sound.len() as u64;
        if used.await?.fetch_add(length, Ordering::Relaxed) + length > self.most_bytes {
            self.make_room().await?;
        }
        Ok(())
    }

    /// The oldest go first.
    async fn make_room(&self) -> io::Result<()> {
        // Who comes while room is being made need not make more.
        let Ok(_only) = self.making_room.try_lock() else { return Ok(()) };
        let mut files = files(&self.folder).await?;
        files.sort_by_key(|file| file.written);
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

struct Kept {
    path: PathBuf,
    bytes: u64,
    written: SystemTime,
}

async fn files(folder: &Path) -> io::Result<Vec<Kept>> {
    let mut entries = fs::read_dir(folder).await?;
    let mut files = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let about = entry.metadata().await?;
        if about.is_file() {
            files.push(Kept { path: entry.path(), bytes: about.len(), written: about.modified()? });
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_put_is_there_for_the_next_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path().join("speech");
        Disk::new(home.clone(), 10_000).put("a", &Bytes::from_static(&[7; 300])).await;
        let next = Disk::new(home.clone(), 10_000);
        assert_eq!(next.get("a").await, Some(Bytes::from_static(&[7; 300])));
        assert_eq!(next.get("b").await, None);
        let names: Vec<_> =
            std::fs::read_dir(home).expect("there").flatten().map(|e| e.file_name()).collect();
        assert_eq!(names, ["a.ulaw"], "no drafts are left");
    }

    #[tokio::test]
    async fn it_stays_within_its_bound_and_keeps_the_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Disk::new(folder.path().to_owned(), 10_000);
        for number in 0..40 {
            disk.put(&format!("{number:02}"), &Bytes::from(vec![1; 1_000])).await;
            let used: u64 = files(folder.path()).await.expect("listed").iter().map(|file| file.bytes).sum();
            assert!(used <= 10_000, "{used}");
        }
        assert!(disk.get("39").await.is_some() && disk.get("00").await.is_none());
    }
}
