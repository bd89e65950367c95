//! The dashboard is embedded: a new `web/dist` is a new binary. The folder is made when there is none, since what is missing now
//! would not be found later either.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../web/dist")?;
    println!("cargo:rerun-if-changed=../web/dist");
    Ok(())
}
