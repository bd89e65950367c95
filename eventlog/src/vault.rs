//! Personal data under a key per person, so that forgetting the key forgets the person and the log stays as it was written.
//!
//! The fields an event calls personal are stored as `{"$enc": "key id.base64(nonce and ciphertext)"}`: AES-256-GCM, bound to its
//! stream, event type and field, so that no ciphertext can be moved elsewhere. Keys are wrapped by the master key and live in a
//! table of their own. A field whose key is gone reads as a redacted value of the same type ([`redact`]).

mod keys;
mod person_key;
mod redact;
mod table;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use domain::{DomainEvent, StreamId};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::codec::Opened;
use crate::store::Row;
use crate::{LogError, Recorded};
pub use keys::Erasure;
pub(crate) use keys::{Key, Vault, nobody};
pub use person_key::PersonKey;
pub use redact::ERASED;

/// The one name in the log that is not the domain's.
const MARK: &str = "$enc";
/// Bytes of a GCM nonce.
const NONCE: usize = 12;

/// What wraps the keys of persons. Without it personal data is stored as it is and nobody can be erased; losing it erases
/// everybody.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// A key kept by somebody who keeps keys.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key made of the installation's secret, which has to be long and random itself.
    pub fn of_secret(secret: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"agentlocator/personal-data/1\n");
        hasher.update(secret.as_bytes());
        Self(hasher.finalize().into())
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// The event as JSON, its personal fields under the key.
pub(crate) fn sealed<E: DomainEvent>(
    event: &E,
    stream: &StreamId,
    key: &Key,
    nonce: impl Fn() -> [u8; NONCE],
) -> Result<String, LogError> {
    let mut payload = serde_json::to_value(event)?;
    for pointer in event.personal() {
        let Some(field) = payload.pointer_mut(pointer).filter(|field| !field.is_null()) else { continue };
        let bound = bound_to(stream, event.event_type(), pointer);
        let text = field.to_string();
        *field = json!({ MARK: format!("{}.{}", key.id, encrypt(&key.cipher, nonce(), text.as_bytes(), &bound)?) });
    }
    Ok(payload.to_string())
}

fn bound_to(stream: &StreamId, event_type: &str, pointer: &str) -> String {
    format!("{stream}\n{event_type}\n{pointer}")
}

fn encrypt(cipher: &Aes256Gcm, nonce: [u8; NONCE], text: &[u8], bound: &str) -> Result<String, LogError> {
    Ok(BASE64.encode(encrypt_bytes(cipher, nonce, text, bound)?))
}

fn encrypt_bytes(
    cipher: &Aes256Gcm,
    nonce: [u8; NONCE],
    text: &[u8],
    bound: &str,
) -> Result<Vec<u8>, LogError> {
    let payload = Payload { msg: text, aad: bound.as_bytes() };
    let encrypted =
        cipher.encrypt(Nonce::from_slice(&nonce), payload).map_err(|_| LogError::WrongMasterKey)?;
    Ok([&nonce[..], &encrypted].concat())
}

fn decrypt(cipher: &Aes256Gcm, text: &str, bound: &str) -> Option<Vec<u8>> {
    decrypt_bytes(cipher, &BASE64.decode(text).ok()?, bound)
}

fn decrypt_bytes(cipher: &Aes256Gcm, bytes: &[u8], bound: &str) -> Option<Vec<u8>> {
    let (nonce, encrypted) = bytes.split_at_checked(NONCE)?;
    cipher.decrypt(Nonce::from_slice(nonce), Payload { msg: encrypted, aad: bound.as_bytes() }).ok()
}

/// A sealed field of an event: where it is, whose key it needs, and its ciphertext.
struct SealedField {
    pointer: String,
    key: String,
    text: String,
}

/// The sealed fields of a payload. The domain's own texts cannot look like one: they are strings, not objects.
fn sealed_fields(value: &Value, pointer: &str, found: &mut Vec<SealedField>) {
    match value {
        Value::Object(fields) => {
            let mark = if fields.len() == 1 { fields.get(MARK).and_then(Value::as_str) } else { None };
            if let Some((key, text)) = mark.and_then(|mark| mark.split_once('.')) {
                let (key, text) = (key.to_owned(), text.to_owned());
                found.push(SealedField { pointer: pointer.to_owned(), key, text });
                return;
            }
            for (name, field) in fields {
                sealed_fields(field, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                sealed_fields(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl Vault {
    /// The events of rows.
    pub(crate) async fn recorded(&self, rows: Vec<Row>) -> Result<Vec<Recorded>, LogError> {
        self.open(rows).await?.into_iter().map(Opened::recorded).collect()
    }

    /// Rows with what may still be known of their personal fields.
    pub(crate) async fn open(&self, rows: Vec<Row>) -> Result<Vec<Opened>, LogError> {
        let mut opened = Vec::with_capacity(rows.len());
        let mut locked = Vec::new();
        for row in rows {
            let mut row = Opened::parse(row)?;
            if row.row.payload.contains(MARK) {
                let (payload, mut fields) = (row.written()?, Vec::new());
                sealed_fields(&payload, "", &mut fields);
                locked.extend(fields.into_iter().map(|field| (opened.len(), field)));
                row.changed = Some(payload);
            }
            opened.push(row);
        }
        if locked.is_empty() {
            return Ok(opened);
        }
        let keys = self.by_ids(locked.iter().map(|(_, field)| field.key.as_str()).collect()).await?;
        for (index, field) in locked {
            let row = &mut opened[index];
            let value = match keys.get(&field.key) {
                Some(Some(key)) => unsealed(row, &field, key)?,
                // The key is gone, or was left behind in another database: either way nobody can read it.
                Some(None) | None => {
                    redact::redacted(row.stream.category(), &row.row.event_type, &field.pointer)
                }
            };
            if let Some(place) = row.changed.as_mut().and_then(|payload| payload.pointer_mut(&field.pointer))
            {
                *place = value;
            }
        }
        Ok(opened)
    }
}

fn unsealed(row: &Opened, field: &SealedField, key: &Key) -> Result<Value, LogError> {
    let unreadable = || LogError::Unreadable {
        position: row.row.position,
        reason: format!("its field {} is encrypted and does not fit its key", field.pointer),
    };
    let bound = bound_to(&row.stream, &row.row.event_type, &field.pointer);
    let text = decrypt(&key.cipher, &field.text, &bound).ok_or_else(unreadable)?;
    serde_json::from_slice(&text).map_err(|_| unreadable())
}
