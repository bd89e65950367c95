//! Rebuilds beside the live tables, and what they are compared with.

use std::time::Duration;

use domain::lead::{LeadCommand, LeadFact};
use projections::{CallFilter, LeadFilter, LeadOrder, Page, ProjectionState, ReadModel};

use crate::on_both;
use crate::rig::{Node, Rig, scope};
use crate::story::{change_lead, office, open, rival, sid, whole_call};

on_both!(
    a_rebuild_gives_the_same_bytes_while_readers_read,
    an_interrupted_rebuild_goes_on,
    another_version_is_rebuilt_at_the_start,
    leads_of_the_version_that_folded_case_alone_are_found_after_an_upgrade,
    verify_names_the_first_row_that_differs,
    a_poison_event_stops_one_projection_until_it_is_resumed,
    an_erasure_is_made_up_for_at_the_start,
);

async fn fill(node: &Node, calls: std::ops::Range<u32>) {
    for number in calls {
        whole_call(&node.bus, if number % 3 == 0 { rival() } else { office() }, number).await;
    }
}

async fn generation_of(node: &Node, model: ReadModel) -> u32 {
    let status = node.projections.status().await.unwrap();
    status.iter().find(|status| status.name == model.name()).unwrap().generation
}

async fn swapped(node: &Node, model: ReadModel, from: u32) {
    for _ in 0..1_000 {
        if generation_of(node, model).await > from {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not swapped: {:#?}", node.projections.status().await.unwrap());
}

async fn a_rebuild_gives_the_same_bytes_while_readers_read(rig: Rig) {
    let node = rig.node().await;
    open(&node.bus, office(), 700).await;
    fill(&node, 1..20).await;
    node.settle().await;
    let before = node.verify_all().await;
    let reads = async {
        for number in 20..30 {
            whole_call(&node.bus, office(), number).await;
            let page = Page::first(100);
            let seen =
                node.reader().calls(&scope(office()), &CallFilter::default(), &page, None).await.unwrap();
            assert!(seen.total >= 13, "a half-built table was seen: {}", seen.total);
            let turns = node.reader().transcript(&scope(office()), &[sid(1)]).await.unwrap();
            assert_eq!(turns.len(), 4);
        }
    };
    let rebuilds = async {
        for model in ReadModel::ALL {
            let from = generation_of(&node, model).await;
            node.projections.rebuild(model.name()).await.unwrap();
            swapped(&node, model, from).await;
        }
    };
    tokio::join!(reads, rebuilds);
    node.settle().await;
    let after = node.verify_all().await;
    assert_eq!(before.len(), after.len());
    assert!(node.projections.rebuild("nothing").await.is_err());
    node.stop().await;
}

async fn an_interrupted_rebuild_goes_on(rig: Rig) {
    let node = rig.node().await;
    fill(&node, 1..10).await;
    node.settle().await;
    let from = generation_of(&node, ReadModel::Calls).await;
    node.projections.rebuild("calls").await.unwrap();
    node.stop().await;
    let node = rig.node().await;
    swapped(&node, ReadModel::Calls, from).await;
    fill(&node, 10..12).await;
    node.settle().await;
    node.verify_all().await;
    node.stop().await;
}

async fn another_version_is_rebuilt_at_the_start(rig: Rig) {
    let node = rig.node().await;
    fill(&node, 1..4).await;
    node.settle().await;
    let ours = node.projections.status().await.unwrap()[1].version;
    node.sql("UPDATE projection_generations SET version = 0 WHERE name = 'leads'").await;
    node.stop().await;
    let node = rig.node().await;
    swapped(&node, ReadModel::Leads, 1).await;
    let status = node.projections.status().await.unwrap();
    assert_eq!(status[1].version, ours);
    node.settle().await;
    node.verify_all().await;
    node.stop().await;
}

async fn leads_of_the_version_that_folded_case_alone_are_found_after_an_upgrade(rig: Rig) {
    let node = rig.node().await;
    let facts = vec![LeadFact::Name("ג'ורג' כהן".to_owned())];
    whole_call(&node.bus, office(), 1).await;
    change_lead(&node.bus, office(), 1, LeadCommand::Update { facts, cleared: vec![], seen: None }).await;
    node.settle().await;
    node.sql("UPDATE leads_g1 SET search = lower(name)").await;
    node.sql("UPDATE projection_generations SET version = 3 WHERE name = 'leads'").await;
    node.stop().await;
    let node = rig.node().await;
    swapped(&node, ReadModel::Leads, 1).await;
    let filter = LeadFilter { search: Some("ג׳ורג׳ כהן".to_owned()), ..LeadFilter::default() };
    let (reader, scope, page) = (node.reader(), scope(office()), Page::first(10));
    let found = reader.leads(&scope, &filter, LeadOrder::Newest, &page, None).await.unwrap();
    assert_eq!(found.total, 1);
    node.stop().await;
}

async fn verify_names_the_first_row_that_differs(rig: Rig) {
    let node = rig.node().await;
    fill(&node, 1..4).await;
    node.settle().await;
    node.sql(&format!("UPDATE calls_g1 SET summary = 'forged' WHERE sid = '{}'", sid(2))).await;
    let verdict = node.projections.verify("calls").await.unwrap();
    let difference = verdict.difference.unwrap();
    assert_eq!(difference.table, "calls");
    assert!(difference.live.unwrap().contains("forged"));
    assert!(difference.rebuilt.unwrap().contains("ארבעה"));
    node.sql("DELETE FROM lead_notes_g1").await;
    node.sql("DELETE FROM leads_g1").await;
    let difference = node.projections.verify("leads").await.unwrap().difference.unwrap();
    assert_eq!((difference.table, difference.live), ("leads", None));
    node.stop().await;
}

async fn a_poison_event_stops_one_projection_until_it_is_resumed(rig: Rig) {
    let node = rig.node().await;
    let poison = sid(2);
    if node.is_postgres() {
        node.sql(&format!("ALTER TABLE calls_g1 ADD CONSTRAINT poison CHECK (sid <> '{poison}')")).await;
    } else {
        node.sql(&format!(
            "CREATE TRIGGER poison BEFORE INSERT ON calls_g1 WHEN NEW.sid = '{poison}' BEGIN SELECT RAISE(ABORT, 'poison'); END"
        ))
        .await;
    }
    fill(&node, 1..5).await;
    let calls = async || node.projections.status().await.unwrap().remove(0);
    for _ in 0..500 {
        if calls().await.state == ProjectionState::Faulted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let faulted = calls().await;
    assert_eq!(faulted.state, ProjectionState::Faulted);
    let error = faulted.error.unwrap();
    assert!(error.contains(poison.as_str()) && error.contains("poison"), "{error}");
    let (reader, scope) = (node.reader(), scope(office()));
    assert!(reader.call(&scope, &sid(1)).await.unwrap().is_some(), "what came before is there");
    let tip = node.bus.log().tip().await.unwrap();
    let others = [ReadModel::Leads, ReadModel::Meetings, ReadModel::History];
    assert!(node.projections.wait_for(tip, &others, Duration::from_secs(5)).await, "the others go on");
    assert!(!node.projections.wait_for(tip, &[ReadModel::Calls], Duration::from_millis(50)).await);
    node.sql(if node.is_postgres() {
        "ALTER TABLE calls_g1 DROP CONSTRAINT poison"
    } else {
        "DROP TRIGGER poison"
    })
    .await;
    node.projections.resume("calls").await.unwrap();
    node.settle().await;
    assert!(reader.call(&scope, &sid(2)).await.unwrap().is_some());
    node.verify_all().await;
    node.stop().await;
}

/// Whoever erased may have died before the tables were made anew.
async fn an_erasure_is_made_up_for_at_the_start(rig: Rig) {
    let node = rig.node().await;
    fill(&node, 1..3).await;
    node.settle().await;
    node.sql("INSERT INTO erasures (number, person, erased_at) VALUES (1, 'somebody', 0)").await;
    node.stop().await;
    let node = rig.node().await;
    for model in ReadModel::PERSONAL {
        swapped(&node, model, 1).await;
    }
    assert_eq!(generation_of(&node, ReadModel::Users).await, 1, "it shows nothing of callers");
    node.stop().await;
    // Once: the new tables know that they are newer than the erasure.
    let node = rig.node().await;
    assert_eq!(generation_of(&node, ReadModel::Leads).await, 2);
    assert!(node.projections.status().await.unwrap().iter().all(|status| status.rebuild.is_none()));
    node.stop().await;
}
