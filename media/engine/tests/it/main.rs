//! The engine in virtual time.

mod conversation;
mod properties;
mod rig;
