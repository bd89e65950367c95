use jiff::{SignedDuration, Timestamp};

use crate::values::TimeSlot;

/// Slots of `minutes` within `open` that touch none of `taken` and do not begin before `not_before`, each beginning a
/// multiple of `step_minutes` after its stretch opens.
pub fn free_slots(
    open: &[TimeSlot],
    taken: &[TimeSlot],
    not_before: Timestamp,
    minutes: u16,
    step_minutes: u16,
) -> Vec<TimeSlot> {
    let length = SignedDuration::from_mins(i64::from(minutes));
    let step = SignedDuration::from_mins(i64::from(step_minutes.max(1)));
    let mut free = Vec::new();
    for stretch in open {
        let mut start = stretch.start();
        while let Ok(end) = start.checked_add(length) {
            if end > stretch.end() {
                break;
            }
            if let Ok(slot) = TimeSlot::new(start, end)
                && start >= not_before
                && !taken.iter().any(|other| other.overlaps(&slot))
            {
                free.push(slot);
            }
            let Ok(next) = start.checked_add(step) else { break };
            start = next;
        }
    }
    free
}
