//! iCalendar (RFC 5545), as much of it as meetings need. Times are UTC, so that no time zone has to be described.

use domain::values::TimeSlot;
use jiff::Timestamp;

/// The longest line in octets, its end not counted (section 3.1).
const LINE: usize = 75;

/// A meeting.
pub(super) struct Event {
    /// The same whatever becomes of it.
    pub(super) uid: String,
    /// How often it was changed.
    pub(super) sequence: u32,
    pub(super) created: Timestamp,
    pub(super) changed: Timestamp,
    pub(super) slot: TimeSlot,
    pub(super) summary: String,
    pub(super) description: Option<String>,
    pub(super) url: Option<String>,
    pub(super) cancelled: bool,
}

/// A whole file.
pub(super) fn calendar(name: &str, events: &[Event]) -> String {
    let mut file = File::default();
    file.raw("BEGIN", "VCALENDAR");
    file.raw("VERSION", "2.0");
    file.raw("PRODID", "-//AgentLocator//Calendar//HE");
    file.raw("METHOD", "PUBLISH");
    // The name and the pace as RFC 7986 has them, and as programs that are older read them.
    file.text("NAME", name);
    file.text("X-WR-CALNAME", name);
    file.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    file.raw("X-PUBLISHED-TTL", "PT15M");
    for event in events {
        file.event(event);
    }
    if events.is_empty() {
        file.nothing();
    }
    file.raw("END", "VCALENDAR");
    file.0
}

#[derive(Default)]
struct File(String);

impl File {
    fn event(&mut self, event: &Event) {
        self.raw("BEGIN", "VEVENT");
        self.raw("UID", &event.uid);
        self.raw("SEQUENCE", &event.sequence.to_string());
        self.time("DTSTAMP", event.changed);
        self.time("CREATED", event.created);
        self.time("LAST-MODIFIED", event.changed);
        self.time("DTSTART", event.slot.start());
        self.time("DTEND", event.slot.end());
        self.text("SUMMARY", &event.summary);
        if let Some(description) = &event.description {
            self.text("DESCRIPTION", description);
        }
        if let Some(url) = &event.url {
            self.raw("URL", url);
        }
        self.raw("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        self.raw("TRANSP", if event.cancelled { "TRANSPARENT" } else { "OPAQUE" });
        self.raw("END", "VEVENT");
    }

    /// A calendar holds one component at least (section 3.6): one without meetings says what its times would be in.
    fn nothing(&mut self) {
        for (name, value) in [
            ("BEGIN", "VTIMEZONE"),
            ("TZID", "UTC"),
            ("BEGIN", "STANDARD"),
            ("DTSTART", "19700101T000000"),
            ("TZOFFSETFROM", "+0000"),
            ("TZOFFSETTO", "+0000"),
            ("END", "STANDARD"),
            ("END", "VTIMEZONE"),
        ] {
            self.raw(name, value);
        }
    }

    fn time(&mut self, name: &str, at: Timestamp) {
        self.raw(name, &at.strftime("%Y%m%dT%H%M%SZ").to_string());
    }

    /// Words, with what would end them escaped (section 3.3.11); control characters have no place in them.
    fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for letter in text.replace("\r\n", "\n").chars() {
            match letter {
                '\\' | ';' | ',' => escaped.extend(['\\', letter]),
                '\n' => escaped.push_str("\\n"),
                letter if letter.is_control() && letter != '\t' => {}
                letter => escaped.push(letter),
            }
        }
        self.raw(name, &escaped);
    }

    /// A line, folded between characters: what goes on begins with a space, which counts.
    fn raw(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for letter in format!("{name}:{value}").chars() {
            if used + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(letter);
            used += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, CalendarComponent, Component as _};
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> Event {
        let at = |text: &str| text.parse().unwrap();
        Event {
            uid: "2f6e7a52@agentlocator".to_owned(),
            sequence: 3,
            created: at("2026-11-20T10:00:00.25Z"),
            changed: at("2026-11-21T08:30:00Z"),
            slot: TimeSlot::new(at("2026-11-24T14:30:00Z"), at("2026-11-24T15:30:00Z")).unwrap(),
            summary: summary.to_owned(),
            description: Some("+972525550123".to_owned()),
            url: Some("https://crm.example.com/leads/1".to_owned()),
            cancelled: false,
        }
    }

    /// The file as a parser of other people's making reads it.
    fn parsed(file: &str) -> Calendar {
        file.parse().unwrap_or_else(|error| panic!("{error}: {file}"))
    }

    fn text_of(file: &Calendar, name: &str) -> Vec<String> {
        let meetings = file.components.iter().filter_map(CalendarComponent::as_event);
        meetings.filter_map(|one| one.property_value(name).map(str::to_owned)).collect()
    }

    fn lines_are_short(file: &str) {
        assert!(file.ends_with("\r\n"));
        for line in file.split("\r\n") {
            assert!(line.len() <= LINE && !line.contains(['\n', '\r']), "{line:?}");
        }
    }

    #[test]
    fn a_meeting_is_read_as_it_was_written() {
        let summary =
            "סיור, בדירה; \"מוריה 14\" \\ קומה 3\nעם המשפחה כולה ועם השמאי, שמגיע רבע שעה אחרי תחילת הפגישה";
        let text = calendar("היומן של דנה; משרד", &[event(summary)]);
        lines_are_short(&text);
        let file = parsed(&text);
        assert_eq!(text_of(&file, "SUMMARY"), [summary]);
        assert_eq!(text_of(&file, "UID"), ["2f6e7a52@agentlocator"]);
        for line in [
            "DTSTART:20261124T143000Z",
            "DTEND:20261124T153000Z",
            "DTSTAMP:20261121T083000Z",
            "CREATED:20261120T100000Z",
            "SEQUENCE:3",
            "STATUS:CONFIRMED",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} is not in {text}");
        }
    }

    #[test]
    fn one_that_was_called_off_says_so_and_takes_no_time() {
        let text = calendar("יומן", &[Event { cancelled: true, ..event("סיור") }]);
        assert!(text.contains("\r\nSTATUS:CANCELLED\r\n") && text.contains("\r\nTRANSP:TRANSPARENT\r\n"));
        assert_eq!(text_of(&parsed(&text), "SUMMARY"), ["סיור"]);
    }

    #[test]
    fn a_calendar_without_meetings_is_one_all_the_same() {
        let file = parsed(&calendar("יומן", &[]));
        assert!(text_of(&file, "UID").is_empty());
        assert_eq!(file.components.len(), 1, "{:?}", file.components);
    }

    proptest! {
        /// Whatever people write, another program reads it, and no line is too long.
        #[test]
        fn any_words_survive(summary in "[ -~א-ת\n\t€🏠;,\\\\]{0,200}") {
            let text = calendar(&summary, &[event(&summary), event("אחרת")]);
            lines_are_short(&text);
            let read = text_of(&parsed(&text), "SUMMARY");
            prop_assert_eq!(read.last().map(String::as_str), Some("אחרת"));
            prop_assert_eq!(read.first(), Some(&summary));
        }
    }
}
