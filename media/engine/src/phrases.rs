//! What is said when a part of the agent fails: short, and always leaving the caller something to do.

/// The language model did not answer.
pub(crate) const SAY_AGAIN: &str = "סליחה, הייתה הפרעה קטנה. אפשר לחזור על זה?";
/// A part of the agent is down.
pub(crate) const KEYPAD: &str =
    "סליחה, יש לנו תקלה קטנה. לחזרה אליכם הקישו אחת. לשיחה עם נציג הקישו שתיים. להשארת הודעה הקישו שלוש.";
/// The answer to a key, when the agent cannot think.
pub(crate) const CALL_BACK: &str = "תודה, רשמתי. נחזור אליכם בהקדם. להתראות.";
/// The server is told to stop.
pub(crate) const SHUTDOWN: &str = "סליחה, השיחה מסתיימת כעת. נחזור אליכם בהקדם.";

/// All of them: a voice that has them at hand can say them when it is itself what is down.
pub const PHRASES: [&str; 4] = [SAY_AGAIN, KEYPAD, CALL_BACK, SHUTDOWN];
