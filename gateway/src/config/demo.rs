use super::{Secret, source::Source};

/// The demo business.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    /// Whether this process serves it (`serve --demo`): seeds it and takes callers' scripts from this machine.
    pub enabled: bool,
    /// Its owner's password; at least 8 characters. Absent: generated once and kept beside the database.
    pub password: Option<Secret>,
}

impl Demo {
    pub(super) fn read(source: &mut Source) -> Self {
        let password = source.check("DEMO_PASSWORD", "demo.password", "at least 8 characters", |text| {
            (text.chars().count() >= 8).then(|| Secret::new(text))
        });
        Self { enabled: false, password }
    }
}
