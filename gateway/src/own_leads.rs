//! Tests of what agents who see their own leads alone get of files: exports, imports, recordings, their calendar's subscription.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use domain::{
    Decider, StreamId,
    business::{AgentsSee, Amendment, Business, BusinessCommand, Settings},
    calendar::Calendar,
    call::{Call, CallCommand},
    ids::{BusinessId, LeadId, MeetingId, UserId},
    lead::{Lead, LeadChange, LeadCommand, LeadFact},
    policy::booking::{Diary, Wish},
    user::{CalendarWish, Role, User, UserCommand},
};
use jiff::SignedDuration;
use projections::ReadModel;
use serde_json::json;

use crate::{
    auth::password::hash_password,
    cause::Cause,
    config::Secret,
    demo,
    testing::{Answer, Bench, call},
};

const NOA: &str = "noa@example.com";
const PASSWORD: &str = "a correct horse of hers";
const OWN_PHONE: &str = "+972525550161";
const OTHERS_PHONE: &str = "+972525550162";
const OTHERS_NAME: &str = "סודית לגמרי";

/// The demo office, with a lead of Noa's and one of the owner's, and a recorded call with each.
struct Office {
    bench: Bench,
    token: String,
    others: LeadId,
}

impl Office {
    async fn open(agents_see: AgentsSee) -> Self {
        let bench = Bench::new().await;
        let owner = UserId::of_email(bench.demo().await.email);
        let office = Self {
            others: LeadId::derive(business(), &OTHERS_PHONE.parse().unwrap()),
            bench,
            token: String::new(),
        };
        office.see(agents_see).await;
        let register = UserCommand::Register {
            email: NOA.to_owned(),
            name: "נועה לוי".to_owned(),
            business: business(),
            role: Role::Agent,
            password: hash_password(Secret::new(PASSWORD), office.bench.app.entropy.as_ref()).await.unwrap(),
        };
        office.tell::<User>(&StreamId::user(noa()), register, None).await;
        std::fs::create_dir_all(office.bench.folder().join("recordings")).unwrap();
        office.recorded(1, (OWN_PHONE, "שלי"), noa()).await;
        office.recorded(2, (OTHERS_PHONE, OTHERS_NAME), owner).await;
        let form = json!({ "email": NOA, "password": PASSWORD });
        let answer = office.bench.json("/auth/login", &form, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let token = format!("Bearer {}", answer.json()["access_token"].as_str().unwrap());
        Self { token, ..office }
    }

    async fn see(&self, agents_see: AgentsSee) {
        let amendment = Amendment { agents_see: Some(agents_see), ..Amendment::default() };
        let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
        self.tell::<Business>(&StreamId::business(business()), command, None).await;
    }

    async fn tell<D: Decider>(&self, stream: &StreamId, command: D::Command, about: Option<LeadId>) {
        let app = &self.bench.app;
        let cause = Cause::system(format!("test:{}", app.entropy.uuid())).within(business()).about(about);
        app.bus.execute::<D>(stream, command, &cause.of("Test")).await.unwrap();
    }

    /// A lead of somebody's, and a call of theirs that can be heard.
    async fn recorded(&self, n: u32, (phone, name): (&str, &str), assignee: UserId) {
        let (sid, recording) = (call(n), format!("RE{n:032x}"));
        let rung = [("CallSid", sid.as_str()), ("From", phone), ("To", demo::NUMBER)];
        assert_eq!(self.bench.webhook("/webhooks/twilio/voice", &rung).await.status, StatusCode::OK);
        let done = [
            ("CallSid", sid.as_str()),
            ("RecordingSid", recording.as_str()),
            ("RecordingStatus", "completed"),
        ];
        self.bench.webhook("/webhooks/twilio/recording-status", &done).await;
        let file = self.bench.folder().join("recordings").join(format!("{recording}.wav"));
        std::fs::write(file, b"RIFF0123456789").unwrap();

        let phone = phone.parse().unwrap();
        let lead = LeadId::derive(business(), &phone);
        let change = LeadChange {
            facts: vec![LeadFact::Name(name.to_owned())],
            assignee: Some(Some(assignee)),
            ..LeadChange::default()
        };
        let enter = LeadCommand::Enter { business: business(), phone, change: Box::new(change), note: None };
        self.tell::<Lead>(&StreamId::lead(lead), enter, Some(lead)).await;
        self.tell::<Call>(&StreamId::call(&sid), CallCommand::AttachLead { lead }, Some(lead)).await;
    }

    async fn ask(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let projections = &self.bench.app.projections;
        let tip = self.bench.app.bus.log().tip().await.unwrap();
        assert!(projections.wait_for(tip, &ReadModel::ALL, std::time::Duration::from_mins(1)).await);
        let request = Request::builder().method(method).uri(path).header("authorization", &self.token);
        self.bench.send(request.header("range", "bytes=4-7").body(body.into()).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, Body::empty()).await
    }
}

fn business() -> BusinessId {
    BusinessId::named(demo::KEY)
}

fn noa() -> UserId {
    UserId::of_email(NOA)
}

#[tokio::test]
async fn an_export_has_their_own_leads_alone() {
    let office = Office::open(AgentsSee::Own).await;
    let export = office.get("/leads/export").await;
    assert_eq!(export.status, StatusCode::OK);
    assert_eq!(export.body.lines().count(), 2, "the headings and one lead: {}", export.body);
    assert!(export.body.contains("052-555-0161") && !export.body.contains(OTHERS_NAME), "{}", export.body);
    let searched = office.get("/leads/export?q=0525550162").await;
    assert_eq!(searched.body.lines().count(), 1, "{}", searched.body);
    office.see(AgentsSee::All).await;
    assert!(office.get("/leads/export").await.body.contains(OTHERS_NAME));
}

#[tokio::test]
async fn a_recording_of_anothers_lead_is_not_there() {
    let office = Office::open(AgentsSee::Own).await;
    let (own, others) = (format!("/calls/{}/recording", call(1)), format!("/calls/{}/recording", call(2)));
    let heard = office.get(&own).await;
    assert_eq!((heard.status, heard.body.as_str()), (StatusCode::PARTIAL_CONTENT, "0123"));
    let hidden = office.get(&others).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert!(!hidden.body.contains("0123"), "{}", hidden.body);
    office.see(AgentsSee::All).await;
    assert_eq!(office.get(&others).await.status, StatusCode::PARTIAL_CONTENT);
}

#[tokio::test]
async fn a_file_changes_nothing_of_anothers_lead() {
    let office = Office::open(AgentsSee::Own).await;
    let file = "שם,טלפון\r\nשם אחר,052-555-0162\r\n";
    let stream = StreamId::lead(office.others);
    let before: Lead = office.bench.state(&stream).await;
    for path in ["/leads/imports/preview", "/leads/imports"] {
        assert_eq!(office.ask(Method::POST, path, file).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(office.bench.state::<Lead>(&stream).await, before);
    office.see(AgentsSee::All).await;
    assert_eq!(office.ask(Method::POST, "/leads/imports", file).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn their_calendars_address_does_not_name_anothers_lead() {
    let office = Office::open(AgentsSee::Own).await;
    let app = &office.bench.app;
    let diary = Diary::new(business(), noa(), &Settings::usual(""), &User::Unknown);
    let now = app.clock.now();
    let tomorrow = now + SignedDuration::from_hours(24);
    let free = diary.days_from(tomorrow, 60).flat_map(|day| diary.free(day, &Calendar::default(), now, None));
    let slot = free.into_iter().next().unwrap();
    let wish = Wish { lead: Some(office.others), slot, subject: "סיור".to_owned(), source: None };
    let step = diary.book(MeetingId::derive("sight"), wish, now);
    office.tell::<Calendar>(&step.stream, step.command, Some(office.others)).await;
    let feed = app.grants.feed(noa(), now, app.entropy.as_ref());
    let path = format!("/calendar/{}.ics", app.grants.feed_again(noa(), &feed).unwrap());
    let issue = UserCommand::Calendar(CalendarWish::IssueFeed { feed });
    office.tell::<User>(&StreamId::user(noa()), issue, None).await;

    let told = office.get(&path).await.body;
    assert!(told.contains("SUMMARY:סיור"), "the meeting is hers: {told}");
    assert!(!told.contains(OTHERS_NAME) && !told.contains(OTHERS_PHONE), "{told}");
    office.see(AgentsSee::All).await;
    assert!(office.get(&path).await.body.contains(OTHERS_NAME));
}
