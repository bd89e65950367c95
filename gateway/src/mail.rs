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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Secret, post_office::PostOffice};

    fn mail() -> Mail {
        Mail {
            to: "dana@example.com".to_owned(),
            subject: "שלום".to_owned(),
            text: "שורה ראשונה\nhttps://crm.example.com/join#abc".to_owned(),
        }
    }

    fn mailer(url: &str) -> Mailer {
        let from = Some("AgentLocator <crm@example.com>".parse().unwrap());
        Mailer::new(&config::Mail { smtp_url: Some(Secret::new(url)), from }, false).unwrap()
    }

    #[tokio::test]
    async fn a_mail_arrives_as_it_was_written() {
        let (office, url) = PostOffice::open(None).await;
        mailer(&url).send(&mail()).await.unwrap();
        let letter = office.letter().await;
        assert!(letter.contains("To: dana@example.com"), "{letter}");
        assert!(letter.contains("שורה ראשונה\n"), "{letter}");
        assert_eq!(crate::post_office::token_in(&letter), "abc");
    }

    #[tokio::test]
    async fn whether_another_try_may_succeed_is_told() {
        let (_, busy) = PostOffice::open(Some("451 busy")).await;
        assert!(matches!(mailer(&busy).send(&mail()).await, Err(NotSent::Again(_))));
        let (_, no) = PostOffice::open(Some("550 no such mailbox")).await;
        assert!(matches!(mailer(&no).send(&mail()).await, Err(NotSent::Never(_))));
        assert!(matches!(mailer("smtp://127.0.0.1:1").send(&mail()).await, Err(NotSent::Again(_))));
        let without = Mailer::new(&config::Mail { smtp_url: None, from: None }, false).unwrap();
        assert!(matches!(without.send(&mail()).await, Err(NotSent::Never(_))));
    }
}
