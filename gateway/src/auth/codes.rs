//! Codes from a phone's app: six digits of thirty seconds (RFC 6238, as every such app has them).

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// What the app shows beside the address.
const ISSUER: &str = "AgentLocator";

/// The address an app reads from a QR code; `None` when the account's name cannot be in one.
pub fn uri(secret: [u8; 20], email: &str) -> Option<String> {
    totp(secret, email)?.to_url().ok()
}

/// The time step of a code that is right now, or was or will be thirty seconds from it.
pub fn step(secret: [u8; 20], code: &str, now: Timestamp) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    totp(secret, "account")?.check(&code, seconds)
}

/// The code an app shows now.
#[cfg(test)]
pub(crate) fn now(secret: [u8; 20], now: Timestamp) -> String {
    totp(secret, "account").unwrap().generate(now.as_second().unsigned_abs()).to_string()
}

fn totp(secret: [u8; 20], account: &str) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(Secret::new_stack(secret))
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and the codes of RFC 6238, appendix B (their last six digits).
    const RFC: [u8; 20] = *b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_standard_s_own_codes_fit_for_a_minute_and_a_half() {
        assert_eq!(step(RFC, "287082", at(59)), Some(1));
        assert_eq!(step(RFC, "287 082", at(89)), Some(1));
        assert_eq!(step(RFC, "287082", at(90)), None);
        assert_eq!(step(RFC, "081804", at(1_111_111_109)), Some(37_037_036));
        for wrong in ["", "287083", "28708", "abcdef", "٢٨٧٠٨٢"] {
            assert_eq!(step(RFC, wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_can_read_the_address() {
        let uri = uri(RFC, "dana@example.com").unwrap();
        assert!(uri.starts_with("otpauth://totp/AgentLocator:dana%40example.com?"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
    }
}
