use std::time::Duration;

use domain::StreamId;
use domain::call::Call;
use domain::ids::LeadId;
use domain::lead::{Lead, LeadCommand, LeadFact};
use eventlog::{CommandBus, Context, Erasure, EventLog, Keys, LogError, MasterKey, Pool, Position};

use crate::rig::{Rig, business, call, context, entropy, everything, sid, utterance};

crate::on_both!(
    personal_data_is_not_stored_in_the_clear,
    who_is_erased_is_nobody_and_others_stay,
    who_was_erased_and_who_never_was_are_told_apart,
    every_node_forgets,
    whoever_follows_the_end_of_the_log_forgets,
    people_who_are_expected_have_the_key_they_had,
    snapshots_forget,
    who_comes_back_is_known_from_then_on,
    a_wrong_master_key_is_found_at_the_start,
    the_first_node_decides_the_master_key,
    a_ciphertext_fits_nowhere_else,
    an_export_without_keys_tells_nothing,
);

const DANA: &str = "+972525550100";
const YOSSI: &str = "+972525550101";

fn key() -> MasterKey {
    MasterKey::of_secret("a long and random secret")
}

fn person(phone: &str) -> LeadId {
    LeadId::derive(business(), &phone.parse().unwrap())
}

fn about(phone: &str, command_id: &str) -> Context {
    Context { person: Some(person(phone)), ..context(command_id) }
}

async fn capture(bus: &CommandBus, phone: &str, name: &str) {
    let command = LeadCommand::Capture {
        business: business(),
        phone: phone.parse().unwrap(),
        facts: vec![LeadFact::Name(name.to_owned())],
        source: None,
        call: Some(sid(1)),
    };
    let command_id = format!("capture {} {}", person(phone), name.len());
    bus.execute::<Lead>(&StreamId::lead(person(phone)), command, &about(phone, &command_id)).await.unwrap();
}

async fn two_people(rig: &Rig) -> CommandBus {
    let bus = rig.open_with_key(key()).await.unwrap();
    capture(&bus, DANA, "דנה").await;
    capture(&bus, YOSSI, "יוסי").await;
    bus.execute::<Call>(&call(1), utterance(0), &about(DANA, "said")).await.unwrap();
    bus
}

async fn lead(bus: &CommandBus, phone: &str) -> (String, Option<String>) {
    match bus.state::<Lead>(&StreamId::lead(person(phone))).await.unwrap() {
        Lead::Known(lead) => (lead.phone.to_string(), lead.details.name().map(str::to_owned)),
        Lead::Unknown => panic!("no such lead"),
    }
}

