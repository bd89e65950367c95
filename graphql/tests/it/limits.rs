//! What is asked too much, too deep, or wrongly.

use crate::rig::Rig;

#[tokio::test]
async fn a_page_has_one_to_a_hundred_items() {
    let rig = Rig::new().await;
    for first in [0, -1, 101] {
        let (message, code) = rig.fault(&format!("{{ calls(first: {first}) {{ totalCount }} }}")).await;
        assert_eq!(message, format!("first: expected 1 to 100, got {first}"));
        assert_eq!(code, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn arguments_that_cannot_be_are_named_with_a_remedy() {
    let rig = Rig::new().await;
    for (query, says) in [
        ("{ leads(after: \"rubbish\") { totalCount } }", "after: expected a cursor"),
        ("{ calls(filter: { leadId: \"rubbish\" }) { totalCount } }", "filter.leadId: expected"),
        ("{ meetings(from: \"2026-11-22T00:00:00Z\", to: \"2026-11-22T00:00:00Z\") { id } }", "to: expected"),
        (
            "{ meetings(from: \"2026-11-22T00:00:00Z\", to: \"2029-11-22T00:00:00Z\") { id } }",
            "to: expected at most",
        ),
        (
            "{ availability(from: \"2026-11-22T00:00:00Z\", to: \"2026-11-23T00:00:00Z\", durationMinutes: 1) { start } }",
            "durationMinutes: expected 15 to 480",
        ),
    ] {
        let (message, code) = rig.fault(query).await;
        assert!(message.starts_with(says), "{message}");
        assert_eq!(code, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn pages_of_pages_are_too_heavy() {
    let rig = Rig::new().await;
    let query = "{ leads(first: 100) { edges { node { calls { transcript { text speaker startMs } } } } } }";
    let (message, code) = rig.fault(query).await;
    assert!(message.starts_with("expected at most 10000 fields"), "{message}");
    assert_eq!(code, "TOO_HEAVY");
}

#[tokio::test]
async fn a_question_that_goes_in_circles_is_too_deep() {
    let rig = Rig::new().await;
    // Beyond what is answered, what the schema takes and what its parser reads.
    for (circles, says) in [(8, "expected at most 16 levels, got 18"), (20, ""), (40, "")] {
        let circle = "meetings { lead { ".repeat(circles);
        let query = format!("{{ lead(id: \"x\") {{ {circle} id {} }} }}", "} }".repeat(circles));
        let (message, code) = rig.fault(&query).await;
        assert!(message.starts_with(says), "{message}");
        assert_eq!(code, "TOO_DEEP", "{message}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_not_said_to_be_too_deep() {
    let rig = Rig::new().await;
    let (message, code) = rig.fault("{ viewer { role }").await;
    assert_eq!(code, "", "{message}");
}

#[tokio::test]
async fn one_field_under_many_names_is_refused_wherever_they_stand() {
    let rig = Rig::new().await;
    let names =
        |from: u32, to: u32| (from..to).map(|n| format!("a{n}: __typename")).collect::<Vec<_>>().join(" ");
    let refused = ("expected at most 30 aliases, got 31".to_owned(), "TOO_MANY_ALIASES".to_owned());
    assert_eq!(rig.fault(&format!("{{ {} }}", names(0, 31))).await, refused);
    let spread = format!(
        "{{ {} ...F viewer {{ ... on Viewer {{ r: role }} }} }} fragment F on Query {{ {} }}",
        names(0, 15),
        names(15, 30)
    );
    assert_eq!(rig.fault(&spread).await, refused);
    rig.ask(&format!("{{ {} }}", names(0, 30)), serde_json::Value::Null).await;
}
