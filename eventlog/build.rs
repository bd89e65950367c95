//! Lists the migrations of both databases, so that a new file is embedded without being named anywhere, and names the version of
//! the domain's source.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    hash_domain()?;
    embed_migrations()
}

/// Snapshots hold states as this source makes them; any change to it, however small, makes the old ones unreadable on purpose.
fn hash_domain() -> io::Result<()> {
    let source = Path::new("../domain/src");
    println!("cargo:rerun-if-changed={}", source.display());
    let mut files = Vec::new();
    list(source, &mut files)?;
    files.push("src/upcast.rs".into());
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(&file)?.hash(&mut hasher);
    }
    println!("cargo:rustc-env=DOMAIN_SOURCE={:016x}", hasher.finish());
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn embed_migrations() -> io::Result<()> {
    let mut code = String::new();
    for (engine, name) in [("sqlite", "SQLITE"), ("postgres", "POSTGRES")] {
        let folder = Path::new("../migrations").join(engine);
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = fs::read_dir(&folder)?
            .collect::<io::Result<Vec<_>>>()?
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
            .collect();
        files.sort();
        let _ = writeln!(code, "pub(super) const {name}: &[(&str, &str)] = &[");
        for file in files {
            let file = fs::canonicalize(file)?.display().to_string();
            println!("cargo:rerun-if-changed={file}");
            let stem = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let _ = writeln!(code, "    ({stem:?}, include_str!({file:?})),");
        }
        code.push_str("];\n");
    }
    let target = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&target).join("migrations.rs"), code)
}
