//! Every root field of the schema is held to the one table of permissions.

use std::path::Path;

use async_graphql::parser::types::TypeSystemDefinition;
use domain::user::{Permission, Role};
use serde_json::Value;

use crate::rig::Rig;
use crate::walk::{Kind, Sample, fields, request};

#[test]
fn the_page_in_docs_is_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/PERMISSIONS.md");
    let current = graphql::permissions_page();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, &current).unwrap();
    }
    assert!(
        std::fs::read_to_string(&file).unwrap() == current,
        "docs/PERMISSIONS.md is not current: run `make schema`"
    );
}

/// The names of the fields the page lists under a permission's row.
fn listed() -> Vec<(String, Permission)> {
    let page = graphql::permissions_page();
    let mut listed = Vec::new();
    for permission in Permission::ALL {
        let row =
            page.lines().find(|line| line.starts_with(&format!("| `{}` |", permission.as_str()))).unwrap();
        listed.extend(row.split('`').skip(3).step_by(2).map(|name| (name.to_owned(), permission)));
    }
    listed
}

#[test]
fn every_field_of_the_schema_has_a_permission_and_every_permission_s_field_exists() {
    let mut of_table: Vec<String> = listed().into_iter().map(|(name, _)| name).collect();
    let mut of_schema: Vec<String> = [Kind::Query, Kind::Mutation, Kind::Subscription]
        .into_iter()
        .flat_map(|kind| fields(kind).into_iter().map(|field| field.name))
        .collect();
    of_table.sort();
    of_schema.sort();
    assert_eq!(of_table, of_schema);
}

/// Whether the answer says that the role does not allow it.
fn forbidden(answer: &Value, name: &str) -> bool {
    let by_fault = answer["errors"][0]["extensions"]["code"] == "FORBIDDEN";
    by_fault || answer["data"][name]["userErrors"][0]["code"] == "FORBIDDEN"
}

#[tokio::test]
async fn each_role_may_what_the_table_says_and_nothing_else() {
    let rig = Rig::new().await;
    let table = listed();
    for kind in [Kind::Query, Kind::Mutation] {
        for field in fields(kind) {
            let permission = table.iter().find(|(name, _)| *name == field.name).unwrap().1;
            // What cannot be found shows as well as what can that the door was passed.
            let (text, variables) = request(kind, &field, &Sample::default());
            for role in Role::ALL.into_iter().filter(|role| !role.may(permission)) {
                let session = Rig::session(rig.business, role);
                let answer = rig.respond(Some(session), &text, variables.clone()).await;
                let answer = serde_json::to_value(&answer).unwrap();
                assert!(forbidden(&answer, &field.name), "{role:?} {}: {answer:#}", field.name);
            }
            let holder = permission.holders()[0];
            // The sample names nothing that is there, but a few acts need no name and would do something.
            let answer = rig.respond(Some(Rig::session(rig.business, holder)), &text, variables).await;
            let answer = serde_json::to_value(&answer).unwrap();
            assert!(!forbidden(&answer, &field.name), "{holder:?} {}: {answer:#}", field.name);
        }
    }
}

#[test]
fn the_schema_has_three_roots() {
    let document = async_graphql::parser::parse_schema(graphql::sdl()).unwrap();
    let roots = document.definitions.iter().filter(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else { return false };
        ["Query", "Mutation", "Subscription"].contains(&definition.node.name.node.as_str())
    });
    assert_eq!(roots.count(), 3);
}
