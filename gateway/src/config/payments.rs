use super::{Secret, source::Source};

/// Payment providers' accounts.
#[derive(Debug, Clone)]
pub struct Payments {
    /// PayPal's client id.
    pub paypal_client_id: Option<String>,
    /// PayPal's client secret.
    pub paypal_client_secret: Option<Secret>,
    /// PayPal's webhook id: notifications are verified against it.
    pub paypal_webhook_id: Option<String>,
    /// Tranzila's terminal name.
    pub tranzila_terminal: Option<String>,
    /// Tranzila's notification secret.
    pub tranzila_secret: Option<Secret>,
}

impl Payments {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            paypal_client_id: source.text("PAYPAL_CLIENT_ID", "paypal.client_id"),
            paypal_client_secret: source.secret("PAYPAL_CLIENT_SECRET", "paypal.client_secret"),
            paypal_webhook_id: source.text("PAYPAL_WEBHOOK_ID", "paypal.webhook_id"),
            tranzila_terminal: source.text("TRANZILA_TERMINAL", "tranzila.terminal"),
            tranzila_secret: source.secret("TRANZILA_SECRET", "tranzila.secret"),
        }
    }
}
