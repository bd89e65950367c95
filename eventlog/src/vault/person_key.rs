//! What is kept of a person outside the log, under the same key: it is gone with them.

use std::sync::Arc;

use domain::ids::LeadId;

use super::{Key, decrypt_bytes, encrypt_bytes};
use crate::{EventLog, LogError};

/// A person's key, for files kept beside the log. Held no longer than the file is written or read.
#[derive(Clone)]
pub struct PersonKey {
    key: Arc<Key>,
    log: EventLog,
}

impl PersonKey {
    /// Under what name to ask for it again.
    pub fn id(&self) -> &str {
        &self.key.id
    }

    /// Encrypts (AES-256-GCM, the nonce before the ciphertext); `bound` says what and where it is, and is asked for again.
    pub fn seal(&self, bytes: &[u8], bound: &str) -> Result<Vec<u8>, LogError> {
        encrypt_bytes(&self.key.cipher, self.log.vault().nonce(), bytes, bound)
    }

    /// What was sealed; `None`: it was altered, or stood elsewhere.
    pub fn open(&self, sealed: &[u8], bound: &str) -> Option<Vec<u8>> {
        decrypt_bytes(&self.key.cipher, sealed, bound)
    }
}

impl EventLog {
    /// A person's living key, made when there is none; `None` without a master key.
    pub async fn key_of(&self, person: LeadId) -> Result<Option<PersonKey>, LogError> {
        let key = self.vault().of_person(person).await?;
        Ok(key.map(|key| PersonKey { key, log: self.clone() }))
    }

    /// The key of this name; `None`: its person was erased, or it was never here.
    pub async fn key(&self, id: &str) -> Result<Option<PersonKey>, LogError> {
        let key = self.vault().by_id(id).await?;
        Ok(key.map(|key| PersonKey { key, log: self.clone() }))
    }
}

impl std::fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonKey").field("id", &self.key.id).finish_non_exhaustive()
    }
}
