//! Values the aggregates share. Each refuses what it cannot mean.

mod channel;
mod money;
mod name;
mod party;
mod phone;
mod property;
mod slot;
mod span;

pub use channel::{Channel, Speaker, Voice};
pub use money::Money;
pub use name::is_plain;
pub use party::Party;
pub use phone::{NotAPhone, PhoneNumber};
pub use property::{Intent, PropertyKind, Rooms};
pub use slot::{NotASlot, TimeSlot};
pub use span::{Latency, Source, Span};

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The product's civil time: all agencies are in Israel.
pub const TIME_ZONE: &str = "Asia/Jerusalem";

/// The rules of [`TIME_ZONE`]: the machine's, which may be newer; the program's own where the machine has none.
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "the time zones are in the program: jiff's `tzdb-bundle-always`"
)]
pub fn time_zone() -> TimeZone {
    let machines = TimeZone::get(TIME_ZONE);
    machines
        .or_else(|_| TimeZoneDatabase::bundled().get(TIME_ZONE))
        .expect("the program has every time zone of its own: `tzdb-bundle-always`")
}
