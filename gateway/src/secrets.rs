//! Secrets nobody set: made once, kept beside the database, readable by this user alone.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ports::Entropy;

use crate::config::Secret;

/// The secret kept in `folder/name`, made now when there is none. Two processes that start at once agree: the first to put
/// its file in place wins, and the other reads it.
pub fn keep(folder: &Path, name: &str, bytes: usize, entropy: &dyn Entropy) -> io::Result<Secret> {
    let path = folder.join(name);
    if let Some(secret) = read(&path)? {
        return Ok(secret);
    }
    fs::create_dir_all(folder)?;
    let secret = random(bytes, entropy);
    let draft = folder.join(format!(".{name}.{:016x}", entropy.next_u64()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(secret.expose().as_bytes())?;
    file.sync_all()?;
    // A hard link appears whole or not at all, and never replaces what is there.
    let linked = fs::hard_link(&draft, &path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => read(&path)?.ok_or_else(|| io::ErrorKind::NotFound.into()),
    }
}

/// A secret of this many random bytes, as text.
pub fn random(bytes: usize, entropy: &dyn Entropy) -> Secret {
    let mut raw = vec![0; bytes];
    entropy.fill(&mut raw);
    Secret::new(URL_SAFE_NO_PAD.encode(raw))
}

/// The secret kept in `folder/name`, when there is one.
pub fn kept(folder: &Path, name: &str) -> io::Result<Option<Secret>> {
    read(&folder.join(name))
}

fn read(path: &Path) -> io::Result<Option<Secret>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(Secret::new(text.trim()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::system::SystemEntropy;

    #[test]
    fn it_is_made_once_and_is_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path(), "jwt_secret", 32, &SystemEntropy).unwrap();
        let again = keep(folder.path(), "jwt_secret", 32, &SystemEntropy).unwrap();
        assert_eq!(first, again);
        let mode = fs::metadata(folder.path().join("jwt_secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
