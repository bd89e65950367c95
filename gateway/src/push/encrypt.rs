//! A message for one browser (RFC 8291 over RFC 8188), as one record.

use aes_gcm::{Aes128Gcm, KeyInit as _, Nonce, aead::Aead as _};
use domain::ports::Entropy;
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToEncodedPoint as _};
use sha2::Sha256;

/// The record's size as the header names it: one record holds all of a message.
const RECORD: u32 = 4096;
/// What ends the last record's text (RFC 8188, section 2).
const LAST: u8 = 2;
/// Texts are filled up to a multiple of so many bytes, so that their length says little.
const STEP: usize = 128;

/// What is sent. `None` only for a text too long for AES-GCM.
pub(super) fn encrypt(
    text: &[u8],
    to: &PublicKey,
    auth: &[u8; 16],
    entropy: &dyn Entropy,
) -> Option<Vec<u8>> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    let mut record = text.to_vec();
    record.push(LAST);
    record.resize(record.len().next_multiple_of(STEP), 0);
    sealed(&record, to, auth, &private_key(entropy), salt)
}

/// A new key pair's private half.
pub(super) fn private_key(entropy: &dyn Entropy) -> SecretKey {
    let mut bytes = [0; 32];
    loop {
        entropy.fill(&mut bytes);
        // One in four thousand million is no key of this curve.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

/// The curve's point as 65 bytes.
pub(super) fn point(key: &PublicKey) -> Box<[u8]> {
    key.to_encoded_point(false).to_bytes()
}

fn sealed(
    record: &[u8],
    to: &PublicKey,
    auth: &[u8; 16],
    own: &SecretKey,
    salt: [u8; 16],
) -> Option<Vec<u8>> {
    let (theirs, ours) = (point(to), point(&own.public_key()));
    let shared = diffie_hellman(own.to_nonzero_scalar(), to.as_affine());
    let info = [b"WebPush: info\0".as_slice(), &theirs, &ours].concat();
    let input: [u8; 32] = derived(auth, shared.raw_secret_bytes(), &info)?;
    let key: [u8; 16] = derived(&salt, &input, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derived(&salt, &input, b"Content-Encoding: nonce\0")?;
    let text = Aes128Gcm::new(&key.into()).encrypt(Nonce::from_slice(&nonce), record).ok()?;
    let length = u8::try_from(ours.len()).ok()?;
    Some([&salt[..], &RECORD.to_be_bytes(), &[length], &ours, &text].concat())
}

/// `None` only when more is asked for than HKDF gives.
fn derived<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut output = [0; N];
    Hkdf::<Sha256>::new(Some(salt), input).expand(info, &mut output).ok()?;
    Some(output)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// <https://www.rfc-editor.org/rfc/rfc8291#appendix-A>
    #[test]
    fn it_is_what_the_standard_s_example_is() {
        let to = PublicKey::from_sec1_bytes(&bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        ));
        let own = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let record = b"When I grow up, I want to be a watermelon\x02";
        let sent = sealed(record, &to.unwrap(), &auth, &own, salt).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sent),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y\
             l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn texts_of_like_length_look_alike() {
        let key = private_key(&crate::system::SystemEntropy).public_key();
        let sent = |text: &[u8]| encrypt(text, &key, &[7; 16], &crate::system::SystemEntropy).unwrap();
        assert_eq!(sent(b"a").len(), sent(&[b'a'; 100]).len());
        assert_ne!(sent(b"a"), sent(b"a"), "each under a key and salt of its own");
    }
}
