//! Agreeing on a time.

use super::office::Talk;

/// A talk that has come to the offer.
fn offered(talk: Talk) -> Talk {
    let mut talk = talk;
    let lines = talk.says("שמי דנה, אני רוצה לקנות דירת ארבעה חדרים בחיפה עד שני מיליון");
    assert_eq!(lines.last().map(String::as_str), Some("מה מתאים לך?"), "{lines:?}");
    talk
}

#[track_caller]
fn books(talk: &mut Talk, text: &str, slot: &str) {
    let lines = talk.clone().says(text);
    assert!(lines.contains(&format!("<book {slot}>")), "{text}: {lines:?}");
}

#[test]
fn the_time_in_any_words() {
    let mut talk = offered(Talk::new());
    // Offered: today at ten, today at four, tomorrow at ten.
    books(&mut talk, "מחר בעשר", "23.11 10:00");
    books(&mut talk, "מחר", "23.11 10:00");
    books(&mut talk, "השני", "22.11 16:00");
    books(&mut talk, "בארבע", "22.11 16:00");
    books(&mut talk, "ביום שלישי בחמש", "24.11 17:00");
    books(&mut talk, "היום אחרי הצהריים", "22.11 16:00");
    books(&mut talk, "24/11 בשעה 10:00", "24.11 10:00");
}

#[test]
fn a_day_that_cannot_be_told_is_asked_for() {
    let talk = offered(Talk::new());
    for text in ["אחרי החגים בעשר בבוקר", "כן, אחרי החגים בעשר", "כן, בסוף החודש בארבע"]
    {
        let lines = talk.clone().says(text);
        assert!(!lines.iter().any(|line| line.starts_with("<book")), "{text}: {lines:?}");
        assert!(
            lines.last().is_some_and(|line| line.contains("איזה יום") || line.contains("יום ושעה")),
            "{lines:?}"
        );
    }
}

#[test]
fn a_key_chooses_a_slot() {
    let mut talk = offered(Talk::new());
    let lines = talk.presses('3');
    assert_eq!(lines[..2], ["<book 23.11 10:00>", "מצוין, קבעתי לך פגישה מחר בעשר בבוקר."]);
}

#[test]
fn a_day_without_an_hour_is_looked_up() {
    let mut talk = offered(Talk::new());
    let lines = talk.says("אפשר ביום רביעי?");
    assert_eq!(
        lines,
        [
            "רגע, אני בודקת ביומן.",
            "<check 2026-11-25>",
            "יש לי פנוי ביום רביעי בעשר בבוקר, ביום רביעי בארבע אחר הצהריים או ביום רביעי בחמש אחר הצהריים.",
            "מה מתאים לך?",
        ]
    );
    // An hour now means that day.
    books(&mut talk, "בחמש", "25.11 17:00");
}

#[test]
fn a_slot_that_is_gone_brings_the_nearest() {
    let mut talk = offered(Talk::new().with_taken(24, 17));
    let lines = talk.says("ביום שלישי בחמש");
    assert_eq!(
        lines,
        ["<book 24.11 17:00>", "הזמן הזה לא פנוי. הכי קרוב שיש לי הוא ביום רביעי בעשר בבוקר, מתאים לך?"]
    );
    books(&mut talk, "כן, מתאים לי", "25.11 10:00");
}

#[test]
fn two_readings_are_asked_about() {
    let mut talk = offered(Talk::new());
    let lines = talk.says("ביום שני בתשע או ביום שלישי בשתים עשרה");
    assert_eq!(lines, ["לאיזה זמן התכוונת, מחר בתשע בבוקר או ביום שלישי בשתים עשרה בצהריים?"]);
}

#[test]
fn none_of_them_asks_for_the_callers_own_time() {
    let mut talk = offered(Talk::new());
    assert_eq!(
        talk.says("לא, אף אחד מהם").last().map(String::as_str),
        Some("איזה יום ואיזו שעה יהיו נוחים? למשל, מתי נוח לך?")
    );
    books(&mut talk, "חמישי בארבע", "26.11 16:00");
}

#[test]
fn a_wish_said_at_the_beginning_is_not_forgotten() {
    let mut talk = Talk::new();
    talk.says("אפשר לקבוע פגישה ליום שלישי בחמש?");
    let lines = talk.says("שמי דנה, אני רוצה לקנות דירת ארבעה חדרים בחיפה עד שני מיליון");
    assert!(lines.contains(&"<book 24.11 17:00>".to_owned()), "{lines:?}");
}

#[test]
fn an_empty_calendar_is_left_to_people() {
    let mut talk = Talk::new().with_hours(&[]);
    let lines = talk.says("שמי דנה, אני רוצה לקנות דירת ארבעה חדרים בחיפה עד שני מיליון");
    assert!(lines.contains(&"אין לי כרגע זמן פנוי ביומן, אז נחזור אליך לתיאום.".to_owned()), "{lines:?}");
    assert_eq!(talk.says("לא תודה"), ["תודה שהתקשרת, ולהתראות!", "<end>"]);
}

#[test]
fn a_broken_calendar_is_said() {
    let mut talk = Talk::new().broken();
    let lines = talk.says("שמי דנה, אני רוצה לקנות דירת ארבעה חדרים בחיפה עד שני מיליון");
    assert!(lines.contains(&"יש לי כרגע תקלה ביומן, אז נחזור אליך לתיאום.".to_owned()), "{lines:?}");
}

#[test]
fn a_time_that_has_passed_is_said_to_have() {
    let mut talk = offered(Talk::new());
    assert_eq!(talk.says("היום ב-08:00")[0], "השעה הזאת כבר עברה.");
}
