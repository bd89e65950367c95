//! Where a setting's text comes from, and the list of what was wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::{ConfigError, Fault, Secret};

/// The variable that names the settings file.
const FILE: &str = "AGENTLOCATOR_CONFIG";

/// Environment and file together. `section.field` keys that were asked for are remembered; the rest is refused at the end.
pub(super) struct Source {
    variables: BTreeMap<String, String>,
    file: BTreeMap<String, toml::Value>,
    known: BTreeSet<&'static str>,
    faults: Vec<Fault>,
}

impl Source {
    pub(super) fn open(variables: BTreeMap<String, String>) -> Self {
        let mut source =
            Self { variables, file: BTreeMap::new(), known: BTreeSet::new(), faults: Vec::new() };
        if let Some(path) = source.variables.get(FILE).filter(|path| !path.trim().is_empty()).cloned() {
            match std::fs::read_to_string(&path)
                .map_err(|error| error.to_string())
                .and_then(|text| text.parse::<toml::Table>().map_err(|error| error.message().to_owned()))
            {
                Ok(table) => source.take(table),
                Err(why) => source.fault(FILE, &format!("a readable TOML file ({path}: {why})")),
            }
        }
        source
    }

    /// As if a file had these, by `section.field`.
    pub(super) fn of_fields(fields: BTreeMap<String, String>) -> Self {
        let file = fields.into_iter().map(|(field, text)| (field, toml::Value::String(text))).collect();
        Self { variables: BTreeMap::new(), file, known: BTreeSet::new(), faults: Vec::new() }
    }

    fn take(&mut self, table: toml::Table) {
        for (section, value) in table {
            if let toml::Value::Table(fields) = value {
                for (field, value) in fields {
                    self.file.insert(format!("{section}.{field}"), value);
                }
            } else {
                self.file.insert(section, value);
            }
        }
    }

    /// The setting's text; an empty variable is an absent one.
    pub(super) fn text(&mut self, variable: &'static str, key: &'static str) -> Option<String> {
        self.known.insert(key);
        if let Some(text) = self.variables.get(variable).map(|text| text.trim()).filter(|t| !t.is_empty()) {
            return Some(text.to_owned());
        }
        match self.file.get(key)? {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(number) => Some(number.to_string()),
            toml::Value::Boolean(truth) => Some(truth.to_string()),
            toml::Value::Float(number) => Some(number.to_string()),
            toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => {
                self.fault(&named(variable, key), "a text, a number or true/false");
                None
            }
        }
    }

    /// The setting read as a type; a fault when it cannot be.
    pub(super) fn parse<T: FromStr>(
        &mut self,
        variable: &'static str,
        key: &'static str,
        expected: &'static str,
    ) -> Option<T> {
        self.check(variable, key, expected, |text| text.parse().ok())
    }

    /// The setting read by a rule; a fault when the rule says no.
    pub(super) fn check<T>(
        &mut self,
        variable: &'static str,
        key: &'static str,
        expected: &'static str,
        rule: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(variable, key)?;
        let value = rule(&text);
        if value.is_none() {
            self.fault(&named(variable, key), expected);
        }
        value
    }

    /// A secret with a least length.
    pub(super) fn secret(&mut self, variable: &'static str, key: &'static str) -> Option<Secret> {
        self.text(variable, key).map(Secret::new)
    }

    /// An `http(s)` address, without the slash at its end.
    pub(super) fn address(&mut self, variable: &'static str, key: &'static str) -> Option<url::Url> {
        self.check(variable, key, "an address such as https://crm.example.com", |text| {
            let url = url::Url::parse(text).ok()?;
            (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then_some(url)
        })
    }

    pub(super) fn fault(&mut self, name: &str, expected: &str) {
        self.faults.push(Fault { name: name.to_owned(), expected: expected.to_owned() });
    }

    pub(super) fn finish(mut self) -> Result<(), ConfigError> {
        let unknown: Vec<_> =
            self.file.keys().filter(|key| !self.known.contains(key.as_str())).cloned().collect();
        for key in unknown {
            self.fault(&format!("{FILE}: {key}"), "no such field (see docs for the settings there are)");
        }
        if self.faults.is_empty() { Ok(()) } else { Err(ConfigError { faults: self.faults }) }
    }
}

pub(super) fn named(variable: &str, key: &str) -> String {
    format!("{variable} ({key})")
}
