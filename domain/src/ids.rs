//! Identities as types. Private fields: the only ways in are parsing and derivation.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::PhoneNumber;

/// A text was not the identity it was said to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct NotAnId {
    /// The format that was wanted, for people.
    pub expected: &'static str,
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// An identity made elsewhere (by the process's entropy).
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            /// The bare UUID.
            pub const fn as_uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text).map(Self).map_err(|_| NotAnId { expected: concat!("a UUID (", stringify!($name), ")") })
            }
        }
    };
}

uuid_id!(/// An agency: the tenant.
    BusinessId);
uuid_id!(/// A person who signs in.
    UserId);
uuid_id!(/// A person who called or wrote, within one business.
    LeadId);
uuid_id!(/// One sign-in of a person, and what follows from it until it ends.
    SessionId);
uuid_id!(/// One meeting, whatever day it moves to.
    MeetingId);
uuid_id!(/// Something a person is to be reminded of.
    ReminderId);

/// Root of all derived identities of this product.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_5c1e_8a57_4a2b_9d5e_2b1c_90f3_77aa);

impl BusinessId {
    /// The business an installation makes for itself when a number nobody owns is dialled. One per installation, by name.
    pub fn default_business() -> Self {
        Self(Uuid::new_v5(&NAMESPACE, b"business/default"))
    }

    /// A business named by a stable key (demo data, imports).
    pub fn named(key: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("business/{key}").as_bytes()))
    }
}

impl UserId {
    /// Derived from the e-mail address, case-folded: the first who has it. Who has it by now, a [`crate::Series`] tells.
    pub fn of_email(email: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("user/{}", email.trim().to_lowercase()).as_bytes()))
    }

    /// Who has the address after so many others, of whom this is the first. Under the first's own name, so that no text somebody
    /// gives for an address is anybody's place in a series.
    #[must_use]
    pub fn after(self, others: u32) -> Self {
        if others == 0 { self } else { Self(Uuid::new_v5(&self.0, &others.to_be_bytes())) }
    }

    /// Nobody in person: the owner of the calendar a business has before it names an agent for it.
    pub fn calendar_of(business: BusinessId) -> Self {
        Self(Uuid::new_v5(&business.as_uuid(), b"calendar"))
    }
}

impl LeadId {
    /// One lead per phone number per business: the rule is the identity itself.
    pub fn derive(business: BusinessId, phone: &PhoneNumber) -> Self {
        Self(Uuid::new_v5(&business.as_uuid(), phone.as_str().as_bytes()))
    }
}

impl MeetingId {
    /// Derived from the command that books it, so that a repeated command names the same meeting.
    pub fn derive(command_id: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("meeting/{command_id}").as_bytes()))
    }
}

impl ReminderId {
    /// Derived from the command that makes it, so that a repeated command names the same reminder.
    pub fn derive(command_id: &str) -> Self {
        Self(Uuid::new_v5(&NAMESPACE, format!("reminder/{command_id}").as_bytes()))
    }
}

macro_rules! twilio_sid {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text Twilio gave.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let hex = text.strip_prefix($prefix).unwrap_or("");
                if hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(NotAnId { expected: concat!($prefix, " and 32 hexadecimal digits") })
                }
            }
        }
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> { text.parse() }
        }
        impl From<$name> for String {
            fn from(sid: $name) -> Self { sid.0 }
        }
    };
}

twilio_sid!(/// Twilio's identity of a call; ours too.
    CallSid, "CA");
twilio_sid!(/// Twilio's identity of a media stream.
    StreamSid, "MZ");
twilio_sid!(/// Twilio's identity of a recording.
    RecordingSid, "RE");
