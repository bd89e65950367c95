//! What the line brings, by its own count.

use bytes::Bytes;
use call_engine::Input;

use crate::rig::Rig;

/// The gaps noticed on a line whose frames have these numbers.
fn gaps(chunks: &[Option<u64>]) -> u64 {
    let mut rig = Rig::call();
    for &chunk in chunks {
        rig.input(Input::Media { chunk, sound: Bytes::from_static(&[0xff; 160]) });
    }
    let counters = rig.engine.gauges().counters;
    assert_eq!(counters.received, chunks.len() as u64, "a frame is one, whatever its number");
    counters.line_gaps
}

fn numbered(chunks: &[u64]) -> u64 {
    gaps(&chunks.iter().copied().map(Some).collect::<Vec<_>>())
}

#[test]
fn a_jump_is_as_many_frames_as_it_leaves_out() {
    assert_eq!(numbered(&[7, 8, 9]), 0, "wherever the line begins to count");
    assert_eq!(numbered(&[1, 2, 5, 6, 10]), 2 + 3);
}

#[test]
fn a_frame_that_comes_twice_is_no_gap() {
    assert_eq!(numbered(&[1, 2, 2, 3, 3, 3, 4]), 0);
}

#[test]
fn a_step_back_is_no_gap_and_neither_is_what_follows_it() {
    assert_eq!(numbered(&[1, 2, 3, 1, 4]), 0);
    assert_eq!(numbered(&[10, 3, 4, 11]), 0);
    assert_eq!(numbered(&[1, 5, 2, 8]), 3 + 2, "what was missing before and after it is still missed");
}

#[test]
fn frames_without_a_number_leave_the_count_where_it_was() {
    assert_eq!(gaps(&[None, Some(3), None, Some(4), None]), 0);
    assert_eq!(gaps(&[Some(3), None, Some(5)]), 1);
}

#[test]
fn the_last_number_there_is_has_none_after_it() {
    assert_eq!(numbered(&[u64::MAX - 1, u64::MAX, u64::MAX, 1, u64::MAX]), 0);
    assert_eq!(numbered(&[0, u64::MAX]), u64::MAX - 1);
}
