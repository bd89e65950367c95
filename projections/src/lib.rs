//! The answers: read models that follow the log, and the readers that ask them.
//!
//! # Knows
//! The domain's events, the log's global order, SQL of two databases.
//! # Must not know
//! HTTP, GraphQL, commands. Nothing but a projector writes these tables, so any of them can be dropped and rebuilt.
//! # Contract
//! Rows and checkpoint change in one transaction; a crash loses and doubles nothing. A rebuild gives the same bytes.
//! Every read of a [`Reader`] takes a [`BusinessScope`] first and sees that business's rows only.

mod businesses;
mod calls;
mod change;
mod db;
mod error;
mod forget;
mod history;
mod leads;
mod meetings;
mod model;
mod page;
mod projections;
mod projector;
mod prompts;
mod reader;
mod registry;
mod reminders;
mod scope;
mod search;
mod sight;
mod status;
mod table;
mod timeline;
mod totals;
mod users;
mod work;

pub use businesses::BusinessRow;
pub use calls::{
    CallAsOf, CallFilter, CallRow, CallStatistics, HourOfCalls, RecordingRow, StreamReportRow, TurnRow,
    WAIT_STEP_MS,
};
pub use change::{Change, Entity};
pub use error::{ProjectionError, ReadError};
pub use history::{AuditKind, AuditRow, EntityType, FieldChange, HistoryRow};
pub use leads::{LeadAsOf, LeadFilter, LeadOrder, LeadOrigin, LeadRow, NoteRow, ProvenanceRow, fact_text};
pub use meetings::{MeetingRow, MeetingStatus};
pub use model::ReadModel;
pub use page::{Cursor, NotACursor, Page, Paged};
pub use projections::Projections;
pub use prompts::PromptVersionRow;
pub use reader::Reader;
pub use reminders::{ReminderFilter, ReminderOrder, ReminderRow};
pub use scope::{BusinessScope, ScopeMint, Sight};
pub use status::{Difference, ProjectionState, ProjectionStatus, RebuildProgress, Verdict};
pub use timeline::{TimelineKind, TimelineRow};
pub use users::{UserRow, UserStatus};
