//! Old events in today's shape. Chosen by category, type and version, since types of different aggregates share names.

use domain::Category;
use serde_json::Value;

/// One step from a version to the next.
pub struct Upcast {
    /// The aggregate.
    pub category: Category,
    /// The event's name.
    pub event_type: &'static str,
    /// The version it reads; what it gives is of the version after.
    pub from: u16,
    /// The change of shape. Total: it gets what was written, and what it does not understand it leaves.
    pub step: fn(Value) -> Value,
}

impl Upcast {
    fn reads(&self, category: Category, event_type: &str, version: u16) -> bool {
        self.category == category && self.event_type == event_type && self.from == version
    }
}

/// Every step there is. Steps are never removed: the log keeps its old events.
pub const STEPS: &[Upcast] = &[];

/// Whether such an event was written in another shape than today's.
pub fn has_step(steps: &[Upcast], category: Category, event_type: &str, version: u16) -> bool {
    steps.iter().any(|s| s.reads(category, event_type, version))
}

/// The payload in today's shape, by as many of the steps as apply, in order of version.
pub fn upcast(
    steps: &[Upcast],
    category: Category,
    event_type: &str,
    version: u16,
    mut payload: Value,
) -> Value {
    let mut version = version;
    while let Some(found) = steps.iter().find(|s| s.reads(category, event_type, version)) {
        payload = (found.step)(payload);
        version += 1;
    }
    payload
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TWO: &[Upcast] = &[
        Upcast {
            category: Category::Lead,
            event_type: "Created",
            from: 2,
            step: |mut old| {
                old["third"] = json!(3);
                old
            },
        },
        Upcast {
            category: Category::Lead,
            event_type: "Created",
            from: 1,
            step: |mut old| {
                old["second"] = json!(2);
                old
            },
        },
    ];

    #[test]
    fn steps_follow_each_other_by_version() {
        let payload = upcast(TWO, Category::Lead, "Created", 1, json!({"first": 1}));
        assert_eq!(payload, json!({"first": 1, "second": 2, "third": 3}));
        assert_eq!(upcast(TWO, Category::Lead, "Created", 2, json!({})), json!({"third": 3}));
    }

    #[test]
    fn a_namesake_in_another_category_is_left_alone() {
        assert_eq!(upcast(TWO, Category::Prompt, "Created", 1, json!({})), json!({}));
    }
}
