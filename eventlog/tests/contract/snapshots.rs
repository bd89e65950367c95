use domain::call::Call;
use eventlog::{CommandBus, Pool};

use crate::rig::{Rig, call, context, sql, utterance};

crate::on_both!(a_state_with_snapshots_is_the_state_without, a_broken_or_old_snapshot_is_not_believed);

async fn snapshots(bus: &CommandBus) -> i64 {
    const COUNT: &str = "SELECT coalesce(max(sequence), 0) FROM log_snapshots";
    let count: (i64,) = match bus.log().pool() {
        Pool::Sqlite { readers, .. } => sqlx::query_as(COUNT).fetch_one(readers).await.unwrap(),
        Pool::Postgres(pool) => sqlx::query_as(COUNT).fetch_one(pool).await.unwrap(),
    };
    count.0
}

/// A call of 250 utterances, whose snapshot at 200 is written.
async fn long_call(bus: &CommandBus) {
    for n in 0..250 {
        bus.execute::<Call>(&call(1), utterance(n), &context(n.to_string())).await.unwrap();
    }
    // Written beside the appends: soon, not at once.
    while snapshots(bus).await < 200 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn a_state_with_snapshots_is_the_state_without(rig: Rig) {
    let bus = rig.open().await;
    long_call(&bus).await;
    let with = rig.open().await.state::<Call>(&call(1)).await.unwrap();
    sql(bus.log(), "DELETE FROM log_snapshots").await.unwrap();
    let without = rig.open().await.state::<Call>(&call(1)).await.unwrap();
    assert_eq!(with, without);
    assert_eq!(with.utterances.len(), 250);
    assert_eq!(bus.state::<Call>(&call(1)).await.unwrap(), with);
}

async fn a_broken_or_old_snapshot_is_not_believed(rig: Rig) {
    let bus = rig.open().await;
    long_call(&bus).await;
    let right = bus.state::<Call>(&call(1)).await.unwrap();
    for harm in ["state = '{\"nonsense\": true'", "schema = 'of another version', state = '{}'", "epoch = 7"]
    {
        sql(bus.log(), &format!("UPDATE log_snapshots SET {harm}")).await.unwrap();
        assert_eq!(rig.open().await.state::<Call>(&call(1)).await.unwrap(), right, "{harm}");
    }
}
