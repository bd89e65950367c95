use std::time::Duration;

use domain::call::Call;
use eventlog::{CommandBus, Fault, Pool, Position};

use crate::rig::{Rig, call, context, sql, utterance};

crate::on_both!(
    an_untouched_log_is_whole,
    one_byte_is_found,
    a_removed_event_is_found,
    swapped_events_are_found,
    a_removed_tail_is_found,
    a_tail_removed_together_with_its_chain_is_found_by_what_followed_it,
    a_commit_cut_in_two_is_found,
    an_unsealed_tail_is_no_fault,
    a_change_of_the_chain_is_found,
    two_nodes_seal_one_chain,
);

/// Thirty events, all sealed.
async fn sealed(rig: &Rig) -> CommandBus {
    let bus = rig.open().await;
    for n in 0..30 {
        bus.execute::<Call>(&call(n % 3), utterance(n), &context(n.to_string())).await.unwrap();
    }
    while bus.log().verify().await.unwrap().unsealed > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bus
}

/// As somebody with the database's password would.
async fn tamper(bus: &CommandBus, statements: &[&str]) {
    let unlock: &[&str] = match bus.log().pool() {
        Pool::Sqlite { .. } => {
            &["DROP TRIGGER events_no_update", "DROP TRIGGER events_no_delete", "DROP TRIGGER events_dense"]
        }
        Pool::Postgres(_) => &["ALTER TABLE events DISABLE TRIGGER USER"],
    };
    for statement in unlock.iter().chain(statements) {
        sql(bus.log(), statement).await.unwrap();
    }
}

async fn fault(bus: &CommandBus) -> Option<Fault> {
    bus.log().verify().await.unwrap().fault
}

fn at(position: u64) -> Position {
    Position::from_u64(position)
}

async fn an_untouched_log_is_whole(rig: Rig) {
    let found = sealed(&rig).await.log().verify().await.unwrap();
    assert_eq!((found.events, found.unsealed, found.fault, found.sealed), (30, 0, None, at(30)));
    assert_eq!(found.head.len(), 64);
}

async fn one_byte_is_found(rig: Rig) {
    let bus = sealed(&rig).await;
    let change = match bus.log().pool() {
        Pool::Sqlite { .. } => {
            "UPDATE events SET payload = replace(payload, 'שלום 16', 'שלום 61') WHERE position = 17"
        }
        Pool::Postgres(_) => {
            "UPDATE events SET payload = replace(payload::text, 'שלום 16', 'שלום 61')::json WHERE position = 17"
        }
    };
    tamper(&bus, &[change]).await;
    assert_eq!(fault(&bus).await, Some(Fault::Altered { position: at(17) }));
}

async fn a_removed_event_is_found(rig: Rig) {
    let bus = sealed(&rig).await;
    tamper(&bus, &["DELETE FROM events WHERE position = 9"]).await;
    assert_eq!(fault(&bus).await, Some(Fault::Missing { position: at(9) }));
}

async fn swapped_events_are_found(rig: Rig) {
    let bus = sealed(&rig).await;
    let swap = [
        "UPDATE events SET position = -1, commit_id = -1 WHERE position = 5",
        "UPDATE events SET position = 5, commit_id = 5 WHERE position = 8",
        "UPDATE events SET position = 8, commit_id = 8 WHERE position = -1",
    ];
    tamper(&bus, &swap).await;
    assert_eq!(fault(&bus).await, Some(Fault::Reordered { position: at(5), belongs_at: at(8) }));
}

async fn a_removed_tail_is_found(rig: Rig) {
    let bus = sealed(&rig).await;
    tamper(&bus, &["DELETE FROM events WHERE position > 28"]).await;
    assert_eq!(fault(&bus).await, Some(Fault::CutShort { end: at(28), known: at(30) }));
}

async fn a_tail_removed_together_with_its_chain_is_found_by_what_followed_it(rig: Rig) {
    let bus = sealed(&rig).await;
    sql(bus.log(), "INSERT INTO reactors (name, position, leased_until) VALUES ('crm', 29, 0)")
        .await
        .unwrap();
    tamper(&bus, &["DELETE FROM events WHERE position > 24", "DELETE FROM log_chain WHERE position > 20"])
        .await;
    let found = bus.log().verify().await.unwrap();
    assert_eq!(found.fault, Some(Fault::CutShort { end: at(24), known: at(29) }));
    // Nothing that was noted speaks of more: what is left is whole.
    sql(bus.log(), "UPDATE reactors SET position = 24").await.unwrap();
    assert_eq!(fault(&bus).await, None);
}

async fn a_commit_cut_in_two_is_found(rig: Rig) {
    let bus = sealed(&rig).await;
    let two = [utterance(30), utterance(31)];
    bus.execute_both::<Call>((&call(0), two[0].clone()), (&call(1), two[1].clone()), &context("both"))
        .await
        .unwrap();
    tamper(&bus, &["DELETE FROM events WHERE position > 31", "DELETE FROM log_chain WHERE position > 31"])
        .await;
    assert_eq!(fault(&bus).await, Some(Fault::CutShort { end: at(31), known: at(32) }));
}

async fn an_unsealed_tail_is_no_fault(rig: Rig) {
    let bus = sealed(&rig).await;
    tamper(&bus, &["DELETE FROM log_chain WHERE position > 20"]).await;
    let found = bus.log().verify().await.unwrap();
    // The log is open, and seals what is not.
    assert_eq!((found.events + found.unsealed, found.fault), (30, None));
}

async fn a_change_of_the_chain_is_found(rig: Rig) {
    let bus = sealed(&rig).await;
    tamper(&bus, &["UPDATE log_chain SET digest = hash WHERE position = 12"]).await;
    assert_eq!(fault(&bus).await, Some(Fault::Chain { position: at(12) }));
}

async fn two_nodes_seal_one_chain(rig: Rig) {
    let other = rig.open().await;
    let bus = sealed(&rig).await;
    let (one, two) = (bus.log().verify().await.unwrap(), other.log().verify().await.unwrap());
    assert_eq!(one, two);
    assert_eq!(one.fault, None);
}
