use domain::business::{Business, BusinessCommand, Settings};
use domain::call::{
    Call, CallCommand, CallDirection, CallStatus, EndReason, Line, PromptUsed, RecordingStatus, Reply,
    Utterance,
};
use domain::ids::{BusinessId, CallSid, LeadId, ReminderId, UserId};
use domain::lead::{Lead, LeadCommand, LeadEvent, LeadFact, LeadStatus, undo};
use domain::number::{Number, NumberCommand};
use domain::ports::Clock;
use domain::reminder::{NewReminder, Reminder, ReminderCommand, Repeat};
use domain::user::{Device, PasswordHash, Role, SessionCommand, User, UserCommand};
use domain::values::{Channel, Intent, Latency, Party, Rooms, Source, Span};
use domain::{Actor, Decider, StreamId};
use eventlog::Context;

use super::Rig;

pub(crate) const PHONE: &str = "+972525550123";
const DIALLED: &str = "+97235550100";
/// The call of [`Rig::talk`].
pub(crate) const CALL: &str = "CA00000000000000000000000000000001";

/// A call's name by number.
pub(crate) fn sid(n: u32) -> CallSid {
    format!("CA{n:032x}").parse().unwrap()
}

impl Rig {
    /// Has a stream decide, as the system would.
    pub(crate) async fn tell<D: Decider>(
        &self,
        business: impl Into<Option<BusinessId>>,
        stream: &StreamId,
        command: D::Command,
        name: &'static str,
    ) {
        let context = Context {
            business: business.into(),
            command_id: format!("test:{}", domain::ports::Entropy::uuid(&*self.dice)),
            command: name,
            causation_id: None,
            correlation_id: "test".to_owned(),
            actor: Actor::System,
            person: None,
        };
        self.bus.execute::<D>(stream, command, &context).await.unwrap();
    }

    pub(crate) async fn open_business(&self, business: BusinessId, name: &str) {
        let settings = Settings::usual(name);
        let stream = StreamId::business(business);
        self.tell::<Business>(business, &stream, BusinessCommand::Open { settings }, "Open").await;
    }

    pub(crate) async fn claim_number(&self) {
        let number = DIALLED.parse().unwrap();
        let command = NumberCommand::Claim { business: self.business };
        self.tell::<Number>(self.business, &StreamId::number(&number), command, "Claim").await;
    }

    pub(crate) async fn register(&self, email: &str, name: &str, business: BusinessId, role: Role) -> UserId {
        let id = UserId::of_email(email);
        let command = UserCommand::Register {
            email: email.to_owned(),
            name: name.to_owned(),
            business,
            role,
            password: PasswordHash::from_phc("$argon2id$test"),
        };
        self.tell::<User>(business, &StreamId::user(id), command, "Register").await;
        self.sign_in(id, business, 1).await;
        id
    }

    /// Opens a session by number.
    pub(crate) async fn sign_in(&self, id: UserId, business: BusinessId, n: u8) {
        let device = Device { address: "192.0.2.1".to_owned(), agent: format!("browser of {id}") };
        let (at, session) = (self.clock.now(), super::session(n));
        let command = UserCommand::Session(SessionCommand::SignIn { session, at, device, step: None });
        self.tell::<User>(business, &StreamId::user(id), command, "SignIn").await;
    }

    /// A lead of a business, by phone.
    pub(crate) async fn lead_of(&self, business: BusinessId, phone: &str, facts: Vec<LeadFact>) -> LeadId {
        let phone = phone.parse().unwrap();
        let id = LeadId::derive(business, &phone);
        let command = LeadCommand::Capture { business, phone, facts, source: None, call: None };
        self.tell::<Lead>(business, &StreamId::lead(id), command, "CaptureLead").await;
        id
    }

    /// Takes back what made a lead.
    pub(crate) async fn withdraw(&self, business: BusinessId, lead: LeadId, phone: &str) {
        let (phone, status) = (phone.parse().unwrap(), LeadStatus::usual()[0].clone());
        let made = LeadEvent::Created { business, phone, status };
        let command = LeadCommand::Reverse(undo::plan([(true, &made)]));
        self.tell::<Lead>(business, &StreamId::lead(lead), command, "UndoLeadOperation").await;
    }

