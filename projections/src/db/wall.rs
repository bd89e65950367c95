//! The second wall between businesses: `PostgreSQL`'s row-level security (docs/decisions/017-second-wall.md).
//!
//! # Contract
//! Every reading transaction says whose rows it is for, and for the length of the transaction only; without that word it sees none.
//! Where the database's user may make a role, reads step into one that owns nothing; where not, the owner itself is bound. What SQL
//! of ours forgets to say, the database says all the same. `SQLite` has no such thing.

use domain::ids::BusinessId;
use sea_query::Value;

use super::Tx;
use crate::table::{Cell, Kind, Table, Whose};

/// What the tables' policies compare with.
const CURRENT: &str = "current_setting('agentlocator.business', true)";

/// Makes the readers' role, where this user may; and lets this user step into it.
const MAKE_ROLE: &str = "DO $$ BEGIN
   BEGIN
     IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'agentlocator_reader') THEN
       CREATE ROLE agentlocator_reader NOLOGIN;
     END IF;
   -- Another database of the server may be at it as well.
   EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
   END;
   BEGIN
     PERFORM set_config('role', 'agentlocator_reader', true);
     RESET ROLE;
   EXCEPTION WHEN insufficient_privilege THEN GRANT agentlocator_reader TO CURRENT_USER;
   END;
 EXCEPTION WHEN insufficient_privilege OR undefined_object OR invalid_parameter_value THEN NULL;
 END $$";

/// How the wall stands in this database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wall {
    /// Not at all: `SQLite`.
    Absent,
    /// Reads are done in a role that owns nothing. The owner, who writes, is free.
    Reader,
    /// There is no such role: the owner is bound by the tables' policies, and says so when it writes.
    Owner,
}

/// Whose rows a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sees {
    Business(BusinessId),
    /// All of them: projectors, and those who run the installation.
    Everything,
}

impl Sees {
    /// The setting's value. An id is hexadecimal digits and hyphens.
    fn setting(self) -> String {
        match self {
            Self::Business(business) => format!("SET LOCAL agentlocator.business = '{business}'"),
            Self::Everything => SEES_EVERYTHING.to_owned(),
        }
    }
}

/// What transactions of projectors say.
pub(super) const SEES_EVERYTHING: &str = "SET LOCAL agentlocator.business = '*'";

impl Wall {
    /// Finds out which wall can stand here, and makes the role where that is allowed.
    pub(crate) async fn of(tx: &mut Tx) -> Result<Self, sqlx::Error> {
        if !tx.is_postgres() {
            return Ok(Self::Absent);
        }
        tx.script(MAKE_ROLE).await?;
        if Self::has_reader(tx).await? {
            return Ok(Self::Reader);
        }
        let exempt = "SELECT 'so' FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)";
        if !tx.rows(exempt, Vec::new(), &[Kind::Text]).await?.is_empty() {
            tracing::warn!(
                "the database does not keep businesses apart by itself: its user is exempt from row-level security and cannot \
                 step into the role agentlocator_reader"
            );
        }
        Ok(Self::Owner)
    }

    /// Whether the role is there, has no powers of its own, finds the same tables under the same names, and can be stepped into.
    async fn has_reader(tx: &mut Tx) -> Result<bool, sqlx::Error> {
        // Views that are read as whoever reads them: PostgreSQL 15.
        let fit = "SELECT current_schemas(false)::text FROM pg_roles \
             WHERE rolname = 'agentlocator_reader' AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcanlogin \
               AND NOT pg_has_role('agentlocator_reader', current_user, 'MEMBER') \
               AND current_setting('server_version_num')::int >= 150000";
        let fit = tx.rows(fit, Vec::new(), &[Kind::Text]).await?;
        let Some([Cell::Text(schemas)]) = fit.first().map(Vec::as_slice) else { return Ok(false) };
        tx.script(
            "DO $$ BEGIN
               IF NOT has_schema_privilege('agentlocator_reader', current_schema(), 'USAGE') THEN
                 EXECUTE format('GRANT USAGE ON SCHEMA %I TO agentlocator_reader', current_schema());
               END IF;
             EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
             SAVEPOINT stepping",
        )
        .await?;
        let stepped = match tx.script("SET LOCAL ROLE agentlocator_reader").await {
            Ok(()) => {
                let seen = "SELECT current_schemas(false)::text";
                tx.rows(seen, Vec::new(), &[Kind::Text])
                    .await?
                    .first()
                    .is_some_and(|row| row[..] == [Cell::Text(schemas.clone())])
            }
            // Not ours to step into.
            Err(sqlx::Error::Database(_)) => false,
            Err(error) => return Err(error),
        };
        tx.script("ROLLBACK TO SAVEPOINT stepping").await?;
        Ok(stepped)
    }

