//! Sentences and the facts in them.

use super::{Context, Manner, understand};
use crate::lead::{Field, LeadFact};
use crate::values::Intent;

fn told(text: &str, asked: Option<Field>, intent: Option<Intent>) -> String {
    let brief = |fact: &LeadFact| match fact {
        LeadFact::Name(name) => format!("name={name}"),
        LeadFact::Intent(intent) => format!("{intent:?}"),
        LeadFact::City(city) => format!("city={city}"),
        LeadFact::Neighborhood(place) => format!("area={place}"),
        LeadFact::PropertyKind(kind) => format!("{kind:?}"),
        LeadFact::Rooms(rooms) => format!("rooms={}", rooms.as_decimal()),
        LeadFact::Budget(money) => format!("budget={}", money.as_shekels()),
        LeadFact::Email(email) => format!("email={email}"),
    };
    let mark = |manner| match manner {
        Manner::Said => "",
        Manner::Implied => "~",
        Manner::AfterNo => "!",
    };
    understand(text, Context { asked, intent })
        .iter()
        .map(|told| format!("{}{}", mark(told.manner), brief(&told.fact)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[track_caller]
fn check(asked: Option<Field>, intent: Option<Intent>, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, expected, told(text, asked, intent)))
        .filter(|(_, expected, found)| **expected != found)
        .map(|(text, expected, found)| format!("{text}: expected {expected}, found {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_facts_in_one_sentence() {
    check(
        None,
        None,
        &[
            (
                "שלום, שמי דנה כהן ואני מחפשת לקנות דירת ארבעה חדרים ברעננה עד שני מיליון וחצי",
                "name=דנה כהן Buy Apartment rooms=4 city=רעננה budget=2500000",
            ),
            ("דירה בתל אביב שלושה חדרים עד 2.4 מיליון", "Apartment rooms=3 city=תל אביב budget=2400000"),
            ("לשכור דירה של שלושה חדרים וחצי בגבעתיים", "Rent Apartment rooms=3.5 city=גבעתיים"),
            ("יש לי פנטהאוז למכירה בהרצליה", "Sell Penthouse city=הרצליה"),
            ("משהו בפלורנטין", "~city=תל אביב area=פלורנטין"),
            ("אני גר בחיפה ומחפש בתל אביב", "city=תל אביב"),
            ("עד ששת אלפים שקל לחודש", "budget=6000"),
            ("תכתבי לי ל dana@example.com", "email=dana@example.com"),
        ],
    );
}

#[test]
fn answers_to_the_question_asked() {
    check(
        Some(Field::Rooms),
        None,
        &[("ארבע", "rooms=4"), ("שלושה וחצי", "rooms=3.5"), ("4", "rooms=4"), ("בערך חמישה", "rooms=5")],
    );
    check(Some(Field::City), None, &[("רעננה", "city=רעננה"), ("מחיפה", "city=חיפה")]);
    check(
        Some(Field::Budget),
        Some(Intent::Buy),
        &[
            ("שניים וחצי", "budget=2500000"),
            ("2.4", "budget=2400000"),
            ("שמונה מאות", "budget=800000"),
            ("שני מיליון", "budget=2000000"),
        ],
    );
    check(
        Some(Field::Budget),
        Some(Intent::Rent),
        &[("חמש וחצי", "budget=5500"), ("6000", "budget=6000"), ("שבעת אלפים", "budget=7000")],
    );
    check(
        Some(Field::Name),
        None,
        &[
            ("דנה", "name=דנה"),
            ("אה, דנה כהן", "name=דנה כהן"),
            ("שמי משה", "name=משה"),
            ("אריאל לוי בבקשה", "name=אריאל לוי"),
            ("למה אתם צריכים את השם שלי", ""),
            ("לא רוצה", ""),
        ],
    );
}

#[test]
fn numbers_without_their_question_are_nothing() {
    check(None, None, &[("ארבע", ""), ("מחר בחמש", ""), ("0525550100", ""), ("בשנת 2027", "")]);
}

#[test]
fn corrections_carry_their_no() {
    check(
        None,
        None,
        &[
            ("לא, ארבעה חדרים", "rooms=4"),
            ("לא ארבעה חדרים", "!rooms=4"),
            ("לא בחיפה, בנשר", "city=נשר"),
            ("לא חיפה", "!city=חיפה"),
        ],
    );
}

#[test]
fn a_name_is_not_a_town_and_a_wish_is_not_a_name() {
    check(
        None,
        None,
        &[
            ("שמי עומר ואני מחפש דירה", "name=עומר Apartment"),
            ("אני מחפש דירה", "Apartment"),
            ("אני דני מרעננה", "name=דני"),
            ("קוראים לי יעל בר לב", "name=יעל בר לב"),
        ],
    );
}
