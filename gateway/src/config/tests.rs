use std::collections::BTreeMap;

use super::Config;

fn read(variables: &[(&str, &str)]) -> Result<Config, super::ConfigError> {
    let variables: BTreeMap<_, _> =
        variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Config::read(variables)
}

#[test]
fn nothing_set_is_enough() {
    let config = read(&[]).unwrap();
    assert_eq!(config.http.port, 8080);
    assert_eq!(config.storage.database_url, "sqlite://data/agentlocator.db");
    assert_eq!(config.storage.data_dir, std::path::Path::new("data"));
}

#[test]
fn every_fault_names_its_variable_and_what_it_expects() {
    let error = read(&[("PORT", "70000"), ("DATABASE_URL", "mysql://x"), ("SPEECH_PROVIDER", "openai")]);
    let text = error.unwrap_err().to_string();
    for part in
        ["PORT (http.port): expected a port number", "DATABASE_URL", "SPEECH_PROVIDER", "google or local"]
    {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn secrets_are_not_printed() {
    let config = read(&[("TWILIO_AUTH_TOKEN", "tiger-lily"), ("JWT_SECRET", "0123456789abcdef")]).unwrap();
    let text = format!("{config:?}");
    assert!(!text.contains("tiger-lily") && !text.contains("0123456789abcdef"), "{text}");
}

#[test]
fn the_file_is_read_under_the_environment_and_its_unknown_fields_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, "[http]\nport = 9000\nhost = '0.0.0.0'\n").unwrap();
    let file = path.to_str().unwrap();
    let config = read(&[("AGENTLOCATOR_CONFIG", file), ("HOST", "127.0.0.2")]).unwrap();
    assert_eq!((config.http.port, config.http.host.to_string()), (9000, "127.0.0.2".to_owned()));

    std::fs::write(&path, "[http]\nprot = 9000\n").unwrap();
    let error = read(&[("AGENTLOCATOR_CONFIG", file)]).unwrap_err().to_string();
    assert!(error.contains("http.prot"), "{error}");
}

#[test]
fn secrets_lie_beside_the_database() {
    let config = read(&[("DATABASE_URL", "sqlite:///tmp/x/y.db?mode=rwc")]).unwrap();
    assert_eq!(config.storage.data_dir, std::path::Path::new("/tmp/x"));
}

#[test]
fn google_needs_its_key_file_and_takes_its_numbers_from_a_file_too() {
    let error = read(&[("SPEECH_PROVIDER", "google")]).unwrap_err().to_string();
    assert!(error.contains("GOOGLE_APPLICATION_CREDENTIALS (google.credentials)"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, "[google]\ntts_rate = 1.15\nstt_model = 'latest_short'\n").unwrap();
    let config = read(&[("AGENTLOCATOR_CONFIG", path.to_str().unwrap())]).unwrap().providers.google;
    assert_eq!((config.tts_rate, config.stt_model.as_deref()), (Some(1.15), Some("latest_short")));
}
