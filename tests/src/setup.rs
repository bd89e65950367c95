//! What a server under test is started with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use tempfile::TempDir;
use throwaway_postgres::Cluster;
use tokio::process::Command;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The embedded one.
    Sqlite,
    /// A server of the test's own.
    Postgres,
}

/// A folder, a database and settings; outlives the servers started on it.
#[derive(Debug, Clone)]
pub struct Setup {
    home: Arc<TempDir>,
    cluster: Option<Arc<Cluster>>,
    database_url: String,
    demo: bool,
    small_disk: Option<PathBuf>,
    variables: Vec<(String, String)>,
}

/// Mounts a small disk at the first argument and becomes the rest.
const MOUNT: &str = r#"mount -t tmpfs -o size=24m tmpfs "$1" && shift && exec "$@""#;

/// The demo owner's password in tests.
pub const PASSWORD: &str = "correct horse battery";
/// Twilio's token in tests that sign.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// What a signing Twilio believes the server's address to be: signatures are over this, wherever the socket is.
pub const PUBLIC: &str = "https://crm.example.test";

impl Setup {
    /// The demo business on an empty database; webhooks unsigned, from this machine.
    pub fn demo(engine: Engine) -> anyhow::Result<Self> {
        Ok(Self { demo: true, ..Self::empty(engine)? })
    }

    /// An empty installation.
    pub fn empty(engine: Engine) -> anyhow::Result<Self> {
        let home = tempfile::Builder::new().prefix("agentlocator-test-").tempdir()?;
        let (cluster, database_url) = match engine {
            Engine::Sqlite => (None, format!("sqlite://{}", home.path().join("agentlocator.db").display())),
            Engine::Postgres => {
                let cluster = Cluster::start().map_err(|error| anyhow!(error))?;
                let url = cluster.database("agentlocator").map_err(|error| anyhow!(error))?;
                (Some(Arc::new(cluster)), url)
            }
        };
        Ok(Self {
            home: Arc::new(home),
            cluster,
            database_url,
            demo: false,
            small_disk: None,
            variables: Vec::new(),
        })
    }

    /// The demo business on a database on a disk of its own, of a few megabytes. Each server started on it gets a new one, which
    /// only it can see: a mount namespace, which takes root or a kernel that lets anybody have one.
    pub fn on_a_small_disk() -> anyhow::Result<Self> {
        let setup = Self::demo(Engine::Sqlite)?;
        let disk = setup.home().join("disk");
        std::fs::create_dir(&disk)?;
        let database_url = format!("sqlite://{}", disk.join("agentlocator.db").display());
        Ok(Self { database_url, small_disk: Some(disk), ..setup })
    }

    /// Where the small disk is, when there is one.
    pub fn small_disk(&self) -> Option<&Path> {
        self.small_disk.as_deref()
    }

    /// The binary, on the small disk when there is one.
    pub fn command(&self) -> anyhow::Result<Command> {
        let binary = binary()?;
        let Some(disk) = &self.small_disk else { return Ok(Command::new(binary)) };
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", MOUNT, "sh"]).arg(disk).arg(binary);
        Ok(command)
    }

    /// With this setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With Twilio's token, so that webhooks must be signed.
    #[must_use]
    pub fn signed(self) -> Self {
        self.with("TWILIO_AUTH_TOKEN", TOKEN).with("PUBLIC_URL", PUBLIC)
    }

    /// Whether the demo business is served.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// Whether webhooks must be signed.
    pub fn is_signed(&self) -> bool {
        self.variables.iter().any(|(name, _)| name == "TWILIO_AUTH_TOKEN")
    }

    /// The folder of the database, secrets, recordings and logs.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the database is.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The PostgreSQL server, when that is the engine.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_deref()
    }

    /// The whole environment of a process: nothing of the tests' own gets in but where programs are.
    pub fn environment(&self) -> Vec<(String, String)> {
        let inherited = ["PATH", "HOME", "TMPDIR", "LANG", "RUST_LOG"];
        let inherited =
            inherited.iter().filter_map(|&name| Some((name.to_owned(), std::env::var(name).ok()?)));
        let ours = [("DATABASE_URL", self.database_url.as_str()), ("PORT", "0"), ("DEMO_PASSWORD", PASSWORD)];
        let ours = ours.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        inherited
            .chain(ours)
            .chain(self.variables.iter().cloned())
            .chain([("RUST_BACKTRACE".into(), "1".into())])
            .collect()
    }
}

/// The binary under test: `AGENTLOCATOR_BIN`, else the one built beside the tests.
pub fn binary() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("AGENTLOCATOR_BIN") {
        return Ok(named.into());
    }
    let tests = std::env::current_exe()?;
    // target/debug/deps/it-… → target/debug/agentlocator
    let built = tests.ancestors().nth(2).context("the tests' own path")?.join("agentlocator");
    anyhow::ensure!(
        built.exists(),
        "{} is not built: cargo build --workspace --bins --tests",
        built.display()
    );
    Ok(built)
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}
