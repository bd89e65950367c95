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
        admit(app, &app.public.at(&parts.uri), peer, &claim)?;
        T::from_fields(&fields).map(Self)
    }
}

/// Whether a request to `url` may come in. Without a token only this machine's own may.
pub fn admit(app: &App, url: &Url, peer: Option<SocketAddr>, claim: &Claim<'_>) -> Result<(), Problem> {
    let admitted = match &app.verifier {
        Some(verifier) => verifier.accepts(url, claim),
        None => peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback()),
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
