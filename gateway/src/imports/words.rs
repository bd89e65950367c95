//! What people write for the values that are chosen from a list.

use domain::values::{Intent, PropertyKind};

const INTENTS: [(Intent, &[&str]); 4] = [
    (Intent::Buy, &["קנייה", "קניה", "לקנות", "קונה", "רכישה", "buy"]),
    (Intent::Rent, &["שכירות", "לשכור", "שוכר", "rent"]),
    (Intent::Sell, &["מכירה", "למכור", "מוכר", "sell"]),
    (Intent::Let, &["השכרה", "להשכיר", "משכיר", "let"]),
];

const KINDS: [(PropertyKind, &[&str]); 10] = [
    (PropertyKind::Apartment, &["דירה", "apartment"]),
    (PropertyKind::GardenApartment, &["דירת גן", "garden apartment"]),
    (PropertyKind::Penthouse, &["פנטהאוז", "פנטהאוס", "penthouse"]),
    (PropertyKind::House, &["בית פרטי", "בית", "וילה", "house"]),
    (PropertyKind::Cottage, &["קוטג׳", "קוטג'", "קוטג", "cottage"]),
    (PropertyKind::Duplex, &["דופלקס", "duplex"]),
    (PropertyKind::Studio, &["סטודיו", "studio"]),
    (PropertyKind::Office, &["משרד", "office"]),
    (PropertyKind::Shop, &["חנות", "shop"]),
    (PropertyKind::Land, &["מגרש", "קרקע", "land"]),
];

/// What they want to do, as files and people write it.
pub(super) fn intent(text: &str) -> Option<Intent> {
    found(&INTENTS, text)
}

/// The kind of property, as files and people write it.
pub(super) fn property_kind(text: &str) -> Option<PropertyKind> {
    found(&KINDS, text)
}

/// The word an export writes.
pub(super) fn of_intent(intent: Intent) -> &'static str {
    INTENTS.iter().find(|(known, _)| *known == intent).map_or("", |(_, words)| words[0])
}

/// The word an export writes.
pub(super) fn of_property_kind(kind: PropertyKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, words)| words[0])
}

fn found<T: Copy>(words: &[(T, &[&str])], text: &str) -> Option<T> {
    let text = text.trim().to_lowercase();
    words.iter().find(|(_, spelled)| spelled.contains(&text.as_str())).map(|(value, _)| *value)
}
