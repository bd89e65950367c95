use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, get_current_timestamp};
use serde_json::Value;

/// The longest a token may be good for, in seconds (RFC 8292, section 2).
const LONGEST: u64 = 24 * 3600;

/// Whether an `Authorization` header is a good token for this service.
pub(crate) fn check(header: &str, origin: &str) -> Result<(), String> {
    let (token, key) = header
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k="))
        .ok_or_else(|| format!("not a vapid header: {header}"))?;
    let point = URL_SAFE_NO_PAD.decode(key).map_err(|error| error.to_string())?;
    if point.len() != 65 || point[0] != 4 {
        return Err("the key is no uncompressed point".to_owned());
    }
    let of = |half: &[u8]| URL_SAFE_NO_PAD.encode(half);
    let key = DecodingKey::from_ec_components(&of(&point[1..33]), &of(&point[33..]));
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[origin]);
    validation.set_required_spec_claims(&["aud", "exp", "sub"]);
    let claims = decode::<Value>(token, &key.map_err(|error| error.to_string())?, &validation);
    let claims = claims.map_err(|error| format!("the token: {error}"))?.claims;
    let subject = claims["sub"].as_str().unwrap_or_default();
    if !subject.starts_with("mailto:") && !subject.starts_with("https://") {
        return Err(format!("nobody to write to: {subject}"));
    }
    let now = get_current_timestamp();
    match claims["exp"].as_u64() {
        Some(end) if end <= now + LONGEST => Ok(()),
        other => Err(format!("good until {other:?}")),
    }
}
