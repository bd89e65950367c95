//! The usual calls.

use domain::lead::{LeadDetails, LeadFact};
use domain::values::Intent;

use super::office::Talk;

#[test]
fn a_buyer_from_greeting_to_goodbye() {
    let mut talk = Talk::new();
    assert_eq!(
        talk.says("שלום, אני מחפשת דירה לקנות בחיפה"),
        ["<capture Buy Apartment city=חיפה>", "חיפה, רשמתי.", "כמה חדרים מחפשים?"]
    );
    assert_eq!(talk.says("ארבעה חדרים"), ["<capture rooms=4>", "אוקיי, ארבעה חדרים.", "מה התקציב?"]);
    assert_eq!(
        talk.says("התקציב שלי הוא שני מיליון וארבע מאות אלף שקל"),
        ["<capture budget=2400000>", "מצוין, עד שני מיליון וארבע מאות אלף שקלים.", "איך קוראים לך?"]
    );
    assert_eq!(
        talk.says("קוראים לי נועה לוי"),
        [
            "<capture name=נועה לוי>",
            "נעים מאוד, נועה.",
            "רגע, אני בודקת ביומן.",
            "<check>",
            "אפשר להיפגש היום בעשר בבוקר, היום בארבע אחר הצהריים או מחר בעשר בבוקר. אפשר גם במקשים, אחת, שתיים או שלוש.",
            "מה מתאים לך?",
        ]
    );
    assert_eq!(
        talk.says("מחר בעשר בבוקר"),
        ["<book 23.11 10:00>", "מצוין, קבעתי לך פגישה מחר בעשר בבוקר.", "יש עוד משהו שאפשר לעזור בו?"]
    );
    assert_eq!(talk.says("כן, מתאים לי"), ["מצוין.", "במה עוד אפשר לעזור?"]);
    assert_eq!(talk.says("תודה רבה, להתראות"), ["תודה שהתקשרת, ולהתראות!", "<end>"]);
    assert_eq!(
        talk.summary().as_deref(),
        Some("נועה לוי, קנייה, חיפה, דירה, 4 חדרים, עד 2,400,000 ₪. נקבעה פגישה ל-23.11.2026 בשעה 10:00.")
    );
}

#[test]
fn all_in_one_sentence() {
    let mut talk = Talk::new();
    let lines = talk.says("שמי דנה כהן, אני רוצה לשכור דירת שלושה חדרים ברעננה עד ששת אלפים שקל");
    assert_eq!(lines[0], "<capture name=דנה כהן Rent Apartment rooms=3 city=רעננה budget=6000>");
    assert_eq!(lines[1], "נעים מאוד, דנה.");
    assert!(lines.contains(&"<check>".to_owned()), "{lines:?}");
}

#[test]
fn an_owner_is_asked_as_an_owner() {
    let mut talk = Talk::new();
    assert_eq!(
        talk.says("יש לי דירה למכירה"),
        ["<capture Sell Apartment>", "רשמתי.", "באיזו עיר נמצא הנכס?"]
    );
    assert_eq!(talk.says("בגבעתיים").last().map(String::as_str), Some("כמה חדרים יש בנכס?"));
    assert_eq!(talk.says("שלושה").last().map(String::as_str), Some("מה המחיר המבוקש?"));
}

#[test]
fn a_correction_is_taken() {
    let mut talk = Talk::new();
    talk.says("אני רוצה לקנות דירה של שלושה חדרים בחולון");
    assert_eq!(
        talk.says("לא, ארבעה חדרים"),
        ["<capture rooms=4>", "תיקנתי, ארבעה חדרים.", "מה התקציב בערך? למשל שני מיליון."]
    );
    assert_eq!(
        talk.says("לא בחולון, בבת ים"),
        ["<capture city=בת ים>", "תיקנתי, בת ים.", "אפשר לומר סכום משוער לתקציב?"]
    );
}

