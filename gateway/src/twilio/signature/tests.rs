use proptest::prelude::*;

use super::*;

fn verifier() -> Verifier {
    let shared = [("SK1".to_owned(), Secret::new("shared"))].into();
    Verifier::new(Secret::new("12345"), shared)
}

fn claim<'a>(signature: &'a str, fields: &'a [(String, String)]) -> Claim<'a> {
    Claim { signature, settings: None, fields, body: None }
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[test]
fn the_handshake_of_twilios_test_vector_fits() {
    assert_eq!(sign("12345", "wss://example.com/ws", &[], Algorithm::Sha1), "HXrgvHt0qTHu33oSxSjpOvWtO60=");
    assert!(verifier().accepts(&url("wss://example.com/ws"), &claim("HXrgvHt0qTHu33oSxSjpOvWtO60=", &[])));
}

/// The example of Twilio's own SDKs (`twilio-python`, `tests/unit/test_request_validator.py`).
#[test]
fn the_form_of_twilios_test_vector_fits() {
    let fields = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ];
    let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let address = url("https://mycompany.com/myapp.php?foo=1&bar=2");
    assert!(verifier().accepts(&address, &claim("RSOYDt4T1cUTdK1PDd93/VVr8B8=", &fields)));
}

#[test]
fn the_default_port_may_be_shown_or_not() {
    let shown = sign("12345", "https://example.com:443/x?y=1", &[], Algorithm::Sha1);
    assert!(verifier().accepts(&url("https://example.com/x?y=1"), &claim(&shown, &[])));
    let hidden = sign("12345", "https://example.com/x", &[], Algorithm::Sha1);
    assert!(verifier().accepts(&url("https://example.com:8443/x"), &claim(&hidden, &[])));
}

#[test]
fn a_shared_key_signs_with_sha256_and_an_unknown_one_never_does() {
    let signature = sign("shared", "https://example.com/x", &[], Algorithm::Sha256);
    let settings = Some("key=SK1,algorithm=HMAC_SHA256");
    let known = Claim { settings, ..claim(&signature, &[]) };
    assert!(verifier().accepts(&url("https://example.com/x"), &known));
    let unknown = Claim { settings: Some("key=SK2,algorithm=HMAC_SHA256"), ..known };
    assert!(!verifier().accepts(&url("https://example.com/x"), &unknown));
}

#[test]
fn a_json_body_is_covered_by_its_hash() {
    let body = br#"{"a":1}"#;
    let hash = format!("{:x}", Sha256::digest(body));
    let address = format!("https://example.com/x?bodySHA256={hash}");
    let signature = sign("12345", &address, &[], Algorithm::Sha1);
    let good = Claim { body: Some(body), ..claim(&signature, &[]) };
    assert!(verifier().accepts(&url(&address), &good));
    assert!(!verifier().accepts(&url(&address), &Claim { body: Some(b"{}"), ..good }));
}

fn fields() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec(("[A-Za-z]{1,6}", "\\PC{0,8}"), 0..8)
}

proptest! {
    #[test]
    fn the_order_of_fields_and_their_repetition_do_not_matter(fields in fields(), turn in 0usize..8) {
        let mut turned = fields.clone();
        turned.extend(fields.first().cloned());
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
        }
        let one = sign("12345", "https://example.com/", &fields, Algorithm::Sha1);
        prop_assert_eq!(one, sign("12345", "https://example.com/", &turned, Algorithm::Sha1));
    }

    #[test]
    fn a_changed_value_is_refused(mut fields in fields(), value in "\\PC{1,8}") {
        fields.push(("To".to_owned(), "+97235550100".to_owned()));
        let signature = sign("12345", "https://example.com/", &fields, Algorithm::Sha1);
        let changed = format!("+97235550100{value}");
        fields.last_mut().unwrap().1 = changed;
        prop_assert!(!verifier().accepts(&url("https://example.com/"), &claim(&signature, &fields)));
    }

    #[test]
    fn rubbish_is_refused_and_never_panics(signature in "\\PC{0,40}", settings in proptest::option::of("\\PC{0,40}")) {
        let given = Claim { signature: &signature, settings: settings.as_deref(), fields: &[], body: None };
        prop_assert!(!verifier().accepts(&url("https://example.com/"), &given));
    }
}
