//! Providers that need no account and no network: the product does its main job with them, and falls back to them.

pub mod receptionist;

pub use receptionist::Receptionist;
