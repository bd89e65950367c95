//! The keys in use, and where they come from.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aes_gcm::{Aes256Gcm, KeyInit as _};
use domain::ids::LeadId;
use domain::ports::{Clock, Entropy};
use moka::sync::Cache;

use super::table::Wrapped;
use super::{MasterKey, NONCE, decrypt, encrypt};
use crate::LogError;
use crate::store::Pool;

/// Keys are looked up again after this at the latest: how long another node may go on with a key that was destroyed, should it
/// not hear of it otherwise.
const LIVES: Duration = Duration::from_secs(30);
const KEYS: u64 = 50_000;

/// What became of forgetting a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Their key is destroyed.
    Done,
    /// It was destroyed before, and nothing was written of them since.
    Already,
    /// They never had one: nothing was ever written of them.
    Nobody,
}

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
            None if vault.master.is_some() => drop(vault.of_people(&BTreeSet::from([nobody()])).await?),
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
        Ok(self.of_people(&BTreeSet::from([person])).await?.remove(&person))
    }

    /// Has these people's keys at hand, so that writing about each of them need not ask or write for itself.
    pub(crate) async fn have_at_hand(&self, people: &[LeadId]) -> Result<(), LogError> {
        let unknown = people.iter().copied().filter(|person| !self.of_person.contains_key(person));
        if self.master.is_some() {
            self.of_people(&unknown.collect()).await?;
        }
        Ok(())
    }

    /// The keys of these people, made where there are none: two statements at most, unless another node makes them too.
    async fn of_people(&self, people: &BTreeSet<LeadId>) -> Result<HashMap<LeadId, Arc<Key>>, LogError> {
        let mut keys = HashMap::with_capacity(people.len());
        self.learn(self.pool.living_keys(people).await?, &mut keys)?;
        let missing = people.iter().filter(|person| !keys.contains_key(person));
        let made = missing.map(|person| self.new_key(*person)).collect::<Result<Vec<_>, _>>()?;
        if !made.is_empty() {
            self.learn(self.pool.add_keys(&made, self.clock.now().as_microsecond()).await?, &mut keys)?;
        }
        if keys.len() < people.len() {
            // Another node was faster: the keys that are there are the ones.
            self.learn(self.pool.living_keys(people).await?, &mut keys)?;
        }
        Ok(keys)
    }

    fn new_key(&self, person: LeadId) -> Result<Wrapped, LogError> {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        let id = self.entropy.uuid().simple().to_string();
        let master = self.master.as_ref().ok_or(LogError::NoMasterKey)?;
        let text = encrypt(master, self.nonce(), &bytes, &id)?;
        Ok(Wrapped { id, person, text })
    }

    fn learn(&self, found: Vec<Wrapped>, keys: &mut HashMap<LeadId, Arc<Key>>) -> Result<(), LogError> {
        for Wrapped { id, person, text } in found {
            let key = self.unwrap(&id, &text)?;
            self.by_id.insert(id, Some(key.clone()));
            self.of_person.insert(person, key.clone());
            keys.insert(person, key);
        }
        Ok(())
    }

    fn unwrap(&self, id: &str, wrapped: &str) -> Result<Arc<Key>, LogError> {
        let master = self.master.as_ref().ok_or(LogError::NoMasterKey)?;
        let bytes = decrypt(master, wrapped, id).ok_or(LogError::WrongMasterKey)?;
        let cipher = Aes256Gcm::new_from_slice(&bytes).map_err(|_| LogError::WrongMasterKey)?;
        Ok(Arc::new(Key { id: id.to_owned(), cipher }))
    }

    /// These keys; `None`: destroyed, or never here.
    pub(super) async fn by_ids(
        &self,
        ids: BTreeSet<&str>,
    ) -> Result<HashMap<String, Option<Arc<Key>>>, LogError> {
        let mut found = HashMap::with_capacity(ids.len());
        let mut unknown = Vec::new();
        for id in ids {
            match self.by_id.get(id) {
                Some(known) => drop(found.insert(id.to_owned(), known)),
                None => unknown.push(id.to_owned()),
            }
        }
        if unknown.is_empty() {
            return Ok(found);
        }
        let mut wrapped: BTreeMap<_, _> = self.pool.keys(&unknown).await?.into_iter().collect();
        for id in unknown {
            let key = wrapped.remove(&id).flatten();
            let key = key.map(|wrapped| self.unwrap(&id, &wrapped)).transpose()?;
            self.by_id.insert(id.clone(), key.clone());
            found.insert(id, key);
        }
        Ok(found)
    }

    /// This key; `None`: destroyed, or never here.
    pub(crate) async fn by_id(&self, id: &str) -> Result<Option<Arc<Key>>, LogError> {
        Ok(self.by_ids(BTreeSet::from([id])).await?.remove(id).flatten())
    }

    /// Destroys the keys of a person.
    pub(crate) async fn erase(&self, person: LeadId) -> Result<Erasure, LogError> {
        if self.master.is_none() {
            return Err(LogError::NoMasterKey);
        }
        let outcome = match self.pool.keys_of(person).await? {
            (0, _) => return Ok(Erasure::Nobody),
            (_, 0) => Erasure::Already,
            (_, _) => Erasure::Done,
        };
        // Again when it was so already: whoever repeats it has what is kept of the log made anew.
        let epoch = self.pool.destroy_keys(person, self.clock.now().as_microsecond()).await?;
        self.erased(epoch);
        Ok(outcome)
    }
}

/// Whose key a log has before it has anybody's: no phone number derives to it.
pub(crate) fn nobody() -> LeadId {
    LeadId::from_uuid(uuid::Uuid::nil())
}
