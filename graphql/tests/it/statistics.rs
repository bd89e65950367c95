//! Calls counted for the home page: one's own, in the hours of Israel.

use domain::ids::BusinessId;
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, sid};

const COUNTED: &str = "query($from: DateTime!, $to: DateTime!) { statistics(from: $from, to: $to) {
  calls missed withLead withMeeting hours { hour calls missed }
  answers { count medianMs ninthDecileMs stretches { fromMs toMs count } } } }";

fn day() -> Value {
    json!({ "from": "2026-11-22T00:00:00+02:00", "to": "2026-11-23T00:00:00+02:00" })
}

#[tokio::test]
async fn calls_are_counted_by_the_hour_of_israel_and_with_what_they_brought() {
    let rig = Rig::new().await;
    rig.talk().await;
    rig.hang_up().await;
    rig.ring(rig.business, &sid(2), "+972525550177").await;
    rig.settle().await;
    let counted = rig.ask(COUNTED, day()).await["statistics"].take();
    assert_eq!(
        [&counted["calls"], &counted["missed"], &counted["withLead"], &counted["withMeeting"]],
        [&json!(2), &json!(0), &json!(1), &json!(0)]
    );
    let hours = counted["hours"].as_array().unwrap();
    assert_eq!((hours.len(), &hours[10]), (24, &json!({ "hour": 10, "calls": 2, "missed": 0 })));
    let answers = &counted["answers"];
    assert_eq!((&answers["count"], &answers["medianMs"]), (&json!(1), &json!(450)));
    assert_eq!(answers["stretches"][1], json!({ "fromMs": 400, "toMs": 800, "count": 1 }));
    assert_eq!(answers["stretches"][6]["toMs"], Value::Null);
}

#[tokio::test]
async fn nobody_s_calls_are_counted_for_another_business() {
    let rig = Rig::new().await;
    rig.talk().await;
    rig.settle().await;
    let theirs = Rig::session(BusinessId::named("theirs"), Role::Owner);
    let counted = rig.ask_as(theirs, COUNTED, day()).await["statistics"].take();
    assert_eq!((&counted["calls"], &counted["answers"]["count"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn more_than_a_quarter_of_a_year_is_refused() {
    let rig = Rig::new().await;
    let session = Rig::session(rig.business, Role::Viewer);
    let year = json!({ "from": "2026-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z" });
    let answer = rig.respond(Some(session), COUNTED, year).await;
    assert!(answer.errors[0].message.contains("at most 92 days"), "{:?}", answer.errors);
}
