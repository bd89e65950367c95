//! The screen is right-to-left: what names a physical side is wrong on one of them.

use super::tree::{files, none};

/// Utilities of a physical side, up to what follows them.
const PHYSICAL: [&str; 16] = [
    "ml-",
    "mr-",
    "pl-",
    "pr-",
    "left-",
    "right-",
    "border-l-",
    "border-r-",
    "rounded-l-",
    "rounded-r-",
    "rounded-tl-",
    "rounded-tr-",
    "rounded-bl-",
    "rounded-br-",
    "scroll-ml-",
    "scroll-mr-",
];
const WHOLE: [&str; 8] = [
    "text-left",
    "text-right",
    "float-left",
    "float-right",
    "border-l",
    "border-r",
    "rounded-l",
    "rounded-r",
];

fn is_physical(class: &str) -> bool {
    // `md:hover:-ml-2` is `ml-2` on some occasion.
    let utility = class.rsplit(':').next().unwrap_or(class).trim_start_matches(['-', '!']);
    let sized = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '(')
            || ["px", "auto", "full", "sm", "md", "lg", "xl"].contains(&rest)
    };
    WHOLE.contains(&utility) || PHYSICAL.iter().any(|head| utility.strip_prefix(head).is_some_and(sized))
}

#[test]
fn no_class_names_a_physical_side() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for file in files("web/src", ".tsx")?.into_iter().chain(files("web/src", ".ts")?) {
        for (index, line) in file.text.lines().enumerate() {
            let words = line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '{' | '}'));
            wrong.extend(
                words
                    .filter(|word| is_physical(word))
                    .map(|word| format!("{}:{} {word}", file.path, index + 1)),
            );
        }
    }
    none("use the logical form (ms-, ps-, start-, text-start)", &wrong);
    Ok(())
}

#[test]
fn the_rule_knows_left_from_start() {
    for physical in ["ml-2", "md:-mr-[3px]", "text-left", "hover:right-0", "rounded-tl-lg", "border-l"] {
        assert!(is_physical(physical), "{physical}");
    }
    for logical in
        ["ms-2", "text-start", "start-0", "rounded-ss-lg", "border-s", "right-to-left", "pl-PL", "left-hand"]
    {
        assert!(!is_physical(logical), "{logical}");
    }
}
