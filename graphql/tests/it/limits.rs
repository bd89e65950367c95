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
    let (message, _) = rig.fault(query).await;
    assert_eq!(message, "Query is too complex.");
}

#[tokio::test]
async fn a_question_that_goes_in_circles_is_too_deep() {
    let rig = Rig::new().await;
    let circle = "meetings { lead { ".repeat(9);
    let query = format!("{{ lead(id: \"x\") {{ {circle} id {} }} }}", "} }".repeat(9));
    let (message, _) = rig.fault(&query).await;
    assert!(
        message.starts_with("Query is nested too deep") || message.starts_with("Query is too"),
        "{message}"
    );
}

#[tokio::test]
async fn one_field_under_many_names_is_refused_wherever_they_stand() {
    let rig = Rig::new().await;
    let names =
        |from: u32, to: u32| (from..to).map(|n| format!("a{n}: __typename")).collect::<Vec<_>>().join(" ");
    let (message, _) = rig.fault(&format!("{{ {} }}", names(0, 31))).await;
    assert_eq!(message, "expected at most 30 aliases, got 31");
    let spread = format!(
        "{{ {} ...F viewer {{ ... on Viewer {{ r: role }} }} }} fragment F on Query {{ {} }}",
        names(0, 15),
        names(15, 30)
    );
    let (message, _) = rig.fault(&spread).await;
    assert_eq!(message, "expected at most 30 aliases, got 31");
    rig.ask(&format!("{{ {} }}", names(0, 30)), serde_json::Value::Null).await;
}
