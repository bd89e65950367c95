//! Numbers, prices, times, dates and telephone numbers as Hebrew says them, and whole texts made speakable.

mod amounts;
mod counting;
mod house;
mod numbers;
mod ssml;
mod text;
mod when;

pub use numbers::{cardinal, decimal, phone, price, rooms};
pub use ssml::{pointed, ssml};
pub use text::spoken;
pub use when::{clock, clock_with_part, date, day, moment};

#[cfg(test)]
mod tests;
