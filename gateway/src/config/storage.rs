use std::path::{Path, PathBuf};

use super::source::Source;

/// Where the log and the files beside it are.
#[derive(Debug, Clone)]
pub struct Storage {
    /// `sqlite://path` or `postgres://…`. Default `sqlite://data/agentlocator.db`.
    pub database_url: String,
    /// The folder for generated secrets and local recordings. Default: the SQLite file's folder, `data` with PostgreSQL.
    pub data_dir: PathBuf,
}

impl Storage {
    pub(super) fn read(source: &mut Source) -> Self {
        let database_url = source
            .check(
                "DATABASE_URL",
                "database.url",
                "sqlite://path/to/file.db or postgres://user@host/database",
                |text| {
                    let known = ["sqlite:", "postgres://", "postgresql://"];
                    known.iter().any(|scheme| text.starts_with(scheme)).then(|| text.to_owned())
                },
            )
            .unwrap_or_else(|| "sqlite://data/agentlocator.db".to_owned());
        let data_dir =
            source.text("DATA_DIR", "database.data_dir").map_or_else(|| beside(&database_url), PathBuf::from);
        Self { database_url, data_dir }
    }

    /// Where local recordings lie.
    pub fn recordings(&self) -> PathBuf {
        self.data_dir.join("recordings")
    }

    /// Where synthesised speech is kept.
    pub fn speech(&self) -> PathBuf {
        self.data_dir.join("speech")
    }
}

fn beside(database_url: &str) -> PathBuf {
    let path = database_url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    path.map(|path| path.split('?').next().unwrap_or(path))
        .and_then(|path| Path::new(path).parent())
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or_else(|| PathBuf::from("data"), Path::to_path_buf)
}
