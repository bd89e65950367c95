//! Given events, these are the rows.

use domain::calendar::{Calendar, CalendarCommand};
use domain::call::{Call, CallCommand, CallStatus, EndReason, RecordingStatus, StreamReport};
use domain::lead::{Field, LeadCommand, LeadFact, LeadStatus};
use domain::values::{Channel, Intent, Speaker};
use domain::{Actor, StreamId};
use projections::{CallFilter, EntityType, LeadFilter, LeadOrder, MeetingStatus, Page};

use crate::on_both;
use crate::rig::{Rig, scope};
use crate::story::{
    agent, book, capture, change_lead, day_of, lead, meeting, noon, office, open, phone, reports, sid, tell,
    whole_call,
};

on_both!(
    a_call_shows_whole,
    a_call_without_its_line_is_invisible_until_it_is_told,
    a_lead_shows_with_the_source_of_each_field,
    a_meeting_shows_and_can_be_called_off,
    an_agency_shows_with_numbers_people_and_prompts,
    every_event_is_in_the_history_with_what_it_changed,
    calls_are_found_by_filters,
    leads_are_found_by_any_spelling,
);

async fn a_call_shows_whole(rig: Rig) {
    let node = rig.node().await;
    whole_call(&node.bus, office(), 1).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let call = reader.call(&scope, &sid(1)).await.unwrap().unwrap();
    assert_eq!(call.status, CallStatus::Completed);
    assert_eq!(call.from_number, phone(1).as_str());
    assert_eq!(call.started_at, "2026-01-10T08:01:00Z".parse().unwrap());
    assert_eq!(call.ended_at, Some("2026-01-10T08:01:42Z".parse().unwrap()));
    assert_eq!(call.duration_seconds, Some(42));
    assert_eq!(call.end_reason, Some(EndReason::AgentHungUp));
    assert_eq!(call.lead, Some(lead(office(), 1)));
    assert_eq!(call.meetings, [meeting(1)]);
    assert_eq!(call.prompt.map(|prompt| prompt.version), Some(1));
    assert_eq!(call.summary.as_deref(), Some("מחפש ארבעה חדרים בחיפה"));
    let turns = reader.transcript(&scope, &[sid(1)]).await.unwrap();
    let said: Vec<_> = turns.iter().map(|turn| (turn.speaker, turn.text.as_str())).collect();
    assert_eq!(
        said,
        [
            (Speaker::Agent, "שלום, כאן לאה"),
            (Speaker::Caller, "אני מחפש דירה בחיפה"),
            (Speaker::Agent, "כמה חדרים?"),
            (Speaker::Caller, "ארבעה"),
        ]
    );
    assert_eq!(turns[1].confidence, Some(0.91));
    assert_eq!(turns[2].latency.first_audio_ms, Some(310));
    assert!(turns[2].interrupted);
    let recordings = reader.recordings(&scope, &[sid(1)]).await.unwrap();
    assert_eq!((recordings.len(), recordings[0].status), (1, RecordingStatus::Completed));
    assert_eq!(recordings[0].duration_seconds, Some(40));
    let mut streams = reader.stream_reports(&scope, &[sid(1)]).await.unwrap();
    streams.sort_by_key(|report| report.at);
    assert_eq!(streams[1].report, StreamReport::Stopped);
    assert_eq!(
        reader.calls_of_leads(&scope, &[lead(office(), 1)]).await.unwrap(),
        [(lead(office(), 1), call)]
    );
    let meetings = reader.meetings_of_calls(&scope, &[sid(1)]).await.unwrap();
    assert_eq!(
        meetings.iter().map(|(call, meeting)| (call.clone(), meeting.id)).collect::<Vec<_>>(),
        [(sid(1), meeting(1))]
    );
    node.stop().await;
}

