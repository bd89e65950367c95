use domain::prompt::Prompt;
use eventlog::{CommandError, EventLog, LogError, Position};

use crate::rig::{Rig, context, entropy, everything, prompt, publish, sql};

/// How it recovers is seen on a real full disk (`tests/it/faults.rs`); here, that it is told apart from other failures.
#[tokio::test]
async fn a_full_disk_and_a_read_only_file_are_said() {
    let pool =
        sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let run = |sql: &'static str| sqlx::raw_sql(sql).execute(&pool);
    run("CREATE TABLE t (x); PRAGMA max_page_count = 1").await.unwrap();
    let full = run("INSERT INTO t VALUES (zeroblob(100000))").await.unwrap_err();
    assert!(matches!(LogError::from(full), LogError::DiskFull));
    run("PRAGMA max_page_count = 1000000; PRAGMA query_only = ON").await.unwrap();
    let read_only = run("INSERT INTO t VALUES (1)").await.unwrap_err();
    assert!(matches!(LogError::from(read_only), LogError::ReadOnly));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_server_is_said_and_recovered_from() {
    let rig = Rig::postgres_alone();
    let bus = rig.open().await;
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    let read_only = |on: &str| format!("ALTER SYSTEM SET default_transaction_read_only = {on}");
    let admin = sqlx::PgPool::connect(&rig.cluster().url("postgres")).await.unwrap();
    let set = |on: &'static str| {
        let admin = admin.clone();
        async move {
            sqlx::query("SET default_transaction_read_only = off").execute(&admin).await.unwrap();
            sqlx::query(&read_only(on)).execute(&admin).await.unwrap();
            sqlx::query("SELECT pg_reload_conf()").execute(&admin).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    };
    set("on").await;
    let no = bus.execute::<Prompt>(&prompt(), publish("b"), &context("two")).await;
    assert!(matches!(no, Err(CommandError::Log(LogError::ReadOnly))), "{no:?}");
    assert_eq!(everything(bus.log()).await.len(), 1, "reads go on");
    set("off").await;
    bus.execute::<Prompt>(&prompt(), publish("b"), &context("two")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_outlast_a_restart_of_the_server() {
    let rig = Rig::postgres_alone();
    let bus = rig.open().await;
    let writing = async {
        for n in 0..200 {
            bus.execute::<Prompt>(&prompt(), publish(n.to_string()), &context(n.to_string())).await.unwrap();
        }
    };
    let restarting = async {
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        tokio::task::block_in_place(|| {
            rig.cluster().down().unwrap();
            rig.cluster().up().unwrap();
        });
    };
    futures::join!(writing, restarting);
    let positions: Vec<u64> = everything(bus.log()).await.iter().map(|e| e.position.as_u64()).collect();
    assert_eq!(positions, (1..=200).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_address_of_neither_kind_is_named() {
    let rig = Rig::sqlite();
    let error = EventLog::open("mysql://somewhere", rig.clock.clone(), entropy()).await.unwrap_err();
    assert!(matches!(error, LogError::BadUrl));
    assert!(error.to_string().contains("DATABASE_URL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_log_says_so_and_keeps_what_was_acknowledged() {
    let rig = Rig::sqlite();
    let bus = rig.open().await;
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    bus.log().close().await;
    let no = bus.execute::<Prompt>(&prompt(), publish("b"), &context("two")).await;
    assert!(matches!(no, Err(CommandError::Log(LogError::Closed))), "{no:?}");
    assert_eq!(everything(rig.open().await.log()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_is_an_error_and_not_a_silence() {
    let rig = Rig::sqlite();
    let bus = rig.open().await;
    for text in ["a", "b", "c"] {
        bus.execute::<Prompt>(&prompt(), publish(text), &context(text)).await.unwrap();
    }
    sql(bus.log(), "DROP TRIGGER events_no_delete; DELETE FROM events WHERE position = 2").await.unwrap();
    let error = bus.log().read_after(Position::START, 10).await.unwrap_err();
    assert!(matches!(error, LogError::Hole { after } if after == Position::from_u64(1)), "{error:?}");
}
