use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::call::Call;
use eventlog::{Pool, Position};
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::rig::{Rig, call, context, everything, utterance};

crate::on_both!(positions_are_dense_whoever_writes, a_reader_never_skips_while_others_write);

async fn positions_are_dense_whoever_writes(rig: Rig) {
    let nodes = [rig.open().await, rig.open().await];
    let writers = (0..16_usize).map(|writer| {
        let bus = nodes[writer % 2].clone();
        async move {
            for n in 0..20 {
                let stream = call(u32::try_from(writer).unwrap());
                bus.execute::<Call>(&stream, utterance(n), &context(format!("{writer}-{n}"))).await.unwrap();
            }
        }
    });
    futures::future::join_all(writers).await;
    let positions: Vec<u64> = everything(nodes[0].log()).await.iter().map(|e| e.position.as_u64()).collect();
    assert_eq!(positions, (1..=320).collect::<Vec<_>>());
}

async fn a_reader_never_skips_while_others_write(rig: Rig) {
    let (writer, reader) = (rig.open().await, rig.open().await);
    let done = Arc::new(AtomicBool::new(false));
    let reading = {
        let done = done.clone();
        async move {
            let mut seen = Position::START;
            loop {
                let last_round = done.load(Ordering::Acquire);
                let more = reader.log().read_after(seen, 7).await.unwrap();
                if more.is_empty() && last_round {
                    return seen;
                }
                for event in more {
                    assert_eq!(event.position, seen.next());
                    seen = event.position;
                }
            }
        }
    };
    let writing = async {
        let commands = (0..200).map(|n| {
            let bus = writer.clone();
            async move { bus.execute::<Call>(&call(n), utterance(0), &context(n.to_string())).await.unwrap() }
        });
        futures::future::join_all(commands).await;
        done.store(true, Ordering::Release);
    };
    let (seen, ()) = futures::join!(reading, writing);
    assert_eq!(seen, Position::from_u64(200));
}

fn database(pool: &Pool) -> PgPool {
    match pool {
        Pool::Postgres(database) => database.clone(),
        Pool::Sqlite { .. } => panic!("this test is PostgreSQL's"),
    }
}

/// Follows a table by its position column, as the log's readers do; gives what it saw.
async fn follow(database: PgPool, table: &str, done: Arc<AtomicBool>) -> Vec<i64> {
    let sql = format!("SELECT position FROM {table} WHERE position > $1 ORDER BY position LIMIT 50");
    let mut seen = Vec::new();
    loop {
        let last_round = done.load(Ordering::Acquire);
        let after = seen.last().copied().unwrap_or(0);
        let more: Vec<(i64,)> = sqlx::query_as(&sql).bind(after).fetch_all(&database).await.unwrap();
        if more.is_empty() && last_round {
            return seen;
        }
        seen.extend(more.into_iter().map(|(position,)| position));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// One writer of a hostile kind: appends within a transaction of its own, dawdles, and rolls every third one back.
async fn dawdle(database: PgPool, writer: u64) {
    const APPEND: &str = "SELECT outcome FROM eventlog_append(1, ARRAY[NULL]::text[], ARRAY[$1], ARRAY['{\"command\":\"x\",\
        \"causation_id\":null,\"correlation_id\":\"x\",\"actor\":{\"kind\":\"system\"},\"person\":null}'], ARRAY[1], ARRAY[$2], \
        ARRAY[0]::bigint[], ARRAY[1], ARRAY[$2], ARRAY[1]::bigint[], ARRAY['call'], ARRAY['Summarised'], ARRAY[1]::smallint[], \
        ARRAY['{\"type\":\"Summarised\",\"summary\":\"x\"}'])";
    for n in 0..12 {
        let name = format!("call/CA{:032x}", 1_000 + writer * 100 + n);
        let mut transaction = database.begin().await.unwrap();
        sqlx::query("INSERT INTO naive (name) VALUES ($1)")
            .bind(&name)
            .execute(&mut *transaction)
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis((writer * 7 + n * 3) % 23)).await;
        sqlx::query(APPEND).bind(&name).bind(&name).execute(&mut *transaction).await.unwrap();
        tokio::time::sleep(Duration::from_millis(n % 4)).await;
        if n % 3 == 2 {
            transaction.rollback().await.unwrap();
        } else {
            transaction.commit().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_rolled_back_transactions_lose_a_naive_reader_rows_and_us_none() {
    let rig = Rig::postgres_alone();
    let bus = rig.open().await;
    let database = database(bus.log().pool());
    // The control: the same rows under a sequence, which is taken before the commit.
    sqlx::raw_sql("CREATE TABLE naive (position bigserial PRIMARY KEY, name text)")
        .execute(&database)
        .await
        .unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let writing = async {
        futures::future::join_all((0..8).map(|writer| dawdle(database.clone(), writer))).await;
        done.store(true, Ordering::Release);
    };
    let (naive, ours, ()) = futures::join!(
        follow(database.clone(), "naive", done.clone()),
        follow(database.clone(), "events", done.clone()),
        writing
    );
    let count = |table: &str| {
        let (sql, database) = (format!("SELECT count(*) FROM {table}"), database.clone());
        async move { sqlx::query_as::<_, (i64,)>(&sql).fetch_one(&database).await.unwrap().0 }
    };
    let written = count("events").await;
    assert_eq!(written, 8 * 8);
    assert_eq!(ours, (1..=written).collect::<Vec<_>>(), "every event, in order, none skipped");
    assert!(
        i64::try_from(naive.len()).unwrap() < count("naive").await,
        "the control must lose rows, else this test proves nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_foreign_transaction_holds_nobody_up() {
    let rig = Rig::postgres_alone();
    let bus = rig.open().await;
    let here = rig.url.clone();
    let elsewhere = rig.cluster().database("elsewhere").unwrap();
    let mut held = Vec::new();
    for url in [here, elsewhere] {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        // Repeatable read and a write: it holds a snapshot as a backup does, and a transaction id as a writer does.
        for statement in [
            "CREATE TABLE foreign_work (n int)",
            "BEGIN ISOLATION LEVEL REPEATABLE READ",
            "INSERT INTO foreign_work VALUES (1)",
        ] {
            sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
        }
        held.push(connection);
    }
    let work = async {
        for n in 0..20 {
            bus.execute::<Call>(&call(n), utterance(0), &context(n.to_string())).await.unwrap();
        }
        everything(bus.log()).await.len()
    };
    let seen = tokio::time::timeout(Duration::from_secs(10), work).await.expect("held up");
    assert_eq!(seen, 20);
}
