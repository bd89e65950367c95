use std::{sync::Arc, time::Duration};

use domain::{
    ids::{SessionId, UserId},
    ports::{Clock, Entropy},
    user::PushTarget,
};
use jiff::SignedDuration;
use reqwest::{
    Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER},
    redirect,
};
use url::Url;

use super::{
    BadSubscription, Seal, Vapid,
    encrypt::encrypt,
    reach::{PublicOnly, Reach},
    subscription::{Given, Subscription},
};
use crate::recordings::root;

/// The longest wait for a service: less than a reaction may take.
const ANSWER: Duration = Duration::from_secs(5);
/// The longest pause a service may ask for.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// What is to reach a browser.
#[derive(Debug, Clone)]
pub struct Message {
    /// What the browser's worker reads.
    pub text: Vec<u8>,
    /// At most 32 characters of base64url: it takes the place of an undelivered one of the same topic, so that a message that is
    /// sent twice arrives once.
    pub topic: String,
    /// How long it is worth delivering.
    pub life: SignedDuration,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The service has it.
    Taken,
    /// Nobody is reached there any more.
    Gone,
    /// The service is away or busy; perhaps after a pause that it asked for.
    Again {
        /// Why.
        why: String,
        /// How long it wants to be left alone.
        pause: SignedDuration,
    },
    /// No repeat will help until somebody does something.
    Never(String),
}

/// Takes subscriptions in, and sends to them.
#[derive(Clone)]
pub struct Pusher {
    vapid: Vapid,
    seal: Seal,
    reach: Reach,
    public: reqwest::Client,
    own: reqwest::Client,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Pusher {
    /// With the installation's keys; `own`: a service of its own network, when it has one.
    pub fn new(
        (vapid, seal): (Vapid, Seal),
        own: Option<&Url>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, reqwest::Error> {
        // Whoever redirects is not where the browser said it is.
        let client = || reqwest::Client::builder().timeout(ANSWER).redirect(redirect::Policy::none());
        Ok(Self {
            vapid,
            seal,
            reach: Reach::with(own),
            public: client().https_only(true).dns_resolver(Arc::new(PublicOnly)).build()?,
            own: client().build()?,
            clock,
            entropy,
        })
    }

    /// What a browser asks for before it subscribes.
    pub fn public_key(&self) -> &str {
        self.vapid.public_key()
    }

    /// A session's subscription as the log keeps it.
    pub fn target(
        &self,
        of: (UserId, SessionId),
        (endpoint, p256dh, auth): (String, String, String),
    ) -> Result<PushTarget, BadSubscription> {
        let given = Given { endpoint, p256dh, auth };
        let Subscription { endpoint, .. } = given.read(&self.reach)?;
        let text = serde_json::to_vec(&given).map_err(|_| BadSubscription::Endpoint)?;
        let sealed = self.seal.close(of, &text, self.entropy.as_ref()).ok_or(BadSubscription::Endpoint)?;
        let service = endpoint.host_str().unwrap_or_default().to_owned();
        Ok(PushTarget { sealed, service, since: self.clock.now() })
    }

    /// Sends a message to a session's browser.
    pub async fn send(&self, of: (UserId, SessionId), target: &PushTarget, message: &Message) -> Delivery {
        // Sealed under another master key, or to a place that may be spoken to no more: it will not be had again.
        let opened = self.seal.open(of, &target.sealed);
        let given = opened.and_then(|text| serde_json::from_slice::<Given>(&text).ok());
        let Some(subscription) = given.and_then(|given| given.read(&self.reach).ok()) else {
            return Delivery::Gone;
        };
        let Some(request) = self.request(&subscription, message) else {
            return Delivery::Never("the message cannot be encrypted".to_owned());
        };
        match request.send().await {
            Ok(answer) => told(&answer, &target.service),
            // Its address is the secret.
            Err(error) => again(format!("{}: {}", target.service, root(&error.without_url()))),
        }
    }

    fn request(&self, to: &Subscription, message: &Message) -> Option<reqwest::RequestBuilder> {
        let client = if self.reach.is_own(&to.endpoint) { &self.own } else { &self.public };
        let body = encrypt(&message.text, &to.key, &to.auth, self.entropy.as_ref())?;
        let request = client
            .post(to.endpoint.clone())
            .header(AUTHORIZATION, self.vapid.authorization(&to.endpoint, self.clock.now())?)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("TTL", message.life.as_secs().max(0))
            .header("Topic", &message.topic)
            .header("Urgency", "high");
        Some(request.body(body))
    }
}

/// <https://www.rfc-editor.org/rfc/rfc8030#section-5>
fn told(answer: &Response, service: &str) -> Delivery {
    let status = answer.status();
    let why = format!("{service} answered {status}");
    match status {
        status if status.is_success() => Delivery::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Delivery::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
            let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            let pause = asked.map_or(SignedDuration::ZERO, SignedDuration::from_secs);
            Delivery::Again { why, pause: pause.clamp(SignedDuration::ZERO, LONGEST_PAUSE) }
        }
        status if status.is_server_error() => again(why),
        _ => Delivery::Never(why),
    }
}

fn again(why: String) -> Delivery {
    Delivery::Again { why, pause: SignedDuration::ZERO }
}
