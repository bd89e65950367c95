//! The extractor every webhook goes through: signature first, then the fields.

use std::net::SocketAddr;

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, FromRequest, FromRequestParts as _, Request},
    http::{HeaderMap, Uri, header},
};
use url::Url;

use super::{Fields, FromFields, signature::Claim};
use crate::{app::App, problem::Problem};

/// Twilio's webhooks are a few kilobytes.
const MAX_BODY: usize = 64 * 1024;

/// A webhook that Twilio signed (or, without a token, that came from this machine).
#[derive(Debug)]
pub struct TwilioSigned<T>(pub T);

impl<T: FromFields> FromRequest<App> for TwilioSigned<T> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(&mut parts, app).await;
        let peer = peer.ok().map(|info| info.0);
        let body = to_bytes(body, MAX_BODY)
            .await
            .map_err(|_| Problem::field("body", "at most 64 KiB, sent to its end"))?;
        let form = is_form(&parts.headers);
        let fields = if form { Fields::from_form(&body) } else { json_fields(&body) };
        let claim = Claim {
            signature: text(&parts.headers, "x-twilio-signature"),
            settings: parts.headers.get("x-twilio-webhooks-signature-settings").and_then(|v| v.to_str().ok()),
            fields: if form { fields.pairs() } else { &[] },
            body: (!form).then_some(&body),
        };
        admit(app, &app.public.at(&parts.uri), is_from_here(peer, &parts.headers), &claim)?;
        T::from_fields(&fields).map(Self)
    }
}

/// What proxies add to what they pass on (RFC 7239, and what came before it).
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// Whether a request was made on this machine: a proxy on it passes on what anybody in the world asks.
pub fn is_from_here(peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback())
        && !PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

/// Whether a request to `url` may come in. Without a token only one that was made on this machine may.
pub fn admit(app: &App, url: &Url, from_here: bool, claim: &Claim<'_>) -> Result<(), Problem> {
    let admitted = match &app.verifier {
        Some(verifier) => verifier.accepts(url, claim),
        None => from_here,
    };
    if admitted {
        return Ok(());
    }
    metrics::counter!("twilio_signature_refused_total").increment(1);
    Err(Problem::forbidden(match &app.verifier {
        Some(_) => "X-Twilio-Signature does not fit this request and PUBLIC_URL",
        None => "with TWILIO_AUTH_TOKEN unset, webhooks are taken from this machine only",
    }))
}

/// What is told at the start of whoever the world reaches and nobody has to sign for.
pub fn warn_of_unsigned(public: &Url) {
    if !is_of_this_machine(public) {
        tracing::warn!(
            "TWILIO_AUTH_TOKEN is not set: Twilio's webhooks are refused, unsigned ones of this machine are taken"
        );
    }
}

/// What is told at the start of a `PUBLIC_URL` that no call can come by; `None`: there is nothing to tell.
pub fn doubt_of_address(set: Option<&Url>, signed: bool) -> Option<&'static str> {
    match set {
        None if signed => Some(
            "PUBLIC_URL is not set: Twilio signs the address it calls, so its webhooks are refused; \
             set it to the https address this server has in the world",
        ),
        // <https://www.twilio.com/docs/voice/twiml/stream>: wss is the only protocol.
        Some(url) if url.scheme() == "http" && !is_of_this_machine(url) => Some(
            "PUBLIC_URL is an http address: Twilio streams a call's sound over TLS only, and passwords and sessions go through \
             the network in the clear; set it to the https address this server has in the world",
        ),
        Some(_) | None => None,
    }
}

fn is_of_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The claim of a WebSocket handshake: headers, no fields.
pub fn handshake_claim(headers: &HeaderMap) -> Claim<'_> {
    Claim {
        signature: text(headers, "x-twilio-signature"),
        settings: headers.get("x-twilio-webhooks-signature-settings").and_then(|v| v.to_str().ok()),
        fields: &[],
        body: None,
    }
}

/// Where the world reaches this process.
#[derive(Debug, Clone)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// From the setting, or the local address when there is none.
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    /// The address itself.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The address of a request that came to `uri`, its path and query untouched.
    pub fn at(&self, uri: &Uri) -> Url {
        self.path(uri.path_and_query().map_or("/", |path| path.as_str()))
    }

    /// The address of one of our paths.
    pub fn path(&self, path: &str) -> Url {
        let base = self.0.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}")).unwrap_or_else(|_| self.0.clone())
    }

    /// The same as a WebSocket's address.
    pub fn socket(&self, path: &str) -> Url {
        let mut url = self.path(path);
        let scheme = if self.is_secure() { "wss" } else { "ws" };
        // Cannot fail: http(s) and ws(s) are of one kind.
        let _ = url.set_scheme(scheme);
        url
    }

    /// Whether browsers and Twilio reach it over TLS.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn is_form(headers: &HeaderMap) -> bool {
    text(headers, header::CONTENT_TYPE.as_str()).starts_with("application/x-www-form-urlencoded")
}

fn json_fields(body: &[u8]) -> Fields {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_slice(body) else { return Fields::default() };
    Fields::from_pairs(map.into_iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        (name, text)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proxy_on_this_machine_passes_on_is_not_this_machine_s() {
        let here = Some(SocketAddr::from(([127, 0, 0, 1], 4000)));
        assert!(is_from_here(here, &HeaderMap::new()));
        for name in PASSED_ON {
            let passed_on = HeaderMap::from_iter([(name.parse().unwrap(), "203.0.113.5".parse().unwrap())]);
            assert!(!is_from_here(here, &passed_on), "{name}");
        }
        assert!(!is_from_here(Some(SocketAddr::from(([203, 0, 113, 5], 4000))), &HeaderMap::new()));
        assert!(!is_from_here(None, &HeaderMap::new()));
    }

    #[test]
    fn an_address_no_call_can_come_by_is_told_by_its_setting() {
        let doubt = |set: Option<&str>, signed| {
            doubt_of_address(set.map(|url| url.parse().unwrap()).as_ref(), signed).unwrap_or_default()
        };
        assert!(doubt(None, true).starts_with("PUBLIC_URL is not set: "));
        assert!(doubt(Some("http://crm.example.com"), true).starts_with("PUBLIC_URL is an http address: "));
        assert!(doubt(Some("http://192.0.2.7:8080"), false).starts_with("PUBLIC_URL is an http address: "));
        for fine in
            ["https://crm.example.com", "http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]"]
        {
            assert_eq!(doubt(Some(fine), true), "", "{fine}");
        }
        assert_eq!(doubt(None, false), "", "simulated calls need none");
    }
}