    /// What a reading transaction begins with: one message to the database, in place of a plain `BEGIN`.
    pub(crate) fn begin(self, sees: Sees) -> String {
        let step = match (self, sees) {
            (Self::Reader, Sees::Business(_)) => "SET LOCAL ROLE agentlocator_reader; ",
            (Self::Reader, Sees::Everything) | (Self::Owner | Self::Absent, _) => "",
        };
        // Planned for the values at hand: businesses differ by a thousandfold, and so do the words people search for. Compiling a
        // statement to machine code takes longer than any of these may.
        format!(
            "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off; {step}{}",
            sees.setting()
        )
    }

    /// Raises the wall on a generation's tables.
    pub(super) async fn raise(
        self,
        tx: &mut Tx,
        tables: &[&'static Table],
        generation: u32,
    ) -> Result<(), sqlx::Error> {
        for table in tables {
            tx.script(&self.around(table, generation)).await?;
        }
        Ok(())
    }

    fn around(self, table: &Table, generation: u32) -> String {
        let physical = table.physical(generation);
        let Some(own) = own(table, generation) else { return String::new() };
        let bound = match self {
            Self::Absent => return String::new(),
            Self::Reader => format!(
                "ALTER TABLE {physical} NO FORCE ROW LEVEL SECURITY; GRANT SELECT ON {physical} TO agentlocator_reader"
            ),
            Self::Owner => format!(
                "ALTER TABLE {physical} FORCE ROW LEVEL SECURITY;
                 CREATE POLICY keeper ON {physical} TO CURRENT_USER USING ({CURRENT} = '*')"
            ),
        };
        format!(
            "DROP POLICY IF EXISTS own ON {physical}; DROP POLICY IF EXISTS keeper ON {physical};
             ALTER TABLE {physical} ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON {physical} FOR SELECT USING ({own}); {bound}"
        )
    }

    /// The view readers read a table by. Read as whoever reads it, so that the table's policies are theirs.
    ///
    /// A policy comes before a statement's own conditions unless those cannot leak (`LEAKPROOF`), and so keeps `LIKE` from its index. A
    /// table that is searched is therefore read as its owner, who is free, and the view says the policy's words itself.
    pub(super) fn view(self, table: &Table, generation: u32, columns: &str) -> String {
        let (name, physical) = (table.name, table.physical(generation));
        let (how, condition) = match (self, own(table, generation)) {
            (Self::Reader, Some(own)) if table.is_searched() => ("", format!(" WHERE {own}")),
            (Self::Reader, _) => (" WITH (security_invoker = true)", String::new()),
            (Self::Owner | Self::Absent, _) => ("", String::new()),
        };
        let grant = match self {
            Self::Reader => format!("; GRANT SELECT ON {name} TO agentlocator_reader"),
            Self::Owner | Self::Absent => String::new(),
        };
        format!("CREATE VIEW {name}{how} AS SELECT {columns} FROM {physical}{condition}{grant}")
    }

    /// Whether the wall stands around a table as it is to.
    pub(crate) async fn stands(self, tx: &mut Tx, physical: &str) -> Result<bool, sqlx::Error> {
        let sql = "SELECT relname::text FROM pg_class c WHERE relname = $1 AND pg_table_is_visible(oid) \
               AND relrowsecurity AND relforcerowsecurity = $2 \
               AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own') \
               AND CASE WHEN $2 THEN EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'keeper') \
                        ELSE has_table_privilege('agentlocator_reader', c.oid, 'SELECT') END";
        let forced = match self {
            Self::Absent => return Ok(true),
            Self::Reader => false,
            Self::Owner => true,
        };
        let values: Vec<Value> = vec![physical.into(), forced.into()];
        Ok(!tx.rows(sql, values, &[Kind::Text]).await?.is_empty())
    }
}

/// That a row is the current business's; `None`: the table is nobody's.
fn own(table: &Table, generation: u32) -> Option<String> {
    Some(match table.whose {
        Whose::Column(column) => format!("{column} = {CURRENT}"),
        Whose::Prefix(column) => format!("split_part({column}, '/', 1) = {CURRENT}"),
        Whose::Of { table: whole, key, by } => format!(
            "EXISTS (SELECT FROM {whole}_g{generation} whole WHERE whole.{key} = {}.{by} AND whole.business = {CURRENT})",
            table.physical(generation)
        ),
        Whose::Nobody => return None,
    })
}

#[cfg(test)]
mod tests;
