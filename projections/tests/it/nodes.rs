//! Several nodes on one database.

use std::time::Duration;

use projections::{Entity, ReadModel};

use crate::on_both;
use crate::rig::{Rig, scope};
use crate::story::{capture, lead, office, open, sid, whole_call};

on_both!(two_workers_share_one_checkpoint, changes_are_told_once_the_rows_show_them);

async fn two_workers_share_one_checkpoint(rig: Rig) {
    let (one, two) = (rig.node().await, rig.node().await);
    open(&one.bus, office(), 700).await;
    let left = async {
        for number in 0..12 {
            whole_call(&one.bus, office(), number).await;
        }
    };
    let right = async {
        for number in 100..112 {
            whole_call(&two.bus, office(), number).await;
        }
    };
    tokio::join!(left, right);
    // Each waits for what it wrote itself, whoever's worker moved the rows.
    one.settle().await;
    two.settle().await;
    for node in [&one, &two] {
        assert!(node.reader().call(&scope(office()), &sid(111)).await.unwrap().is_some());
    }
    one.verify_all().await;
    one.stop().await;
    whole_call(&two.bus, office(), 200).await;
    two.settle().await;
    two.verify_all().await;
    two.stop().await;
}

async fn changes_are_told_once_the_rows_show_them(rig: Rig) {
    let (one, two) = (rig.node().await, rig.node().await);
    let mut changes = two.projections.changes();
    capture(&one.bus, office(), 1).await;
    let told = tokio::time::timeout(Duration::from_secs(10), changes.recv()).await.unwrap().unwrap();
    assert_eq!(told.entity, Entity::Lead(lead(office(), 1)));
    assert_eq!(told.business, Some(office()));
    assert!(two.projections.wait_for(told.position, &[ReadModel::Leads], Duration::ZERO).await);
    assert!(two.reader().lead(&scope(office()), lead(office(), 1)).await.unwrap().is_some());
    one.stop().await;
    two.stop().await;
}
