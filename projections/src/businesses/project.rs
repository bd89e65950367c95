//! Business and number events into rows.

use domain::Event;
use domain::business::{BusinessEvent, Settings};
use domain::number::NumberEvent;
use domain::values::PhoneNumber;
use eventlog::Recorded;

use super::table::{StoredBusiness, StoredNumber};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows};

/// The agencies at hand.
#[derive(Default)]
pub(crate) struct BusinessRows {
    businesses: Rows<StoredBusiness>,
    numbers: Rows<StoredNumber>,
}

impl Projector for BusinessRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        match &recorded.event {
            Event::Business(_) | Event::Number(_) => Some(recorded.stream.key().to_owned()),
            Event::User(_)
            | Event::Call(_)
            | Event::Lead(_)
            | Event::Calendar(_)
            | Event::Prompt(_)
            | Event::Reminder(_) => None,
        }
    }

    fn project(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Business(
                BusinessEvent::Opened { settings } | BusinessEvent::SettingsChanged { settings },
            ) => self.set(recorded, settings),
            Event::Business(BusinessEvent::Suspended { reason: _ }) => self.suspend(recorded, true),
            Event::Business(BusinessEvent::Resumed) => self.suspend(recorded, false),
            Event::Number(NumberEvent::Claimed { business } | NumberEvent::Lent { business }) => {
                if let Ok(number) = PhoneNumber::try_from(recorded.stream.key().to_owned()) {
                    self.numbers.put(StoredNumber { number, business: *business });
                }
            }
            Event::Business(BusinessEvent::SupportEntered { reason: _ })
            | Event::User(_)
            | Event::Call(_)
            | Event::Lead(_)
            | Event::Calendar(_)
            | Event::Prompt(_)
            | Event::Reminder(_) => {}
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.businesses, &mut self.numbers]
    }
}

impl BusinessRows {
    fn set(&mut self, recorded: &Recorded, settings: &Settings) {
        let Ok(id) = recorded.stream.key().parse() else { return };
        let held = self.businesses.get(&id);
        let (opened_at, suspended) =
            (held.map(|held| held.opened_at), held.is_some_and(|held| held.suspended));
        self.businesses.put(StoredBusiness {
            id,
            settings: settings.clone(),
            opened_at: opened_at.unwrap_or_else(|| whole_micros(recorded.metadata.recorded_at)),
            suspended,
        });
    }

    fn suspend(&mut self, recorded: &Recorded, suspended: bool) {
        let Some(held) = recorded.stream.key().parse().ok().and_then(|id| self.businesses.get(&id)) else {
            return;
        };
        self.businesses.put(StoredBusiness { suspended, ..held.clone() });
    }
}