    /// A reminder of somebody's, by number, that is due at once.
    pub(crate) async fn remind(&self, business: BusinessId, email: &str, n: u32) {
        let (id, now) = (ReminderId::derive(&format!("{business} {n}")), self.clock.now());
        let due = now + jiff::SignedDuration::from_millis(1);
        let (assignee, text) = (UserId::of_email(email), format!("תזכורת {n}"));
        let reminder = NewReminder { business, assignee, lead: None, text, due, repeat: Repeat::Never };
        let stream = StreamId::reminder(id);
        self.tell::<Reminder>(business, &stream, ReminderCommand::Create { reminder, now }, "CreateReminder")
            .await;
        let come = ReminderCommand::ComeDue { due, now: due };
        self.tell::<Reminder>(business, &stream, come, "RemindersComeDue").await;
    }

    /// A call that has begun.
    pub(crate) async fn ring(&self, business: BusinessId, sid: &CallSid, phone: &str) {
        let line = Line {
            business,
            direction: CallDirection::Inbound,
            from: Party::read(phone),
            to: Party::read(DIALLED),
        };
        let command = CallCommand::ReceiveIncoming { line, at: self.clock.now() };
        self.tell::<Call>(business, &StreamId::call(sid), command, "ReceiveIncoming").await;
    }

    pub(crate) async fn on_call(&self, sid: &CallSid, command: CallCommand, name: &'static str) {
        self.tell::<Call>(self.business, &StreamId::call(sid), command, name).await;
    }

    pub(crate) async fn says(&self, sid: &CallSid, number: u32, text: &str) -> Source {
        let span = Span { start_ms: number * 4_000 + 2_000, end_ms: number * 4_000 + 3_500 };
        let utterance = Utterance { number, text: text.to_owned(), span, confidence: Some(0.5) };
        self.on_call(sid, CallCommand::RecordUtterance { utterance }, "RecordUtterance").await;
        Source { call: sid.clone(), utterance: number, span }
    }

    /// One whole conversation: [`CALL`] by [`PHONE`], who says what they want and is a lead afterwards.
    pub(crate) async fn talk(&self) -> LeadId {
        let sid: CallSid = CALL.parse().unwrap();
        self.ring(self.business, &sid, PHONE).await;
        let reply = Reply {
            turn: 0,
            text: "שלום, במה אפשר לעזור?".to_owned(),
            span: Span { start_ms: 0, end_ms: 1_800 },
            interrupted: true,
            latency: Latency { first_frame_ms: Some(400), ..Latency::default() },
            prompt: Some(PromptUsed { channel: Channel::Calls, version: 1 }),
        };
        self.on_call(&sid, CallCommand::RecordReply { reply }, "RecordReply").await;
        let source = self.says(&sid, 0, "אני מחפש לקנות שלושה וחצי חדרים בחיפה").await;
        let phone = PHONE.parse().unwrap();
        let id = LeadId::derive(self.business, &phone);
        let facts = vec![
            LeadFact::Intent(Intent::Buy),
            LeadFact::City("חיפה".to_owned()),
            LeadFact::Rooms(Rooms::halves(7)),
        ];
        let capture = LeadCommand::Capture {
            business: self.business,
            phone,
            facts,
            source: Some(source),
            call: Some(sid.clone()),
        };
        self.tell::<Lead>(self.business, &StreamId::lead(id), capture, "CaptureLead").await;
        self.on_call(&sid, CallCommand::AttachLead { lead: id }, "AttachLead").await;
        id
    }

    /// The end of [`Rig::talk`].
    pub(crate) async fn hang_up(&self) {
        let sid: CallSid = CALL.parse().unwrap();
        let at = self.clock.now();
        self.on_call(&sid, CallCommand::End { reason: EndReason::CallerHungUp, at }, "EndCall").await;
        let status = CallCommand::ReportStatus {
            line: None,
            status: CallStatus::Completed,
            duration_seconds: Some(31),
            at,
        };
        self.on_call(&sid, status, "ReportStatus").await;
        let recording = CallCommand::ReportRecording {
            recording: format!("RE{}", "2".repeat(32)).parse().unwrap(),
            status: RecordingStatus::Completed,
            url: Some("https://api.twilio.example/recording".to_owned()),
            duration_seconds: Some(30),
            at,
        };
        self.on_call(&sid, recording, "ReportRecording").await;
    }
}
