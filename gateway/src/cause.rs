//! Why a command is issued: what every event of it will say of its origin.

use domain::{
    Actor,
    ids::{BusinessId, CallSid, LeadId, UserId},
};
use eventlog::Context;

/// The circumstances several commands of one step share; each command adds its own word to the key.
#[derive(Debug, Clone)]
pub struct Cause {
    business: Option<BusinessId>,
    key: String,
    correlation: String,
    causation: Option<String>,
    actor: Actor,
    person: Option<LeadId>,
}

impl Cause {
    /// The product itself, under a stable key.
    pub fn system(key: impl Into<String>) -> Self {
        let key = key.into();
        Self {
            business: None,
            correlation: key.clone(),
            key,
            causation: None,
            actor: Actor::System,
            person: None,
        }
    }

    /// A webhook about a call: `tw:{call_sid}:{what}`.
    pub fn webhook(call: &CallSid, what: &str) -> Self {
        let key = format!("tw:{call}:{what}");
        Self { actor: Actor::Twilio, correlation: call.to_string(), ..Self::system(key) }
    }

    /// The agent in a call: `tool:{call_sid}:{id}` or `media:{call_sid}:{what}`.
    pub fn agent(kind: &str, call: &CallSid, what: &str) -> Self {
        let key = format!("{kind}:{call}:{what}");
        Self {
            actor: Actor::Agent { call: call.clone() },
            correlation: call.to_string(),
            ..Self::system(key)
        }
    }

    /// Within this business.
    #[must_use]
    pub fn within(self, business: BusinessId) -> Self {
        Self { business: Some(business), ..self }
    }

    /// By this person, signed in or just proven.
    #[must_use]
    pub fn by(self, user: UserId) -> Self {
        Self { actor: Actor::User { id: user }, ..self }
    }

    /// About this person: their key encrypts what is said of them.
    #[must_use]
    pub fn about(self, person: Option<LeadId>) -> Self {
        Self { person, ..self }
    }

    /// Caused by something in particular.
    #[must_use]
    pub fn because(self, causation: impl Into<String>, correlation: impl Into<String>) -> Self {
        Self { causation: Some(causation.into()), correlation: correlation.into(), ..self }
    }

    /// The key of the step.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The context of the step's one command.
    pub fn of(&self, command: &'static str) -> Context {
        self.with_key(self.key.clone(), command)
    }

    /// The context of one of the step's several commands; without another cause the step is its cause.
    pub fn part(&self, part: &str, command: &'static str) -> Context {
        let context = self.with_key(format!("{}:{part}", self.key), command);
        Context { causation_id: context.causation_id.or_else(|| Some(self.key.clone())), ..context }
    }

    fn with_key(&self, command_id: String, command: &'static str) -> Context {
        Context {
            business: self.business,
            command_id,
            command,
            causation_id: self.causation.clone(),
            correlation_id: self.correlation.clone(),
            actor: self.actor.clone(),
            person: self.person,
        }
    }
}
