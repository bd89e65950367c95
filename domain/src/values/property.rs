//! What a caller wants, in the market's words.

use serde::{Deserialize, Serialize};

/// What the person wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Intent {
    /// To buy.
    Buy,
    /// To rent a home.
    Rent,
    /// To sell.
    Sell,
    /// To let a property out.
    Let,
}

/// The kind of property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PropertyKind {
    /// דירה
    Apartment,
    /// דירת גן
    GardenApartment,
    /// פנטהאוז
    Penthouse,
    /// בית פרטי
    House,
    /// קוטג'
    Cottage,
    /// דופלקס
    Duplex,
    /// סטודיו
    Studio,
    /// משרד
    Office,
    /// חנות
    Shop,
    /// מגרש
    Land,
}

/// A number of rooms; Israeli listings count halves (3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rooms {
    halves: u8,
}

impl Rooms {
    /// From half-rooms: 7 is three and a half.
    pub const fn halves(halves: u8) -> Self {
        Self { halves }
    }

    /// From a decimal number, rounded to the nearest half; `None` outside 1–20.
    pub fn from_decimal(rooms: f64) -> Option<Self> {
        let halves = (rooms * 2.0).round();
        if !(2.0..=40.0).contains(&halves) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 2–40")]
        Some(Self { halves: halves as u8 })
    }

    /// As a decimal number.
    pub fn as_decimal(self) -> f64 {
        f64::from(self.halves) / 2.0
    }
}
