//! What the demo business has behind it: people, what they said, what was agreed.

use domain::{
    Decider, StreamId,
    business::Settings,
    calendar::Calendar,
    call::{Call, CallCommand, CallDirection, CallStatus, EndReason, Line, PromptUsed, Reply, Utterance},
    ids::{BusinessId, CallSid, LeadId, MeetingId},
    lead::{Lead, LeadCommand, LeadFact, LeadStatus},
    policy::booking::{DAYS_AHEAD, Diary, Wish},
    user::User,
    values::{
        Channel, Intent, Latency, Money, Party, PhoneNumber, PropertyKind, Rooms, Source, Span, TimeSlot,
        time_zone,
    },
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time};
use uuid::Uuid;

use super::{
    NUMBER,
    seed::{SeedError, parsed},
};
use crate::{app::App, cause::Cause};

/// A past call, as data.
struct Past {
    key: &'static str,
    phone: &'static str,
    days_ago: i32,
    hour: i8,
    facts: fn() -> Vec<LeadFact>,
    /// Caller and agent in turn; the agent begins.
    said: &'static [&'static str],
    summary: &'static str,
    status: Option<&'static str>,
    /// Days from today on which a meeting was agreed (the next open day from there), and its hour.
    meeting: Option<(i32, i8)>,
}

const PAST: [Past; 4] = [
    Past {
        key: "rent-tel-aviv",
        phone: "+972525550111",
        days_ago: 6,
        hour: 10,
        facts: || {
            vec![
                LeadFact::Name("מיכל אברהמי".to_owned()),
                LeadFact::Intent(Intent::Rent),
                LeadFact::City("תל אביב".to_owned()),
                LeadFact::PropertyKind(PropertyKind::Apartment),
                LeadFact::Rooms(Rooms::halves(6)),
                LeadFact::Budget(Money::shekels(7_500)),
            ]
        },
        said: &[
            "שלום, הגעתם להדמו נדל״ן. מדברת לאה. השיחה מוקלטת. במה אפשר לעזור?",
            "היי, אני מחפשת דירה להשכרה בתל אביב, שלושה חדרים",
            "בשמחה. מה התקציב החודשי?",
            "עד שבעת אלפים וחמש מאות",
            "מצוין. ואיך קוראים לך?",
            "מיכל אברהמי",
        ],
        summary: "מיכל אברהמי מחפשת דירת 3 חדרים להשכרה בתל אביב, עד 7,500 ש״ח.",
        status: Some("IN_PROGRESS"),
        meeting: None,
    },
    Past {
        key: "buy-haifa",
        phone: "+972525550122",
        days_ago: 3,
        hour: 16,
        facts: || {
            vec![
                LeadFact::Name("אבי מזרחי".to_owned()),
                LeadFact::Intent(Intent::Buy),
                LeadFact::City("חיפה".to_owned()),
                LeadFact::Neighborhood("הכרמל".to_owned()),
                LeadFact::PropertyKind(PropertyKind::GardenApartment),
                LeadFact::Rooms(Rooms::halves(9)),
                LeadFact::Budget(Money::shekels(2_900_000)),
            ]
        },
        said: &[
            "שלום, הגעתם להדמו נדל״ן. מדברת לאה. השיחה מוקלטת. במה אפשר לעזור?",
            "שלום, אבי מזרחי. אנחנו מחפשים דירת גן בכרמל, ארבעה וחצי חדרים",
            "נפלא. מה התקציב שלכם?",
            "בערך שני מיליון ותשע מאות",
            "אפשר לקבוע פגישה במשרד. מתי נוח?",
            "בבוקר, בעשר",
            "קבעתי לכם פגישה בעשר בבוקר. להתראות!",
        ],
        summary: "אבי מזרחי מחפש דירת גן של 4.5 חדרים בכרמל, עד 2.9 מיליון ש״ח. נקבעה פגישה.",
        status: None,
        meeting: Some((2, 10)),
    },
    Past {
        key: "sell-jerusalem",
        phone: "+972525550133",
        days_ago: 2,
        hour: 12,
        facts: || {
            vec![
                LeadFact::Name("רות שלום".to_owned()),
                LeadFact::Intent(Intent::Sell),
                LeadFact::City("ירושלים".to_owned()),
                LeadFact::PropertyKind(PropertyKind::Penthouse),
                LeadFact::Rooms(Rooms::halves(10)),
            ]
        },
        said: &[
            "שלום, הגעתם להדמו נדל״ן. מדברת לאה. השיחה מוקלטת. במה אפשר לעזור?",
            "אני רוצה למכור פנטהאוז בירושלים, חמישה חדרים",
            "תודה. איך קוראים לך?",
            "רות שלום",
            "תודה רות. נשמח להיפגש ולהעריך את הנכס.",
        ],
        summary: "רות שלום מוכרת פנטהאוז של 5 חדרים בירושלים.",
        status: Some("OFFER"),
        meeting: Some((4, 13)),
    },
    Past {
        key: "asked-hours",
        phone: "+972525550144",
        days_ago: 1,
        hour: 9,
        facts: Vec::new,
        said: &[
            "שלום, הגעתם להדמו נדל״ן. מדברת לאה. השיחה מוקלטת. במה אפשר לעזור?",
            "רק רציתי לדעת מה שעות הפתיחה",
            "אנחנו פתוחים בימים ראשון עד חמישי, תשע עד שש. יום טוב!",
        ],
        summary: "שאלה על שעות הפתיחה.",
        status: Some("IRRELEVANT"),
        meeting: None,
    },
];

