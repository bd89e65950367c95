//! Lists and entities as they were.

use domain::StreamId;
use domain::calendar::{Calendar, CalendarCommand};
use domain::call::Call;
use domain::call::CallStatus;
use domain::lead::{LeadCommand, LeadStatus};
use projections::{CallFilter, LeadFilter, LeadOrder, MeetingStatus, Page};

use crate::on_both;
use crate::rig::{Rig, scope};
use crate::story::{book, capture, change_lead, day_of, lead, meeting, noon, office, reports, sid, tell};

on_both!(a_call_is_as_it_was, leads_are_as_they_were, meetings_are_as_they_were);

async fn a_call_is_as_it_was(rig: Rig) {
    let node = rig.node().await;
    let mut instants = Vec::new();
    for (name, report) in reports(office(), 1) {
        tell::<Call>(&node.bus, office(), &StreamId::call(&sid(1)), name, report).await;
        instants.push(rig.now());
    }
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let turns: Vec<usize> = {
        let mut turns = Vec::new();
        for at in &instants {
            turns.push(reader.call_as_of(&scope, &sid(1), *at).await.unwrap().unwrap().transcript.len());
        }
        turns
    };
    assert_eq!(turns[4..10], [0, 1, 2, 3, 4, 4]);
    for at in &instants {
        let one = reader.call_as_of(&scope, &sid(1), *at).await.unwrap().unwrap().call;
        let list = reader.calls(&scope, &CallFilter::default(), &Page::first(5), Some(*at)).await.unwrap();
        assert_eq!(list.items.iter().map(|(_, call)| call).collect::<Vec<_>>(), [&one]);
    }
    let live = CallFilter { status: vec![CallStatus::Ringing], ..Default::default() };
    assert_eq!(reader.calls(&scope, &live, &Page::first(5), Some(instants[0])).await.unwrap().total, 1);
    assert_eq!(reader.calls(&scope, &live, &Page::first(5), Some(instants[1])).await.unwrap().total, 0);
    let now = reader.call(&scope, &sid(1)).await.unwrap();
    let last = reader.call_as_of(&scope, &sid(1), rig.now()).await.unwrap().map(|past| past.call);
    assert_eq!(now, last);
    let before = "2025-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(reader.call_as_of(&scope, &sid(1), before).await.unwrap(), None);
    node.stop().await;
}

async fn leads_are_as_they_were(rig: Rig) {
    let node = rig.node().await;
    capture(&node.bus, office(), 1).await;
    let one = rig.now();
    capture(&node.bus, office(), 2).await;
    let two = rig.now();
    change_lead(&node.bus, office(), 1, LeadCommand::SetStatus { status: LeadStatus::meeting_set() }).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let new = LeadFilter { status: vec![LeadStatus::new_lead()], ..Default::default() };
    let count = async |as_of| {
        reader.leads(&scope, &new, LeadOrder::Newest, &Page::first(9), as_of).await.unwrap().total
    };
    assert_eq!((count(Some(one)).await, count(Some(two)).await, count(None).await), (1, 2, 1));
    let id = lead(office(), 1);
    let then = reader.lead_as_of(&scope, id, one).await.unwrap().unwrap();
    assert_eq!((then.lead.status, then.provenance.len()), (LeadStatus::new_lead(), 5));
    let now = reader.lead_as_of(&scope, id, rig.now()).await.unwrap().unwrap();
    assert_eq!(Some(now.lead), reader.lead(&scope, id).await.unwrap());
    assert_eq!(now.provenance, reader.provenance(&scope, &[id]).await.unwrap());
    node.stop().await;
}

async fn meetings_are_as_they_were(rig: Rig) {
    let node = rig.node().await;
    book(&node.bus, office(), 1).await;
    let booked = rig.now();
    let cancel = CalendarCommand::Cancel { id: meeting(1), reason: None };
    tell::<Calendar>(&node.bus, office(), &day_of(office(), 1), "CancelMeeting", cancel).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let then = reader.meetings(&scope, noon(0), noon(600), Some(booked)).await.unwrap();
    assert_eq!(then.iter().map(|row| row.status).collect::<Vec<_>>(), [MeetingStatus::Booked]);
    let now = reader.meetings(&scope, noon(0), noon(600), Some(rig.now())).await.unwrap();
    assert_eq!(now, reader.meetings(&scope, noon(0), noon(600), None).await.unwrap());
    node.stop().await;
}
