use aes_gcm::{
    Aes256Gcm, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use domain::{
    ids::{SessionId, UserId},
    ports::Entropy,
};
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// Bytes of a GCM nonce.
const NONCE: usize = 12;

/// Keeps subscriptions secret in the log and in whatever is made of it: bound to their session, so that none can be moved.
#[derive(Clone)]
pub struct Seal(Aes256Gcm);

impl Seal {
    /// Under a key made of the installation's master key.
    pub fn new(master: &Secret) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"agentlocator/push/1\n");
        hasher.update(master.expose());
        Self(Aes256Gcm::new(&hasher.finalize()))
    }

    /// `None` only for a text too long for AES-GCM.
    pub(super) fn close(
        &self,
        (user, session): (UserId, SessionId),
        text: &[u8],
        entropy: &dyn Entropy,
    ) -> Option<String> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let bound = format!("{user}\n{session}");
        let payload = Payload { msg: text, aad: bound.as_bytes() };
        let sealed = self.0.encrypt(Nonce::from_slice(&nonce), payload).ok()?;
        Some(STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// `None`: it was sealed under another master key, or for another session.
    pub(super) fn open(&self, (user, session): (UserId, SessionId), sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE)?;
        let bound = format!("{user}\n{session}");
        self.0.decrypt(Nonce::from_slice(nonce), Payload { msg: text, aad: bound.as_bytes() }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    #[test]
    fn a_seal_opens_for_its_session_under_its_key_alone() {
        let seal = Seal::new(&Secret::new("a master key of thirty-two characters"));
        let session = |n: u8| format!("00000000-0000-0000-0000-{n:012}").parse().unwrap();
        let of = (UserId::of_email("a@b.co"), session(1));
        let sealed = seal.close(of, b"https://push.example.com/secret", &SystemEntropy).unwrap();
        assert_eq!(seal.open(of, &sealed).unwrap(), b"https://push.example.com/secret");
        assert_eq!(seal.open((of.0, session(2)), &sealed), None);
        assert_eq!(seal.open((UserId::of_email("c@b.co"), of.1), &sealed), None);
        assert_eq!(Seal::new(&Secret::new("another")).open(of, &sealed), None);
        assert_ne!(seal.close(of, b"x", &SystemEntropy), seal.close(of, b"x", &SystemEntropy));
    }
}
