use super::{Secret, source::Source};

/// What sessions and tokens are signed with.
#[derive(Debug, Clone)]
pub struct Security {
    /// Signs sessions; at least 16 characters. Absent: generated and kept beside the database. Changing it signs everybody out.
    pub jwt_secret: Option<Secret>,
    /// Signs what the process tells itself (stream tokens); at least 16 characters. Absent: generated and kept beside the
    /// database. Several nodes on one database must share it.
    pub internal_secret: Option<Secret>,
}

impl Security {
    pub(super) fn read(source: &mut Source) -> Self {
        let long = |text: &str| (text.len() >= 16).then(|| Secret::new(text));
        Self {
            jwt_secret: source.check("JWT_SECRET", "security.jwt_secret", "at least 16 characters", long),
            internal_secret: source.check(
                "INTERNAL_SECRET",
                "security.internal_secret",
                "at least 16 characters",
                long,
            ),
        }
    }
}
