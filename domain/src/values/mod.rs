//! Values the aggregates share. Each refuses what it cannot mean.

mod channel;
mod money;
mod party;
mod phone;
mod property;
mod slot;
mod span;

pub use channel::{Channel, Speaker, Voice};
pub use money::Money;
pub use party::Party;
pub use phone::{NotAPhone, PhoneNumber};
pub use property::{Intent, PropertyKind, Rooms};
pub use slot::{NotASlot, TimeSlot};
pub use span::{Latency, Source, Span};

/// The product's civil time: all agencies are in Israel.
pub const TIME_ZONE: &str = "Asia/Jerusalem";
