//! What clients rely on stays: everything of the released schema is in the current one, with the same type.
//!
//! A change that breaks a client on purpose is accepted by copying `schema.graphql` over `released.graphql` in the same commit, which
//! says in its message who breaks and what they are to do. What was only added needs nothing; it is released by the next copy.

use std::collections::BTreeMap;

use async_graphql::parser::types::{InputValueDefinition, TypeKind, TypeSystemDefinition};

const RELEASED: &str = include_str!("../../released.graphql");

/// The schema as a flat list: the path of everything a client can name, and its type. A required argument or input field has a
/// mark of its own, since adding one breaks who does not give it.
fn paths(sdl: &str) -> BTreeMap<String, String> {
    let mut paths = BTreeMap::new();
    let input = |paths: &mut BTreeMap<String, String>, owner: &str, value: &InputValueDefinition| {
        let required = !value.ty.node.nullable && value.default_value.is_none();
        let mark = if required { "!" } else { "" };
        paths.insert(format!("{owner}({}){mark}", value.name.node), value.ty.node.to_string());
    };
    for definition in async_graphql::parser::parse_schema(sdl).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        match definition.node.kind {
            TypeKind::Object(object) => {
                for field in object.fields {
                    let path = format!("{name}.{}", field.node.name.node);
                    for argument in &field.node.arguments {
                        input(&mut paths, &path, &argument.node);
                    }
                    paths.insert(path, field.node.ty.node.to_string());
                }
            }
            TypeKind::InputObject(object) => {
                for field in object.fields {
                    input(&mut paths, &name, &field.node);
                }
            }
            TypeKind::Enum(values) => {
                for value in values.values {
                    paths.insert(format!("{name}.{}", value.node.value.node), String::new());
                }
            }
            TypeKind::Scalar | TypeKind::Interface(_) | TypeKind::Union(_) => {
                paths.insert(name, String::new());
            }
        }
    }
    paths
}

/// What a client of `old` would miss, or would have to give, in `new`.
fn breaks(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (paths(old), paths(new));
    let owner_is_old = |path: &str| {
        let owner = path.split('(').next().unwrap_or_default();
        old.keys().any(|held| held == owner || held.starts_with(&format!("{owner}(")))
    };
    let gone = old.iter().filter(|(path, ty)| new.get(*path) != Some(ty)).map(|(path, _)| path);
    let wanted =
        new.keys().filter(|path| path.ends_with(")!") && !old.contains_key(*path) && owner_is_old(path));
    gone.chain(wanted).cloned().collect()
}

#[test]
fn nothing_a_client_relies_on_is_gone() {
    let broken = breaks(RELEASED, &graphql::sdl());
    assert!(
        broken.is_empty(),
        "gone, of another type, or newly required: {broken:#?}\n(to accept, see this file's head)"
    );
}

#[test]
fn a_break_is_seen_and_an_addition_is_none() {
    let old = "type Query { a(x: Int): Int b: Int! } input I { f: Int } enum E { ONE TWO }";
    assert_eq!(breaks(old, old), Vec::<String>::new());
    let more = "type Query { a(x: Int, y: Int): Int b: Int! c: Int } input I { f: Int g: Int } enum E { ONE TWO THREE }";
    assert_eq!(breaks(old, more), Vec::<String>::new());
    let broken = "type Query { a(x: Int, y: Int!): Int b: Int } input I { f: Int g: Int! } enum E { ONE }";
    assert_eq!(breaks(old, broken), ["E.TWO", "Query.b", "I(g)!", "Query.a(y)!"]);
}
