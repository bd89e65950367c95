//! Each aggregate has the same cast of files: who knows one knows all.

use std::fs;

use acceptance::setup::root;
use domain::Category;

use super::tree::none;

const CAST: [&str; 6] = ["mod.rs", "command.rs", "event.rs", "decide.rs", "error.rs", "tests.rs"];

#[test]
fn every_aggregate_has_the_cast() {
    let domain = root().join("domain/src");
    let missing = Category::ALL
        .iter()
        .flat_map(|slice| CAST.map(|file| format!("{}/{file}", slice.as_str())))
        .filter(|file| !domain.join(file).exists());
    none("domain/src lacks", &missing.collect::<Vec<_>>());
}

#[test]
fn nobody_plays_half_a_part() -> anyhow::Result<()> {
    let mut halves = Vec::new();
    for entry in fs::read_dir(root().join("domain/src"))? {
        let folder = entry?.path();
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let an_aggregate = Category::ALL.iter().any(|slice| slice.as_str() == name);
        if folder.join("decide.rs").exists() && !an_aggregate {
            halves.push(name);
        }
    }
    none("these decide, and are no category of streams", &halves);
    Ok(())
}

#[test]
fn migrations_come_in_pairs() -> anyhow::Result<()> {
    let names = |engine: &str| -> anyhow::Result<Vec<String>> {
        let mut names: Vec<String> = fs::read_dir(root().join("migrations").join(engine))?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<_>>()?;
        names.sort();
        Ok(names)
    };
    assert_eq!(names("sqlite")?, names("postgres")?, "both engines take the same steps");
    Ok(())
}
