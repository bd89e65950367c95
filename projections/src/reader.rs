//! The read side's one door. Each read model's `query.rs` adds its methods; every one takes the scope first.

use eventlog::{EventLog, Pool};
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _, Order, PostgresQueryBuilder, Query, SelectStatement};

use crate::db::{self, Sees, Wall};
use crate::page::Place;
use crate::table::{Cell, CellReader, Kind, Record, Versioned};
use crate::totals::{COUNTED, Totals};
use crate::{BusinessScope, Cursor, Page, Paged, ReadError, sight};

/// The most rows of a list that are sorted when it is asked for.
const SORTED: u64 = 1_000;

/// Answers questions from the read models (and, for the past of one entity, from the log). Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    log: EventLog,
    wall: Wall,
    totals: Totals,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

/// How a list is ordered: by this column, then by the id.
pub(crate) struct Sort {
    pub(crate) column: &'static str,
    pub(crate) id: &'static str,
    pub(crate) direction: Direction,
}

/// Which end of a list comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    LeastFirst,
    GreatestFirst,
}

impl Sort {
    /// The greatest first.
    pub(crate) const fn greatest(column: &'static str, id: &'static str) -> Self {
        Self { column, id, direction: Direction::GreatestFirst }
    }

    fn fits<R: Record>(&self, after: &Cursor) -> bool {
        let kind = R::TABLE.columns().find(|column| column.name == self.column).map(|column| column.kind);
        match after.at {
            Place::Number(_) => kind == Some(Kind::Int),
            Place::Name(_) => kind == Some(Kind::Text),
        }
    }

    /// That a row comes after a cursor.
    fn beyond(&self, after: &Cursor) -> Expr {
        let key = Expr::tuple([Expr::col(self.column), Expr::col(self.id)]);
        let at = match &after.at {
            Place::Number(number) => Expr::val(*number),
            Place::Name(name) => Expr::val(name.as_str()),
        };
        let place = Expr::tuple([at, Expr::val(after.id.as_str())]);
        match self.direction {
            Direction::LeastFirst => key.gt(place),
            Direction::GreatestFirst => key.lt(place),
        }
    }

    fn order(&self) -> Order {
        match self.direction {
            Direction::LeastFirst => Order::Asc,
            Direction::GreatestFirst => Order::Desc,
        }
    }
}

impl Reader {
    pub(crate) fn new(log: EventLog, wall: Wall, totals: Totals) -> Self {
        Self { log, wall, totals }
    }

    pub(crate) fn log(&self) -> &EventLog {
        &self.log
    }

    /// Rows of a statement, of what `sees` says and no others whatever the statement says (where the database keeps the wall).
    pub(crate) async fn select(
        &self,
        sees: Sees,
        statement: &SelectStatement,
        kinds: &[Kind],
    ) -> Result<Vec<Vec<Cell>>, ReadError> {
        Ok(db::select(self.log.pool(), self.wall, sees, (statement, kinds)).await?)
    }

    /// Rows of a type. The statement selects its table's columns, as [`columns_of`] begins it.
    pub(crate) async fn fetch<R: Record>(
        &self,
        sees: Sees,
        statement: &SelectStatement,
    ) -> Result<Vec<R>, ReadError> {
        let kinds: Vec<Kind> = R::TABLE.columns().map(|column| column.kind).collect();
        let rows = self.select(sees, statement, &kinds).await?;
        rows.into_iter().map(|cells| R::read(&mut CellReader::new(R::TABLE, cells))).collect()
    }

    /// The rows of a view that fulfil a condition, in no order.
    pub(crate) async fn fetch_where<R: Record>(
        &self,
        sees: Sees,
        condition: Condition,
    ) -> Result<Vec<R>, ReadError> {
        let mut statement = columns_of::<R>();
        statement.from(R::TABLE.name).cond_where(condition);
        self.fetch(sees, &statement).await
    }

