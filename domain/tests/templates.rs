//! Texts with placeholders: the table that the dashboard's check is held to as well.

use domain::business::GREETING;
use domain::prompt::PROMPT;
use domain::template::{TemplateFault, faults};

const TABLE: &str = include_str!("data/templates.tsv");

fn in_short(fault: &TemplateFault) -> String {
    match fault {
        TemplateFault::Unknown { name, at } => format!("unknown:{name}@{}:{}", at.line, at.column),
        TemplateFault::Unclosed { at } => format!("unclosed@{}:{}", at.line, at.column),
        TemplateFault::Unopened { at } => format!("unopened@{}:{}", at.line, at.column),
        TemplateFault::Missing { name } => format!("missing:{name}"),
    }
}

#[test]
fn what_is_wrong_with_every_text_of_the_table_is_found() {
    let rows: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(rows.len() > 10, "{} rows", rows.len());
    for row in rows {
        let [kind, text, expected] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three fields: {row}")
        };
        let vocabulary = if kind == "greeting" { GREETING } else { PROMPT };
        let found = faults(&text.replace("\\n", "\n"), vocabulary);
        let found: Vec<String> = found.iter().map(in_short).collect();
        assert_eq!(found.join(" "), expected, "{row}");
    }
}
