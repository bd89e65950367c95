//! The state held in memory is the state of the stream, whatever mixture of nodes wrote it.

use domain::call::Call;
use domain::ids::{LeadId, MeetingId};
use domain::{Decider as _, Event};
use proptest::prelude::*;

use crate::rig::{Rig, business, call, context, utterance};
use domain::call::{CallCommand, CallStatus, EndReason};

fn command() -> impl Strategy<Value = CallCommand> {
    let at = jiff::Timestamp::from_second(1_767_225_600).unwrap();
    prop_oneof![
        (0..6_u32).prop_map(utterance),
        prop::sample::select(CallStatus::ALL.to_vec()).prop_map(move |status| CallCommand::ReportStatus {
            line: None,
            status,
            duration_seconds: None,
            at
        }),
        Just(CallCommand::End { reason: EndReason::CallerHungUp, at }),
        (0..3_u8).prop_map(|n| CallCommand::AttachMeeting { meeting: MeetingId::derive(&n.to_string()) }),
        Just(CallCommand::AttachLead { lead: LeadId::derive(business(), &"+972525550100".parse().unwrap()) }),
        "[a-c]{1}".prop_map(|summary| CallCommand::Summarise { summary }),
    ]
}

fn check(rig: fn() -> Rig, script: Vec<(usize, CallCommand)>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let rig = rig();
        let nodes = [rig.open().await, rig.open().await];
        for (n, (node, command)) in script.into_iter().enumerate() {
            nodes[node].execute::<Call>(&call(1), command, &context(n.to_string())).await.unwrap();
        }
        let events = nodes[0].log().read_stream(&call(1), 0).await.unwrap();
        let folded = Call::fold(events.iter().filter_map(|recorded| {
            if let Event::Call(event) = &recorded.event { Some(event) } else { None }
        }));
        for node in &nodes {
            assert_eq!(node.state::<Call>(&call(1)).await.unwrap(), folded);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cached_states_equal_the_stream_on_sqlite(script in prop::collection::vec((0..2_usize, command()), 1..25)) {
        check(Rig::sqlite, script);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cached_states_equal_the_stream_on_postgres(script in prop::collection::vec((0..2_usize, command()), 1..25)) {
        check(Rig::postgres, script);
    }
}
