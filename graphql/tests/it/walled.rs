//! The whole schema, walked with two businesses: whatever one asks with the other's ids and cursors shows nothing of the other and
//! changes nothing of it. A new field with an id this walk has not been taught fails it.

use std::collections::HashMap;

use async_graphql::Request;
use async_graphql::parser::types::BaseType;
use domain::ids::{BusinessId, LeadId, UserId};
use domain::lead::LeadFact;
use domain::user::Role;
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, done, session};
use crate::walk::{Field, Kind, Sample, fields, request};

/// Theirs, beside [`PHONE`].
const THEIR_PHONE: &str = "+972525550199";

/// Ours, with one of everything, and theirs, with something of its own.
struct Two {
    rig: Rig,
    theirs: BusinessId,
    lead: LeadId,
    meeting: String,
    reminder: String,
    /// A change of several leads.
    operation: String,
    /// A cursor of each of our lists.
    cursors: HashMap<&'static str, String>,
}

async fn two() -> Two {
    let rig = Rig::new().await;
    let lead = rig.talk().await;
    rig.hang_up().await;
    rig.claim_number().await;
    rig.sign_in(UserId::of_email("owner@example.com"), rig.business, 9).await;
    rig.settle().await;
    for act in [
        format!(
            "bookMeeting(input: {{ leadId: \"{lead}\", start: \"2026-11-24T10:00:00+02:00\", subject: \"סיור\" }})"
        ),
        format!("addLeadNote(input: {{ id: \"{lead}\", text: \"סוד שלנו\" }})"),
        "publishPromptVersion(input: { channel: CALLS, text: \"את לאה\" })".to_owned(),
        "issueCalendarFeed(input: {})".to_owned(),
        "allowPush(input: { endpoint: \"https://push.ours.example\", p256dh: \"p\", auth: \"a\" })"
            .to_owned(),
        format!(
            "createReminder(input: {{ leadId: \"{lead}\", due: \"2026-11-24T10:00:00+02:00\", text: \"תזכורת שלנו\" }})"
        ),
        "inviteUser(input: { email: \"noa@example.com\", name: \"נועה לוי\", role: AGENT })".to_owned(),
    ] {
        let name = act.split('(').next().unwrap().to_owned();
        let payload = rig
            .ask(&format!("mutation {{ {act} {{ userErrors {{ field message code }} }} }}"), Value::Null)
            .await;
        done(&payload[&name]);
    }
    let tag = format!(
        "mutation {{ changeLeads(input: {{ ids: [\"{lead}\"], change: {{ addTags: [\"סמוי\"] }} }}) {{ operation userErrors {{ message }} }} }}"
    );
    let changed = rig.ask(&tag, Value::Null).await["changeLeads"].take();
    let operation = done(&changed)["operation"].as_str().unwrap().to_owned();
    let theirs = BusinessId::named("theirs");
    rig.open_business(theirs, "אחרים").await;
    rig.register("stranger@example.com", "זר", theirs, Role::Owner).await;
    rig.lead_of(theirs, THEIR_PHONE, vec![LeadFact::City("אילת".to_owned())]).await;
    rig.settle().await;
    let meeting = rig
        .ask("{ meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-12-22T00:00:00Z\") { id } }", Value::Null)
        .await;
    let meeting = meeting["meetings"][0]["id"].as_str().unwrap().to_owned();
    let reminder = rig.ask("{ reminders { edges { node { id } } } }", Value::Null).await;
    let reminder = reminder["reminders"]["edges"][0]["node"]["id"].as_str().unwrap().to_owned();
    let lists = "{ calls { pageInfo { endCursor } } leads { pageInfo { endCursor } } users { pageInfo { endCursor } } reminders { pageInfo { endCursor } } }";
    let lists = rig.ask(lists, Value::Null).await;
    let cursor =
        |name: &'static str| (name, lists[name]["pageInfo"]["endCursor"].as_str().unwrap().to_owned());
    let cursors = ["calls", "leads", "users", "reminders"].map(cursor).into();
    Two { rig, theirs, lead, meeting, reminder, operation, cursors }
}

