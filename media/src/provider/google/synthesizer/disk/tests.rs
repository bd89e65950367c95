use std::sync::atomic::AtomicI64;

use jiff::{SignedDuration, Timestamp};

use super::*;

/// Every look at it is a minute later, and later than any file was written.
struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        let minutes = self.0.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_second(4_000_000_000).unwrap() + SignedDuration::from_mins(minutes)
    }
}

fn disk(folder: &Path) -> Disk {
    Disk::new(folder.to_owned(), 10_000, Arc::new(Later(AtomicI64::default())))
}

async fn used(folder: &Path) -> u64 {
    files(folder).await.expect("listed").iter().map(|file| file.bytes).sum()
}

fn thousand() -> Bytes {
    Bytes::from(vec![1; 1_000])
}

#[tokio::test]
async fn what_was_put_is_there_for_the_next_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("speech");
    disk(&home).put("a", &Bytes::from_static(&[7; 300]), Kind::Repeated).await;
    let next = disk(&home);
    assert_eq!(next.get("a").await, Some((Bytes::from_static(&[7; 300]), Kind::Repeated)));
    assert_eq!(next.get("b").await, None);
    let names: Vec<_> = std::fs::read_dir(home).expect("there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, ["a.ulaw"], "no drafts are left");
}

#[tokio::test]
async fn it_stays_within_its_bound_and_keeps_the_newest() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = disk(folder.path());
    for number in 0..40 {
        disk.put(&format!("{number:02}"), &thousand(), Kind::Repeated).await;
        let used = used(folder.path()).await;
        assert!(used <= 10_000, "{used}");
    }
    assert!(disk.get("39").await.is_some() && disk.get("00").await.is_none());
}

#[tokio::test]
async fn what_lasts_goes_after_all_that_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = disk(folder.path());
    disk.put("greeting", &thousand(), Kind::Lasting).await;
    for number in 0..40 {
        disk.put(&format!("{number:02}"), &thousand(), Kind::Repeated).await;
    }
    assert_eq!(disk.get("greeting").await.map(|(_, kind)| kind), Some(Kind::Lasting), "the oldest of all");
    // Only lasting ones: the bound holds all the same.
    for number in 0..40 {
        disk.put(&format!("greeting {number:02}"), &thousand(), Kind::Lasting).await;
    }
    assert!(used(folder.path()).await <= 10_000);
    assert!(disk.get("39").await.is_none() && disk.get("greeting 39").await.is_some());
}

#[tokio::test]
async fn what_is_used_stays_and_what_is_not_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = disk(folder.path());
    for key in ["unused", "used"] {
        disk.put(key, &thousand(), Kind::Repeated).await;
    }
    for number in 0..9 {
        assert!(disk.get("used").await.is_some(), "{number}");
        disk.put(&format!("{number:02}"), &thousand(), Kind::Repeated).await;
    }
    assert!(disk.get("used").await.is_some() && disk.get("unused").await.is_none());
}

#[tokio::test]
async fn a_sentence_that_turns_out_to_last_is_kept_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = disk(folder.path());
    disk.put("a", &thousand(), Kind::Repeated).await;
    disk.put("a", &thousand(), Kind::Lasting).await;
    assert_eq!(disk.get("a").await, Some((thousand(), Kind::Lasting)));
    assert_eq!(used(folder.path()).await, 1_000);
}
