//! What a sentence of the agent asks for; told from its words, since another model may have said it.

use domain::hebrew::words;
use domain::lead::Field;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// To buy, to rent, to sell or to let.
    Intent,
    /// Where.
    City,
    /// How many rooms.
    Rooms,
    /// How much.
    Budget,
    /// What they are called.
    Name,
    /// When to meet.
    Slot,
    /// Whether there is more.
    Anything,
    /// The keys: call back, a person, a message.
    Menu,
    /// The message to leave.
    Message,
}

impl Topic {
    /// What is asked, in order, before a meeting is offered.
    pub(super) const INTERVIEW: [Self; 5] = [Self::Intent, Self::City, Self::Rooms, Self::Budget, Self::Name];

    /// The field an answer fills.
    pub(super) fn field(self) -> Option<Field> {
        match self {
            Self::Intent => Some(Field::Intent),
            Self::City => Some(Field::City),
            Self::Rooms => Some(Field::Rooms),
            Self::Budget => Some(Field::Budget),
            Self::Name => Some(Field::Name),
            Self::Slot | Self::Anything | Self::Menu | Self::Message => None,
        }
    }

    /// The topic of a sentence: that of its last telling phrase.
    pub(super) fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let ends = |phrase: &str| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            (0..words.len()).rev().find(|at| {
                words.get(*at..at + phrase.len()).is_some_and(|here| {
                    here[0].is(phrase[0])
                        && here.iter().zip(&phrase).skip(1).all(|(word, want)| word.text == *want)
                })
            })
        };
        TELLING
            .iter()
            .filter_map(|(phrase, topic)| ends(phrase).map(|at| (at, *topic)))
            .max_by_key(|(at, _)| *at)
            .map(|(_, topic)| topic)
    }
}

/// Phrases that tell what is asked.
const TELLING: [(&str, Topic); 24] = [
    ("לקנות", Topic::Intent),
    ("קנייה", Topic::Intent),
    ("עיר", Topic::City),
    ("איפה", Topic::City),
    ("באיזה אזור", Topic::City),
    ("כמה חדרים", Topic::Rooms),
    ("מספר החדרים", Topic::Rooms),
    ("תקציב", Topic::Budget),
    ("המחיר המבוקש", Topic::Budget),
    ("שכר הדירה", Topic::Budget),
    ("קוראים לך", Topic::Name),
    ("השם שלך", Topic::Name),
    ("השם המלא", Topic::Name),
    ("מתאים לך", Topic::Slot),
    ("נוח לך", Topic::Slot),
    ("התכוונת", Topic::Slot),
    ("איזו שעה", Topic::Slot),
    ("מתי תרצו", Topic::Slot),
    ("לקבוע פגישה", Topic::Slot),
    ("עוד משהו", Topic::Anything),
    ("במה עוד", Topic::Anything),
    ("הקישו אחת", Topic::Menu),
    ("להקיש אחת", Topic::Menu),
    ("ההודעה שלכם", Topic::Message),
];
