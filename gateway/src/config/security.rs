use super::{Secret, source::Source};

/// What sessions and tokens are signed with, and personal data is encrypted under.
#[derive(Debug, Clone)]
pub struct Security {
    /// Signs sessions; at least 16 characters. Absent: generated and kept beside the database. Changing it signs everybody out.
    pub jwt_secret: Option<Secret>,
    /// Signs what the process tells itself (stream tokens); at least 16 characters. Absent: generated and kept beside the
    /// database. Several nodes on one database must share it.
    pub internal_secret: Option<Secret>,
    /// Encrypts the keys of persons, which encrypt their data in the log; at least 32 random characters. Absent: generated and kept
    /// beside the database. Several nodes on one database must share it, or the second does not start. Keep a copy apart from the
    /// database's backups: who loses it has erased everybody.
    pub master_key: Option<Secret>,
}

impl Security {
    pub(super) fn read(source: &mut Source) -> Self {
        let longer = |text: &str| (text.len() >= 32).then(|| Secret::new(text));
        let long = |text: &str| (text.len() >= 16).then(|| Secret::new(text));
        Self {
            jwt_secret: source.check("JWT_SECRET", "security.jwt_secret", "at least 16 characters", long),
            internal_secret: source.check(
                "INTERNAL_SECRET",
                "security.internal_secret",
                "at least 16 characters",
                long,
            ),
            master_key: source.check(
                "MASTER_KEY",
                "security.master_key",
                "at least 32 random characters",
                longer,
            ),
        }
    }
}
