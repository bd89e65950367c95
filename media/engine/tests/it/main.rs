//! The engine in virtual time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of output among all")]

mod conversation;
mod failing;
mod keypad;
mod line;
mod misheard;
mod noise;
mod patience;
mod properties;
mod resumed;
mod rig;
mod tape;
mod turns;
