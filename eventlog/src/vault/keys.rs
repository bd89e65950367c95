use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aes_gcm::{Aes256Gcm, KeyInit as _};
use domain::ids::LeadId;
use domain::ports::{Clock, Entropy};
use moka::sync::Cache;

use super::{MasterKey, NONCE, decrypt, encrypt};
use crate::LogError;
use crate::store::{Pool, on_readers, on_writer};

/// Keys are looked up again after this at the latest: how long another node may go on with a key that was destroyed, should it
/// not hear of it otherwise.
const LIVES: Duration = Duration::from_secs(30);
const KEYS: u64 = 50_000;

/// A person's key.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) cipher: Aes256Gcm,
}

/// Keeps the keys.
pub(crate) struct Vault {
    pool: Pool,
    master: Option<Aes256Gcm>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    of_person: Cache<LeadId, Arc<Key>>,
    /// `None`: destroyed.
    by_id: Cache<String, Option<Arc<Key>>>,
    /// The newest erasure this node knows of.
    epoch: AtomicU64,
}

impl Vault {
    /// Opens the vault; a master key that does not fit is found here and not at the first call.
    pub(crate) async fn unlock(
        pool: Pool,
        master: Option<&MasterKey>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, LogError> {
        let cache = || Cache::builder().max_capacity(KEYS).time_to_live(LIVES).build();
        let vault = Self {
            epoch: AtomicU64::new(pool.epoch().await?),
            pool,
            master: master.map(MasterKey::cipher),
            clock,
            entropy,
            of_person: cache(),
            by_id: Cache::builder().max_capacity(KEYS).time_to_live(LIVES).build(),
        };
        match vault.pool.any_key().await? {
            Some((id, wrapped)) => vault.unwrap(&id, &wrapped).map(drop)?,
            // The first node to come here decides the master key, before anybody's data is under it.
            None if vault.master.is_some() => vault.make(nobody()).await.map(drop)?,
            None => {}
        }
        Ok(vault)
    }

    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Somebody was erased, here or elsewhere: nothing that was read before may be believed.
    pub(crate) fn erased(&self, epoch: u64) {
        if self.epoch.fetch_max(epoch, Ordering::AcqRel) < epoch {
            self.of_person.invalidate_all();
            self.by_id.invalidate_all();
        }
    }

    pub(crate) fn nonce(&self) -> [u8; NONCE] {
        let mut nonce = [0; NONCE];
        self.entropy.fill(&mut nonce);
        nonce
    }

    /// The key a person's data is written under, made when there is none; `None` without a master key.
    pub(crate) async fn of_person(&self, person: LeadId) -> Result<Option<Arc<Key>>, LogError> {
        if self.master.is_none() {
            return Ok(None);
        }
        if let Some(key) = self.of_person.get(&person) {
            return Ok(Some(key));
        }
        let key = match self.pool.living_key(person).await? {
            Some((id, wrapped)) => self.unwrap(&id, &wrapped)?,
            None => self.make(person).await?,
        };
        self.of_person.insert(person, key.clone());
        Ok(Some(key))
    }

    async fn make(&self, person: LeadId) -> Result<Arc<Key>, LogError> {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        let id = self.entropy.uuid().simple().to_string();
        let master = self.master.as_ref().ok_or(LogError::NoMasterKey)?;
        let wrapped = encrypt(master, self.nonce(), &bytes, &id)?;
        self.pool.add_key(&id, person, &wrapped, self.clock.now().as_microsecond()).await?;
        // Another node may have been faster: the one that is there is the one.
        let (id, wrapped) = self.pool.living_key(person).await?.ok_or(LogError::NoMasterKey)?;
        self.unwrap(&id, &wrapped)
    }

    fn unwrap(&self, id: &str, wrapped: &str) -> Result<Arc<Key>, LogError> {
        let master = self.master.as_ref().ok_or(LogError::NoMasterKey)?;
        let bytes = decrypt(master, wrapped, id).ok_or(LogError::WrongMasterKey)?;
        let cipher = Aes256Gcm::new_from_slice(&bytes).map_err(|_| LogError::WrongMasterKey)?;
        Ok(Arc::new(Key { id: id.to_owned(), cipher }))
    }

    /// These keys, as far as they exist; `None`: destroyed.
    pub(super) async fn by_ids(
        &self,
        ids: BTreeSet<&str>,
    ) -> Result<HashMap<String, Option<Arc<Key>>>, LogError> {
        let mut found = HashMap::with_capacity(ids.len());
        for id in ids {
            found.insert(id.to_owned(), self.by_id(id).await?);
        }
        Ok(found)
    }

    /// This key, if it exists; `None`: destroyed.
    pub(crate) async fn by_id(&self, id: &str) -> Result<Option<Arc<Key>>, LogError> {
        if let Some(known) = self.by_id.get(id) {
            return Ok(known);
        }
        let wrapped = self.pool.key(id).await?;
        let key = wrapped.map(|wrapped| self.unwrap(id, &wrapped)).transpose()?;
        self.by_id.insert(id.to_owned(), key.clone());
        Ok(key)
    }

    /// Destroys the keys of a person.
    pub(crate) async fn erase(&self, person: LeadId) -> Result<(), LogError> {
        if self.master.is_none() {
            return Err(LogError::NoMasterKey);
        }
        let epoch = self.pool.destroy_keys(person, self.clock.now().as_microsecond()).await?;
        self.erased(epoch);
        Ok(())
    }
}

/// Whose key a log has before it has anybody's: no phone number derives to it.
pub(crate) fn nobody() -> LeadId {
    LeadId::from_uuid(uuid::Uuid::nil())
}

impl Pool {
    async fn any_key(&self) -> Result<Option<(String, String)>, LogError> {
        Ok(on_readers!(self, database => {
            sqlx::query_as("SELECT id, wrapped FROM person_keys WHERE wrapped IS NOT NULL LIMIT 1")
                .fetch_optional(database)
                .await?
        }))
    }

