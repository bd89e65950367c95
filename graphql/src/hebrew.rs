//! What people are told when a value cannot be: what is wrong, and how to mend it.

use domain::lead::FieldKind;
use domain::template::{Place, TemplateFault, Vocabulary};
use domain::user::WeakPassword;

/// The remedy for a field that a decider refused, by the field's name.
pub(crate) fn remedy(field: &str) -> &'static str {
    match field {
        "name" => "יש לכתוב שם באורך 1 עד 120 תווים, בשורה אחת ובלי קישורים",
        "city" | "neighborhood" => "יש לכתוב 1 עד 80 תווים",
        "email" => "יש לכתוב כתובת דואר אלקטרוני, למשל name@example.com",
        "budget" => "יש לכתוב סכום גדול מאפס, בשקלים שלמים",
        "rooms" => "יש לכתוב מספר חדרים בין 1 ל־20, בחצאים",
        "text" => "יש לכתוב 1 עד 10,000 תווים",
        "reminderText" => "יש לכתוב 1 עד 500 תווים",
        "reminderIds" => "יש לבחור 1 עד 100 תזכורות",
        "promptText" => "יש לכתוב 1 עד 20,000 תווים",
        "subject" => "יש לכתוב נושא באורך 1 עד 200 תווים",
        "durationMinutes" => "יש לבחור משך בין 15 ל־480 דקות",
        "agentName" => "יש לכתוב שם באורך 1 עד 40 תווים",
        "greeting" => "יש לכתוב פתיח באורך של עד 600 תווים",
        "meetingMinutes" => "יש לבחור משך פגישה בין 15 ל־480 דקות",
        "bufferMinutes" => "יש לבחור הפסקה בין 0 ל־120 דקות",
        "recordingDays" => "יש לבחור בין 1 ל־365 ימים",
        "transferNumber" => "יש לכתוב מספר טלפון, למשל 03-555-0100",
        "start" => "יש לבחור מועד אפשרי",
        "reason" => "יש לכתוב סיבה באורך של עד 1,000 תווים",
        "hours" => "יש לכתוב שעות כמו 09:00, לפי הסדר וללא חפיפה, כשהסיום אחרי ההתחלה",
        "endpoint" => "הדפדפן נתן כתובת של שירות התראות שאינו מוכר. אפשר לנסות מדפדפן אחר",
        "p256dh" | "auth" => "הדפדפן נתן מפתחות שאינם שלמים. אפשר לכבות את ההתראות ולהפעיל שוב",
        "idempotencyKey" => "יש לתת מפתח באורך 1 עד 200 תווים",
        "phone" => "יש לכתוב מספר טלפון, למשל 052-555-0100",
        "ids" => "יש לבחור 1 עד 1,000 לידים",
        "tags" => "תגית היא 1 עד 40 תווים, בלי פסיקים",
        "addTags" => "אפשר לסמן ליד בעד 30 תגיות",
        "leadStages" => {
            "יש להגדיר 2 עד 20 סטטוסים בשמות שונים של 1 עד 40 תווים, ובהם NEW ו־MEETING_SET: לידים חדשים ופגישות שנקבעו מגיעים אליהם"
        }
        "leadFields" => {
            "יש להגדיר עד 50 שדות בשמות שונים של 1 עד 60 תווים, ולשדה בחירה 1 עד 50 אפשרויות שונות"
        }
        "leadViews" => "אפשר לשמור עד 30 תצוגות, כל אחת בשם אחר של 1 עד 60 תווים",
        _ => "הערך אינו תקין",
    }
}

/// What is wrong with a text's placeholders, where, and how to mend it.
pub(crate) fn template(fault: &TemplateFault, vocabulary: Vocabulary) -> String {
    let place = |at: &Place| format!("שורה {}, תו {}", at.line, at.column);
    match fault {
        TemplateFault::Unknown { name, at } => {
            let known: Vec<String> = vocabulary.known.iter().map(|name| format!("{{{name}}}")).collect();
            format!("{}: אין שדה בשם {{{name}}}. אפשר להשתמש ב־{}", place(at), known.join(", "))
        }
        TemplateFault::Unclosed { at } => {
            format!("{}: הסוגר {{ לא נסגר. יש להוסיף }} אחרי שם השדה, או למחוק אותו", place(at))
        }
        TemplateFault::Unopened { at } => {
            format!("{}: הסוגר }} לא נפתח. יש להוסיף {{ לפני שם השדה, או למחוק אותו", place(at))
        }
        TemplateFault::Missing { name } => {
            format!("חסר {{{name}}}. יש להוסיף אותו: חובה להודיע למתקשרים שהשיחה מוקלטת")
        }
    }
}

/// The remedy for a value that a field of the business's own does not take.
pub(crate) fn custom(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => "יש לכתוב 1 עד 500 תווים".to_owned(),
        FieldKind::Number => "יש לכתוב מספר".to_owned(),
        FieldKind::Date => "יש לכתוב תאריך, למשל 24/11/2026".to_owned(),
        FieldKind::Choice { options } => format!("יש לבחור אחת מהאפשרויות: {}", options.join(", ")),
        FieldKind::YesNo => "יש לכתוב כן או לא".to_owned(),
    }
}

/// Leads still stand where a status was to be taken away.
pub(crate) fn status_in_use(name: &str, leads: u64) -> String {
    format!("בסטטוס ״{name}״ יש עדיין {leads} לידים. יש להעביר אותם לפני שמוחקים אותו")
}

