use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// What a record's header has before the sender's key: salt, record size, the key's length (RFC 8188, section 2.1).
const HEAD: usize = 16 + 4 + 1;

/// A browser that has subscribed.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Its name in the service's addresses.
    pub name: String,
    /// Where it is reached.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// What it and the sender share.
    pub auth: String,
    key: SecretKey,
    shared: [u8; 16],
}

impl Browser {
    pub(crate) fn new(origin: &str, name: &str) -> Self {
        let key = loop {
            if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
                break key;
            }
        };
        Self::with(origin, name, key, rand::random())
    }

    fn with(origin: &str, name: &str, key: SecretKey, shared: [u8; 16]) -> Self {
        Self {
            name: name.to_owned(),
            endpoint: format!("{origin}/send/{name}"),
            p256dh: URL_SAFE_NO_PAD.encode(key.public_key().to_encoded_point(false)),
            auth: URL_SAFE_NO_PAD.encode(shared),
            key,
            shared,
        }
    }

    /// The text of a message of one record.
    pub(crate) fn decrypt(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (head, rest) = body.split_at_checked(HEAD)?;
        let (salt, length) = (&head[..16], usize::from(head[HEAD - 1]));
        let size = usize::try_from(u32::from_be_bytes(head[16..20].try_into().ok()?)).ok()?;
        let (sender, record) = rest.split_at_checked(length)?;
        let theirs = PublicKey::from_sec1_bytes(sender).ok()?;
        let secret = diffie_hellman(self.key.to_nonzero_scalar(), theirs.as_affine());
        let ours = self.key.public_key().to_encoded_point(false);
        let info = [b"WebPush: info\0".as_slice(), ours.as_bytes(), sender].concat();
        let input: [u8; 32] = expanded(&self.shared, secret.raw_secret_bytes(), &info);
        let key: [u8; 16] = expanded(salt, &input, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = expanded(salt, &input, b"Content-Encoding: nonce\0");
        if record.len() > size {
            return None;
        }
        let mut text = Aes128Gcm::new(&key.into()).decrypt(Nonce::from_slice(&nonce), record).ok()?;
        // The last record ends with 2 and zeros.
        let end = text.iter().rposition(|byte| *byte != 0)?;
        (text[end] == 2).then(|| {
            text.truncate(end);
            text
        })
    }
}

fn expanded<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> [u8; N] {
    let mut output = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, &mut output).expect("some bytes");
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    /// <https://www.rfc-editor.org/rfc/rfc8291#appendix-A>
    #[test]
    fn it_reads_the_standard_s_example() {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let key = SecretKey::from_slice(&bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).unwrap();
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let browser = Browser::with("https://push.example.net", "x", key, auth);
        let sent = bytes(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y\
             l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
        assert_eq!(browser.decrypt(&sent).unwrap(), b"When I grow up, I want to be a watermelon");
    }
}
