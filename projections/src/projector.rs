//! What a read model's writer is: pure code from events to rows. The worker around it moves rows and checkpoint.
//!
//! To add a read model: 1. its variant in [`ReadModel`]; 2. a folder with `table` (columns, rows ↔ cells), `project`
//! (implements [`Projector`]), `query` (methods of `Reader`), `row` (what readers get), `tests`; 3. its line in [`blueprint`].
//! To change what one writes: raise its version there; the next start rebuilds it.

use domain::Event;
use eventlog::Recorded;
use jiff::Timestamp;

use crate::ReadModel;
use crate::table::{AnyRows, Table};
use crate::{businesses, calls, history, leads, meetings, prompts, reminders, users};

/// Folds events into rows. Pure: no clock, no database; the same rows and the same event give the same rows.
pub(crate) trait Projector: Send + Sync {
    /// The entity whose rows this event may change (their tables' first column); `None`: it changes none.
    fn owner(&self, recorded: &Recorded) -> Option<String>;
    /// Folds an event. The owner's rows of folded tables are at hand.
    fn project(&mut self, recorded: &Recorded);
    /// All its rows.
    fn rows(&mut self) -> Vec<&mut dyn AnyRows>;
}

/// Whether nothing was known of the event's owner before it, so that no rows of theirs need be looked for. In these categories
/// every read model's owner is the stream itself; meetings share a calendar's, and a number's events are its business's.
pub(crate) fn begins(recorded: &Recorded) -> bool {
    let own = match recorded.event {
        Event::Call(_) | Event::Lead(_) | Event::User(_) | Event::Prompt(_) | Event::Reminder(_) => true,
        Event::Calendar(_) | Event::Business(_) | Event::Number(_) => false,
    };
    own && recorded.sequence == 1
}

/// What the worker knows of a read model.
pub(crate) struct Blueprint {
    pub(crate) model: ReadModel,
    /// Raised with every change of what is written.
    pub(crate) version: u32,
    pub(crate) make: fn() -> Box<dyn Projector>,
}

impl Blueprint {
    /// Its tables, in the order they are locked, swapped and compared.
    pub(crate) fn tables(&self) -> Vec<&'static Table> {
        (self.make)().rows().into_iter().map(|rows| rows.table()).collect()
    }

    /// The tables' shape as a text: as long as it stays, this code can write tables another version made.
    pub(crate) fn shape(&self) -> String {
        let column = |c: &crate::table::Column| format!("{}:{:?}:{}", c.name, c.kind, c.nullable);
        let table = |t: &Table| {
            format!(
                "{}({})[{}]",
                t.name,
                t.columns().map(column).collect::<Vec<_>>().join(","),
                t.key.join(",")
            )
        };
        self.tables().into_iter().map(table).collect::<Vec<_>>().join(";")
    }
}

/// How a read model is made.
pub(crate) fn blueprint(model: ReadModel) -> Blueprint {
    let (version, make): (u32, fn() -> Box<dyn Projector>) = match model {
        ReadModel::Calls => (2, || Box::new(calls::CallRows::default())),
        ReadModel::Leads => (4, || Box::new(leads::LeadRows::default())),
        ReadModel::Meetings => (1, || Box::new(meetings::MeetingRows::default())),
        ReadModel::Businesses => (2, || Box::new(businesses::BusinessRows::default())),
        ReadModel::Prompts => (1, || Box::new(prompts::PromptRows::default())),
        ReadModel::Users => (2, || Box::new(users::UserRows::default())),
        ReadModel::Reminders => (1, || Box::new(reminders::ReminderRows::default())),
        ReadModel::History => (4, || Box::new(history::HistoryRows::default())),
    };
    Blueprint { model, version, make }
}

/// The read models an event shows in; readers of a changed entity wait for these.
pub(crate) fn concerned(event: &Event) -> &'static [ReadModel] {
    match event {
        Event::Business(_) | Event::Number(_) => &[ReadModel::Businesses, ReadModel::History],
        Event::User(_) => &[ReadModel::Users, ReadModel::History],
        Event::Call(_) => &[ReadModel::Calls, ReadModel::History],
        Event::Lead(_) => &[ReadModel::Leads, ReadModel::History],
        Event::Calendar(_) => &[ReadModel::Meetings, ReadModel::History],
        Event::Prompt(_) => &[ReadModel::Prompts, ReadModel::History],
        Event::Reminder(_) => &[ReadModel::Reminders, ReadModel::History],
    }
}

/// An instant as the tables keep it: whole microseconds.
pub(crate) fn whole_micros(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