    async fn living_key(&self, person: LeadId) -> Result<Option<(String, String)>, LogError> {
        // From the writer: a reader may not see yet what was just made.
        Ok(on_writer!(self, database => {
            sqlx::query_as("SELECT id, wrapped FROM person_keys WHERE person = $1 AND erased_at IS NULL")
                .bind(person.to_string())
                .fetch_optional(database)
                .await?
        }))
    }

    /// The key as it is wrapped; `None`: destroyed, or never here.
    async fn key(&self, id: &str) -> Result<Option<String>, LogError> {
        let found: Option<(Option<String>,)> = on_readers!(self, database => {
            sqlx::query_as("SELECT wrapped FROM person_keys WHERE id = $1").bind(id).fetch_optional(database).await?
        });
        Ok(found.and_then(|(wrapped,)| wrapped))
    }

    async fn add_key(&self, id: &str, person: LeadId, wrapped: &str, now_us: i64) -> Result<(), LogError> {
        on_writer!(self, database => {
            sqlx::query("INSERT INTO person_keys (id, person, wrapped, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
                .bind(id)
                .bind(person.to_string())
                .bind(wrapped)
                .bind(now_us)
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }

    /// Empties the keys, forgets the snapshots, and numbers the erasure, in one transaction; gives the number.
    async fn destroy_keys(&self, person: LeadId, now_us: i64) -> Result<u64, LogError> {
        let (before, after) = match self {
            // Overwrite what is deleted, and the write-ahead log that still holds it.
            Self::Sqlite { .. } => ("PRAGMA secure_delete = ON", "PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres(_) => {
                ("LOCK TABLE erasures IN EXCLUSIVE MODE", "VACUUM person_keys, log_snapshots")
            }
        };
        let number: i64 = on_writer!(self, database => {
            let mut transaction = database.begin().await?;
            sqlx::query(before).execute(&mut *transaction).await?;
            sqlx::query("UPDATE person_keys SET wrapped = NULL, erased_at = $1 WHERE person = $2 AND erased_at IS NULL")
                .bind(now_us)
                .bind(person.to_string())
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM log_snapshots").execute(&mut *transaction).await?;
            let (number,): (i64,) = sqlx::query_as(
                "INSERT INTO erasures (number, person, erased_at) SELECT coalesce(max(number), 0) + 1, $1, $2 FROM erasures \
                 RETURNING number",
            )
            .bind(person.to_string())
            .bind(now_us)
            .fetch_one(&mut *transaction)
            .await?;
            transaction.commit().await?;
            // The key is gone for everybody; that its bytes are gone from the disk is up to the disk from here on.
            if let Err(error) = sqlx::query(after).execute(database).await {
                tracing::warn!(%error, "the destroyed key's old page was not cleaned yet");
            }
            number
        });
        Ok(u64::try_from(number).unwrap_or(0))
    }
}
