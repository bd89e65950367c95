//! What the model may do: the schemas it is given, and its arguments read into the domain's types.
//!
//! # Contract
//! Arguments are somebody else's text: whatever is not exactly a deed of ours is a fault in words, told to the model, and
//! nothing is done. `strict` schemas make that rare; endpoints that ignore `strict` are the reason nothing rests on it.
//!
//! To add a tool: its schema in [`schemas`], its arguments' type, its line in [`read`], and its name in `request`.

use domain::lead::LeadFact;
use domain::values::{Intent, Money, PropertyKind, Rooms};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::provider::Tool;

pub(super) const CAPTURE_LEAD: &str = "capture_lead";
pub(super) const CHECK_AVAILABILITY: &str = "check_availability";
pub(super) const BOOK_MEETING: &str = "book_meeting";
pub(super) const TRANSFER_TO_HUMAN: &str = "transfer_to_human";
pub(super) const END_CALL: &str = "end_call";

/// Subjects are at most this long in the calendar, summaries and names as in the domain.
const MOST_OF_A_SUBJECT: usize = 200;
const MOST_OF_A_SUMMARY: usize = 2000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Capture {
    name: Option<String>,
    intent: Option<Intent>,
    city: Option<String>,
    neighborhood: Option<String>,
    property_kind: Option<PropertyKind>,
    rooms: Option<f64>,
    /// Whole shekels.
    budget: Option<f64>,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Availability {
    day: Option<String>,
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Booking {
    start: String,
    subject: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    summary: Option<String>,
}

/// The deed a call asks for; what is wrong with it otherwise, for the model to mend.
pub(super) fn read(name: &str, arguments: &str, now: &Zoned) -> Result<Tool, String> {
    match name {
        CAPTURE_LEAD => parse::<Capture>(arguments)?.tool(),
        CHECK_AVAILABILITY => parse::<Availability>(arguments)?.tool(),
        BOOK_MEETING => parse::<Booking>(arguments)?.tool(now),
        TRANSFER_TO_HUMAN => parse::<Nothing>(arguments).map(|Nothing {}| Tool::TransferToHuman),
        END_CALL => {
            let End { summary } = parse(arguments)?;
            Ok(Tool::EndCall { summary: summary.map(|text| shortened(&text, MOST_OF_A_SUMMARY)) })
        }
        _ => Err("there is no such tool".to_owned()),
    }
}

fn parse<T: DeserializeOwned>(arguments: &str) -> Result<T, String> {
    // A tool without arguments comes with an empty text from some endpoints.
    let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
    serde_json::from_str(arguments).map_err(|error| format!("the arguments do not fit the schema: {error}"))
}

impl Capture {
    fn tool(self) -> Result<Tool, String> {
        let rooms = self.rooms.map(|rooms| Rooms::from_decimal(rooms).ok_or("rooms: expected 1 to 20"));
        let budget =
            self.budget.map(|budget| shekels(budget).ok_or("budget: expected whole shekels above 0"));
        let told = [
            self.name.map(LeadFact::Name),
            self.intent.map(LeadFact::Intent),
            self.city.map(LeadFact::City),
            self.neighborhood.map(LeadFact::Neighborhood),
            self.property_kind.map(LeadFact::PropertyKind),
            rooms.transpose()?.map(LeadFact::Rooms),
            budget.transpose()?.map(LeadFact::Budget),
            self.email.map(LeadFact::Email),
        ];
        let tidy =
            |fact: LeadFact| fact.tidy().map_err(|remedy| format!("{}: {remedy}", fact.field().as_str()));
        let facts = told.into_iter().flatten().map(tidy).collect::<Result<_, _>>()?;
        Ok(Tool::CaptureLead { facts, utterance: None })
    }
}

/// Up to ten billion: beyond, it is no budget.
fn shekels(amount: f64) -> Option<Money> {
    let whole = amount.round();
    if !(1.0..=1e10).contains(&whole) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to be 1 to 10^10")]
    Some(Money::shekels(whole as i64))
}

impl Availability {
    fn tool(self) -> Result<Tool, String> {
        let day = self.day.map(|day| day.parse::<Date>().map_err(|_| "day: expected YYYY-MM-DD"));
        let after =
            self.after.map(|after| Time::strptime("%H:%M", &after).map_err(|_| "after: expected HH:MM"));
        Ok(Tool::CheckAvailability { day: day.transpose()?, after: after.transpose()? })
    }
}

impl Booking {
    fn tool(self, now: &Zoned) -> Result<Tool, String> {
        let start = instant(&self.start, now).ok_or("start: expected local time as YYYY-MM-DDTHH:MM")?;
        if start <= now.timestamp() {
            return Err("start: it has passed".to_owned());
        }
        let subject = shortened(&self.subject, MOST_OF_A_SUBJECT);
        if subject.is_empty() {
            return Err("subject: expected 1 to 200 characters".to_owned());
        }
        Ok(Tool::BookMeeting { start, subject })
    }
}

/// With an offset as it says, without one as the agency's clock.
fn instant(text: &str, now: &Zoned) -> Option<Timestamp> {
    let civil = || text.parse::<DateTime>().ok()?.to_zoned(now.time_zone().clone()).ok();
    text.parse::<Timestamp>().ok().or_else(|| civil().map(|at| at.timestamp()))
}

fn shortened(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// The tools as a request names them (<https://platform.openai.com/docs/guides/function-calling>): with `strict` every field is
/// required, and absence is null.
pub(super) fn schemas() -> Value {
    let text = |what: &str| json!({ "type": ["string", "null"], "description": what });
    let number = |what: &str| json!({ "type": ["number", "null"], "description": what });
    let one_of = |values: &[&str], what: &str| {
        let values: Vec<Value> = values.iter().map(|value| json!(value)).chain([Value::Null]).collect();
        json!({ "type": ["string", "null"], "enum": values, "description": what })
    };
    let kinds = [
        "APARTMENT",
        "GARDEN_APARTMENT",
        "PENTHOUSE",
        "HOUSE",
        "COTTAGE",
        "DUPLEX",
        "STUDIO",
        "OFFICE",
        "SHOP",
        "LAND",
    ];
    json!([
        tool(
            CAPTURE_LEAD,
            "Writes down what the caller told of themselves; null for what they did not tell. Call it the moment \
            something is told, in the same turn in which you answer.",
            &json!({
                "name": text("Their name, as they said it."),
                "intent": one_of(&["BUY", "RENT", "SELL", "LET"], "LET: they have a property to let out."),
                "city": text("The city, in Hebrew."),
                "neighborhood": text("The neighbourhood, in Hebrew."),
                "property_kind": one_of(&kinds, "The kind of property."),
                "rooms": number("How many rooms; halves count."),
                "budget": number("How much at most, in whole shekels; rent is a month's."),
                "email": text("An address to write to."),
            })
        ),
        tool(
            CHECK_AVAILABILITY,
            "Free slots for a meeting. Offer nothing else.",
            &json!({
                "day": text("On that day, YYYY-MM-DD; null: the next ones."),
                "after": text("Not before that hour, HH:MM."),
            })
        ),
        tool(
            BOOK_MEETING,
            "Books a slot the caller agreed to.",
            &json!({
                "start": { "type": "string", "description": "When it begins: local time, YYYY-MM-DDTHH:MM, one of the free slots." },
                "subject": { "type": "string", "description": "What it is about, in Hebrew, in a few words." },
            })
        ),
        tool(TRANSFER_TO_HUMAN, "Hands the call to a person. Say that you are doing so.", &json!({})),
        tool(
            END_CALL,
            "Closes the line when everything was said. Say goodbye in the same turn.",
            &json!({
                "summary": text("The call in a sentence or two, in Hebrew, for the people of the agency; a message the caller left, word for word."),
            })
        ),
    ])
}

fn tool(name: &str, what: &str, properties: &Value) -> Value {
    let required: Vec<&String> =
        properties.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
    json!({ "type": "function", "function": {
        "name": name, "description": what, "strict": true,
        "parameters": { "type": "object", "properties": properties, "required": required, "additionalProperties": false },
    } })
}