/// Tells the log all of it. What it knows already is not told again.
pub(super) async fn seed(app: &App, business: BusinessId) -> Result<(), SeedError> {
    for past in &PAST {
        let call: CallSid = sid("CA", past.key);
        // One look instead of thirty commands at each start.
        if app.bus.state::<Call>(&StreamId::call(&call)).await?.end.is_some() {
            continue;
        }
        Teller::new(app, business, past, call)?.tell().await?;
    }
    Ok(())
}

struct Teller<'a> {
    app: &'a App,
    business: BusinessId,
    past: &'a Past,
    call: CallSid,
    phone: PhoneNumber,
    lead: LeadId,
    at: Timestamp,
}

impl<'a> Teller<'a> {
    fn new(app: &'a App, business: BusinessId, past: &'a Past, call: CallSid) -> Result<Self, SeedError> {
        let phone: PhoneNumber = parsed(past.phone)?;
        let lead = LeadId::derive(business, &phone);
        let at = on_day(app.clock.now(), -past.days_ago, past.hour);
        Ok(Self { app, business, past, call, phone, lead, at })
    }

    async fn tell(&self) -> Result<(), SeedError> {
        let line = Line {
            business: self.business,
            direction: CallDirection::Inbound,
            from: Party::Phone(self.phone.clone()),
            to: Party::read(NUMBER),
        };
        self.call("incoming", CallCommand::ReceiveIncoming { line, at: self.at }).await?;
        self.call("stream", CallCommand::StartStream { stream: sid("MZ", self.past.key), at: self.at })
            .await?;
        let length = self.conversation().await?;
        self.lead().await?;
        if let Some((days, hour)) = self.past.meeting {
            self.meeting(days, hour).await?;
        }
        let over = self.at + SignedDuration::from_millis(i64::from(length));
        let seconds = length.div_ceil(1000);
        self.call("summary", CallCommand::Summarise { summary: self.past.summary.to_owned() }).await?;
        let completed = CallCommand::ReportStatus {
            line: None,
            status: CallStatus::Completed,
            duration_seconds: Some(seconds),
            at: over,
        };
        self.call("completed", completed).await?;
        self.call("end", CallCommand::End { reason: EndReason::AgentHungUp, at: over }).await
    }

