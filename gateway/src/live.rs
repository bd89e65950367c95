//! The calls this process holds, as the questions see them: [`graphql::live`] over the registry of the media crate.

use call_engine::{Floor, RxMode, TxMode};
use domain::ids::{BusinessId, CallSid};
use graphql::live::{Floor as HasTheWord, Flow, FlowMode, LiveCall, LiveCalls};
use media::Registry;

/// The registry as a port.
pub(crate) struct HeldCalls(pub(crate) Registry);

impl LiveCalls for HeldCalls {
    fn of(&self, business: BusinessId) -> Vec<LiveCall> {
        self.0.list().into_iter().filter(|live| live.business == business).map(seen).collect()
    }

    fn hang_up(&self, business: BusinessId, call: &CallSid) -> bool {
        self.0.hang_up(business, call)
    }

    fn hand_over(&self, business: BusinessId, call: &CallSid) -> bool {
        self.0.hand_over(business, call)
    }
}

fn seen(live: media::LiveCall) -> LiveCall {
    let media::LiveCall { call, since, floor, gauges, .. } = live;
    let counters = gauges.counters;
    let hearing = Flow {
        mode: match gauges.rx_mode {
            RxMode::Normal => FlowMode::Normal,
            RxMode::Drain => FlowMode::Drain,
        },
        queue: gauges.rx_queue as u64,
        frames: counters.received,
        dropped: counters.rx_dropped,
    };
    let speaking = Flow {
        mode: match gauges.tx_mode {
            TxMode::Idle => FlowMode::Idle,
            TxMode::Flowing => FlowMode::Normal,
            TxMode::Full => FlowMode::Full,
            TxMode::Held => FlowMode::Held,
        },
        queue: gauges.tx_queue as u64,
        frames: counters.sent,
        // Speech waits at its source: none is dropped on the way out.
        dropped: 0,
    };
    LiveCall {
        call,
        since,
        floor: match floor {
            Floor::Opening => HasTheWord::Opening,
            Floor::Caller => HasTheWord::Caller,
            Floor::Thinking => HasTheWord::Thinking,
            Floor::Agent => HasTheWord::Agent,
            Floor::Nobody => HasTheWord::Nobody,
        },
        hearing,
        speaking,
        line_gaps: counters.line_gaps,
        interruptions: counters.interruptions,
    }
}
