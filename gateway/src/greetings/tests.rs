use super::*;

#[test]
fn a_minute_has_so_many_tries_and_the_next_has_them_anew() {
    let (greetings, user) = (Greetings::default(), UserId::of_email("dana@example.com"));
    let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
    for _ in 0..A_MINUTE {
        assert_eq!(greetings.count(user, now), Ok(()));
    }
    let later = now + SignedDuration::from_secs(20);
    assert_eq!(greetings.count(user, later), Err(SignedDuration::from_secs(40)));
    assert_eq!(greetings.count(UserId::of_email("other@example.com"), later), Ok(()));
    assert_eq!(greetings.count(user, now + SignedDuration::from_secs(60)), Ok(()));
}
