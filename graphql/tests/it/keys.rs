//! Whoever does not know whether their request arrived sends it again: every mutation takes a key by which a repeat is known.

use async_graphql::parser::types::BaseType;
use serde_json::{Value, json};

use crate::rig::{Rig, done};
use crate::walk::{Kind, fields, input_fields};

#[test]
fn every_mutation_takes_an_idempotency_key() {
    let without: Vec<String> = fields(Kind::Mutation)
        .into_iter()
        .filter(|mutation| {
            !mutation.arguments.iter().any(|argument| {
                let BaseType::Named(input) = &argument.ty.node.base else { return false };
                let key = ("idempotencyKey".to_owned(), "String".to_owned());
                argument.name.node == "input" && input_fields(input).contains(&key)
            })
        })
        .map(|mutation| mutation.name)
        .collect();
    assert_eq!(without, [""; 0], "without `input.idempotencyKey`");
}

#[tokio::test]
async fn a_rebuild_asked_for_twice_with_one_key_is_begun_once() {
    let rig = Rig::new().await;
    rig.talk().await;
    let ask = async |key: &str| {
        let text = "mutation($input: RebuildProjectionInput!) { rebuildProjection(input: $input) {
            projection { name generation } userErrors { field code message } } }";
        let answer = rig.ask(text, json!({ "input": { "name": "leads", "idempotencyKey": key } })).await;
        done(&answer["rebuildProjection"]);
    };
    ask("once").await;
    let first = finished(&rig).await;
    ask("once").await;
    assert_eq!(finished(&rig).await, first, "the same key began a second rebuild");
    ask("twice").await;
    while finished(&rig).await == first {
        tokio::task::yield_now().await;
    }
}

/// Which generation of the leads' projection is in use, once none is being built.
async fn finished(rig: &Rig) -> Value {
    loop {
        let answer = rig.ask("{ projections { name generation rebuild { done } } }", Value::Null).await;
        let leads =
            answer["projections"].as_array().unwrap().iter().find(|each| each["name"] == "leads").unwrap();
        if leads["rebuild"].is_null() {
            return leads["generation"].clone();
        }
        tokio::task::yield_now().await;
    }
}