    /// The turns, spoken at a Hebrew speaker's pace; how long it took, in milliseconds.
    async fn conversation(&self) -> Result<u32, SeedError> {
        let mut now = 400;
        for (turn, text) in (0..).zip(self.past.said) {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX).saturating_mul(75);
            let span = Span { start_ms: now, end_ms: now + length };
            let (number, text) = (turn / 2, (*text).to_owned());
            let command = if turn % 2 == 0 {
                let latency = Latency { first_audio_ms: (number > 0).then_some(640), ..Latency::default() };
                let prompt = Some(PromptUsed { channel: Channel::Calls, version: 1 });
                CallCommand::RecordReply {
                    reply: Reply { turn: number, text, span, interrupted: false, latency, prompt },
                }
            } else {
                CallCommand::RecordUtterance {
                    utterance: Utterance { number, text, span, confidence: Some(0.92) },
                }
            };
            self.call(&format!("turn:{turn}"), command).await?;
            now = span.end_ms + 700;
        }
        Ok(now)
    }

    async fn lead(&self) -> Result<(), SeedError> {
        let capture = LeadCommand::Capture {
            business: self.business,
            phone: self.phone.clone(),
            facts: (self.past.facts)(),
            source: Some(self.source()),
            call: Some(self.call.clone()),
        };
        self.execute::<Lead>(&StreamId::lead(self.lead), "lead", "CaptureLead", capture).await?;
        self.call("attach", CallCommand::AttachLead { lead: self.lead }).await?;
        if let Some(status) = self.past.status {
            let status: LeadStatus = parsed(status)?;
            let set = LeadCommand::SetStatus { status };
            self.execute::<Lead>(&StreamId::lead(self.lead), "status", "SetLeadStatus", set).await?;
        }
        Ok(())
    }

    /// On the first open day from there, at that hour or the first free time after it.
    async fn meeting(&self, days: i32, hour: i8) -> Result<(), SeedError> {
        let settings = Settings::usual("");
        let agent = settings.calendar_of(self.business);
        let diary = Diary::new(self.business, agent, &settings, &User::Unknown);
        let wanted = on_day(self.app.clock.now(), days, hour);
        for day in diary.days_from(wanted, DAYS_AHEAD) {
            let held = self.app.bus.state::<Calendar>(&diary.stream(day)).await?;
            let Some(slot) = diary.free(day, &held, wanted, None).first().copied() else { continue };
            return self.book(&diary, slot).await;
        }
        Ok(())
    }

    async fn book(&self, diary: &Diary, slot: TimeSlot) -> Result<(), SeedError> {
        let id = MeetingId::derive(&format!("demo:{}:meeting", self.past.key));
        let subject = "פגישת היכרות במשרד".to_owned();
        let wish = Wish { lead: Some(self.lead), slot, subject, source: Some(self.source()) };
        let step = diary.book(id, wish, self.app.clock.now());
        self.execute::<Calendar>(&step.stream, "meeting", "BookMeeting", step.command).await
    }

    /// The caller's first words.
    fn source(&self) -> Source {
        let greeting = self.past.said.first().map_or(0, |text| text.chars().count());
        let start_ms = u32::try_from(greeting).unwrap_or_default() * 75 + 1100;
        Source { call: self.call.clone(), utterance: 0, span: Span { start_ms, end_ms: start_ms + 3000 } }
    }

    async fn call(&self, what: &str, command: CallCommand) -> Result<(), SeedError> {
        self.execute::<Call>(&StreamId::call(&self.call), what, "TellDemoCall", command).await
    }

    async fn execute<D: Decider>(
        &self,
        stream: &StreamId,
        what: &str,
        name: &'static str,
        command: D::Command,
    ) -> Result<(), SeedError> {
        let cause = Cause::system(format!("demo:{}:{what}", self.past.key))
            .within(self.business)
            .about(Some(self.lead))
            .because("serve --demo", self.call.as_str());
        let outcome = self.app.bus.execute::<D>(stream, command, &cause.of(name)).await;
        outcome.map(drop).map_err(SeedError::of(self.past.key))
    }
}

/// A day near today, at a full hour of the product's zone.
fn on_day(now: Timestamp, days: i32, hour: i8) -> Timestamp {
    let zone = time_zone();
    let date = now.to_zoned(zone.clone()).date().saturating_add(days.days());
    let time = Time::new(hour, 0, 0, 0).unwrap_or_default();
    zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().unwrap_or(now)
}

/// The same identity at every start.
#[expect(clippy::expect_used, reason = "a prefix and 32 hexadecimal digits are a sid")]
fn sid<T: std::str::FromStr<Err = domain::ids::NotAnId>>(prefix: &str, key: &str) -> T {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("agentlocator/demo/{key}").as_bytes());
    format!("{prefix}{}", id.simple()).parse().expect("a well-formed sid")
}
