//! Agents who see their own leads alone: another's cannot be had by list, search, board, id, calls, meetings, history, timeline,
//! subscription or mutation; and the switch works at once.

use domain::ids::{LeadId, UserId};
use domain::lead::{Lead, LeadChange, LeadCommand, LeadFact};
use domain::user::Role;
use domain::{StreamId, call::CallCommand};
use futures::StreamExt as _;
use graphql::Session;
use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, done, refusal, sid};

const NOA: &str = "noa@example.com";
const THEIR_PHONE: &str = "+972525550199";

/// The owner's lead (with a call, a note, a tag and a meeting), and Noa's.
struct Office {
    rig: Rig,
    others: LeadId,
    own: LeadId,
    meeting: String,
}

impl Office {
    async fn open() -> Self {
        let rig = Rig::new().await;
        let noa = rig.register(NOA, "נועה לוי", rig.business, Role::Agent).await;
        let others = rig.talk().await;
        let own = rig.lead_of(rig.business, THEIR_PHONE, vec![LeadFact::City("אילת".to_owned())]).await;
        rig.ring(rig.business, &sid(2), THEIR_PHONE).await;
        rig.on_call(&sid(2), CallCommand::AttachLead { lead: own }, "AttachLead").await;
        let owner = UserId::of_email("owner@example.com");
        for (lead, to) in [(others, owner), (own, noa)] {
            let change = LeadChange { assignee: Some(Some(to)), ..LeadChange::default() };
            let command = LeadCommand::Change(Box::new(change));
            rig.tell::<Lead>(rig.business, &StreamId::lead(lead), command, "ChangeLeads").await;
        }
        rig.settle().await;
        for act in [
            format!("addLeadNote(input: {{ id: \"{others}\", text: \"סוד\" }})"),
            format!("changeLeads(input: {{ ids: [\"{others}\"], change: {{ addTags: [\"סמוי\"] }} }})"),
            format!(
                "createReminder(input: {{ leadId: \"{others}\", text: \"סוד\", due: \"2026-11-24T10:00:00+02:00\" }})"
            ),
            format!(
                "bookMeeting(input: {{ leadId: \"{others}\", start: \"2026-11-24T10:00:00+02:00\", subject: \"סוד\" }})"
            ),
        ] {
            let name = act.split('(').next().unwrap().to_owned();
            let query = format!("mutation {{ {act} {{ userErrors {{ field message code }} }} }}");
            done(&rig.ask(&query, Value::Null).await[&name]);
        }
        let meetings = "{ meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-12-22T00:00:00Z\") { id } }";
        let meeting = rig.ask(meetings, Value::Null).await["meetings"][0]["id"].as_str().unwrap().to_owned();
        Self { rig, others, own, meeting }
    }

    /// Noa, who sees her own leads.
    fn noa(&self) -> Session {
        let session = Rig::session_of(self.rig.business, NOA, Role::Agent);
        Session { scope: session.scope.own_leads_only(), ..session }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        self.rig.ask_as(self.noa(), query, variables).await
    }

    fn ids(&self) -> Value {
        json!({ "lead": self.others.to_string(), "call": CALL, "meeting": self.meeting })
    }
}

fn nothing_of_others(office: &Office, answer: &Value) {
    let text = answer.to_string();
    for mark in ["סוד", "סמוי", "חיפה", PHONE, CALL, &office.others.to_string()] {
        assert!(!text.contains(mark), "shows {mark}: {answer:#}");
    }
}

