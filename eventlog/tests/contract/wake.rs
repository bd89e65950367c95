use std::time::Duration;

use domain::prompt::Prompt;
use eventlog::Position;

use crate::rig::{Rig, context, prompt, publish};

crate::on_both!(a_follower_is_woken, a_follower_in_time_is_not_kept_waiting, a_quiet_log_times_out);

const LONG: Duration = Duration::from_secs(20);

async fn a_follower_is_woken(rig: Rig) {
    let bus = rig.open().await;
    let mut appended = bus.log().appended();
    let follower = async { appended.wait(LONG).await };
    let (woken, written) = futures::join!(follower, async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await
    });
    assert!(woken);
    written.unwrap();
    assert_eq!(appended.heard(), Position::from_u64(1));
}

async fn a_follower_in_time_is_not_kept_waiting(rig: Rig) {
    let bus = rig.open().await;
    let mut appended = bus.log().appended();
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    // Appended between the read and the wait: the wait must know.
    assert!(appended.wait(LONG).await);
}

async fn a_quiet_log_times_out(rig: Rig) {
    let bus = rig.open().await;
    assert!(!bus.log().appended().wait(Duration::from_millis(20)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_wakes_followers_on_other_nodes() {
    let rig = Rig::postgres();
    let (here, there) = (rig.open().await, rig.open().await);
    let mut appended = there.log().appended();
    let mut text = 0;
    // Listening may begin a moment after opening: until then the followers poll.
    for _ in 0..100 {
        text += 1;
        here.execute::<Prompt>(&prompt(), publish(text.to_string()), &context(text.to_string()))
            .await
            .unwrap();
        if appended.wait(Duration::from_millis(100)).await {
            return;
        }
    }
    panic!("the other node never heard");
}
