//! Limits exist to make us look: a file beyond them is usually two ideas.

use super::tree::{Written, files, none};

/// The longest file of Rust.
const LONGEST: usize = 600;
/// Nine files of ten are shorter.
const P90: usize = 400;
/// Half of them are.
const MEDIAN: usize = 120;
/// The longest component.
const LONGEST_TSX: usize = 350;

fn lines(file: &Written) -> usize {
    file.text.lines().count()
}

fn too_long(files: &[Written], longest: usize) -> Vec<String> {
    let long = files.iter().filter(|file| lines(file) > longest);
    long.map(|file| format!("{}: {} lines", file.path, lines(file))).collect()
}

#[test]
fn files_of_rust_stay_small() -> anyhow::Result<()> {
    let files = files("", ".rs")?;
    none("longer than 600 lines", &too_long(&files, LONGEST));
    let mut lengths: Vec<usize> = files.iter().map(lines).collect();
    lengths.sort_unstable();
    let at = |part: usize| lengths.get(lengths.len() * part / 100).copied().unwrap_or_default();
    assert!(at(50) <= MEDIAN, "the median file has {} lines", at(50));
    assert!(at(90) <= P90, "one file of ten has more than {} lines", at(90));
    Ok(())
}

#[test]
fn components_stay_small() -> anyhow::Result<()> {
    none("longer than 350 lines", &too_long(&files("web/src", ".tsx")?, LONGEST_TSX));
    Ok(())
}