const LISTS: &str = "{
  leads { totalCount edges { node { id phone tags details { city } notes { text } } } }
  board: leads(filter: { status: [NEW] }) { totalCount edges { node { id } } }
  search: leads(filter: { search: \"0525550123\" }) { totalCount }
  past: leads(asOf: \"2026-11-22T23:00:00+02:00\") { totalCount edges { node { id } } }
  leadTags { name count }
  calls { totalCount edges { node { callSid transcript { text } } } }
  found: calls(filter: { search: \"0525550123\" }) { totalCount }
  liveCalls { callSid }
  meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-12-22T00:00:00Z\") { id subject }
  reminders { totalCount edges { node { text } } } }";

const BY_ID: &str = "query($lead: ID!, $call: ID!, $meeting: ID!) {
  lead(id: $lead) { phone }
  leadThen: lead(id: $lead, asOf: \"2026-11-22T23:00:00+02:00\") { phone }
  call(callSid: $call) { fromNumber transcript { text } }
  callThen: call(callSid: $call, asOf: \"2026-11-22T23:00:00+02:00\") { fromNumber }
  meeting(id: $meeting) { subject }
  ofLead: history(entity: LEAD, id: $lead) { totalCount edges { node { payload } } }
  ofCall: history(entity: CALL, id: $call) { totalCount edges { node { payload } } }
  ofMeeting: history(entity: MEETING, id: $meeting) { totalCount edges { node { payload } } }
  calls(filter: { leadId: $lead }) { totalCount }
  reminders(filter: { leadId: $lead }) { totalCount } }";

#[tokio::test]
async fn lists_searches_and_boards_show_ones_own() {
    let office = Office::open().await;
    let seen = office.ask(LISTS, Value::Null).await;
    nothing_of_others(&office, &seen);
    for list in ["leads", "board", "past", "calls"] {
        assert_eq!(seen[list]["totalCount"], 1, "{list}: {seen:#}");
    }
    for list in ["search", "found", "reminders"] {
        assert_eq!(seen[list]["totalCount"], 0, "{list}");
    }
    assert_eq!(seen["leads"]["edges"][0]["node"]["id"], office.own.to_string());
    assert_eq!(seen["liveCalls"], json!([{ "callSid": sid(2).as_str() }]));
    // The test would prove nothing if there were nothing to see.
    let all = office.rig.ask(LISTS, Value::Null).await;
    assert!(all["leads"]["totalCount"] == 2 && all["search"]["totalCount"] == 1, "{all:#}");
}

#[tokio::test]
async fn an_id_one_knows_opens_nothing() {
    let office = Office::open().await;
    let seen = office.ask(BY_ID, office.ids()).await;
    nothing_of_others(&office, &seen);
    for one in ["lead", "leadThen", "call", "callThen", "meeting"] {
        assert_eq!(seen[one], Value::Null, "{one}");
    }
    for list in ["ofLead", "ofCall", "ofMeeting", "calls", "reminders"] {
        assert_eq!(seen[list]["totalCount"], 0, "{list}");
    }
    let all = office.rig.ask(BY_ID, office.ids()).await;
    assert!(all["lead"]["phone"] == PHONE && all["ofMeeting"]["totalCount"] != 0, "{all:#}");
}

#[tokio::test]
async fn nothing_of_anothers_lead_is_changed() {
    let office = Office::open().await;
    let (others, own, meeting) = (office.others.to_string(), office.own.to_string(), &office.meeting);
    for act in [
        format!("updateLead(input: {{ id: \"{others}\", name: \"אחר\" }})"),
        format!("setLeadStatus(input: {{ id: \"{others}\", status: \"OFFER\" }})"),
        format!("addLeadNote(input: {{ id: \"{others}\", text: \"שלי\" }})"),
        format!("changeLeads(input: {{ ids: [\"{others}\"], change: {{ addTags: [\"שלי\"] }} }})"),
        format!("mergeLeads(input: {{ keep: \"{own}\", merge: \"{others}\" }})"),
        format!(
            "createReminder(input: {{ leadId: \"{others}\", text: \"x\", due: \"2026-11-24T10:00:00+02:00\" }})"
        ),
        format!(
            "bookMeeting(input: {{ leadId: \"{others}\", start: \"2026-11-24T13:00:00+02:00\", subject: \"x\" }})"
        ),
        format!("cancelMeeting(input: {{ id: \"{meeting}\" }})"),
        format!("endCall(input: {{ callSid: \"{CALL}\" }})"),
        format!("transferCall(input: {{ callSid: \"{CALL}\" }})"),
    ] {
        let name = act.split('(').next().unwrap().to_owned();
        let query = format!("mutation {{ {act} {{ userErrors {{ field message code }} }} }}");
        let answer = office.ask(&query, Value::Null).await;
        assert_eq!(refusal(&answer[&name]).1, "NOT_FOUND", "{name}");
    }
    // A number that is another's is said to be, and stays as it was.
    let create = format!(
        "mutation {{ createLead(input: {{ phone: \"{PHONE}\", name: \"אחר\" }}) {{ lead {{ id }} userErrors {{ field message code }} }} }}"
    );
    assert_eq!(refusal(&office.ask(&create, Value::Null).await["createLead"]), (Some("phone"), "TAKEN"));
    // Whom one writes down oneself is one's own.
    let create = "mutation { createLead(input: { phone: \"0525550166\" }) { lead { assignee { email } } userErrors { message } } }";
    let made = office.ask(create, Value::Null).await["createLead"].take();
    assert_eq!(done(&made)["lead"]["assignee"]["email"], NOA);
}

#[tokio::test]
async fn who_was_merged_into_ones_own_is_ones_own() {
    let office = Office::open().await;
    let (others, own) = (office.others.to_string(), office.own.to_string());
    let merge = format!(
        "mutation {{ mergeLeads(input: {{ keep: \"{own}\", merge: \"{others}\" }}) {{ userErrors {{ field message code }} }} }}"
    );
    done(&office.rig.ask(&merge, Value::Null).await["mergeLeads"]);
    let seen = office.ask(BY_ID, office.ids()).await;
    assert_eq!(seen["lead"]["phone"], THEIR_PHONE);
    assert_eq!(seen["call"]["fromNumber"], PHONE);
    assert!(seen["ofLead"]["totalCount"].as_u64().unwrap() > 0);
    let split = format!(
        "mutation {{ splitLead(input: {{ id: \"{others}\" }}) {{ userErrors {{ field message code }} }} }}"
    );
    done(&office.rig.ask(&split, Value::Null).await["splitLead"]);
    nothing_of_others(&office, &office.ask(BY_ID, office.ids()).await);
}

#[tokio::test]
async fn what_is_handed_on_is_out_of_sight_with_its_past() {
    let office = Office::open().await;
    let of_own =
        json!({ "lead": office.own.to_string(), "call": sid(2).as_str(), "meeting": office.meeting });
    assert_eq!(office.ask(BY_ID, of_own.clone()).await["leadThen"]["phone"], THEIR_PHONE);
    let own = office.own.to_string();
    let hand = format!(
        "mutation {{ changeLeads(input: {{ ids: [\"{own}\"], change: {{ unassign: true }} }}) {{ userErrors {{ field message code }} }} }}"
    );
    done(&office.rig.ask(&hand, Value::Null).await["changeLeads"]);
    let seen = office.ask(BY_ID, of_own).await;
    assert_eq!((&seen["leadThen"], &seen["callThen"]), (&Value::Null, &Value::Null));
    assert_eq!(office.ask(LISTS, Value::Null).await["past"]["totalCount"], 0);
}

#[tokio::test]
async fn no_subscription_tells_of_anothers_lead() {
    let office = Office::open().await;
    let listen = |query: &str| {
        office.rig.schema.execute_stream(async_graphql::Request::new(query).data(office.noa())).boxed()
    };
    let mut leads = listen("subscription { leadUpdated { id } }");
    let mut calls = listen("subscription { callUpdated { callSid } }");
    let happens = async {
        for n in 0..100 {
            // Another's first, then one's own: what is heard first is one's own all the same.
            for lead in [office.others, office.own] {
                let command = LeadCommand::AddNote { key: format!("note {n}"), text: "סוד".to_owned() };
                office
                    .rig
                    .tell::<Lead>(office.rig.business, &StreamId::lead(lead), command, "AddLeadNote")
                    .await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let heard = async { tokio::join!(leads.next(), calls.next()) };
    let (lead, call) = tokio::select! { heard = heard => heard, () = happens => panic!("nothing was told") };
    assert_eq!(lead.unwrap().data.into_json().unwrap()["leadUpdated"]["id"], office.own.to_string());
    assert_eq!(call.unwrap().data.into_json().unwrap()["callUpdated"]["callSid"], sid(2).as_str());
}

#[tokio::test]
async fn of_meetings_one_hears_of_those_with_ones_own_leads() {
    let office = Office::open().await;
    let query = "subscription { meetingUpdated { subject } }";
    let listens = async_graphql::Request::new(query).data(office.noa());
    let mut heard = office.rig.schema.execute_stream(listens).boxed();
    // It is listened to once somebody waits for it.
    let nothing = tokio::time::timeout(std::time::Duration::from_millis(500), heard.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    for (lead, day, subject) in [(office.others, 25, "סוד"), (office.own, 26, "סיור")] {
        let act = format!(
            "bookMeeting(input: {{ leadId: \"{lead}\", start: \"2026-11-{day}T10:00:00+02:00\", subject: \"{subject}\" }})"
        );
        let query = format!("mutation {{ {act} {{ userErrors {{ field message code }} }} }}");
        done(&office.rig.ask(&query, Value::Null).await["bookMeeting"]);
    }
    let first = tokio::time::timeout(std::time::Duration::from_secs(20), heard.next()).await.unwrap();
    let first = first.unwrap().data.into_json().unwrap();
    assert_eq!(first["meetingUpdated"]["subject"], "סיור", "{first}");
}
