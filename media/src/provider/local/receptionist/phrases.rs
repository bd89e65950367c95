//! The receptionist's words. She is a woman; the caller's gender is not known, so she speaks to them in forms that fit both.

use domain::hebrew::say;
use domain::lead::LeadFact;
use domain::values::Intent;
use jiff::Zoned;

use super::{memory::Memory, topic::Topic};

/// The question of a topic, in other words each time.
pub(super) fn question(topic: Topic, memory: &Memory) -> &'static str {
    let offers = memory.offers_property();
    let rent = matches!(memory.intent(), Some(Intent::Rent | Intent::Let));
    let variants: [&'static str; 3] = match topic {
        Topic::Intent => [
            "מדובר בנכס לקנות או לשכור, או בנכס למכירה או להשכרה?",
            "רק שאבין נכון: לקנות, לשכור, למכור או להשכיר?",
            "אפשר לענות במילה אחת: קנייה, שכירות, מכירה או השכרה?",
        ],
        Topic::City if offers => ["באיזו עיר נמצא הנכס?", "מה שם העיר שבה הנכס?", "אפשר לומר רק את העיר?"],
        Topic::City => ["באיזו עיר מחפשים?", "באיזו עיר? למשל רעננה או חיפה.", "אפשר לומר רק את שם העיר?"],
        Topic::Rooms if offers => {
            ["כמה חדרים יש בנכס?", "כמה חדרים? למשל שלושה או ארבעה.", "רק מספר: כמה חדרים?"]
        }
        Topic::Rooms => ["כמה חדרים מחפשים?", "כמה חדרים? למשל שלושה או ארבעה.", "רק מספר: כמה חדרים?"],
        Topic::Budget if offers && rent => {
            ["מה שכר הדירה המבוקש?", "כמה בערך שכר הדירה לחודש?", "אפשר לומר סכום משוער של שכר הדירה?"]
        }
        Topic::Budget if offers => {
            ["מה המחיר המבוקש?", "מה בערך המחיר המבוקש?", "אפשר לומר סכום? המחיר המבוקש, בערך."]
        }
        Topic::Budget if rent => {
            ["מה התקציב לחודש?", "מה התקציב בערך? למשל חמשת אלפים.", "אפשר לומר סכום משוער לתקציב?"]
        }
        Topic::Budget => ["מה התקציב?", "מה התקציב בערך? למשל שני מיליון.", "אפשר לומר סכום משוער לתקציב?"],
        Topic::Name => ["איך קוראים לך?", "אפשר לקבל את השם שלך?", "רק שאדע לרשום, איך קוראים לך?"],
        Topic::Slot => ["איזה יום ואיזו שעה?", "מתי נוח לך? למשל מחר בעשר.", "באיזה יום ובאיזו שעה נוח לך?"],
        Topic::Anything => ["יש עוד משהו שאפשר לעזור בו?", "במה עוד אפשר לעזור?", "יש עוד משהו?"],
        Topic::Menu => [MENU, MENU, MENU],
        Topic::Message => [MESSAGE, MESSAGE, MESSAGE],
    };
    variants[memory.times_asked(topic).min(2)]
}

/// Begins the sentence that tells of a meeting.
pub(super) const BOOKED: &str = "קבעתי לך פגישה";
pub(super) const MENU: &str =
    "אפשר גם להקיש אחת כדי שנחזור אליכם, שתיים כדי לדבר עם נציג, או שלוש כדי להשאיר הודעה.";
pub(super) const MESSAGE: &str = "בבקשה, זה הזמן לומר את ההודעה שלכם.";
pub(super) const NOT_UNDERSTOOD: &str = "סליחה, לא הבנתי.";
pub(super) const STILL_THERE: &str = "הלו, שומעים אותי?";
pub(super) const CHECKING: &str = "רגע, אני בודקת ביומן.";
pub(super) const THE_AGENT_WILL_TELL: &str = "על זה ישמח לענות הסוכן שלנו.";
pub(super) const TRANSFERRING: &str = "אני מעבירה אותך לנציג, רק רגע.";
pub(super) const NO_TRANSFER: &str = "לא הצלחתי להעביר את השיחה, אז נחזור אליך בהקדם.";
pub(super) const CALENDAR_FAILED: &str = "יש לי כרגע תקלה ביומן, אז נחזור אליך לתיאום.";
pub(super) const NOTHING_FREE: &str = "אין לי כרגע זמן פנוי ביומן, אז נחזור אליך לתיאום.";
pub(super) const WILL_ARRANGE: &str = "נחזור אליך כדי לתאם פגישה.";
pub(super) const WILL_CALL_BACK: &str = "רשמתי, נחזור אליך בהקדם.";
pub(super) const MESSAGE_TAKEN: &str = "ההודעה נרשמה.";
pub(super) const PASSED_ON: &str = "רשמתי, ואעביר לסוכן שלנו.";
pub(super) const TIME_PASSED: &str = "השעה הזאת כבר עברה.";
pub(super) const FAREWELL: &str = "תודה שהתקשרת, ולהתראות!";
pub(super) const SILENT_FAREWELL: &str = "לא שומעים אותך, אז ננסה שוב מאוחר יותר. להתראות!";

/// What was told, said back in a word, so that the caller hears it was understood.
pub(super) fn acknowledgement(memory: &Memory) -> Option<String> {
    let name =
        memory.told.iter().find_map(|fact| if let LeadFact::Name(name) = fact { Some(name) } else { None });
    if let Some(name) = name {
        let first = name.split(' ').next().unwrap_or(name);
        return Some(format!("נעים מאוד, {first}."));
    }
    let told: Vec<String> = memory.told.iter().filter_map(brief).collect();
    if told.is_empty() {
        return (!memory.told.is_empty()).then(|| "רשמתי.".to_owned());
    }
    let told = told.join(", ");
    Some(match (memory.corrected, memory.turns % 3) {
        (true, _) => format!("תיקנתי, {told}."),
        (false, 0) => format!("מצוין, {told}."),
        (false, 1) => format!("{told}, רשמתי."),
        (false, _) => format!("אוקיי, {told}."),
    })
}

/// A fact in words fit to be said back; `None` for those that go without saying.
fn brief(fact: &LeadFact) -> Option<String> {
    match fact {
        LeadFact::City(city) => Some(city.clone()),
        LeadFact::Neighborhood(place) => Some(place.clone()),
        LeadFact::Rooms(rooms) => Some(say::rooms(*rooms)),
        LeadFact::Budget(money) => Some(format!("עד {}", say::price(*money))),
        LeadFact::Name(_) | LeadFact::Intent(_) | LeadFact::PropertyKind(_) | LeadFact::Email(_) => None,
    }
}

/// Times, as a choice: "מחר בעשר בבוקר, ביום ראשון בארבע אחר הצהריים או …".
pub(super) fn choices(times: &[Zoned], now: &Zoned) -> String {
    let said: Vec<String> = times.iter().map(|at| say::moment(at, now)).collect();
    match said.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} או {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
