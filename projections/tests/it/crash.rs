//! Workers that die between any two steps lose and double nothing.

use std::time::Duration;

use projections::Projections;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::on_both;
use crate::rig::Rig;
use crate::story::{office, open, whole_call};

on_both!(workers_that_die_lose_and_double_nothing);

async fn workers_that_die_lose_and_double_nothing(rig: Rig) {
    let bus = rig.bus().await;
    open(&bus, office(), 700).await;
    for round in 0..8_u32 {
        whole_call(&bus, office(), round * 2).await;
        let log = rig.bus().await.log().clone();
        // A runtime of their own, taken away from under them: tasks end wherever they are, transactions and all.
        let doomed =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (started, told) = tokio::sync::oneshot::channel();
        doomed.spawn(async move {
            let running = Projections::start(log, &tasks, stop).await;
            let _ = started.send(());
            std::future::pending::<()>().await;
            drop(running);
        });
        told.await.unwrap();
        whole_call(&bus, office(), round * 2 + 1).await;
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 3)).await;
        tokio::task::spawn_blocking(move || doomed.shutdown_timeout(Duration::ZERO)).await.unwrap();
    }
    let node = rig.node().await;
    node.settle().await;
    node.verify_all().await;
    node.stop().await;
}
