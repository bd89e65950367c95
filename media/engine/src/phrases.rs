//! What is said when a part of the agent fails: short, and always leaving the caller something to do.

/// The language model did not answer.
pub(crate) const SAY_AGAIN: &str = "סליחה, הייתה הפרעה קטנה. אפשר לחזור על זה?";
/// A part of the agent is down.
pub(crate) const KEYPAD: &str =
    "סליחה, יש לנו תקלה קטנה. לחזרה אליכם הקישו אחת. לשיחה עם נציג הקישו שתיים. להשארת הודעה הקישו שלוש.";
/// The answer to a key, when the agent cannot think.
pub(crate) const CALL_BACK: &str = "תודה, רשמתי. נחזור אליכם בהקדם. להתראות.";
/// The caller pressed 3.
pub(crate) const LEAVE_MESSAGE: &str = "בבקשה, זה הזמן לומר את ההודעה שלכם. בסיום אפשר להקיש סולמית.";
/// The caller wants to be called back, and no number was shown.
pub(crate) const LEAVE_NUMBER: &str =
    "המספר שלכם חסוי. בבקשה אמרו את שמכם ואת המספר לחזרה. בסיום אפשר להקיש סולמית.";
/// The message is over.
pub(crate) const MESSAGE_TAKEN: &str = "תודה, ההודעה נרשמה. נחזור אליכם בהקדם. להתראות.";
/// A person is being called.
pub(crate) const TRANSFERRING: &str = "מעבירה אתכם לנציג, רק רגע.";
/// What people read of who pressed 1.
pub(crate) const NOTE_CALL_BACK: &str = "ביקש/ה בשיחה, בהקשה, שיחזרו אל הפונה. יש להתקשר.";
/// What people read of who pressed 2 and could not be handed over.
pub(crate) const NOTE_PERSON: &str = "ביקש/ה בשיחה, בהקשה, לדבר עם נציג, וההעברה לא התאפשרה. יש להתקשר.";
/// What people read of a caller whom a fault of ours sent away.
pub(crate) const NOTE_FAULT: &str = "השיחה נקטעה בגלל תקלה אצלנו, והפונה לא קיבל/ה מענה. יש להתקשר.";
/// Begins what people read of who left a message.
pub(crate) const NOTE_MESSAGE: &str = "הודעה מהפונה: ";
/// What people read of a message nobody could write down.
pub(crate) const NOTE_RECORDED: &str = "הפונה השאיר/ה הודעה. היא נשמעת בסוף הקלטת השיחה.";
/// The server is told to stop.
pub(crate) const SHUTDOWN: &str = "סליחה, השיחה מסתיימת כעת. נחזור אליכם בהקדם.";
/// A person ended the call from the dashboard.
pub(crate) const HANG_UP: &str = "תודה על השיחה. נחזור אליכם בהקדם. להתראות.";

/// All that are spoken: a voice that has them at hand can say them when it is itself what is down.
pub const PHRASES: [&str; 9] = [
    SAY_AGAIN,
    KEYPAD,
    CALL_BACK,
    LEAVE_MESSAGE,
    LEAVE_NUMBER,
    MESSAGE_TAKEN,
    TRANSFERRING,
    SHUTDOWN,
    HANG_UP,
];
