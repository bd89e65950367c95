//! The files of the repository.

use std::fs;
use std::path::Path;

use acceptance::setup::root;

/// What is made, not written.
const MADE: [&str; 6] = ["target", "node_modules", "dist", ".git", "data", "coverage"];

/// A file written by people.
pub(super) struct Written {
    /// From the repository's root.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every text file under a folder whose name ends so, in order.
pub(super) fn files(under: &str, ending: &str) -> anyhow::Result<Vec<Written>> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(under)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !MADE.contains(&name) {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                found.push(Written { text: fs::read_to_string(&path)?, path: relative(&root, &path) });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Fails with one line a finding.
pub(super) fn none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}
