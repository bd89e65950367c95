use jiff::SignedDuration;

use super::Rules;
use crate::values::TimeSlot;

/// Slots of `minutes` that the rules allow beside what is `taken`, each beginning a multiple of `step_minutes` after its stretch
/// opens.
pub fn free_slots(rules: &Rules, taken: &[TimeSlot], minutes: u16, step_minutes: u16) -> Vec<TimeSlot> {
    let length = SignedDuration::from_mins(i64::from(minutes));
    let step = SignedDuration::from_mins(i64::from(step_minutes.max(1)));
    let kept: Vec<TimeSlot> = taken.iter().map(|slot| slot.widened(rules.buffer_minutes)).collect();
    let mut free = Vec::new();
    for stretch in &rules.open {
        let mut start = stretch.start();
        while let Ok(end) = start.checked_add(length) {
            if end > stretch.end() {
                break;
            }
            if let Ok(slot) = TimeSlot::new(start, end)
                && start >= rules.now
                && !kept.iter().any(|other| other.overlaps(&slot))
            {
                free.push(slot);
            }
            let Ok(next) = start.checked_add(step) else { break };
            start = next;
        }
    }
    free
}
