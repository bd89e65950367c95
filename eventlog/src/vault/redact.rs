use domain::Category;
use domain::lead::FORGOTTEN;
use serde_json::{Value, json};

/// The words of somebody who was forgotten.
pub const ERASED: &str = "[erased]";

/// What stands where something was known: of the same type, so that every reader goes on, and plainly nobody's.
pub(super) fn redacted(category: Category, event_type: &str, pointer: &str) -> Value {
    match (category, event_type, pointer) {
        (Category::Call, "LineIdentified", _) => json!({"kind": "unreadable", "value": "erased"}),
        // Without an address nobody fetches it.
        (Category::Call, "RecordingReported", "/url") => Value::Null,
        (Category::Lead, "Created", "/phone") => json!(FORGOTTEN),
        (Category::Lead, "DetailsChanged", "/facts")
        | (Category::Lead, "CustomChanged", "/set")
        | (Category::Lead, "TagsChanged", "/added" | "/removed")
        | (Category::Lead, "Absorbed", "/phones" | "/facts" | "/custom" | "/tags") => json!([]),
        // All else that is personal is text.
        (_, _, _) => json!(ERASED),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Category, DomainEvent, Event, StreamId};
    use serde_json::Value;

    use super::redacted;

    const VERSION_1: &str = include_str!("../../tests/fixtures/version-1.jsonl");

    fn personal<E: DomainEvent>(payload: &Value) -> &'static [&'static str] {
        serde_json::from_value::<E>(payload.clone()).unwrap().personal()
    }

    #[test]
    fn every_redacted_event_still_loads() {
        let mut redacted_fields = 0;
        for line in VERSION_1.lines() {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let stream: StreamId = line["stream"].as_str().unwrap().parse().unwrap();
            let event_type = line["event_type"].as_str().unwrap().to_owned();
            let payload = &mut line["payload"];
            let pointers = match stream.category() {
                Category::Business => personal::<domain::business::BusinessEvent>(payload),
                Category::Number => personal::<domain::number::NumberEvent>(payload),
                Category::User => personal::<domain::user::UserEvent>(payload),
                Category::Call => personal::<domain::call::CallEvent>(payload),
                Category::Lead => personal::<domain::lead::LeadEvent>(payload),
                Category::Calendar => personal::<domain::calendar::CalendarEvent>(payload),
                Category::Prompt => personal::<domain::prompt::PromptEvent>(payload),
                Category::Reminder => personal::<domain::reminder::ReminderEvent>(payload),
            };
            for pointer in pointers {
                let field = payload.pointer_mut(pointer).expect(pointer);
                *field = redacted(stream.category(), &event_type, pointer);
                redacted_fields += 1;
            }
            Event::read(stream.category(), payload.clone()).expect(&event_type);
        }
        assert!(redacted_fields > 10);
    }
}
