use lettre::message::Mailbox;

use super::{Secret, source::Source};

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The mail server: `smtps://user:password@host` (TLS), `smtp://user:password@host:587?tls=required` (STARTTLS) or
    /// `smtp://host:port` (no TLS; a relay on a trusted network). Absent: no mail is sent, and with `--demo` it is shown in the log.
    pub smtp_url: Option<Secret>,
    /// Whom mail is from, as in `AgentLocator <crm@example.com>`; needed with `SMTP_URL`.
    pub from: Option<Mailbox>,
}

impl Mail {
    pub(super) fn read(source: &mut Source) -> Self {
        let expected = "smtps://user:password@host, or smtp://host:port";
        let smtp_url = source.check("SMTP_URL", "mail.smtp_url", expected, |text| {
            let url = url::Url::parse(text).ok()?;
            (matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some()).then(|| Secret::new(text))
        });
        let expected = "an address such as AgentLocator <crm@example.com>";
        let from: Option<Mailbox> = source.parse("MAIL_FROM", "mail.from", expected);
        if smtp_url.is_some() && from.is_none() {
            source.fault("MAIL_FROM (mail.from)", &format!("{expected}, since SMTP_URL is set"));
        }
        Self { smtp_url, from }
    }
}
