use std::collections::BTreeMap;

use jiff::Timestamp;

use super::source::{About, Of, Standing, Wanted, is_note};
use super::{TimelineKind, TimelineRow};
use crate::history::{EntityType, subject};
use crate::page::Place;
use crate::{BusinessScope, Cursor, LeadRow, Page, Paged, ReadError, Reader};

impl Reader {
    /// What happened with a lead and with those it answers for, the newest first, at a fixed number of statements however much
    /// that is. `kinds`: only these; none: all. `as_of`: what had happened by a past instant, `lead` being as it was then.
    pub async fn timeline(
        &self,
        scope: &BusinessScope,
        lead: &LeadRow,
        kinds: &[TimelineKind],
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<TimelineRow>, ReadError> {
        let members = [&[lead.id], lead.family.as_slice()].concat();
        // One more than asked for tells whether there are more.
        let most = u64::try_from(page.size()).unwrap_or(0) + 1;
        let wanted = Wanted { scope, members: &members, kinds, after: page.after.as_ref(), as_of, most };
        let (mut rows, mut total) = (Vec::new(), 0);
        if wanted.wants(TimelineKind::Call) {
            let (calls, count) = self.told_calls(&wanted).await?;
            total += count;
            rows.extend(calls.into_iter().map(|call| {
                let (at, of) = (call.started_at.as_microsecond(), Of::Call(call.sid.to_string()));
                (Standing { at, of }, TimelineRow::Call(call))
            }));
        }
        if TimelineKind::ALL.iter().any(|kind| *kind != TimelineKind::Call && wanted.wants(*kind)) {
            total += self.add_history(&wanted, &mut rows).await?;
        }
        rows.sort_by(|(a, _), (b, _)| b.cmp(a));
        let has_next = rows.len() > page.size();
        rows.truncate(page.size());
        let items = rows.into_iter().map(|(standing, row)| (standing.cursor(), row)).collect();
        Ok(Paged { items, total, has_next })
    }

    async fn add_history(
        &self,
        wanted: &Wanted<'_>,
        rows: &mut Vec<(Standing, TimelineRow)>,
    ) -> Result<u64, ReadError> {
        let about = self.told_of(wanted).await?;
        let (entries, count) = self.told_history(wanted, &about).await?;
        for (subject, entry) in entries {
            let standing = Standing { at: entry.at.as_microsecond(), of: Of::Event(entry.position) };
            let row = match about.get(&subject) {
                Some(About::Meeting(meeting)) => TimelineRow::Meeting(entry, meeting.clone()),
                Some(About::Reminder(reminder)) => TimelineRow::Reminder(entry, reminder.clone()),
                None if is_note(&entry) => TimelineRow::Note(entry),
                None => TimelineRow::Change(entry),
            };
            rows.push((standing, row));
        }
        Ok(count)
    }

    /// The meetings and reminders whose news is wanted, by their subject in the history.
    async fn told_of(&self, wanted: &Wanted<'_>) -> Result<BTreeMap<String, About>, ReadError> {
        let mut about = BTreeMap::new();
        if wanted.wants(TimelineKind::Meeting) {
            let found = self.meetings_of_leads(wanted.scope, wanted.members, wanted.as_of).await?;
            about.extend(found.into_iter().map(|(_, meeting)| {
                (subject(EntityType::Meeting, meeting.id), About::Meeting(Box::new(meeting)))
            }));
        }
        if wanted.wants(TimelineKind::Reminder) {
            let found = self.reminders_of_leads(wanted.scope, wanted.members, wanted.as_of).await?;
            about.extend(found.into_iter().map(|(_, reminder)| {
                (subject(EntityType::Reminder, reminder.id), About::Reminder(Box::new(reminder)))
            }));
        }
        Ok(about)
    }
}

impl Standing {
    fn cursor(&self) -> Cursor {
        let id = match &self.of {
            Of::Call(sid) => sid.clone(),
            Of::Event(position) => position.to_string(),
        };
        Cursor { at: Place::Number(self.at), id }
    }
}
