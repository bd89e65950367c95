//! The whole log, out and in.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use eventlog::{EventLog, Keys, Transferred};
use serde_json::{Value, json};
use tokio::{
    fs::File,
    io::{AsyncWrite, BufReader, BufWriter, stdin, stdout},
};

use super::super::Out;

/// Writes all of it, as `import` reads it.
pub(super) async fn export(
    log: &EventLog,
    with_keys: bool,
    output: Option<PathBuf>,
    out: Out,
) -> anyhow::Result<()> {
    let to_file = output.is_some();
    let keys = if with_keys { Keys::With } else { Keys::Without };
    let done = log.export(writer(output).await?, keys).await?;
    if to_file {
        out.result(&shown(&done), || {
            format!("{} events, {} keys, head {}", done.events, done.keys, done.head)
        })?;
    }
    Ok(())
}

/// Reads all of it into an empty log.
pub(super) async fn import(log: &EventLog, file: &Path, out: Out) -> anyhow::Result<()> {
    let done = if file == Path::new("-") {
        log.import(BufReader::new(stdin())).await?
    } else {
        let from = File::open(file).await.with_context(|| file.display().to_string())?;
        log.import(BufReader::new(from)).await?
    };
    out.result(&shown(&done), || format!("{} events, {} keys, head {}", done.events, done.keys, done.head))?;
    Ok(())
}

/// The file, or standard output.
pub(super) async fn writer(output: Option<PathBuf>) -> anyhow::Result<Box<dyn AsyncWrite + Unpin + Send>> {
    Ok(match output {
        Some(path) => {
            let file = File::create(&path).await.with_context(|| path.display().to_string())?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(stdout())),
    })
}

fn shown(done: &Transferred) -> Value {
    json!({ "events": done.events, "keys": done.keys, "head": done.head })
}
