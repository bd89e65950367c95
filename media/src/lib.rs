//! The call: audio in, audio out, and commands for the agency's back office.

pub mod desk;
pub mod provider;
pub mod wire;
