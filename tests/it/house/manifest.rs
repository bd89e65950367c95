//! Every dependency says what it is here for.

use acceptance::setup::root;

use super::tree::none;

#[test]
fn every_dependency_has_its_purpose() -> anyhow::Result<()> {
    let text = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let (_, rest) =
        text.split_once("[workspace.dependencies]").ok_or_else(|| anyhow::anyhow!("no such table"))?;
    let (table, _) = rest.split_once("\n[").unwrap_or((rest, ""));
    let silent = table.lines().filter(|line| {
        let dependency = line.contains(" = ") && !line.trim_start().starts_with('#');
        let ours = line.contains("path = ");
        let purpose = line.split_once(" # ").is_some_and(|(_, purpose)| !purpose.trim().is_empty());
        dependency && !ours && !purpose
    });
    none("no purpose is told for", &silent.map(str::to_owned).collect::<Vec<_>>());
    Ok(())
}

#[test]
fn every_crate_takes_the_house_s_lints() -> anyhow::Result<()> {
    let mut without = Vec::new();
    for file in super::tree::files("", "Cargo.toml")? {
        let manifest: toml::Table = toml::from_str(&file.text)?;
        let inherits = manifest.get("lints").and_then(|lints| lints.get("workspace"))
            == Some(&toml::Value::Boolean(true));
        if manifest.contains_key("package") && !inherits {
            without.push(file.path);
        }
    }
    none("these manifests lack `[lints] workspace = true`", &without);
    Ok(())
}