    /// A page of a list, as it is or as it was.
    pub(crate) async fn page<R: Versioned>(
        &self,
        sees: Sees,
        condition: Condition,
        sort: &Sort,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<R>, ReadError> {
        let (view, condition) = as_it_was::<R>(condition, as_of);
        self.page_of(sees, view, condition, sort, page).await
    }

    /// A page of a view.
    pub(crate) async fn page_of<R: Record>(
        &self,
        sees: Sees,
        view: &'static str,
        condition: Condition,
        sort: &Sort,
        page: &Page,
    ) -> Result<Paged<R>, ReadError> {
        let mut statement = columns_of::<R>();
        statement.from(view).cond_where(condition.clone());
        // A cursor of a list in another order names no place in this one: it begins anew.
        if let Some(after) = page.after.as_ref().filter(|after| sort.fits::<R>(after)) {
            statement.and_where(sort.beyond(after));
        }
        // One more than asked for tells whether there are more.
        statement.limit(u64::try_from(page.size()).unwrap_or(0) + 1);
        let (rows, total) = self.with_total::<R>(sees, statement, sort, view, condition).await?;
        let mut rows = keyed::<R>(rows, sort)?;
        let has_next = rows.len() > page.size();
        rows.truncate(page.size());
        Ok(Paged { items: rows, total, has_next })
    }

    /// The rows of a statement in their order, and how many of the view fulfil the condition. They are counted first: how many there
    /// are tells how they are best read.
    async fn with_total<R: Record>(
        &self,
        sees: Sees,
        statement: SelectStatement,
        sort: &Sort,
        view: &'static str,
        condition: Condition,
    ) -> Result<(Vec<Vec<Cell>>, u64), ReadError> {
        let kinds: Vec<Kind> = R::TABLE.columns().map(|column| column.kind).collect();
        let asked = format!("{sees:?} {}", counting(view, condition.clone()).to_string(PostgresQueryBuilder));
        if let Some(total) = self.totals.told(&asked).await {
            let statement = self.in_order(statement, sort, total);
            return Ok((self.select(sees, &statement, &kinds).await?, total));
        }
        let start = counting_start(view, condition.clone());
        let then = |count: &[Vec<Cell>]| Some((self.in_order(statement, sort, counted(count)), &kinds[..]));
        let (count, rows) =
            db::select_then(self.log.pool(), self.wall, sees, (&start, &[Kind::Int]), then).await?;
        let total = counted(&count);
        if total <= COUNTED {
            return Ok((rows, total));
        }
        let count = self.count(sees, view, condition.clone());
        match self.totals.count(asked, count).await? {
            Some(total) => Ok((rows, total)),
            None => Ok((rows, self.count(sees, view, condition).await?)),
        }
    }

    /// A long list is read along its index until the page is full. The rows of a short one may be anywhere along it, and a planner
    /// that does not know what a text holds would look for them there: they are found first, and sorted.
    fn in_order(&self, mut statement: SelectStatement, sort: &Sort, total: u64) -> SelectStatement {
        if total <= SORTED && matches!(self.log.pool(), Pool::Postgres(_)) {
            // By both columns as one value, which no index has.
            let both = Expr::tuple([Expr::col(sort.column), Expr::col(sort.id)]);
            statement.order_by_expr(both, sort.order());
        } else {
            statement.order_by(sort.column, sort.order()).order_by(sort.id, sort.order());
        }
        statement
    }

    /// How many rows of a view fulfil a condition.
    pub(crate) async fn count(
        &self,
        sees: Sees,
        view: &'static str,
        condition: Condition,
    ) -> Result<u64, ReadError> {
        Ok(counted(&self.select(sees, &counting(view, condition), &[Kind::Int]).await?))
    }
}

fn keyed<R: Record>(rows: Vec<Vec<Cell>>, sort: &Sort) -> Result<Vec<(Cursor, R)>, ReadError> {
    let place = |name: &str| R::TABLE.columns().position(|column| column.name == name).unwrap_or(0);
    let (at, id) = (place(sort.column), place(sort.id));
    let keyed = |cells: Vec<Cell>| {
        let at = match &cells[at] {
            Cell::Int(at) => Place::Number(*at),
            Cell::Text(name) => Place::Name(name.clone()),
            Cell::Null => Place::Number(0),
        };
        let id = if let Cell::Text(id) = &cells[id] { id.clone() } else { String::new() };
        Ok((Cursor { at, id }, R::read(&mut CellReader::new(R::TABLE, cells))?))
    };
    rows.into_iter().map(keyed).collect()
}

fn counting(view: &'static str, condition: Condition) -> SelectStatement {
    let mut statement = Query::select();
    statement.expr(Expr::cust("count(*)")).from(view).cond_where(condition);
    statement
}

/// The same of a list's start: to one more than is counted every time.
fn counting_start(view: &'static str, condition: Condition) -> SelectStatement {
    let mut start = Query::select();
    start.expr(Expr::val(1)).from(view).cond_where(condition).limit(COUNTED + 1);
    let mut statement = Query::select();
    statement.expr(Expr::cust("count(*)")).from_subquery(start, "start");
    statement
}

fn counted(rows: &[Vec<Cell>]) -> u64 {
    match rows.iter().flatten().next() {
        Some(Cell::Int(count)) => u64::try_from(*count).unwrap_or(0),
        Some(Cell::Text(_) | Cell::Null) | None => 0,
    }
}

/// `SELECT` of a row type's columns; the view is still to be named.
pub(crate) fn columns_of<R: Record>() -> SelectStatement {
    let mut statement = Query::select();
    statement.columns(R::TABLE.columns().map(|column| column.name));
    statement
}

/// The view and condition of a list as it was at an instant; as it is when none is given.
pub(crate) fn as_it_was<R: Versioned>(
    condition: Condition,
    as_of: Option<Timestamp>,
) -> (&'static str, Condition) {
    let Some(at) = as_of.map(Timestamp::as_microsecond) else { return (R::TABLE.name, condition) };
    let then = condition.add(Expr::col("valid_from").lte(at)).add(Expr::col("valid_until").gt(at));
    (R::VERSIONS.name, then)
}

/// What every condition begins with; of leads and what hangs on them, [`sight`] says which the scope sees.
pub(crate) fn within(scope: &BusinessScope) -> Condition {
    Condition::all().add(Expr::col("business").eq(scope.business().to_string()))
}

/// That a column is one of these.
pub(crate) fn among<T: ToString>(column: &'static str, ids: &[T]) -> Expr {
    Expr::col(column).is_in(ids.iter().map(ToString::to_string))
}

/// That the column names one of these entities and it is in the scope's sight: for tables that hang on another.
pub(crate) fn owned<T: ToString>(
    scope: &BusinessScope,
    column: &'static str,
    owner: (&'static str, &'static str),
    ids: &[T],
) -> Condition {
    let (view, key) = owner;
    let mut owners = Query::select();
    owners.column(key).from(view).cond_where(sight::of_view(scope, view).add(among(key, ids)));
    Condition::all().add(Expr::col(column).in_subquery(owners))
}