pub(crate) const NO_CUSTOM_FIELD: &str = "לעסק אין שדה כזה";
pub(crate) const NO_OPERATION: &str = "אין פעולה כזאת, או שאין בה מה לבטל";
pub(crate) const STALE: &str = "מישהו אחר שינה את השדה בינתיים. אפשר לבחור איזה ערך נשאר";
pub(crate) const ITSELF: &str = "אי אפשר למזג ליד עם עצמו";
pub(crate) const NO_LEAD: &str = "הליד לא נמצא";
pub(crate) const ANOTHERS_LEAD: &str = "המספר כבר שייך לליד שמטפל בו מישהו אחר. אפשר לפנות למנהל";
pub(crate) const OWN_NUMBER: &str = "זה מספר של העסק עצמו. יש לכתוב את המספר של הפונה";
pub(crate) const OWN_TRANSFER: &str = "זה מספר של העסק עצמו, והשיחה תחזור אליו. יש לכתוב מספר אחר";
pub(crate) const NUMBER_TAKEN: &str = "המספר כבר שייך לעסק אחר";
pub(crate) const NO_CALL: &str = "השיחה לא נמצאה";
pub(crate) const NO_TRANSFER_NUMBER: &str = "לא הוגדר מספר להעברת שיחות. אפשר להוסיף אותו בהגדרות";
pub(crate) const TRANSFER_TO_ITSELF: &str = "המספר להעברה הוא המספר שחויג. יש להגדיר מספר אחר";
pub(crate) const CALL_OVER: &str = "השיחה כבר הסתיימה";
pub(crate) const CALL_ELSEWHERE: &str = "השיחה אינה מתנהלת בשרת הזה כרגע. אפשר לרענן ולנסות שוב";
pub(crate) const NO_MEETING: &str = "הפגישה לא נמצאה";
pub(crate) const NO_REMINDER: &str = "התזכורת לא נמצאה";
pub(crate) const REMINDER_DONE: &str = "התזכורת כבר בוצעה. אפשר להחזיר אותה ואז לשנות את המועד";
pub(crate) const REMINDER_PAST: &str = "המועד כבר עבר. יש לבחור מועד עתידי";
pub(crate) const NO_BUSINESS: &str = "העסק עדיין לא נפתח";
pub(crate) const NO_AGENT: &str = "המשתמש לא נמצא";
pub(crate) const NO_DEAD_LETTER: &str = "הפעולה שנכשלה לא נמצאה";
pub(crate) const NO_PROJECTION: &str = "אין תצוגה בשם הזה";
pub(crate) const SET_AND_CLEARED: &str = "אי אפשר גם למלא וגם לרוקן את אותו השדה";
pub(crate) const CANCELLED: &str = "הפגישה בוטלה, ואי אפשר להזיז אותה. אפשר לקבוע פגישה חדשה";
pub(crate) const SLOT_TAKEN: &str = "כבר נקבעה פגישה בשעה הזאת. אפשר לבחור אחת מהשעות הפנויות";
pub(crate) const OUTSIDE_HOURS: &str = "השעה מחוץ לשעות הפעילות. אפשר לבחור אחת מהשעות הפנויות";
pub(crate) const IN_THE_PAST: &str = "השעה כבר עברה. יש לבחור שעה עתידית";

pub(crate) const NOT_YOUR_SCHEDULE: &str =
    "אפשר לשנות רק את השעות שלך. שעות של אחרים משנה מי שמנהל את הגדרות העסק";
pub(crate) const NO_SESSION: &str = "החיבור לא נמצא";
pub(crate) const NOT_YOURSELF: &str = "אי אפשר לשנות את ההרשאות של עצמך. אפשר לבקש מבעלים אחר";
pub(crate) const NOT_YOUR_ROLE: &str = "רק מנהל מערכת יכול לתת או לשנות את התפקיד הזה";
pub(crate) const ADDRESS_TAKEN: &str = "הכתובת תפוסה: יש לה חשבון או הזמנה פתוחה. אפשר להזמין בכתובת אחרת, או שוב אחרי שמי שהזמין אותה קודם יבטל את ההזמנה או יסיר את החשבון";
pub(crate) const WRONG_PASSWORD: &str = "הסיסמה אינה נכונה";
pub(crate) const WRONG_CODE: &str = "הקוד אינו נכון. יש להקליד את הקוד שמוצג עכשיו באפליקציה";
pub(crate) const CODE_USED: &str = "הקוד כבר שימש. יש להמתין לקוד הבא";
pub(crate) const NO_SECOND_FACTOR: &str = "יש להתחיל מחדש את ההגדרה של האימות הדו־שלבי";
pub(crate) const SECOND_FACTOR_ON: &str = "האימות הדו־שלבי כבר פעיל";
pub(crate) const REASON_WANTED: &str = "יש לכתוב סיבה באורך 1 עד 500 תווים";

/// Why a password cannot be chosen.
pub(crate) fn weak_password(why: WeakPassword) -> &'static str {
    match why {
        WeakPassword::Length => "יש לבחור סיסמה באורך 8 עד 128 תווים",
        WeakPassword::Common => "הסיסמה נפוצה מדי. יש לבחור סיסמה שקשה לנחש",
        WeakPassword::Address => "יש לבחור סיסמה שאינה כתובת הדואר",
    }
}

/// Too many tries of late.
pub(crate) fn too_many(seconds: i64) -> String {
    format!("יותר מדי ניסיונות. אפשר לנסות שוב בעוד {seconds} שניות")
}

/// There is no such version; `last` is the newest, 0 when there is none.
pub(crate) fn no_version(last: u32) -> String {
    match last {
        0 => "עדיין לא פורסמה אף גרסה".to_owned(),
        1 => "קיימת רק גרסה 1".to_owned(),
        last => format!("קיימות גרסאות 1 עד {last}"),
    }
}
