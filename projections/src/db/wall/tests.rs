//! On a real server, as each kind of user the product may be given: what the database lets a reading transaction see when our own
//! statements forget whose rows they want.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::BusinessId;
use domain::ports::{Clock, Entropy};
use eventlog::{EventLog, Pool};
use jiff::Timestamp;
use sea_query::{Condition, Query};
use sqlx::{Executor as _, PgPool, Row as _, postgres::PgPoolOptions};
use throwaway_postgres::Cluster;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Sees, Wall};
use crate::db::{Asked, Tx, select};
use crate::projector::blueprint;
use crate::registry::{self, Role};
use crate::table::{Cell, Kind, TRIGRAMS, Table, Whose};
use crate::{Projections, ReadModel};

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

impl Entropy for Still {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

/// A database of this user's, with the product running on it.
struct House {
    log: EventLog,
    projections: Projections,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl House {
    async fn of(cluster: &Cluster, user: &str) -> Self {
        let url = cluster.url("house").replace("postgres@", &format!("{user}@"));
        let log = EventLog::open(&url, Arc::new(Still), Arc::new(Still)).await.unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let projections = Projections::start(log.clone(), &tasks, stop.clone()).await.unwrap();
        Self { log, projections, stop, tasks }
    }

    fn pool(&self) -> &PgPool {
        match self.log.pool() {
            Pool::Postgres(pool) => pool,
            Pool::Sqlite { .. } => unreachable!("the test asked for a server"),
        }
    }

    /// A row of each business in every table, as the projectors write them.
    async fn furnish(&self, businesses: &[BusinessId]) {
        for model in ReadModel::ALL {
            let live = registry::of(self.log.pool(), model, Role::Live).await.unwrap().unwrap();
            for table in blueprint(model).tables() {
                let rows = (1..).zip(businesses).map(|(number, business)| row(table, *business, number));
                let mut tx = Tx::begin(self.log.pool()).await.unwrap();
                tx.upsert(table, live.number, rows.collect()).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }

    /// How many rows a transaction that began so sees in a relation, when nothing is said in the statement itself.
    async fn seen(&self, begin: String, relation: &str) -> i64 {
        let mut tx = self.pool().begin_with(begin).await.unwrap();
        let count = format!("SELECT count(*) FROM {relation}");
        sqlx::query_scalar(&count).fetch_one(&mut *tx).await.unwrap()
    }

    async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.log.close().await;
    }
}

/// All its texts are the same, so that what goes together goes together.
fn row(table: &Table, business: BusinessId, number: i64) -> Vec<Cell> {
    let cell = |name: &str, kind: Kind| match (kind, table.whose) {
        (Kind::Int, _) => Cell::Int(number),
        (Kind::Text, Whose::Column(column)) if column == name => Cell::Text(business.to_string()),
        (Kind::Text, Whose::Prefix(column)) if column == name => Cell::Text(format!("{business}/calls")),
        (Kind::Text, _) => Cell::Text(format!("of {business} {number}")),
    };
    table.columns().map(|column| cell(column.name, column.kind)).collect()
}

/// Every relation readers or their mistakes could name: views and the live tables behind them.
async fn relations(house: &House) -> Vec<String> {
    let mut all = Vec::new();
    for model in ReadModel::ALL {
        let live = registry::of(house.log.pool(), model, Role::Live).await.unwrap().unwrap();
        for table in blueprint(model).tables() {
            all.extend([table.name.to_owned(), table.physical(live.number)]);
        }
    }
    all
}

/// What holds whoever the database's user is.
async fn holds(house: &House, wall: Wall) {
    let (ours, theirs, nobody) =
        (BusinessId::named("ours"), BusinessId::named("theirs"), BusinessId::named("nobody"));
    house.furnish(&[ours, theirs]).await;
    let reader = house.projections.reader();
    for relation in relations(house).await {
        let seen = async |sees| house.seen(wall.begin(sees), &relation).await;
        assert_eq!(seen(Sees::Business(ours)).await, 1, "{relation}");
        assert_eq!(seen(Sees::Business(theirs)).await, 1, "{relation}");
        assert_eq!(seen(Sees::Business(nobody)).await, 0, "{relation}");
        // The same connections, and not a word of whose rows: nothing is left of the last one's.
        let unsaid =
            wall.begin(Sees::Business(ours)).split("; SET LOCAL agentlocator").next().unwrap().to_owned();
        assert_eq!(house.seen(unsaid, &relation).await, 0, "{relation}");
    }
    // The reader's own way, with the first wall left out of the statement.
    for table in ReadModel::ALL.into_iter().flat_map(|model| blueprint(model).tables()) {
        let sees = Sees::Business(ours);
        assert_eq!(reader.count(sees, table.name, Condition::all()).await.unwrap(), 1, "{}", table.name);
        let mut all = Query::select();
        all.columns(table.columns().map(|column| column.name)).from(table.name);
        let kinds: Vec<Kind> = table.columns().map(|column| column.kind).collect();
        let rows = reader.select(sees, &all, &kinds).await.unwrap();
        assert_eq!(rows, [row(table, ours, 1)], "{}", table.name);
    }
    for table in ["businesses", "business_numbers", "audit"] {
        assert_eq!(reader.count(Sees::Everything, table, Condition::all()).await.unwrap(), 2, "{table}");
    }
}

/// Every table of a generation that is in the database stands behind its policy, those of the next generation too.
async fn nothing_was_forgotten(house: &House, wall: Wall) {
    let live =
        async || registry::of(house.log.pool(), ReadModel::Leads, Role::Live).await.unwrap().unwrap().number;
    let before = live().await;
    house.projections.rebuild("leads").await.unwrap();
    tokio::time::timeout(Duration::from_mins(1), async {
        while live().await == before {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    let tables: Vec<(String, bool, bool)> = sqlx::query_as(
        "SELECT relname::text, relrowsecurity, relforcerowsecurity FROM pg_class
         WHERE relkind = 'r' AND relname ~ '_g[0-9]+$' ORDER BY relname",
    )
    .fetch_all(house.pool())
    .await
    .unwrap();
    let known: BTreeSet<_> = relations(house).await.into_iter().collect();
    assert!(tables.len() >= 20 && tables.iter().all(|(name, ..)| known.contains(name)), "{tables:?}");
    for (name, enabled, forced) in tables {
        assert!(enabled, "{name} is open");
        assert_eq!(forced, wall == Wall::Owner, "{name}");
        let mut tx = Tx::begin(house.log.pool()).await.unwrap();
        assert!(wall.stands(&mut tx, &name).await.unwrap(), "{name}");
    }
}

/// Readers who go away at some point of their asking leave nothing to whoever has the connection next.
async fn nobody_sits_down_in_anothers_place(house: &House, wall: Wall) {
    let options = PgPoolOptions::new().max_connections(1).test_before_acquire(false);
    let one = options.connect_with((*house.pool().connect_options()).clone()).await.unwrap();
    let pool = Pool::Postgres(one.clone());
    let mut leads = Query::select();
    leads.column("id").from("leads");
    let asked: Asked<'_> = (&leads, &[Kind::Text]);
    for polls in 1..12 {
        let mut asking = Box::pin(select(&pool, wall, Sees::Business(BusinessId::named("ours")), asked));
        for _ in 0..polls {
            if futures::poll!(&mut asking).is_ready() {
                break;
            }
            // About as long as the server takes to answer.
            sqlx::query("SELECT 1").execute(house.pool()).await.unwrap();
        }
        drop(asking);
        let as_whom = "SELECT current_user::text = session_user::text, now() = statement_timestamp()";
        let row = sqlx::raw_sql(as_whom).fetch_one(&one).await.unwrap();
        let clean: (bool, bool) = (row.get(0), row.get(1));
        assert_eq!(clean, (true, true), "in another's transaction, after {polls} polls");
    }
    one.close().await;
}

/// How the database would look for a few of many leads, behind the wall.
async fn search_is_by_index(house: &House, wall: Wall) {
    let (business, live) =
        (BusinessId::named("many"), registry::of(house.log.pool(), ReadModel::Leads, Role::Live));
    let generation = live.await.unwrap().unwrap().number;
    let leads = blueprint(ReadModel::Leads).tables().into_iter().find(|table| table.is_searched()).unwrap();
    let mut tx = Tx::begin(house.log.pool()).await.unwrap();
    tx.upsert(leads, generation, (1..=5_000).map(|number| row(leads, business, number)).collect())
        .await
        .unwrap();
    tx.script(&format!("ANALYZE {}", leads.physical(generation))).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = house.pool().begin_with(wall.begin(Sees::Business(business))).await.unwrap();
    let searched =
        format!("EXPLAIN SELECT id FROM leads WHERE business = '{business}' AND search LIKE '% 4321%'");
    let plan: Vec<String> = sqlx::query_scalar(&searched).fetch_all(&mut *tx).await.unwrap();
    let plan = plan.join("\n");
    let trigrams = leads.indexes.iter().position(|columns| columns.contains(&TRIGRAMS)).unwrap();
    assert!(plan.contains(&format!("Index Scan on {}_{trigrams}", leads.physical(generation))), "{plan}");
}

async fn stands_for(cluster: &Cluster, user: &str, wall: Wall) {
    let house = House::of(cluster, user).await;
    let mut tx = Tx::begin(house.log.pool()).await.unwrap();
    assert_eq!(Wall::of(&mut tx).await.unwrap(), wall, "{user}");
    drop(tx);
    holds(&house, wall).await;
    nothing_was_forgotten(&house, wall).await;
    nobody_sits_down_in_anothers_place(&house, wall).await;
    if wall == Wall::Reader {
        search_is_by_index(&house, wall).await;
    }
    house.close().await;
}

/// A server with a user of this kind who owns the database.
async fn with_owner(powers: &str) -> Cluster {
    let cluster = Cluster::start().unwrap();
    let admin = PgPool::connect(&cluster.database("house").unwrap()).await.unwrap();
    admin
        .execute(format!("CREATE ROLE clerk LOGIN {powers}; ALTER DATABASE house OWNER TO clerk").as_str())
        .await
        .unwrap();
    admin.close().await;
    cluster
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_superuser_steps_down_to_read() {
    let cluster = Cluster::start().unwrap();
    cluster.database("house").unwrap();
    stands_for(&cluster, "postgres", Wall::Reader).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_who_may_make_roles_reads_in_one_that_owns_nothing() {
    let cluster = with_owner("CREATEROLE").await;
    stands_for(&cluster, "clerk", Wall::Reader).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_who_may_not_is_bound_itself_until_it_is_given_the_role() {
    let cluster = with_owner("").await;
    let admin = PgPool::connect(&cluster.url("house")).await.unwrap();
    // Another installation's on the same server: not ours to use.
    admin.execute("CREATE ROLE agentlocator_reader NOLOGIN").await.unwrap();
    stands_for(&cluster, "clerk", Wall::Owner).await;
    // As whoever runs the server is told to, in docs/decisions/017-second-wall.md.
    admin.execute("GRANT agentlocator_reader TO clerk").await.unwrap();
    let house = House::of(&cluster, "clerk").await;
    nothing_was_forgotten(&house, Wall::Reader).await;
    holds(&house, Wall::Reader).await;
    house.close().await;
    admin.close().await;
}

#[test]
fn every_table_with_a_business_says_so() {
    for table in ReadModel::ALL.into_iter().flat_map(|model| blueprint(model).tables()) {
        let named = |name: &str| table.columns().any(|column| column.name == name);
        match table.whose {
            Whose::Column(column) | Whose::Prefix(column) => assert!(named(column), "{}", table.name),
            Whose::Of { by, .. } => assert!(named(by) && !named("business"), "{}", table.name),
            Whose::Nobody => panic!("{} is a read model's and has no wall", table.name),
        }
    }
}
