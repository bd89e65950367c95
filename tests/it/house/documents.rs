//! The documents name what exists.

use acceptance::setup::root;

use super::tree::{files, none};

/// What a running product or a build makes: named, and not there in a clean clone.
const MADE: [&str; 4] = ["target/", "data/", "web/dist", "web/node_modules"];

/// Whether a text between backticks is meant as a path of this repository.
fn is_path(text: &str) -> bool {
    let endings =
        [".rs", ".md", ".toml", ".sql", ".graphql", ".ts", ".tsx", ".mjs", ".sh", ".json", ".txt", ".png"];
    let plain = !text.contains(|c: char| c.is_whitespace() || "<>…*=(){}$:?|\"'".contains(c));
    let first = text.split('/').next().unwrap_or_default();
    let rooted = text.contains('/') && !first.is_empty() && root().join(first).is_dir();
    plain && !first.contains('@') && (rooted || endings.iter().any(|ending| text.ends_with(ending)))
}

fn between_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn documents_name_what_exists() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for document in files("", ".md")? {
        let folder =
            root().join(&document.path).parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        for named in between_backticks(&document.text).filter(|named| is_path(named)) {
            let made = MADE.iter().any(|head| named.starts_with(head));
            if !made && !root().join(named).exists() && !folder.join(named).exists() {
                wrong.push(format!("{}: {named}", document.path));
            }
        }
    }
    none("documents name what is not there", &wrong);
    Ok(())
}

#[test]
fn pictures_and_links_lead_somewhere() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for document in files("", ".md")? {
        let folder =
            root().join(&document.path).parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        for link in document.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                wrong.push(format!("{}: {link}", document.path));
            }
        }
    }
    none("links lead nowhere", &wrong);
    Ok(())
}