async fn a_call_without_its_line_is_invisible_until_it_is_told(rig: Rig) {
    let node = rig.node().await;
    let mut reports = reports(office(), 1);
    let line = reports.remove(0);
    for (name, report) in reports {
        tell::<Call>(&node.bus, office(), &StreamId::call(&sid(1)), name, report).await;
    }
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    assert_eq!(reader.call(&scope, &sid(1)).await.unwrap(), None);
    assert_eq!(reader.transcript(&scope, &[sid(1)]).await.unwrap(), []);
    tell::<Call>(&node.bus, office(), &StreamId::call(&sid(1)), line.0, line.1).await;
    node.settle().await;
    let call = reader.call(&scope, &sid(1)).await.unwrap().unwrap();
    assert_eq!((call.status, call.duration_seconds), (CallStatus::Completed, Some(42)));
    assert_eq!(reader.transcript(&scope, &[sid(1)]).await.unwrap().len(), 4);
    node.stop().await;
}

async fn a_lead_shows_with_the_source_of_each_field(rig: Rig) {
    let node = rig.node().await;
    capture(&node.bus, office(), 1).await;
    let update = LeadCommand::Update {
        facts: vec![LeadFact::City("תל אביב".to_owned())],
        cleared: vec![Field::Rooms],
        seen: None,
    };
    change_lead(&node.bus, office(), 1, update).await;
    change_lead(&node.bus, office(), 1, LeadCommand::SetStatus { status: LeadStatus::meeting_set() }).await;
    let note = LeadCommand::AddNote { key: "note 1".to_owned(), text: "לחזור מחר".to_owned() };
    change_lead(&node.bus, office(), 1, note).await;
    node.settle().await;
    let (reader, scope, id) = (node.reader(), scope(office()), lead(office(), 1));
    let row = reader.lead(&scope, id).await.unwrap().unwrap();
    assert_eq!(row.details.name(), Some("Noa 1"));
    assert_eq!(row.details.get(Field::City), Some(&LeadFact::City("תל אביב".to_owned())));
    assert_eq!(row.details.get(Field::Rooms), None);
    assert_eq!(row.status, LeadStatus::meeting_set());
    assert!(row.created_at < row.updated_at);
    let notes = reader.notes(&scope, &[id]).await.unwrap();
    assert_eq!((notes[0].1.text.as_str(), &notes[0].1.author), ("לחזור מחר", &Actor::User { id: agent() }));
    let provenance = reader.provenance(&scope, &[id]).await.unwrap();
    let fields: Vec<_> = provenance.iter().map(|row| row.field).collect();
    assert_eq!(fields, [Field::Name, Field::Intent, Field::City, Field::Rooms, Field::Budget]);
    let (name, city, rooms) = (&provenance[0], &provenance[2], &provenance[3]);
    assert_eq!(name.source.as_ref().map(|source| source.call.clone()), Some(sid(1)));
    assert_eq!((name.command.as_str(), name.value.as_deref()), ("CaptureLead", Some("Noa 1")));
    assert_eq!((city.old_value.as_deref(), city.value.as_deref()), (Some("חיפה"), Some("תל אביב")));
    assert_eq!((city.source.as_ref(), city.command.as_str()), (None, "UpdateLead"));
    assert_eq!((rooms.old_value.as_deref(), rooms.value.as_deref()), (Some("4"), None));
    assert_eq!(provenance[4].value.as_deref(), Some("2500000"));
    node.stop().await;
}

