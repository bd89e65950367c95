//! Ways a call ends.

use super::office::Talk;

#[test]
fn key_one_is_a_call_back() {
    let mut talk = Talk::new();
    assert_eq!(talk.presses('1'), ["<note>", "רשמתי, נחזור אליך בהקדם.", "תודה שהתקשרת, ולהתראות!", "<end>"]);
    assert_eq!(talk.summary().as_deref(), Some("המתקשר הקיש אחת וביקש שיחזרו אליו."));
}

#[test]
fn key_two_and_the_wish_for_a_person_transfer() {
    let expected = ["<capture>", "אני מעבירה אותך לנציג, רק רגע.", "<transfer>"];
    assert_eq!(Talk::new().presses('2'), expected);
    assert_eq!(Talk::new().says("אני רוצה לדבר עם בן אדם"), expected);
}

#[test]
fn a_transfer_that_fails_is_a_call_back() {
    let mut talk = Talk::new().broken();
    assert_eq!(talk.presses('2').last().map(String::as_str), Some("<end>"));
}

#[test]
fn key_three_takes_a_message() {
    let mut talk = Talk::new();
    assert_eq!(talk.presses('3'), ["בבקשה, זה הזמן לומר את ההודעה שלכם."]);
    assert_eq!(
        talk.says("תמסרו לרונית שהמפתח אצל השכן"),
        ["<note>", "ההודעה נרשמה.", "תודה שהתקשרת, ולהתראות!", "<end>"]
    );
    assert_eq!(talk.summary().as_deref(), Some("הודעה: תמסרו לרונית שהמפתח אצל השכן."));
}

#[test]
fn silence_is_asked_then_the_keys_then_goodbye() {
    let mut talk = Talk::new();
    assert_eq!(talk.is_silent(), ["הלו, שומעים אותי?"]);
    assert!(talk.is_silent()[0].contains("להקיש אחת"));
    assert_eq!(talk.is_silent().last().map(String::as_str), Some("<end>"));
    assert!(talk.is_over());
}

#[test]
fn after_a_silence_the_answer_still_counts() {
    let mut talk = Talk::new();
    talk.says("לקנות דירה בחיפה");
    talk.is_silent();
    assert_eq!(talk.says("ארבע")[0], "<capture rooms=4>");
}

#[test]
fn who_says_goodbye_is_let_go() {
    let mut talk = Talk::new();
    talk.says("לקנות דירה בחיפה");
    let lines = talk.says("אין לי זמן, להתראות");
    assert_eq!(lines.last().map(String::as_str), Some("<end>"));
    assert_eq!(talk.summary().as_deref(), Some("קנייה, חיפה, דירה."));
}

#[test]
fn who_has_something_more_to_say_after_the_goodbye_is_answered() {
    let mut talk = Talk::new();
    talk.says("לקנות דירה בחיפה");
    assert_eq!(talk.says("אין לי זמן, להתראות").last().map(String::as_str), Some("<end>"));
    assert_ne!(talk.says("רגע, אני דווקא מחפש ארבעה חדרים"), Vec::<String>::new());
}

#[test]
fn nothing_is_said_to_who_is_being_handed_over() {
    let mut talk = Talk::new();
    talk.presses('2');
    assert_eq!(talk.says("עוד משהו"), Vec::<String>::new());
}
