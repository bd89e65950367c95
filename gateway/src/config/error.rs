use std::fmt;

/// One wrong setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The variable, and its `section.field` in the file.
    pub name: String,
    /// What it expects.
    pub expected: String,
}

/// The settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// All that is wrong with them.
    pub faults: Vec<Fault>,
}

impl ConfigError {
    /// A fault found after reading: a setting that cannot be met.
    pub fn one(name: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { faults: vec![Fault { name: name.into(), expected: expected.into() }] }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let gap = if index == 0 { "" } else { "; " };
            write!(f, "{gap}{}: expected {}", fault.name, fault.expected)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
