//! What a person told, field by field.

use serde::{Deserialize, Serialize};

use crate::values::{Intent, Money, PropertyKind, Rooms};

/// One thing known of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum LeadFact {
    /// Their name.
    Name(String),
    /// What they want to do.
    Intent(Intent),
    /// The city, as it is written in Hebrew.
    City(String),
    /// The neighbourhood.
    Neighborhood(String),
    /// The kind of property.
    PropertyKind(PropertyKind),
    /// How many rooms.
    Rooms(Rooms),
    /// How much at most.
    Budget(Money),
    /// An address to write to.
    Email(String),
}

/// A field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`LeadFact::Name`]
    Name,
    /// [`LeadFact::Intent`]
    Intent,
    /// [`LeadFact::City`]
    City,
    /// [`LeadFact::Neighborhood`]
    Neighborhood,
    /// [`LeadFact::PropertyKind`]
    PropertyKind,
    /// [`LeadFact::Rooms`]
    Rooms,
    /// [`LeadFact::Budget`]
    Budget,
    /// [`LeadFact::Email`]
    Email,
}

impl Field {
    /// All of them, in the order screens show them.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Intent,
        Self::City,
        Self::Neighborhood,
        Self::PropertyKind,
        Self::Rooms,
        Self::Budget,
        Self::Email,
    ];

    /// The name in GraphQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Intent => "intent",
            Self::City => "city",
            Self::Neighborhood => "neighborhood",
            Self::PropertyKind => "propertyKind",
            Self::Rooms => "rooms",
            Self::Budget => "budget",
            Self::Email => "email",
        }
    }
}

impl LeadFact {
    /// Which field it fills.
    pub fn field(&self) -> Field {
        match self {
            Self::Name(_) => Field::Name,
            Self::Intent(_) => Field::Intent,
            Self::City(_) => Field::City,
            Self::Neighborhood(_) => Field::Neighborhood,
            Self::PropertyKind(_) => Field::PropertyKind,
            Self::Rooms(_) => Field::Rooms,
            Self::Budget(_) => Field::Budget,
            Self::Email(_) => Field::Email,
        }
    }

    /// The fact with its text trimmed; why not, when it cannot be.
    pub fn tidy(&self) -> Result<Self, &'static str> {
        let text = |text: &String, most: usize| {
            let text = text.trim();
            if text.is_empty() || text.chars().count() > most { None } else { Some(text.to_owned()) }
        };
        match self {
            Self::Name(name) => text(name, 120).map(Self::Name).ok_or("expected 1 to 120 characters"),
            Self::City(city) => text(city, 80).map(Self::City).ok_or("expected 1 to 80 characters"),
            Self::Neighborhood(place) => {
                text(place, 80).map(Self::Neighborhood).ok_or("expected 1 to 80 characters")
            }
            Self::Email(email) => {
                let email = text(email, 254)
                    .filter(|email| email.contains('@'))
                    .ok_or("expected an address such as name@example.com")?;
                Ok(Self::Email(email))
            }
            Self::Budget(money) if money.as_agorot() <= 0 => Err("expected an amount above zero"),
            Self::Budget(_) | Self::Intent(_) | Self::PropertyKind(_) | Self::Rooms(_) => Ok(self.clone()),
        }
    }
}

/// The details, one value a field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LeadDetails {
    facts: Vec<LeadFact>,
}

impl FromIterator<LeadFact> for LeadDetails {
    fn from_iter<T: IntoIterator<Item = LeadFact>>(facts: T) -> Self {
        let mut details = Self::default();
        facts.into_iter().for_each(|fact| details.set(fact));
        details
    }
}

impl LeadDetails {
    /// What is known of a field.
    pub fn get(&self, field: Field) -> Option<&LeadFact> {
        self.facts.iter().find(|fact| fact.field() == field)
    }

    /// All that is known.
    pub fn facts(&self) -> &[LeadFact] {
        &self.facts
    }

    /// Sets a field.
    pub fn set(&mut self, fact: LeadFact) {
        self.clear(fact.field());
        self.facts.push(fact);
        self.facts.sort_by_key(LeadFact::field);
    }

    /// Empties a field.
    pub fn clear(&mut self, field: Field) {
        self.facts.retain(|fact| fact.field() != field);
    }

    /// Their name.
    pub fn name(&self) -> Option<&str> {
        self.facts
            .iter()
            .find_map(|fact| if let LeadFact::Name(name) = fact { Some(name.as_str()) } else { None })
    }
}
