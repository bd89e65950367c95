//! Messages to browsers nobody looks at: Web Push.
//!
//! # Knows
//! Subscriptions as browsers give them, the installation's own key, which addresses may be spoken to.
//! # Must not know
//! What a message is about, and whom it is for beyond the names that its seal is bound to.
//! # Contract
//! A subscription is a secret: it leaves this module sealed or on the wire to its own service, and is in no log and no error. A message
//! is encrypted for its browser alone (RFC 8291); the service sees who sends (RFC 8292), to which address, how long it is worth
//! delivering and what it replaces (RFC 8030). Only TLS to public addresses, but for the one service the operator named.

mod encrypt;
mod post;
mod reach;
mod seal;
mod subscription;
mod vapid;

pub use post::{Delivery, Message, Pusher};
pub use seal::Seal;
pub use subscription::BadSubscription;
pub use vapid::{Vapid, is_private_key};
