use domain::call::Call;
use domain::prompt::Prompt;
use eventlog::{CommandBus, Keys, Position, TransferError};

use crate::rig::{Rig, call, context, everything, prompt, publish, utterance};

async fn written(rig: &Rig) -> CommandBus {
    let bus = rig.open().await;
    for n in 0..1_200 {
        bus.execute::<Call>(&call(n % 40), utterance(n), &context(n.to_string())).await.unwrap();
    }
    bus.execute::<Prompt>(&prompt(), publish("דברי \"בנימוס\"\n\u{1f600}"), &context("text")).await.unwrap();
    bus
}

async fn exported(bus: &CommandBus) -> Vec<u8> {
    let mut file = Vec::new();
    bus.log().export(&mut file, Keys::With).await.unwrap();
    file
}

/// From one database into the other: the same events, in the same order, under the same hashes.
async fn moves(from: Rig, to: Rig) {
    let (old, new) = (written(&from).await, to.open().await);
    let file = exported(&old).await;
    let arrived = new.log().import(&file[..]).await.unwrap();
    assert_eq!(arrived.events, 1_201);
    assert_eq!(everything(new.log()).await, everything(old.log()).await);
    assert_eq!(exported(&new).await, file);
    // Life goes on where it stopped, receipts included.
    let again = new.execute::<Call>(&call(7), utterance(7), &context("7")).await.unwrap();
    assert_eq!(again.position(), Position::from_u64(8));
    let next = new.execute::<Call>(&call(7), utterance(5_000), &context("next")).await.unwrap();
    assert_eq!(next.position(), Position::from_u64(1_202));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_sqlite_to_postgres() {
    moves(Rig::sqlite(), Rig::postgres()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_postgres_to_sqlite() {
    moves(Rig::postgres(), Rig::sqlite()).await;
}

crate::on_both!(a_log_in_use_is_not_imported_into, a_damaged_file_imports_nothing);

async fn a_log_in_use_is_not_imported_into(rig: Rig) {
    let bus = written(&rig).await;
    let file = exported(&bus).await;
    let no = bus.log().import(&file[..]).await;
    assert!(matches!(no, Err(TransferError::NotEmpty)));
    bus.execute::<Call>(&call(1), utterance(9_999), &context("after")).await.unwrap();
}

async fn a_damaged_file_imports_nothing(rig: Rig) {
    let file = String::from_utf8(exported(&written(&Rig::sqlite()).await).await).unwrap();
    let bus = rig.open().await;
    let lines: Vec<&str> = file.lines().collect();
    let without_the_end = lines[..lines.len() - 1].join("\n");
    let without_a_line = [&lines[..5], &lines[6..]].concat().join("\n");
    let altered = file.replacen("שלום 17", "שלום 18", 1);
    let rubbish = file.replacen("\"sequence\"", "\"sequins\"", 1);
    for (harm, damaged) in
        [("end", without_the_end), ("gap", without_a_line), ("altered", altered), ("rubbish", rubbish)]
    {
        let no = bus.log().import(damaged.as_bytes()).await;
        assert!(
            matches!(no, Err(TransferError::Incomplete(_) | TransferError::Line { .. })),
            "{harm}: {no:?}"
        );
        assert_eq!(bus.log().tip().await.unwrap(), Position::START, "{harm}");
    }
    bus.log().import(file.as_bytes()).await.unwrap();
}
