//! The checked-in schema is the one that is served: the dashboard's types are made from the file.

use std::path::Path;

use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

#[test]
fn the_checked_in_schema_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let current = graphql::sdl();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, &current).unwrap();
    }
    let checked_in = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = checked_in.lines().zip(current.lines()).position(|(held, now)| held != now);
    assert!(
        checked_in == current,
        "graphql/schema.graphql is not current (first at line {:?}): run `make schema` and look at the difference",
        differs.unwrap_or_else(|| checked_in.lines().count().min(current.lines().count())) + 1
    );
}

/// A description left out would be a question a client cannot answer by reading.
#[test]
fn everything_is_described() {
    let document = async_graphql::parser::parse_schema(graphql::sdl()).unwrap();
    let mut bare = Vec::new();
    let mut note = |path: String, described: bool| {
        if !described {
            bare.push(path);
        }
    };
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let (name, definition) = (definition.node.name.node.clone(), definition.node);
        note(name.to_string(), definition.description.is_some());
        match definition.kind {
            TypeKind::Object(object) => {
                for field in object.fields {
                    let path = format!("{name}.{}", field.node.name.node);
                    for argument in field.node.arguments {
                        let path = format!("{path}({})", argument.node.name.node);
                        note(path, argument.node.description.is_some());
                    }
                    note(path, field.node.description.is_some());
                }
            }
            TypeKind::InputObject(input) => {
                for field in input.fields {
                    note(format!("{name}.{}", field.node.name.node), field.node.description.is_some());
                }
            }
            TypeKind::Enum(values) => {
                for value in values.values {
                    note(format!("{name}.{}", value.node.value.node), value.node.description.is_some());
                }
            }
            TypeKind::Scalar | TypeKind::Interface(_) | TypeKind::Union(_) => {}
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:#?}");
}
