use async_graphql::SimpleObject;
use domain::values::time_zone;
use projections::{CallStatistics, WAIT_STEP_MS};

/// The incoming calls of a stretch of time, counted.
#[derive(SimpleObject)]
pub(crate) struct Statistics {
    /// How many there were.
    calls: u64,
    /// How many of them never got through: nobody answered, the line was busy, the caller gave up, the carrier failed.
    missed: u64,
    /// How many of them are about a lead.
    with_lead: u64,
    /// In how many of them a meeting was agreed.
    with_meeting: u64,
    /// By the hour of the day in Israel, all 24 of them from midnight on.
    hours: Vec<HourOfDay>,
    /// How long callers waited for an answer after they had spoken.
    answers: Answers,
}

/// The calls that came in one hour of the day, on all days together.
#[derive(SimpleObject, Clone, Copy)]
pub(crate) struct HourOfDay {
    /// 0 to 23.
    hour: i32,
    /// How many there were.
    calls: u64,
    /// How many of them never got through.
    missed: u64,
}

/// Waits for an answer, from the end of the caller's words to the first sound of the agent's.
#[derive(SimpleObject)]
pub(crate) struct Answers {
    /// How many answers were timed.
    count: u64,
    /// Half of them came within this many milliseconds, to 50; null without any.
    median_ms: Option<u32>,
    /// Nine of ten came within this many milliseconds, to 50; null without any.
    ninth_decile_ms: Option<u32>,
    /// How many came in each stretch, from the shortest on; the last has no end.
    stretches: Vec<WaitStretch>,
}

/// Waits of about one length.
#[derive(SimpleObject)]
pub(crate) struct WaitStretch {
    /// At least this long, in milliseconds.
    from_ms: u32,
    /// Shorter than this; null for whatever is longer.
    to_ms: Option<u32>,
    /// How many answers.
    count: u64,
}

/// Where waits are parted, in milliseconds. Under 800 is the goal, over 3,000 is a fault people hear.
const PARTED: [u32; 7] = [0, 400, 800, 1200, 1600, 2000, 3000];

impl From<CallStatistics> for Statistics {
    fn from(counted: CallStatistics) -> Self {
        let zone = time_zone();
        let mut hours: Vec<HourOfDay> = (0..24).map(|hour| HourOfDay { hour, calls: 0, missed: 0 }).collect();
        let mut all = Self {
            calls: 0,
            missed: 0,
            with_lead: 0,
            with_meeting: 0,
            hours: Vec::new(),
            answers: Answers::from(&counted),
        };
        for each in &counted.hours {
            all.calls += each.calls;
            all.missed += each.missed;
            all.with_lead += each.with_lead;
            all.with_meeting += each.with_meeting;
            let of_day = usize::try_from(zone.to_datetime(each.at).hour()).unwrap_or(0);
            hours[of_day].calls += each.calls;
            hours[of_day].missed += each.missed;
        }
        Self { hours, ..all }
    }
}

impl From<&CallStatistics> for Answers {
    fn from(counted: &CallStatistics) -> Self {
        let ends = PARTED.iter().skip(1).copied().map(Some).chain([None]);
        let stretch = |(from_ms, to_ms): (u32, Option<u32>)| {
            let steps = counted.waits.range(from_ms..to_ms.unwrap_or(u32::MAX));
            WaitStretch { from_ms, to_ms, count: steps.map(|(_, count)| count).sum() }
        };
        Self {
            count: counted.waits.values().sum(),
            median_ms: counted.wait_within(0.5),
            ninth_decile_ms: counted.wait_within(0.9),
            stretches: PARTED.into_iter().zip(ends).map(stretch).collect(),
        }
    }
}

const _: () = {
    let mut at = 0;
    while at < PARTED.len() {
        assert!(
            PARTED[at].is_multiple_of(WAIT_STEP_MS),
            "a step of the read model must not lie across a border"
        );
        at += 1;
    }
};
