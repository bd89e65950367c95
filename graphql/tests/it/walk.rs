//! The schema's own description, used to call every root field there is: a field nobody knows how to call fails the test that
//! walks, so that a new one is taught here.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
    UnionType,
};
use serde_json::{Map, Value, json};

/// A root of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Query,
    Mutation,
    Subscription,
}

impl Kind {
    fn type_name(self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Subscription => "Subscription",
        }
    }
}

/// A root field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) arguments: Vec<InputValueDefinition>,
    pub(crate) returns: Type,
}

/// The values to fill arguments with: by argument (`id`, `input.leadId`), else by type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sample {
    /// By the argument's path, or `field.path` for one field alone.
    pub(crate) by_path: HashMap<String, Value>,
    /// Whether arguments that may be left out are filled too.
    pub(crate) optional: bool,
}

struct Types(HashMap<Name, TypeDefinition>);

fn types() -> Types {
    let document = async_graphql::parser::parse_schema(graphql::sdl()).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.clone(), definition.node)),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    Types(types.collect())
}

/// The fields of a root.
pub(crate) fn fields(kind: Kind) -> Vec<Field> {
    let types = types();
    let TypeKind::Object(root) = &types.0[&Name::new(kind.type_name())].kind else { panic!("not an object") };
    root.fields.iter().map(|field| of(&field.node)).collect()
}

fn of(field: &FieldDefinition) -> Field {
    Field {
        name: field.name.node.to_string(),
        arguments: field.arguments.iter().map(|argument| argument.node.clone()).collect(),
        returns: field.ty.node.clone(),
    }
}

/// The fields of an input type with their types; none when it is no input.
pub(crate) fn input_fields(name: &str) -> Vec<(String, String)> {
    let types = types();
    let Some(TypeKind::InputObject(input)) = types.0.get(&Name::new(name)).map(|held| &held.kind) else {
        return Vec::new();
    };
    let fields = input.fields.iter();
    fields.map(|field| (field.node.name.node.to_string(), field.node.ty.node.to_string())).collect()
}

/// The text and variables of a request for one root field, with everything it has to show.
pub(crate) fn request(kind: Kind, field: &Field, sample: &Sample) -> (String, Value) {
    let types = types();
    let (mut declared, mut passed, mut variables) = (Vec::new(), Vec::new(), Map::new());
    for argument in &field.arguments {
        let name = argument.name.node.as_str();
        let path = format!("{}.{name}", field.name);
        let Some(value) = types.value(&argument.ty.node, &path, name, sample) else { continue };
        declared.push(format!("${name}: {}", argument.ty.node));
        passed.push(format!("{name}: ${name}"));
        variables.insert(name.to_owned(), value);
    }
    let listed =
        |items: Vec<String>| if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) };
    let connection = field.returns.to_string().contains("Connection");
    let shown = types.selection(&field.returns, if connection { 3 } else { 1 });
    let operation = kind.type_name().to_lowercase();
    let text = format!("{operation}{} {{ {}{} {shown} }}", listed(declared), field.name, listed(passed));
    (text, Value::Object(variables))
}

impl Types {
    /// A value for an argument; `None`: it is left out.
    fn value(&self, ty: &Type, path: &str, name: &str, sample: &Sample) -> Option<Value> {
        if let Some(value) = sample.by_path.get(path).or_else(|| sample.by_path.get(name)) {
            return Some(value.clone());
        }
        if ty.nullable && !sample.optional {
            return None;
        }
        match &ty.base {
            BaseType::List(of) => Some(json!([self.value(of, path, name, sample)?])),
            BaseType::Named(of) => Some(self.named(of, path, sample)),
        }
    }

    fn named(&self, of: &Name, path: &str, sample: &Sample) -> Value {
        match of.as_str() {
            "ID" | "String" => json!("nothing"),
            "Int" => json!(20),
            "Float" => json!(2.0),
            "Boolean" => json!(true),
            "DateTime" => match path.rsplit('.').next() {
                Some("to") => json!("2026-11-29T00:00:00Z"),
                _ => json!("2026-11-24T08:00:00Z"),
            },
            "LeadStatus" => json!("CLOSED"),
            other => self.declared(of, other, path, sample),
        }
    }

    /// A value of an enumeration or an input the schema declares.
    fn declared(&self, of: &Name, name: &str, path: &str, sample: &Sample) -> Value {
        let definition = self.0.get(of).unwrap_or_else(|| panic!("{path}: no value for a {name} is known"));
        match &definition.kind {
            TypeKind::Enum(values) => json!(values.values[0].node.value.node),
            TypeKind::InputObject(input) => {
                let fields = input.fields.iter().filter_map(|field| {
                    let name = field.node.name.node.as_str();
                    let value = self.value(&field.node.ty.node, &format!("{path}.{name}"), name, sample)?;
                    Some((name.to_owned(), value))
                });
                Value::Object(fields.collect())
            }
            TypeKind::Scalar => panic!("{path}: no value for the scalar {name} is known"),
            TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => {
                panic!("{path}: {name} is no input")
            }
        }
    }

    /// Every field of a type that needs no argument, some levels deep.
    fn selection(&self, ty: &Type, depth: u8) -> String {
        let name = match &ty.base {
            BaseType::List(of) => return self.selection(of, depth),
            BaseType::Named(name) => name,
        };
        let object = match self.0.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Object(object)) => object,
            Some(TypeKind::Union(union)) => return self.members(union, depth),
            Some(
                TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_) | TypeKind::Interface(_),
            )
            | None => {
                return String::new();
            }
        };
        let shown = object.fields.iter().filter_map(|field| {
            let field = &field.node;
            if field.arguments.iter().any(|argument| !argument.node.ty.node.nullable) {
                return None;
            }
            let is_object = self.is_object(&field.ty.node);
            if is_object && depth == 0 {
                return None;
            }
            Some(format!("{} {}", field.name.node, self.selection(&field.ty.node, depth.saturating_sub(1))))
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() { "{ __typename }".to_owned() } else { format!("{{ {} }}", shown.join(" ")) }
    }

    /// Every field of each member.
    fn members(&self, union: &UnionType, depth: u8) -> String {
        let member = |name: &Name| {
            let ty = Type { base: BaseType::Named(name.clone()), nullable: false };
            format!("... on {name} {}", self.selection(&ty, depth))
        };
        let shown: Vec<String> = union.members.iter().map(|each| member(&each.node)).collect();
        format!("{{ __typename {} }}", shown.join(" "))
    }

    fn is_object(&self, ty: &Type) -> bool {
        match &ty.base {
            BaseType::List(of) => self.is_object(of),
            BaseType::Named(name) => {
                let kind = self.0.get(name).map(|held| &held.kind);
                matches!(kind, Some(TypeKind::Object(_) | TypeKind::Union(_)))
            }
        }
    }
}