#[test]
fn what_is_not_understood_is_asked_twice_more_and_then_left() {
    let mut talk = Talk::new();
    assert_eq!(
        talk.says("שלום").last().map(String::as_str),
        Some("מדובר בנכס לקנות או לשכור, או בנכס למכירה או להשכרה?")
    );
    assert_eq!(talk.says("אבגד"), ["סליחה, לא הבנתי.", "רק שאבין נכון: לקנות, לשכור, למכור או להשכיר?"]);
    let third = talk.says("אבגד");
    assert_eq!(
        third.last().map(String::as_str),
        Some("אפשר לענות במילה אחת: קנייה, שכירות, מכירה או השכרה?")
    );
    assert!(third.iter().any(|line| line.contains("להקיש אחת")), "{third:?}");
    assert_eq!(talk.says("אבגד").last().map(String::as_str), Some("באיזו עיר מחפשים?"));
}

#[test]
fn who_cannot_say_is_not_pressed() {
    let mut talk = Talk::new();
    talk.says("לקנות דירה ברחובות, חמישה חדרים");
    assert_eq!(talk.says("לא יודעת").last().map(String::as_str), Some("איך קוראים לך?"));
}

#[test]
fn a_returning_caller_is_greeted_and_not_asked_again() {
    let mut known = LeadDetails::default();
    known.set(LeadFact::Name("דנה כהן".to_owned()));
    known.set(LeadFact::Intent(Intent::Buy));
    known.set(LeadFact::City("רעננה".to_owned()));
    let mut talk = Talk::with(known);
    assert_eq!(talk.says("היי, מה נשמע"), ["שלום דנה, טוב לשמוע ממך שוב.", "כמה חדרים מחפשים?"]);
    assert_eq!(talk.says("ארבע"), ["<capture rooms=4>", "אוקיי, ארבעה חדרים.", "מה התקציב?"]);
    assert!(talk.says("שני מיליון").contains(&"<check>".to_owned()));
}

#[test]
fn a_question_is_left_to_the_agent() {
    let mut talk = Talk::new();
    talk.says("לקנות דירה באשדוד");
    assert_eq!(
        talk.says("כמה עולה אצלכם התיווך?"),
        ["על זה ישמח לענות הסוכן שלנו.", "כמה חדרים? למשל שלושה או ארבעה."]
    );
}

#[test]
fn it_takes_over_from_a_cloud_model_in_mid_call() {
    use crate::provider::{Message, Tool, ToolCall, ToolResult};
    let mut talk = Talk::new();
    let messages = &mut talk.conversation.messages;
    let span = domain::values::Span { start_ms: 0, end_ms: 1 };
    messages.push(Message::Caller { utterance: 0, text: "מחפש לקנות בחיפה".to_owned(), span });
    let facts = vec![LeadFact::Intent(Intent::Buy), LeadFact::City("חיפה".to_owned())];
    messages.push(Message::ToolCall(ToolCall {
        id: "call_1".to_owned(),
        tool: Tool::CaptureLead { facts, utterance: Some(0) },
    }));
    messages.push(Message::ToolResult { id: "call_1".to_owned(), result: ToolResult::Captured });
    messages.push(Message::Agent { text: "נהדר! ומה מספר החדרים שחיפשת?".to_owned() });
    assert_eq!(talk.says("חמש"), ["<capture rooms=5>", "אוקיי, חמישה חדרים.", "מה התקציב?"]);
}

#[test]
fn an_own_capture_needs_no_second_thought() {
    let mut talk = Talk::new();
    talk.says("לקנות");
    let again = super::super::Receptionist::respond(&talk.conversation);
    assert_eq!(again, [crate::provider::Thought::Done]);
}

#[test]
fn a_thought_cut_off_after_its_capture_is_still_said() {
    use crate::provider::Message;
    let mut talk = Talk::new();
    talk.says("לקנות");
    talk.conversation
        .messages
        .retain(|message| !matches!(message, Message::Agent { text } if text != super::office::GREETING));
    let again = super::super::Receptionist::respond(&talk.conversation);
    assert_eq!(again.len(), 3, "{again:?}");
}
