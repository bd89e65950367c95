//! The nouns as a screen sees them. Each wraps a row of a read model; what refers to other nouns goes through a loader.

mod actor;
mod audit;
mod business;
mod calendar;
mod call;
mod connection;
mod enums;
mod history;
mod lead;
mod lead_settings;
mod live;
mod meeting;
mod memory;
mod projection;
mod prompt;
mod provenance;
mod push;
mod reactor;
mod recording;
mod reminder;
mod scalar;
mod statistics;
mod timeline;
mod user;
mod utterance;

pub(crate) use actor::Actor;
pub(crate) use audit::AuditEntry;
pub(crate) use business::Business;
pub(crate) use calendar::{CalendarDay, CalendarFeed, Schedule};
pub(crate) use call::Call;
pub(crate) use connection::Connection;
pub(crate) use enums::{
    ActorKind, AgentVoice, AgentsSee, AuditKind, CallDirection, CallStatus, Channel, CustomFieldKind,
    EndReason, EntityType, Holiday, Intent, LeadField, LeadOrder, LeadOrigin, MeetingStatus, Permission,
    ProjectionState, PropertyKind, RecordingStatus, ReminderOrder, ReminderRepeat, ReminderStatus, Role,
    Speaker, StatusColor, UserStatus,
};
pub(crate) use history::HistoryEntry;
pub(crate) use lead::Lead;
pub(crate) use lead_settings::LeadStage;
pub(crate) use live::{CallGauges, LiveCall};
pub(crate) use meeting::{Meeting, TimeSlot};
pub(crate) use memory::LeadMemory;
pub(crate) use projection::ProjectionStatus;
pub(crate) use prompt::PromptVersion;
pub(crate) use provenance::FieldProvenance;
pub(crate) use push::Push;
pub(crate) use reactor::{DeadLetter, ReactorStatus};
pub(crate) use recording::Recording;
pub(crate) use reminder::Reminder;
pub(crate) use scalar::{DateTime, LeadStatus};
pub(crate) use statistics::Statistics;
pub(crate) use timeline::{TimelineEntry, TimelineKind};
pub(crate) use user::{Session, User, Viewer};
pub(crate) use utterance::Utterance;
