//! The settings: environment variables first, then the TOML file named by `AGENTLOCATOR_CONFIG`, then defaults.
//!
//! # Contract
//! Every fault names the variable (and its place in the file) and what it expects; all faults are told at once.
//! Fields the file has and nobody reads are faults. Secrets print `***`.
//!
//! To add a setting: 1. a field in its section's file, its doc saying meaning, unit and default; 2. one `source.…` line in
//! that section's `read`. A new section is a file with a struct and `read`, listed in [`Config`].

mod call;
mod demo;
mod error;
mod http;
mod mail;
mod payments;
mod providers;
mod push;
mod secret;
mod security;
mod source;
mod storage;
#[cfg(test)]
mod tests;
mod twilio;
mod whatsapp;

use std::collections::BTreeMap;

pub use call::{Call, Thresholds};
pub use demo::Demo;
pub use error::{ConfigError, Fault};
pub use http::Http;
pub use mail::Mail;
pub use payments::Payments;
pub use providers::{Google, OpenAi, Provider, Providers};
pub use push::Push;
pub use secret::Secret;
pub use security::Security;
pub use storage::Storage;
pub use twilio::Twilio;
pub use whatsapp::Whatsapp;

use source::Source;

/// Everything the process can be told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens and what the world calls it.
    pub http: Http,
    /// Where the log is.
    pub storage: Storage,
    /// What it signs with.
    pub security: Security,
    /// The telephone company.
    pub twilio: Twilio,
    /// Who hears, thinks and speaks.
    pub providers: Providers,
    /// How calls are held.
    pub call: Call,
    /// The WhatsApp sidecar.
    pub whatsapp: Whatsapp,
    /// Payment providers.
    pub payments: Payments,
    /// Mail.
    pub mail: Mail,
    /// Messages to browsers nobody looks at.
    pub push: Push,
    /// The demo business.
    pub demo: Demo,
}

impl Config {
    /// From the process's environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(std::env::vars().collect())
    }

    /// From variables given; `AGENTLOCATOR_CONFIG` among them names a file.
    pub fn read(variables: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut source = Source::open(variables);
        let config = Self {
            http: Http::read(&mut source),
            storage: Storage::read(&mut source),
            security: Security::read(&mut source),
            twilio: Twilio::read(&mut source),
            providers: Providers::read(&mut source),
            call: Call::read(&mut source),
            whatsapp: Whatsapp::read(&mut source),
            payments: Payments::read(&mut source),
            mail: Mail::read(&mut source),
            push: Push::read(&mut source),
            demo: Demo::read(&mut source),
        };
        source.finish()?;
        Ok(config)
    }
}
