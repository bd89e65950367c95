//! Providers that need no account and no network: the product does its main job with them, and falls back to them.

pub mod receptionist;
pub mod scripted;
pub mod speech;

pub use receptionist::Receptionist;
pub use scripted::{ScriptBook, ScriptedRecognizer};
pub use speech::{EspeakSynthesizer, ToneSynthesizer, detect};
