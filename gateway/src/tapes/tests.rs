//! Tapes on the shelf: as they were written, under the caller's key, and no longer than they may be.

use bytes::Bytes;
use domain::{
    call::{CallCommand, CallDirection, Line},
    ids::BusinessId,
    values::Party,
};
use jiff::SignedDuration;
use media::tapes::Tapes as _;

use super::{Shelf, Unreadable};
use crate::{
    demo,
    switchboard::{self, Known},
    testing::{Bench, call},
};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const SECRET: &str = "קוראים לי נעמה";

/// A shelf with the tape of one call to the demo business, in three pieces.
async fn shelf() -> (Bench, Shelf) {
    let bench = Bench::with(&[("MASTER_KEY", KEY)]).await;
    bench.demo().await;
    let shelf = Shelf::new(bench.config.storage.recordings(), bench.app.bus.clone());
    let business = BusinessId::named(demo::KEY);
    let (from, to) = (Party::read("+972525550177"), Party::read(demo::NUMBER));
    let line = Line { business, direction: CallDirection::Inbound, from, to };
    let subject = Some(switchboard::subject_of(&call(1), &line));
    let known = Known { line: Some(line.clone()), subject };
    let command = CallCommand::ReceiveIncoming { line, at: bench.app.clock.now() };
    switchboard::tell(&bench.app.bus, &call(1), &known, "incoming", "ReceiveIncomingCall", command)
        .await
        .unwrap();
    let mut tape = shelf.begin(&call(1)).await.unwrap();
    for piece in [SECRET, "", " ברקוביץ"] {
        tape.add(vec![Bytes::from(piece)]).await.unwrap();
    }
    (bench, shelf)
}

#[tokio::test]
async fn a_tape_comes_back_whole_and_lies_encrypted_for_one_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_bench, shelf) = shelf().await;
    assert_eq!(shelf.read(&call(1)).await.unwrap(), format!("{SECRET} ברקוביץ").into_bytes());
    let file = shelf.file(&call(1));
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(8).any(|window| window == &SECRET.as_bytes()[..8]));
    assert!(!String::from_utf8_lossy(&bytes).contains("5550177"));
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn one_altered_byte_is_found_and_a_cut_end_is_no_alteration() {
    let (_bench, shelf) = shelf().await;
    let whole = std::fs::read(shelf.file(&call(1))).unwrap();
    std::fs::write(shelf.file(&call(1)), &whole[..whole.len() - 3]).unwrap();
    assert_eq!(shelf.read(&call(1)).await.unwrap(), SECRET.as_bytes());
    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    std::fs::write(shelf.file(&call(1)), &altered).unwrap();
    assert!(matches!(shelf.read(&call(1)).await, Err(Unreadable::Altered(2))));
    // Another call's file under this call's name.
    std::fs::write(shelf.file(&call(2)), &whole).unwrap();
    assert!(matches!(shelf.read(&call(2)).await, Err(Unreadable::Altered(0))));
    assert!(matches!(shelf.read(&call(3)).await, Err(Unreadable::NotKept)));
    std::fs::write(shelf.file(&call(4)), "RIFF").unwrap();
    assert!(matches!(shelf.read(&call(4)).await, Err(Unreadable::NoRecording(_))));
}

#[tokio::test]
async fn a_tape_goes_when_the_business_s_days_are_over() {
    let (bench, shelf) = shelf().await;
    let days = i64::from(shelf.days(BusinessId::named(demo::KEY)).await.unwrap());
    let now = bench.app.clock.now();
    assert_eq!(shelf.sweep(now + SignedDuration::from_hours(24 * days - 1)).await.unwrap(), 0);
    assert!(shelf.file(&call(1)).exists());
    assert_eq!(shelf.sweep(now + SignedDuration::from_hours(24 * days + 1)).await.unwrap(), 1);
    assert!(!shelf.file(&call(1)).exists());
}

#[tokio::test]
async fn an_erased_caller_s_tape_is_unreadable_at_once_and_then_gone() {
    let (bench, shelf) = shelf().await;
    let held: domain::call::Call = bench.state(&domain::StreamId::call(&call(1))).await;
    bench.app.bus.log().erase(switchboard::subject_of(&call(1), &held.line.unwrap())).await.unwrap();
    assert!(matches!(shelf.read(&call(1)).await, Err(Unreadable::Erased)));
    assert_eq!(shelf.sweep(bench.app.clock.now()).await.unwrap(), 1);
    assert!(!shelf.file(&call(1)).exists());
}

#[tokio::test]
async fn nothing_is_recorded_of_a_call_nobody_reported() {
    let (_bench, shelf) = shelf().await;
    assert!(shelf.begin(&call(9)).await.is_err());
    assert!(!shelf.file(&call(9)).exists());
}
