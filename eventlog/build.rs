//! Lists the migrations of both databases, so that a new file is embedded without being named anywhere.

use std::{env, fmt::Write as _, fs, io, path::Path};

fn main() -> io::Result<()> {
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
            let file = fs::canonicalize(file)?;
            println!("cargo:rerun-if-changed={}", file.display());
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let _ = writeln!(code, "    ({stem:?}, include_str!({file:?})),");
        }
        code.push_str("];\n");
    }
    let target = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&target).join("migrations.rs"), code)
}
