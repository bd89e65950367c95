use domain::lead::LeadFact;
use domain::values::{Intent, PropertyKind};

/// A fact's value as text, as provenance and history show it: `3.5` rooms, a budget in whole shekels, enumerations by their
/// GraphQL names.
pub fn fact_text(fact: &LeadFact) -> String {
    match fact {
        LeadFact::Name(text)
        | LeadFact::City(text)
        | LeadFact::Neighborhood(text)
        | LeadFact::Email(text) => text.clone(),
        LeadFact::Intent(intent) => intent_name(*intent).to_owned(),
        LeadFact::PropertyKind(kind) => property_name(*kind).to_owned(),
        LeadFact::Rooms(rooms) => rooms.as_decimal().to_string(),
        LeadFact::Budget(money) => money.as_shekels().to_string(),
    }
}

/// The name in GraphQL and in the table.
pub(crate) fn intent_name(intent: Intent) -> &'static str {
    match intent {
        Intent::Buy => "BUY",
        Intent::Rent => "RENT",
        Intent::Sell => "SELL",
        Intent::Let => "LET",
    }
}

/// The name in GraphQL and in the table.
pub(crate) fn property_name(kind: PropertyKind) -> &'static str {
    match kind {
        PropertyKind::Apartment => "APARTMENT",
        PropertyKind::GardenApartment => "GARDEN_APARTMENT",
        PropertyKind::Penthouse => "PENTHOUSE",
        PropertyKind::House => "HOUSE",
        PropertyKind::Cottage => "COTTAGE",
        PropertyKind::Duplex => "DUPLEX",
        PropertyKind::Studio => "STUDIO",
        PropertyKind::Office => "OFFICE",
        PropertyKind::Shop => "SHOP",
        PropertyKind::Land => "LAND",
    }
}
