//! Who may know whom.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use acceptance::setup::root;
use anyhow::Context as _;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

use super::tree::none;

/// The arrows of the house. What is not here is forbidden.
const ARROWS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("eventlog", &["domain"]),
    ("projections", &["domain", "eventlog"]),
    ("call-engine", &["domain"]),
    ("media", &["domain", "call-engine"]),
    ("graphql", &["domain", "eventlog", "projections"]),
    ("gateway", &["domain", "eventlog", "projections", "media", "call-engine", "graphql"]),
    ("throwaway-postgres", &[]),
    ("push-service", &[]),
];

/// What tests alone may use.
const FOR_TESTS: [&str; 2] = ["throwaway-postgres", "push-service"];

/// What a crate must not reach, however indirectly.
const BANNED: [(&str, &[&str]); 5] = [
    ("domain", &["tokio", "cqrs-es", "sqlx", "rand"]),
    ("call-engine", &["tokio", "sqlx", "cqrs-es"]),
    ("media", &["sqlx", "sqlx-core", "cqrs-es", "axum"]),
    ("projections", &["axum", "async-graphql", "tokio-tungstenite"]),
    ("eventlog", &["axum", "async-graphql", "tokio-tungstenite"]),
];

/// What a crate must not name in its own manifest.
const UNNAMED: [(&str, &[&str]); 2] =
    [("graphql", &["sqlx", "sea-query", "axum", "media"]), ("gateway", &["sea-query", "cqrs-es"])];

/// Of this machine's packages: those of other systems were never fetched where nothing but this workspace was built.
fn metadata() -> anyhow::Result<Metadata> {
    let told = Command::new("rustc").arg("-vV").output()?;
    let told = String::from_utf8(told.stdout)?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let options = ["--offline", "--locked", "--filter-platform", host];
    Ok(MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(options.map(ToOwned::to_owned).to_vec())
        .exec()?)
}

fn named<'a>(metadata: &'a Metadata, name: &str) -> anyhow::Result<&'a Package> {
    metadata
        .workspace_packages()
        .into_iter()
        .find(|package| package.name.as_str() == name)
        .ok_or_else(|| anyhow::anyhow!("there is no crate {name}"))
}

#[test]
fn arrows_point_one_way() -> anyhow::Result<()> {
    let metadata = metadata()?;
    let ours: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let mut wrong = Vec::new();
    for (name, allowed) in ARROWS {
        for dependency in &named(&metadata, name)?.dependencies {
            let to = dependency.name.as_str();
            let for_tests = dependency.kind == DependencyKind::Development && FOR_TESTS.contains(&to);
            if ours.contains(to) && !allowed.contains(&to) && !for_tests {
                wrong.push(format!("{name} → {to} ({:?})", dependency.kind));
            }
        }
    }
    none("these arrows are not the house's", &wrong);
    Ok(())
}

#[test]
fn every_crate_has_its_arrows_told() -> anyhow::Result<()> {
    let metadata = metadata()?;
    let told: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain(["acceptance", "load"]).collect();
    let strangers = metadata
        .workspace_packages()
        .iter()
        .map(|p| p.name.to_string())
        .filter(|n| !told.contains(n.as_str()))
        .collect::<Vec<_>>();
    none("these crates are not in ARROWS", &strangers);
    Ok(())
}

#[test]
fn pure_crates_stay_pure() -> anyhow::Result<()> {
    let metadata = metadata()?;
    let mut wrong = Vec::new();
    for (name, banned) in BANNED {
        let reached = reached(&metadata, &named(&metadata, name)?.id);
        wrong.extend(banned.iter().filter(|b| reached.contains(**b)).map(|b| format!("{name} reaches {b}")));
    }
    for (name, banned) in UNNAMED {
        let package = named(&metadata, name)?;
        let normal = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
        wrong.extend(
            normal.filter(|d| banned.contains(&d.name.as_str())).map(|d| format!("{name} names {}", d.name)),
        );
    }
    none("these crates know what they must not", &wrong);
    Ok(())
}

#[test]
fn tls_is_rustls() -> anyhow::Result<()> {
    let metadata = metadata()?;
    let foreign = ["openssl", "openssl-sys", "native-tls"];
    let found =
        metadata.packages.iter().filter(|p| foreign.contains(&p.name.as_str())).map(|p| p.name.to_string());
    none("TLS is rustls, one binary without system libraries", &found.collect::<Vec<_>>());
    Ok(())
}

/// Everything a crate's normal dependencies lead to. A feature only another crate turns on counts too: what is linked is linked.
fn reached<'a>(metadata: &'a Metadata, from: &'a PackageId) -> BTreeSet<&'a str> {
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|p| (&p.id, p.name.as_str())).collect();
    let nodes: BTreeMap<_, _> =
        metadata.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| (&node.id, node)).collect();
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(id) = next.pop() {
        let Some(node) = nodes.get(id) else { continue };
        for dependency in &node.deps {
            let normal = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && seen.insert(&dependency.pkg) {
                next.push(&dependency.pkg);
            }
        }
    }
    seen.into_iter().filter_map(|id| names.get(id).copied()).collect()
}