impl Two {
    /// Our ids, for every argument that takes one.
    fn ours(&self) -> Sample {
        let lead = json!(self.lead.to_string());
        let owner = json!(UserId::of_email("owner@example.com").to_string());
        let business = json!(self.rig.business.to_string());
        let mut by_path: HashMap<String, Value> = [
            ("call.callSid", json!(CALL)),
            ("callUpdated.callSid", json!(CALL)),
            ("calls.filter.leadId", lead.clone()),
            ("lead.id", lead.clone()),
            ("meeting.id", json!(self.meeting)),
            ("userId", owner.clone()),
            ("reminder.id", json!(self.reminder)),
            ("reminders.filter.leadId", lead.clone()),
            ("editReminder.input.id", json!(self.reminder)),
            ("snoozeReminder.input.id", json!(self.reminder)),
            ("completeReminder.input.id", json!(self.reminder)),
            ("reopenReminder.input.id", json!(self.reminder)),
            ("deleteReminder.input.id", json!(self.reminder)),
            ("markRemindersSeen.input.ids", json!([self.reminder])),
            ("availability.agentId", owner.clone()),
            ("sessions.user", owner.clone()),
            ("leadId", lead.clone()),
            ("assigneeId", owner.clone()),
            ("endCall.input.callSid", json!(CALL)),
            ("transferCall.input.callSid", json!(CALL)),
            ("changeLeads.input.ids", json!([lead.clone()])),
            ("mergeLeads.input.keep", lead.clone()),
            (
                "mergeLeads.input.merge",
                json!(LeadId::derive(self.theirs, &THEIR_PHONE.parse().unwrap()).to_string()),
            ),
            ("splitLead.input.id", lead.clone()),
            ("undoLeadOperation.input.operation", json!(self.operation)),
            ("agentId", owner.clone()),
            ("updateLead.input.id", lead.clone()),
            ("setLeadStatus.input.id", lead.clone()),
            ("addLeadNote.input.id", lead.clone()),
            ("eraseLead.input.id", lead.clone()),
            ("rescheduleMeeting.input.id", json!(self.meeting)),
            ("cancelMeeting.input.id", json!(self.meeting)),
            ("retryDeadLetter.input.id", json!("crm.1")),
            ("dismissDeadLetter.input.id", json!("crm.1")),
            ("changeUserRole.input.id", owner.clone()),
            ("deactivateUser.input.id", owner.clone()),
            ("reactivateUser.input.id", owner.clone()),
            ("removeUser.input.id", owner.clone()),
            ("revokeSession.input.id", json!(session(1).to_string())),
            ("stopPush.input.sessionId", json!(session(9).to_string())),
            ("revokeSession.input.user", owner.clone()),
            ("assignNumber.input.id", business.clone()),
            ("suspendBusiness.input.id", business.clone()),
            ("resumeBusiness.input.id", business.clone()),
            ("enterBusiness.input.id", business.clone()),
        ]
        .map(|(path, value)| (path.to_owned(), value))
        .into();
        for (list, cursor) in &self.cursors {
            by_path.insert(format!("{list}.after"), json!(cursor));
        }
        Sample { by_path, optional: false }
    }

    /// What nobody but us may ever see.
    fn marks(&self) -> Vec<String> {
        let mut marks: Vec<String> = [
            "owner@example.com",
            "noa@example.com",
            "נועה לוי",
            "דנה כהן",
            "נדל״ן הכרמל",
            "חיפה",
            "סוד שלנו",
            "סמוי",
            "תזכורת שלנו",
            "push.ours.example",
            "את לאה",
            CALL,
            PHONE,
        ]
        .map(str::to_owned)
        .into();
        let owner = UserId::of_email("owner@example.com");
        marks.extend([
            self.lead.to_string(),
            self.meeting.clone(),
            self.reminder.clone(),
            self.rig.business.to_string(),
            owner.to_string(),
        ]);
        marks
    }

    fn show_nothing_of_ours(&self, what: &str, answer: &Value) {
        let text = answer.to_string();
        for mark in self.marks() {
            assert!(!text.contains(&mark), "{what} shows {mark}: {answer:#}");
        }
    }

