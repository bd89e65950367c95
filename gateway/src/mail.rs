//! Mail to people, through the server of `SMTP_URL`.
//!
//! # Contract
//! A mail is handed to the server within [`LONGEST`] or an error says whether another try may succeed. What a mail says is not
//! logged, but in the demo, where there is no server: there the log is where it is read.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

use crate::config::{self, ConfigError};

/// How long the server may take: less than a reaction may.
const LONGEST: Duration = Duration::from_secs(6);

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The server is away, busy or slow.
    #[error("the mail server: {0}")]
    Again(String),
    /// No try will succeed until somebody does something about it.
    #[error("{0}")]
    Never(String),
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// What about.
    pub subject: String,
    /// Its text.
    pub text: String,
}

#[derive(Clone)]
struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Sends mail.
#[derive(Clone)]
pub struct Mailer(By);

#[derive(Clone)]
enum By {
    Server(Box<Server>),
    Log,
    Nothing,
}

impl Mailer {
    /// By the settings. `demo`: without a server, the log shows it.
    pub fn new(settings: &config::Mail, demo: bool) -> Result<Self, ConfigError> {
        let (Some(url), Some(from)) = (&settings.smtp_url, &settings.from) else {
            return Ok(Self(if demo { By::Log } else { By::Nothing }));
        };
        // The error may hold the address with its password: it is not shown.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
            .map_err(|_| ConfigError::one("SMTP_URL", "smtps://user:password@host, or smtp://host:port"))?;
        let transport = builder.timeout(Some(LONGEST)).build();
        Ok(Self(By::Server(Box::new(Server { transport, from: from.clone() }))))
    }

    /// Hands a mail to the server.
    pub async fn send(&self, mail: &Mail) -> Result<(), NotSent> {
        match &self.0 {
            By::Log => {
                tracing::info!(to = mail.to, subject = mail.subject, "mail:\n{}", mail.text);
                Ok(())
            }
            By::Nothing => Err(NotSent::Never("SMTP_URL is not set: no mail can be sent".to_owned())),
            By::Server(server) => {
                let Server { transport, from } = server.as_ref();
                let message = message(mail, from).map_err(|error| NotSent::Never(error.to_string()))?;
                match tokio::time::timeout(LONGEST, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) if error.is_permanent() => Err(NotSent::Never(error.to_string())),
                    Ok(Err(error)) => Err(NotSent::Again(error.to_string())),
                    Err(_) => Err(NotSent::Again("no answer in time".to_owned())),
                }
            }
        }
    }
}

fn message(mail: &Mail, from: &Mailbox) -> anyhow::Result<Message> {
    Ok(Message::builder()
        .from(from.clone())
        .to(mail.to.parse()?)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())?)
}
