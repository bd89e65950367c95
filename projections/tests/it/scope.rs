//! A scope sees its own business, and pages of it.

use domain::ids::{BusinessId, UserId};
use domain::values::Channel;
use projections::{CallFilter, EntityType, LeadFilter, LeadOrder, Page, ScopeMint};

use crate::on_both;
use crate::rig::{Rig, scope};
use crate::story::{lead, meeting, noon, office, open, rival, sid, whole_call};

on_both!(nobody_sees_anothers, pages_join_into_the_list);

async fn nobody_sees_anothers(rig: Rig) {
    let node = rig.node().await;
    open(&node.bus, office(), 7).await;
    open(&node.bus, rival(), 8).await;
    whole_call(&node.bus, office(), 1).await;
    node.settle().await;
    let (reader, stranger) = (node.reader(), scope(rival()));
    let page = Page::first(10);
    assert_eq!(reader.calls(&stranger, &CallFilter::default(), &page, None).await.unwrap().total, 0);
    assert_eq!(reader.calls(&stranger, &CallFilter::default(), &page, Some(noon(0))).await.unwrap().total, 0);
    assert_eq!(
        reader.leads(&stranger, &LeadFilter::default(), LeadOrder::Newest, &page, None).await.unwrap().total,
        0
    );
    assert_eq!(reader.call(&stranger, &sid(1)).await.unwrap(), None);
    assert_eq!(reader.call_as_of(&stranger, &sid(1), noon(0)).await.unwrap(), None);
    assert_eq!(reader.transcript(&stranger, &[sid(1)]).await.unwrap(), []);
    assert_eq!(reader.recordings(&stranger, &[sid(1)]).await.unwrap(), []);
    assert_eq!(reader.stream_reports(&stranger, &[sid(1)]).await.unwrap(), []);
    let theirs = [lead(office(), 1)];
    assert_eq!(reader.lead(&stranger, theirs[0]).await.unwrap(), None);
    assert_eq!(reader.lead_as_of(&stranger, theirs[0], noon(0)).await.unwrap(), None);
    assert_eq!(reader.notes(&stranger, &theirs).await.unwrap(), []);
    assert_eq!(reader.provenance(&stranger, &theirs).await.unwrap(), []);
    assert_eq!(reader.calls_of_leads(&stranger, &theirs).await.unwrap(), []);
    assert_eq!(reader.meetings_of_leads(&stranger, &theirs, None).await.unwrap(), []);
    assert_eq!(reader.meetings_of_calls(&stranger, &[sid(1)]).await.unwrap(), []);
    assert_eq!(reader.meeting(&stranger, meeting(1), None).await.unwrap(), None);
    assert_eq!(reader.meetings(&stranger, noon(0), noon(600), None).await.unwrap(), []);
    let id = sid(1).to_string();
    assert_eq!(reader.history(&stranger, EntityType::Call, &id, &page).await.unwrap().total, 0);
    assert_eq!(reader.business(&stranger).await.unwrap().unwrap().id, rival());
    assert_eq!(reader.users(&stranger, &Page::first(10)).await.unwrap().total, 1);
    let theirs = UserId::of_email("agent7@example.com");
    assert_eq!(reader.user(&stranger, theirs).await.unwrap(), None);
    assert_eq!(reader.prompt_versions(&scope(BusinessId::named("x")), Channel::Calls).await.unwrap(), []);
    node.stop().await;
}

async fn pages_join_into_the_list(rig: Rig) {
    let node = rig.node().await;
    for number in 1..=7 {
        whole_call(&node.bus, office(), number).await;
    }
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let all = reader.calls(&scope, &CallFilter::default(), &Page::first(100), None).await.unwrap();
    assert_eq!((all.total, all.has_next), (7, false));
    let (mut after, mut joined) = (None, Vec::new());
    loop {
        let page = Page { first: 3, after };
        let page = reader.calls(&scope, &CallFilter::default(), &page, None).await.unwrap();
        assert_eq!(page.total, 7);
        after = page.items.last().map(|(cursor, _)| cursor.to_string().parse().unwrap());
        joined.extend(page.items);
        if !page.has_next {
            break;
        }
    }
    assert_eq!(joined, all.items);
    let id = sid(1).to_string();
    let first = reader.history(&scope, EntityType::Call, &id, &Page::first(5)).await.unwrap();
    let after = first.items.last().map(|(cursor, _)| cursor.clone());
    let second = reader.history(&scope, EntityType::Call, &id, &Page { first: 5, after }).await.unwrap();
    assert!(second.items[0].1.position < first.items[4].1.position);
    node.stop().await;
}

#[test]
fn there_is_one_mint() {
    let _ = scope(office());
    assert!(ScopeMint::take().is_none());
}