    /// A meeting so many days from here, if the office is open then.
    async fn book(&self, business: BusinessId, user: &str, days: u32) {
        let day = jiff::civil::date(2026, 11, 23).saturating_add(jiff::Span::new().days(i64::from(days)));
        let input = format!("input: {{ start: \"{day}T10:00:00+02:00\", subject: \"סיור\" }}");
        let book = format!("mutation {{ bookMeeting({input}) {{ meeting {{ id }} }} }}");
        self.ask(business, user, &book, Value::Null).await;
    }

    async fn ask(&self, business: BusinessId, user: &str, text: &str, variables: Value) -> Value {
        let session = Rig::session_of(business, user, Role::Owner);
        let answer = serde_json::to_value(self.rig.respond(Some(session), text, variables).await).unwrap();
        assert_ne!(answer["errors"][0]["extensions"]["code"], "TOO_HEAVY", "{text}");
        answer
    }

    async fn as_them(&self, text: &str, variables: Value) -> Value {
        self.ask(self.theirs, "stranger@example.com", text, variables).await
    }

    /// Everything we can see, to be compared before and after.
    async fn all_of_ours(&self) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        for field in fields(Kind::Query) {
            // How far the projections are changes with what others do to their own.
            if ["projections", "reactors"].contains(&field.name.as_str()) {
                continue;
            }
            for (label, text, variables) in self.requests(Kind::Query, &field) {
                let answer = self.ask(self.rig.business, "owner@example.com", &text, variables).await;
                all.push((label, answer));
            }
        }
        all
    }

    /// The field with our ids: once, or once for each kind of entity it can be asked about.
    fn requests(&self, kind: Kind, field: &Field) -> Vec<(String, String, Value)> {
        let sample = self.ours();
        let known = |name: &String| {
            let last = name.rsplit('.').next().unwrap_or_default();
            sample.by_path.contains_key(&format!("{}.{name}", field.name))
                || sample.by_path.contains_key(last)
        };
        let taught = field.name == "history" || ids(field).iter().all(known);
        assert!(taught, "this walk does not know what {} is to be asked for: teach it", field.name);
        if field.name != "history" {
            let (text, variables) = request(kind, field, &sample);
            return vec![(field.name.clone(), text, variables)];
        }
        let owner = UserId::of_email("owner@example.com").to_string();
        [
            ("CALL", CALL.to_owned()),
            ("LEAD", self.lead.to_string()),
            ("MEETING", self.meeting.clone()),
            ("REMINDER", self.reminder.clone()),
            ("PROMPT", "CALLS".to_owned()),
            ("BUSINESS", self.rig.business.to_string()),
            ("USER", owner),
        ]
        .map(|(entity, id)| {
            let mut sample = sample.clone();
            sample.by_path.insert("history.entity".to_owned(), json!(entity));
            sample.by_path.insert("history.id".to_owned(), json!(id));
            let (text, variables) = request(kind, field, &sample);
            (format!("history of {entity}"), text, variables)
        })
        .into()
    }
}

/// The arguments of a field that take an id, however deep.
fn ids(field: &Field) -> Vec<String> {
    fn named(base: &BaseType) -> &str {
        match base {
            BaseType::Named(name) => name.as_str(),
            BaseType::List(of) => named(&of.base),
        }
    }
    let direct = field.arguments.iter().filter(|argument| named(&argument.ty.node.base) == "ID");
    let mut ids: Vec<String> = direct.map(|argument| argument.name.node.to_string()).collect();
    for argument in &field.arguments {
        let inner = crate::walk::input_fields(named(&argument.ty.node.base));
        let inner = inner.into_iter().filter(|(_, ty)| ty.trim_end_matches('!') == "ID");
        ids.extend(inner.map(|(name, _)| format!("{}.{name}", argument.name.node)));
    }
    ids
}

