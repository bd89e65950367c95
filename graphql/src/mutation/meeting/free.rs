//! What to offer when a slot could not be had.

use domain::calendar::Calendar;
use domain::policy::booking::{DAYS_AHEAD, Diary, OFFERED};
use domain::values::TimeSlot;
use jiff::Timestamp;

use crate::error::Fault;
use crate::mutation::run::Run;

/// Free slots near the time that was wanted, searched day by day until there are enough.
pub(super) async fn near(
    run: &Run<'_>,
    diary: &Diary<'_>,
    wanted: Timestamp,
    minutes: Option<u16>,
) -> Result<Vec<TimeSlot>, Fault> {
    let now = run.services.clock.now();
    let mut free = Vec::new();
    for day in diary.days_from(wanted.max(now), DAYS_AHEAD) {
        let held = run.services.bus.state::<Calendar>(&diary.stream(day)).await?;
        free.extend(diary.free(day, &held, now, minutes));
        if free.len() >= OFFERED {
            break;
        }
    }
    Ok(Diary::nearest(free, wanted))
}