async fn stored(bus: &CommandBus, column: &str, table: &str) -> String {
    let sql = format!("SELECT CAST({column} AS TEXT) FROM {table}");
    let rows: Vec<(Option<String>,)> = match bus.log().pool() {
        Pool::Sqlite { readers, .. } => sqlx::query_as(&sql).fetch_all(readers).await.unwrap(),
        Pool::Postgres(pool) => sqlx::query_as(&sql).fetch_all(pool).await.unwrap(),
    };
    rows.into_iter().map(|(text,)| text.unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

async fn personal_data_is_not_stored_in_the_clear(rig: Rig) {
    let bus = two_people(&rig).await;
    let text = stored(&bus, "payload", "events").await;
    for personal in ["דנה", "יוסי", "525550100", "שלום"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    // And yet it reads as it was, here and elsewhere.
    assert_eq!(lead(&bus, DANA).await, (DANA.to_owned(), Some("דנה".to_owned())));
    let other = rig.open_with_key(key()).await.unwrap();
    assert_eq!(everything(other.log()).await, everything(bus.log()).await);
    assert!(format!("{:?}", everything(bus.log()).await).contains("שלום 0"));
}

async fn who_is_erased_is_nobody_and_others_stay(rig: Rig) {
    let bus = two_people(&rig).await;
    bus.log().erase(person(DANA)).await.unwrap();
    assert_eq!(lead(&bus, DANA).await, ("+0000000000".to_owned(), None));
    assert_eq!(lead(&bus, YOSSI).await, (YOSSI.to_owned(), Some("יוסי".to_owned())));
    let text = format!("{:?}", everything(bus.log()).await);
    assert!(text.contains("[erased]") && text.contains("יוסי"));
    assert!(!text.contains("דנה") && !text.contains("שלום"));
    while bus.log().verify().await.unwrap().unsealed > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(bus.log().verify().await.unwrap().fault, None);
}

async fn who_was_erased_and_who_never_was_are_told_apart(rig: Rig) {
    let bus = two_people(&rig).await;
    let erase = async |phone: &str| bus.log().erase(person(phone)).await.unwrap();
    assert_eq!(erase("+972525550199").await, Erasure::Nobody);
    assert_eq!((erase(DANA).await, erase(DANA).await), (Erasure::Done, Erasure::Already));
    // Who comes back can be forgotten again.
    capture(&bus, DANA, "דנה לוי").await;
    assert_eq!(erase(DANA).await, Erasure::Done);
    assert_eq!(lead(&bus, YOSSI).await.1.as_deref(), Some("יוסי"));
}

async fn every_node_forgets(rig: Rig) {
    let bus = two_people(&rig).await;
    let other = rig.open_with_key(key()).await.unwrap();
    assert_eq!(lead(&other, DANA).await.0, DANA);
    bus.log().erase(person(DANA)).await.unwrap();
    let forgotten = async {
        while lead(&other, DANA).await.0 == DANA {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), forgotten).await.expect("the other node still knows");
    assert!(!format!("{:?}", everything(other.log()).await).contains("דנה"));
}

async fn whoever_follows_the_end_of_the_log_forgets(rig: Rig) {
    let bus = rig.open_with_key(key()).await.unwrap();
    let tail = bus.log().tail();
    capture(&bus, DANA, "דנה").await;
    let written = bus.log().tip().await.unwrap();
    while tail.tip() < written {
        tail.beyond(tail.tip(), Duration::from_secs(5)).await;
    }
    let names = async || {
        let events = tail.read_after(Position::START, 100).await.unwrap();
        assert_eq!(events.last().map(|event| event.position), Some(written));
        format!("{events:?}").contains("דנה")
    };
    assert!(names().await);
    bus.log().erase(person(DANA)).await.unwrap();
    assert!(!names().await, "what is in memory is as the log reads now");
}

async fn people_who_are_expected_have_the_key_they_had(rig: Rig) {
    let bus = two_people(&rig).await;
    let other = rig.open_with_key(key()).await.unwrap();
    let third = "+972525550102";
    other.log().expect_people(&[person(DANA), person(third), person(YOSSI)]).await.unwrap();
    // And once more from where they are not at hand: two who make a key at once have one and the same.
    bus.log().expect_people(&[person(third), person(DANA)]).await.unwrap();
    capture(&other, third, "נוי").await;
    assert_eq!(lead(&bus, third).await.1.as_deref(), Some("נוי"));
    let living = stored(&bus, "person", "person_keys WHERE erased_at IS NULL").await;
    assert_eq!(living.lines().count(), 4, "three people's and the log's own: {living}");
    assert_eq!(lead(&other, DANA).await.1.as_deref(), Some("דנה"));
}

async fn snapshots_forget(rig: Rig) {
    let bus = two_people(&rig).await;
    for n in 0..120 {
        let note = LeadCommand::AddNote { key: n.to_string(), text: format!("note {n}") };
        let stream = StreamId::lead(person(DANA));
        bus.execute::<Lead>(&stream, note, &about(DANA, &format!("note {n}"))).await.unwrap();
    }
    while !stored(&bus, "state", "log_snapshots").await.contains("דנה") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bus.log().erase(person(DANA)).await.unwrap();
    assert_eq!(stored(&bus, "state", "log_snapshots").await, "");
    assert_eq!(lead(&rig.open_with_key(key()).await.unwrap(), DANA).await.1, None);
}

async fn who_comes_back_is_known_from_then_on(rig: Rig) {
    let bus = two_people(&rig).await;
    bus.log().erase(person(DANA)).await.unwrap();
    capture(&bus, DANA, "דנה כהן").await;
    assert_eq!(lead(&bus, DANA).await.1.as_deref(), Some("דנה כהן"));
    bus.log().erase(person(DANA)).await.unwrap();
    assert_eq!(lead(&bus, DANA).await.1, None);
}

async fn a_wrong_master_key_is_found_at_the_start(rig: Rig) {
    two_people(&rig).await;
    let wrong = rig.open_with_key(MasterKey::of_secret("another")).await;
    assert!(matches!(wrong, Err(LogError::WrongMasterKey)), "{wrong:?}");
    let without = EventLog::open(&rig.url, rig.clock.clone(), entropy()).await;
    assert!(matches!(without, Err(LogError::NoMasterKey)), "{without:?}");
    // A log that never had a key cannot erase, and says so.
    let plain = Rig::sqlite().open().await;
    assert!(matches!(plain.log().erase(person(DANA)).await, Err(LogError::NoMasterKey)));
}

async fn the_first_node_decides_the_master_key(rig: Rig) {
    let _first = rig.open_with_key(key()).await.unwrap();
    let wrong = rig.open_with_key(MasterKey::of_secret("another")).await;
    assert!(matches!(wrong, Err(LogError::WrongMasterKey)), "{wrong:?}");
    rig.open_with_key(key()).await.unwrap();
}

async fn a_ciphertext_fits_nowhere_else(rig: Rig) {
    let bus = two_people(&rig).await;
    let (unlock, moved) = match bus.log().pool() {
        Pool::Sqlite { .. } => ("DROP TRIGGER events_no_update", "payload"),
        Pool::Postgres(_) => ("ALTER TABLE events DISABLE TRIGGER USER", "payload"),
    };
    crate::rig::sql(bus.log(), unlock).await.unwrap();
    // Dana's creation under Yossi's stream: as if her number were his.
    let swap = format!(
        "UPDATE events SET {moved} = (SELECT payload FROM events WHERE position = 1) WHERE position = 4"
    );
    crate::rig::sql(bus.log(), &swap).await.unwrap();
    let error = bus.log().read_after(Position::START, 10).await.unwrap_err();
    assert!(
        matches!(error, LogError::Unreadable { position, .. } if position == Position::from_u64(4)),
        "{error:?}"
    );
}

async fn an_export_without_keys_tells_nothing(rig: Rig) {
    let bus = two_people(&rig).await;
    let (mut audit, mut whole) = (Vec::new(), Vec::new());
    bus.log().export(&mut audit, Keys::Without).await.unwrap();
    bus.log().export(&mut whole, Keys::With).await.unwrap();
    let blind = Rig::sqlite();
    let blind = blind.open_with_key(key()).await.unwrap();
    blind.log().import(&audit[..]).await.unwrap();
    assert_eq!(lead(&blind, DANA).await.1, None);
    let seeing = Rig::sqlite();
    let seeing = seeing.open_with_key(key()).await.unwrap();
    seeing.log().import(&whole[..]).await.unwrap();
    assert_eq!(lead(&seeing, DANA).await.1.as_deref(), Some("דנה"));
    bus.log().erase(person(DANA)).await.unwrap();
    let mut after = Vec::new();
    bus.log().export(&mut after, Keys::With).await.unwrap();
    let third = Rig::sqlite();
    let third = third.open_with_key(key()).await.unwrap();
    third.log().import(&after[..]).await.unwrap();
    assert_eq!(lead(&third, DANA).await.1, None, "an erasure moves along");
    assert_eq!(lead(&third, YOSSI).await.1.as_deref(), Some("יוסי"));
}