async fn a_meeting_shows_and_can_be_called_off(rig: Rig) {
    let node = rig.node().await;
    book(&node.bus, office(), 1).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let row = reader.meeting(&scope, meeting(1), None).await.unwrap().unwrap();
    assert_eq!((row.slot.start(), row.status), (noon(60), MeetingStatus::Booked));
    assert_eq!(
        reader.meetings(&scope, noon(0), noon(60), None).await.unwrap(),
        [],
        "the end is not included"
    );
    assert_eq!(reader.meetings(&scope, noon(90), noon(99), None).await.unwrap(), std::slice::from_ref(&row));
    assert_eq!(
        reader.meetings_of_leads(&scope, &[lead(office(), 1)], None).await.unwrap(),
        [(lead(office(), 1), row)]
    );
    let cancel = CalendarCommand::Cancel { id: meeting(1), reason: Some("חולה".to_owned()) };
    tell::<Calendar>(&node.bus, office(), &day_of(office(), 1), "CancelMeeting", cancel).await;
    node.settle().await;
    let row = reader.meeting(&scope, meeting(1), None).await.unwrap().unwrap();
    assert_eq!((row.status, row.reason.as_deref()), (MeetingStatus::Cancelled, Some("חולה")));
    node.stop().await;
}

async fn an_agency_shows_with_numbers_people_and_prompts(rig: Rig) {
    let node = rig.node().await;
    open(&node.bus, office(), 7).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let business = reader.business(&scope).await.unwrap().unwrap();
    assert_eq!((business.settings.name.as_str(), business.numbers), ("סוכנות 7", vec![phone(7)]));
    let users = reader.users(&scope, &Page::first(10)).await.unwrap();
    let users: Vec<_> = users.items.into_iter().map(|(_, user)| user).collect();
    assert_eq!((users.len(), users[0].name.as_str()), (1, "דנה 7"));
    assert_eq!(reader.user(&scope, users[0].id).await.unwrap().as_ref(), Some(&users[0]));
    let prompts = reader.prompt_versions(&scope, Channel::Calls).await.unwrap();
    let seen: Vec<_> = prompts.iter().map(|row| (row.version, row.active)).collect();
    assert_eq!(seen, [(2, false), (1, true)]);
    assert_eq!(reader.prompt_versions(&scope, Channel::Whatsapp).await.unwrap(), []);
    node.stop().await;
}

async fn every_event_is_in_the_history_with_what_it_changed(rig: Rig) {
    let node = rig.node().await;
    open(&node.bus, office(), 7).await;
    whole_call(&node.bus, office(), 1).await;
    change_lead(&node.bus, office(), 1, LeadCommand::SetStatus { status: LeadStatus::meeting_set() }).await;
    node.settle().await;
    let (reader, scope, id) = (node.reader(), scope(office()), lead(office(), 1).to_string());
    let history = reader.history(&scope, EntityType::Lead, &id, &Page::first(10)).await.unwrap();
    let (_, newest) = &history.items[0];
    assert_eq!((newest.event_type.as_str(), newest.command.as_str()), ("StatusChanged", "UpdateLead"));
    assert_eq!(newest.causation_id.as_deref(), Some("the test"));
    let change = &newest.changes[0];
    assert_eq!(
        (change.field.as_str(), change.old_value.as_deref(), change.new_value.as_deref()),
        ("status", Some("NEW"), Some("MEETING_SET"))
    );
    assert!(newest.payload.contains("MEETING_SET"));
    let calls = reader.history(&scope, EntityType::Call, sid(1).as_str(), &Page::first(100)).await.unwrap();
    assert_eq!(calls.total, 17, "sixteen reports, the first of which tells two things");
    let meeting_id = meeting(1).to_string();
    let meetings = reader.history(&scope, EntityType::Meeting, &meeting_id, &Page::first(9)).await.unwrap();
    assert_eq!(meetings.total, 1);
    let prompts = reader.history(&scope, EntityType::Prompt, "CALLS", &Page::first(9)).await.unwrap();
    assert_eq!(prompts.total, 3);
    let office_id = office().to_string();
    let business = reader.history(&scope, EntityType::Business, &office_id, &Page::first(9)).await.unwrap();
    assert_eq!(
        business.items.iter().map(|(_, row)| row.event_type.as_str()).collect::<Vec<_>>(),
        ["Claimed", "Opened"]
    );
    node.stop().await;
}

