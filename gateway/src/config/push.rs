use url::Url;

use super::{Secret, source::Source};

/// How browsers nobody looks at are told that a reminder is due (Web Push).
#[derive(Debug, Clone)]
pub struct Push {
    /// What the installation proves itself with to push services (VAPID, RFC 8292): the 32 bytes of a P-256 private key, base64url.
    /// Absent: generated and kept beside the database. Several nodes on one database must share it; changing it makes people allow
    /// notifications anew.
    pub vapid_private_key: Option<Secret>,
    /// Whom a push service writes to when something is wrong: `mailto:crm@example.com`, or an `https:` address. Absent: the sender of
    /// mail, else `PUBLIC_URL`.
    pub contact: Option<String>,
    /// A push service in one's own network, which may be without TLS and at a private address. Absent: none, and only public
    /// addresses over TLS are spoken to.
    pub service_url: Option<Url>,
}

impl Push {
    pub(super) fn read(source: &mut Source) -> Self {
        let key = |text: &str| crate::push::is_private_key(text).then(|| Secret::new(text));
        let contact = |text: &str| {
            let url = Url::parse(text).ok()?;
            matches!(url.scheme(), "mailto" | "https").then(|| text.to_owned())
        };
        Self {
            vapid_private_key: source.check(
                "VAPID_PRIVATE_KEY",
                "push.vapid_private_key",
                "a P-256 private key: 32 bytes, base64url",
                key,
            ),
            contact: source.check(
                "PUSH_CONTACT",
                "push.contact",
                "an address such as mailto:crm@example.com",
                contact,
            ),
            service_url: source.address("PUSH_SERVICE_URL", "push.service_url"),
        }
    }
}
