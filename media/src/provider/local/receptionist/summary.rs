//! The call in a line, for people.

use domain::lead::{Field, LeadFact};
use domain::values::{Intent, PropertyKind};
use jiff::Zoned;

use super::memory::Memory;

/// Subjects are at most this long in the calendar.
const MOST_CHARS: usize = 200;

/// What was said and agreed; `None` when nothing was.
pub(super) fn of(memory: &Memory, now: &Zoned, note: Option<&str>) -> Option<String> {
    let mut parts = Vec::new();
    let facts: Vec<String> =
        Field::ALL.iter().filter_map(|field| memory.facts.get(*field)).filter_map(words).collect();
    if !facts.is_empty() {
        parts.push(facts.join(", "));
    }
    if let Some(slot) = memory.booked {
        let at = slot.start().to_zoned(now.time_zone().clone());
        parts.push(format!("נקבעה פגישה ל-{}", at.strftime("%d.%m.%Y בשעה %H:%M")));
    }
    parts.extend(note.map(str::to_owned));
    (!parts.is_empty()).then(|| format!("{}.", parts.join(". ")))
}

/// What a meeting is about.
pub(super) fn subject(memory: &Memory) -> String {
    let about = [Field::Name, Field::Intent, Field::PropertyKind, Field::Rooms, Field::City];
    let words: Vec<String> =
        about.iter().filter_map(|field| memory.facts.get(*field)).filter_map(words).collect();
    let subject =
        if words.is_empty() { "פגישה".to_owned() } else { format!("פגישה: {}", words.join(", ")) };
    subject.chars().take(MOST_CHARS).collect()
}

fn words(fact: &LeadFact) -> Option<String> {
    Some(match fact {
        LeadFact::Name(name) => name.clone(),
        LeadFact::Intent(intent) => intent_word(*intent).to_owned(),
        LeadFact::City(city) => city.clone(),
        LeadFact::Neighborhood(place) => place.clone(),
        LeadFact::PropertyKind(kind) => kind_word(*kind).to_owned(),
        LeadFact::Rooms(rooms) => format!("{} חדרים", rooms.as_decimal()),
        LeadFact::Budget(money) => format!("עד {} ₪", grouped(money.as_shekels())),
        LeadFact::Email(_) => return None,
    })
}

fn intent_word(intent: Intent) -> &'static str {
    match intent {
        Intent::Buy => "קנייה",
        Intent::Rent => "שכירות",
        Intent::Sell => "מכירה",
        Intent::Let => "השכרה",
    }
}

fn kind_word(kind: PropertyKind) -> &'static str {
    match kind {
        PropertyKind::Apartment => "דירה",
        PropertyKind::GardenApartment => "דירת גן",
        PropertyKind::Penthouse => "פנטהאוז",
        PropertyKind::House => "בית פרטי",
        PropertyKind::Cottage => "קוטג'",
        PropertyKind::Duplex => "דופלקס",
        PropertyKind::Studio => "סטודיו",
        PropertyKind::Office => "משרד",
        PropertyKind::Shop => "חנות",
        PropertyKind::Land => "מגרש",
    }
}

/// `2,400,000`.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
