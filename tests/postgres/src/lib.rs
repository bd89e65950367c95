//! A PostgreSQL of a test's own: made, started, and gone with the value. Only a Unix socket, so nothing has to find a free port.
//!
//! The first start on a machine runs `initdb` once and keeps its result as a template beside the temporary files; every later one
//! copies it, which takes a tenth of a second. Missing binaries are an error, never a skipped test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use tempfile::TempDir;

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    /// Data, socket and log of the server; removed with the value.
    home: TempDir,
    binaries: PathBuf,
}

/// What went wrong, in words that say what to install or look at.
pub type Result<T> = std::result::Result<T, String>;

impl Cluster {
    /// Starts a server with `fsync` off: what is tested is our order and atomicity, not the disk's.
    pub fn start() -> Result<Self> {
        Self::start_with("-c fsync=off")
    }

    /// Starts a server with these options (`-c name=value …`) beside its own.
    pub fn start_with(options: &str) -> Result<Self> {
        let binaries = binaries()?;
        let template = template(&binaries)?;
        let home = tempfile::Builder::new()
            .prefix("agentlocator-pg-")
            .tempdir()
            .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?;
        own(home.path())?;
        run(as_owner("cp").arg("-a").arg(&template).arg(home.path().join("data")))?;
        let cluster = Self { home, binaries };
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=200 {options}",
            cluster.home.path().display()
        );
        fs::write(cluster.home.path().join("options"), options).map_err(|error| error.to_string())?;
        cluster.up()?;
        Ok(cluster)
    }

    /// Stops the server as a crash would.
    pub fn down(&self) -> Result<()> {
        run(self.control().args(["stop", "-m", "immediate", "-w"]))
    }

    /// Starts it again.
    pub fn up(&self) -> Result<()> {
        let options =
            fs::read_to_string(self.home.path().join("options")).map_err(|error| error.to_string())?;
        let log = self.home.path().join("log");
        run(self.control().args(["start", "-w", "-t", "30", "-o", &options, "-l"]).arg(&log))
            .map_err(|error| format!("{error}\n{}", fs::read_to_string(&log).unwrap_or_default()))
    }

    /// Makes an empty database; gives its address.
    pub fn database(&self, name: &str) -> Result<String> {
        let mut create = as_owner(self.binaries.join("createdb"));
        run(create.arg("-h").arg(self.home.path()).args(["-U", "postgres", name]))?;
        Ok(self.url(name))
    }

    /// The address of a database of this server.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://postgres@localhost/{name}?host={}", self.home.path().display())
    }

    /// Where the server's socket is (`psql -h`, `pgbench -h`).
    pub fn socket(&self) -> &Path {
        self.home.path()
    }

    /// A program of this PostgreSQL's installation (`pgbench`, `pg_dump`), to be run as the server's owner.
    pub fn program(&self, name: &str) -> Command {
        as_owner(self.binaries.join(name))
    }

    fn control(&self) -> Command {
        let mut control = as_owner(self.binaries.join("pg_ctl"));
        control.arg("-D").arg(self.home.path().join("data"));
        control
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // May be down already; the folder goes either way.
        let _ = self.down();
    }
}

/// Where the server's programs are: `PG_BIN`, the usual folders (newest first), or the PATH.
fn binaries() -> Result<PathBuf> {
    let named = env::var_os("PG_BIN").map(PathBuf::from).into_iter();
    let mut installed: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    installed.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    named
        .chain(installed.into_iter().rev())
        .chain(env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .ok_or_else(|| {
            "PostgreSQL's initdb and pg_ctl were not found: install the server (apt install postgresql) or set PG_BIN \
             to the folder that has them"
                .to_owned()
        })
}

/// A data folder fresh from `initdb`, made once per version of the server and user.
fn template(binaries: &Path) -> Result<PathBuf> {
    let version =
        Command::new(binaries.join("initdb")).arg("--version").output().map_err(|e| e.to_string())?;
    let version: String = String::from_utf8_lossy(&version.stdout)
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let template =
        env::temp_dir().join(format!("agentlocator-pg-utf8-{version}-{}", owner().unwrap_or_default()));
    if template.exists() {
        return Ok(template);
    }
    let making = tempfile::Builder::new()
        .prefix("agentlocator-initdb-")
        .tempdir()
        .map_err(|error| error.to_string())?;
    own(making.path())?;
    let data = making.path().join("data");
    run(as_owner(binaries.join("initdb"))
        .args(["--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"])
        .arg(&data))?;
    match fs::rename(&data, &template) {
        // Somebody else was faster: theirs is as good.
        Err(_) if template.exists() => Ok(template),
        Err(error) => Err(format!("{}: {error}", template.display())),
        Ok(()) => Ok(template),
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user `postgres`.
fn owner() -> Option<u32> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"])? == 0 { id(&["-u", "postgres"]) } else { None }
}

fn as_owner(program: impl AsRef<OsStr>) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    if let Some(user) = owner() {
        command.uid(user).gid(user).current_dir("/");
    }
    command.env_remove("PGHOST").env_remove("PGPORT").env_remove("PGUSER").env("LC_ALL", "C");
    command
}

fn own(folder: &Path) -> Result<()> {
    let Some(user) = owner() else { return Ok(()) };
    std::os::unix::fs::chown(folder, Some(user), None)
        .map_err(|error| format!("{}: {error}", folder.display()))
}

fn run(command: &mut Command) -> Result<()> {
    let outcome: io::Result<_> =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let outcome = outcome.and_then(std::process::Child::wait_with_output);
    match outcome {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
