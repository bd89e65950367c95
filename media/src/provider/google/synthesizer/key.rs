//! What names a sentence's sound, and what it is encrypted under on disk. Both are made of what is said and how: whoever knows the
//! sentence can read its file, and nobody else. What was said to somebody who is forgotten is as unreadable there as in the log.

use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce, aead::Aead as _};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

/// Bytes of a nonce, which stands before what is encrypted under it.
const NONCE: usize = 12;

#[derive(Clone)]
pub(super) struct Key {
    /// The same in every process, and as the name of a file.
    pub(super) name: String,
    secret: [u8; 32],
}

impl Key {
    /// Of everything that the sound depends on.
    pub(super) fn of(said: &str) -> Self {
        let name = format!("{:x}", Sha256::digest(said));
        Self { name, secret: Sha256::digest(format!("sealed\n{said}")).into() }
    }

    /// `None`: it is longer than a cipher takes, 64 GiB.
    pub(super) fn seal(&self, sound: &[u8], nonce: [u8; NONCE]) -> Option<Bytes> {
        let sealed = self.cipher().encrypt(Nonce::from_slice(&nonce), sound).ok()?;
        Some([&nonce[..], &sealed].concat().into())
    }

    /// `None`: it is not what was sealed.
    pub(super) fn open(&self, sealed: &[u8]) -> Option<Bytes> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.cipher().decrypt(Nonce::from_slice(nonce), sealed).ok().map(Bytes::from)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.secret.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knows_the_sentence_reads_it_and_nobody_else() {
        let key = Key::of("נעים מאוד, דנה");
        let sealed = key.seal(b"a sound", [1; NONCE]).expect("sealed");
        assert!(!sealed.windows(7).any(|window| window == b"a sound"));
        assert_eq!(key.open(&sealed).as_deref(), Some(&b"a sound"[..]));
        assert_eq!(Key::of("נעים מאוד, דינה").open(&sealed), None);
        assert_eq!(key.open(&sealed[..sealed.len() - 1]), None, "a file that was cut short");
        assert_eq!(key.open(b"short"), None);
    }
}
