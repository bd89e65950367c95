//! What people are told when a value cannot be: what is wrong, and how to mend it.

/// The remedy for a field that a decider refused, by the field's name.
pub(crate) fn remedy(field: &str) -> &'static str {
    match field {
        "name" => "יש לכתוב שם באורך 1 עד 120 תווים",
        "city" | "neighborhood" => "יש לכתוב 1 עד 80 תווים",
        "email" => "יש לכתוב כתובת דואר אלקטרוני, למשל name@example.com",
        "budget" => "יש לכתוב סכום גדול מאפס, בשקלים שלמים",
        "rooms" => "יש לכתוב מספר חדרים בין 1 ל־20, בחצאים",
        "text" => "יש לכתוב 1 עד 10,000 תווים",
        "promptText" => "יש לכתוב 1 עד 20,000 תווים",
        "subject" => "יש לכתוב נושא באורך 1 עד 200 תווים",
        "durationMinutes" => "יש לבחור משך בין 15 ל־480 דקות",
        "agentName" => "יש לכתוב שם באורך 1 עד 40 תווים",
        "greeting" => "יש לכתוב פתיח באורך של עד 600 תווים, שכולל את {recording_notice}",
        "meetingMinutes" => "יש לבחור משך פגישה בין 15 ל־480 דקות",
        "recordingDays" => "יש לבחור בין 1 ל־365 ימים",
        "transferNumber" => "יש לכתוב מספר טלפון, למשל 03-555-0100",
        "start" => "יש לבחור מועד אפשרי",
        "reason" => "יש לכתוב סיבה באורך של עד 1,000 תווים",
        "hours" => "יש לכתוב שעות כמו 09:00, לפי הסדר וללא חפיפה, כשהסיום אחרי ההתחלה",
        "idempotencyKey" => "יש לתת מפתח באורך 1 עד 200 תווים",
        _ => "הערך אינו תקין",
    }
}

pub(crate) const NO_LEAD: &str = "הליד לא נמצא";
pub(crate) const NO_CALL: &str = "השיחה לא נמצאה";
pub(crate) const CALL_OVER: &str = "השיחה כבר הסתיימה";
pub(crate) const CALL_ELSEWHERE: &str = "השיחה אינה מתנהלת בשרת הזה כרגע. אפשר לרענן ולנסות שוב";
pub(crate) const NO_MEETING: &str = "הפגישה לא נמצאה";
pub(crate) const NO_BUSINESS: &str = "העסק עדיין לא נפתח";
pub(crate) const NO_AGENT: &str = "המשתמש לא נמצא";
pub(crate) const NO_DEAD_LETTER: &str = "הפעולה שנכשלה לא נמצאה";
pub(crate) const NO_PROJECTION: &str = "אין תצוגה בשם הזה";
pub(crate) const SET_AND_CLEARED: &str = "אי אפשר גם למלא וגם לרוקן את אותו השדה";
pub(crate) const CANCELLED: &str = "הפגישה בוטלה, ואי אפשר להזיז אותה. אפשר לקבוע פגישה חדשה";
pub(crate) const SLOT_TAKEN: &str = "כבר נקבעה פגישה בשעה הזאת. אפשר לבחור אחת מהשעות הפנויות";
pub(crate) const OUTSIDE_HOURS: &str = "השעה מחוץ לשעות הפעילות. אפשר לבחור אחת מהשעות הפנויות";
pub(crate) const IN_THE_PAST: &str = "השעה כבר עברה. יש לבחור שעה עתידית";

/// There is no such version; `last` is the newest, 0 when there is none.
pub(crate) fn no_version(last: u32) -> String {
    match last {
        0 => "עדיין לא פורסמה אף גרסה".to_owned(),
        1 => "קיימת רק גרסה 1".to_owned(),
        last => format!("קיימות גרסאות 1 עד {last}"),
    }
}