#[tokio::test]
async fn no_question_shows_anything_of_another_business() {
    let two = two().await;
    for field in fields(Kind::Query) {
        for (label, text, variables) in two.requests(Kind::Query, &field) {
            let answer = two.as_them(&text, variables).await;
            two.show_nothing_of_ours(&label, &answer);
        }
    }
}

/// The walk would prove nothing if its questions showed nothing to anybody.
#[tokio::test]
async fn the_same_questions_show_us_what_is_ours() {
    let two = two().await;
    let all = two.all_of_ours().await;
    // Pages after the last item, times without a name, and what only platform admins and machinery have.
    let empty = [
        "calls",
        "leads",
        "users",
        "reminders",
        "businesses",
        "deadLetters",
        "availability",
        "suggestedSlots",
        "calendarDays",
        "liveCalls",
        // Numbers alone, which carry no name: whose they are is asked in `statistics.rs`.
        "statistics",
    ];
    for (label, answer) in all.iter().filter(|(label, _)| !empty.contains(&label.as_str())) {
        let text = answer.to_string();
        assert!(
            two.marks().iter().any(|mark| text.contains(mark)),
            "{label} shows nothing of ours to us: {answer:#}"
        );
    }
}

#[tokio::test]
async fn no_mutation_changes_or_shows_anything_of_another_business() {
    let two = two().await;
    let before = two.all_of_ours().await;
    for field in fields(Kind::Mutation) {
        for (label, text, variables) in two.requests(Kind::Mutation, &field) {
            let answer = two.as_them(&text, variables).await;
            if !ids(&field).is_empty() {
                let errors = &answer["data"][&field.name]["userErrors"];
                assert!(
                    errors.as_array().is_some_and(|errors| !errors.is_empty()),
                    "{label} went through: {answer:#}"
                );
            }
            two.show_nothing_of_ours(&label, &answer);
        }
    }
    two.rig.settle().await;
    for ((label, before), (_, after)) in before.into_iter().zip(two.all_of_ours().await) {
        assert_eq!(before, after, "{label} changed");
    }
}

#[tokio::test]
async fn no_subscription_tells_anything_of_another_business() {
    let two = two().await;
    for field in fields(Kind::Subscription) {
        let (text, variables) = request(Kind::Subscription, &field, &Sample::default());
        let listen = |business, user| {
            let variables = async_graphql::Variables::from_json(variables.clone());
            let session = Rig::session_of(business, user, Role::Owner);
            two.rig
                .schema
                .execute_stream(Request::new(text.clone()).variables(variables).data(session))
                .boxed()
        };
        let mut ours = listen(two.rig.business, "owner@example.com");
        let mut theirs = listen(two.theirs, "stranger@example.com");
        // Both listen from their first poll on; what happens to us comes first, and what they hear first is theirs all the same.
        let happens = async {
            for n in 0..100_u32 {
                let phone = format!("+9725255502{n:02}");
                two.rig.lead_of(two.rig.business, &phone, vec![LeadFact::City("חיפה".to_owned())]).await;
                two.rig.ring(two.rig.business, &crate::rig::sid(300 + n), &phone).await;
                two.rig.lead_of(two.theirs, &phone, vec![LeadFact::City("אילת".to_owned())]).await;
                two.rig.ring(two.theirs, &crate::rig::sid(600 + n), &phone).await;
                two.rig.remind(two.rig.business, "owner@example.com", n).await;
                two.rig.remind(two.theirs, "stranger@example.com", n).await;
                two.book(two.rig.business, "owner@example.com", n).await;
                two.book(two.theirs, "stranger@example.com", n).await;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        };
        let heard = async { tokio::join!(ours.next(), theirs.next()) };
        let (ours, theirs) =
            tokio::select! { heard = heard => heard, () = happens => panic!("{} tells nothing", field.name) };
        let ours = serde_json::to_value(ours.unwrap()).unwrap();
        let theirs = serde_json::to_value(theirs.unwrap()).unwrap();
        assert!(ours["data"][&field.name].is_object(), "{ours:#}");
        assert!(theirs["data"][&field.name].is_object(), "{theirs:#}");
        two.show_nothing_of_ours(&field.name, &theirs);
    }
}