async fn calls_are_found_by_filters(rig: Rig) {
    let node = rig.node().await;
    whole_call(&node.bus, office(), 1).await;
    let (name, live) = reports(office(), 2).remove(0);
    tell::<Call>(&node.bus, office(), &StreamId::call(&sid(2)), name, live).await;
    let (name, live) = reports(office(), 3).remove(0);
    tell::<Call>(&node.bus, office(), &StreamId::call(&sid(3)), name, live).await;
    let busy = CallCommand::ReportStatus {
        line: None,
        status: CallStatus::Busy,
        duration_seconds: Some(0),
        at: noon(0),
    };
    tell::<Call>(&node.bus, office(), &StreamId::call(&sid(3)), "ReportStatus", busy).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let found = async |filter: CallFilter| -> Vec<String> {
        let page = reader.calls(&scope, &filter, &Page::first(10), None).await.unwrap();
        assert_eq!(page.total, page.items.len() as u64);
        page.items.into_iter().map(|(_, call)| call.sid.to_string()).collect()
    };
    let sids = |numbers: &[u32]| numbers.iter().map(|number| sid(*number).to_string()).collect::<Vec<_>>();
    assert_eq!(found(CallFilter::default()).await, sids(&[3, 2, 1]));
    assert_eq!(found(CallFilter { live: Some(true), ..Default::default() }).await, sids(&[2]));
    assert_eq!(found(CallFilter { live: Some(false), ..Default::default() }).await, sids(&[3, 1]));
    assert_eq!(found(CallFilter { status: vec![CallStatus::Busy], ..Default::default() }).await, sids(&[3]));
    let of_lead = CallFilter { lead: Some(lead(office(), 1)), ..Default::default() };
    assert_eq!(found(of_lead).await, sids(&[1]));
    let from = Some("2026-01-10T08:02:00Z".parse().unwrap());
    let to = Some("2026-01-10T08:03:00Z".parse().unwrap());
    assert_eq!(found(CallFilter { from, to, ..Default::default() }).await, sids(&[2]));
    for typed in ["052-555-0002", "+972 52 5550002", "5550002", "0525550002"] {
        let search = Some(typed.to_owned());
        assert_eq!(found(CallFilter { search, ..Default::default() }).await, sids(&[2]), "{typed}");
    }
    node.stop().await;
}

async fn leads_are_found_by_any_spelling(rig: Rig) {
    let node = rig.node().await;
    for number in 1..=3 {
        capture(&node.bus, office(), number).await;
    }
    let update = LeadCommand::Update {
        facts: vec![
            LeadFact::Name("100%_Sure".to_owned()),
            LeadFact::Intent(Intent::Sell),
            LeadFact::Email("Sure@Example.com".to_owned()),
        ],
        cleared: Vec::new(),
        seen: None,
    };
    change_lead(&node.bus, office(), 3, update).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let found = async |filter: LeadFilter| -> usize {
        reader.leads(&scope, &filter, LeadOrder::Newest, &Page::first(10), None).await.unwrap().items.len()
    };
    let search = |typed: &str| LeadFilter { search: Some(typed.to_owned()), ..Default::default() };
    assert_eq!(found(search("noa")).await, 2);
    assert_eq!(found(search("חיפה")).await, 3);
    assert_eq!(found(search("%_s")).await, 1, "signs of LIKE are letters here");
    assert_eq!(found(search("_")).await, 1);
    assert_eq!(found(search("sure@example")).await, 1);
    assert_eq!(found(search("052-555-0001")).await, 1);
    assert_eq!(found(search("555-000")).await, 3);
    assert_eq!(found(LeadFilter { intent: Some(Intent::Sell), ..Default::default() }).await, 1);
    assert_eq!(found(LeadFilter { city: Some("חיפה".to_owned()), ..Default::default() }).await, 3);
    let status = vec![LeadStatus::new_lead()];
    assert_eq!(found(LeadFilter { status, ..Default::default() }).await, 3);
    node.stop().await;
}
