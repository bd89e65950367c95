//! The loop of one call in paused time: what it measures, records, and how it ends.

mod rig;

use std::{sync::atomic::Ordering, time::Duration};

use call_engine::{Tool, tape};
use domain::{call::EndReason, ids::BusinessId};

use rig::{call, sid};

#[tokio::test(start_paused = true)]
async fn a_call_is_on_tape_from_its_socket_to_its_end() {
    let mut call = call(1000);
    call.start("token");
    call.frames(400).await;
    assert_eq!(call.world.replies().len(), 2, "{:?}", call.world.recorded);
    call.send(&serde_json::json!({ "event": "stop", "stop": { "callSid": sid() } }));
    assert_eq!(call.close_code().await, 1000);
    call.over().await;
    let tape = call.world.tape.lock().unwrap().clone();
    let (_, played) = tape::replay(&tape, |_, _, _| {}).unwrap();
    assert_eq!((played.difference, played.is_whole), (None, true));
    assert_eq!(played.gauges.counters.received, 400);
    assert!(played.gauges.counters.sent >= 50, "{:?}", played.gauges);
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_costs_the_tape_and_not_the_call() {
    let mut call = call(1);
    call.start("token");
    call.frames(400).await;
    call.send(&serde_json::json!({ "event": "stop", "stop": { "callSid": sid() } }));
    call.close_code().await;
    call.over().await;
    assert_eq!((call.world.replies().len(), call.world.end()), (2, Some(EndReason::CallerHungUp)));
    let tape = call.world.tape.lock().unwrap().clone();
    let (_, played) = tape::replay(&tape, |_, _, _| {}).unwrap();
    assert_eq!((played.difference, played.is_whole), (None, false));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_not_let_in_is_neither_live_nor_on_tape() {
    let mut call = call(1000);
    let stream = serde_json::json!({ "callSid": sid(), "streamSid": "MZ00000000000000000000000000000001" });
    call.send(&serde_json::json!({ "event": "start", "start": stream }));
    assert_eq!(call.close_code().await, 1008);
    call.over().await;
    assert_eq!(call.registry.count(), 0);
    assert!(call.world.tape.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_person_ends_a_call_and_the_agent_says_goodbye_first() {
    let mut call = call(1000);
    call.start("token");
    call.frames(100).await;
    let live = call.registry.list();
    assert_eq!((live.len(), &live[0].call, live[0].business), (1, &sid(), BusinessId::default_business()));
    assert!(live[0].gauges.counters.received > 0);
    assert!(
        !call.registry.hang_up(BusinessId::named("others"), &sid()),
        "others' calls are not theirs to end"
    );
    assert!(call.registry.hang_up(BusinessId::default_business(), &sid()));
    call.frames(100).await;
    assert_eq!(call.close_code().await, 1000);
    call.over().await;
    assert_eq!(call.world.end(), Some(EndReason::PersonEnded));
    let last = call.world.replies().pop().unwrap();
    assert!(last.text.contains("להתראות") && !last.interrupted, "{last:?}");
    assert_eq!(call.registry.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_takes_nothing_any_more_ends_its_call_on_paper_too() {
    let mut call = call(1000);
    call.start("token");
    call.frames(20).await;
    call.far.hear.close();
    tokio::time::sleep(Duration::from_secs(5)).await;
    call.over().await;
    assert_eq!(call.world.end(), Some(EndReason::LineLost));
}

#[tokio::test(start_paused = true)]
async fn a_process_that_stops_is_apologised_for() {
    let mut call = call(1000);
    call.start("token");
    call.frames(100).await;
    call.stop.cancel();
    call.frames(100).await;
    assert_eq!(call.close_code().await, 1001);
    call.over().await;
    assert_eq!(call.world.end(), Some(EndReason::ServerStopped));
    assert!(call.world.replies().pop().unwrap().text.contains("מסתיימת"));
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_is_full_for_a_while_is_not_flooded_afterwards() {
    let mut call = call(1000);
    call.world.socket_is_full.store(true, Ordering::Relaxed);
    call.start("token");
    // The greeting has 25 frames, and all of them are due within this second.
    call.frames(50).await;
    assert_eq!(call.sounds(), 0);
    call.world.socket_is_full.store(false, Ordering::Relaxed);
    call.send(&serde_json::json!({ "event": "weather" }));
    tokio::time::sleep(Duration::from_millis(1)).await;
    let at_once = call.sounds();
    assert!((10..=16).contains(&at_once), "what waited, and the lead: {at_once}");
    call.frames(150).await;
    call.send(&serde_json::json!({ "event": "stop", "stop": { "callSid": sid() } }));
    call.close_code().await;
    call.over().await;
    let tape = call.world.tape.lock().unwrap().clone();
    let (_, played) = tape::replay(&tape, |_, _, _| {}).unwrap();
    assert_eq!((played.gauges.counters.line_full, played.difference), (1, None));
    assert!(!call.world.replies()[0].interrupted, "all of it was said");
}

#[tokio::test(start_paused = true)]
async fn what_the_back_office_cannot_do_now_it_is_asked_for_again() {
    let mut call = call(1000);
    call.world.desk_is_away.store(3, Ordering::Relaxed);
    call.start("token");
    call.frames(400).await;
    let tools = call.world.tools.lock().unwrap().clone();
    assert!(matches!(&tools[..], [Tool::LeaveNote { .. }]), "once, when it could: {tools:?}");
}
