use std::{collections::BTreeMap, time::Duration};

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
fn every_threshold_of_a_call_can_be_set_and_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, "[call]\nvoice_score = 0.7\nturn_silence_ms = 250\nmaximum_seconds = 600\n")
        .unwrap();
    let file = path.to_str().unwrap();
    let set = [("CALL_RX_FRAMES", "400"), ("CALL_RECORD_INPUTS", "false"), ("CALL_DRAIN_SECONDS", "5")];
    let call = read(&[&[("AGENTLOCATOR_CONFIG", file)], &set[..]].concat()).unwrap().call;
    let usual = media::EngineSettings::default();
    let engine = media::EngineSettings {
        voice_score: 0.7,
        turn_silence: Duration::from_millis(250),
        maximum: Duration::from_mins(10),
        rx_frames: 400,
        ..usual
    };
    assert_eq!(call, super::Call { engine, record_inputs: false, drain: Duration::from_secs(5) });

    let wrong = [
        ("CALL_TURN_SILENCE_MS", "soon"),
        ("CALL_TX_FRAMES", "5"),
        ("CALL_VOICE_SCORE", "2"),
        ("CALL_RECORD_INPUTS", "maybe"),
        ("CALL_RX_NORMAL_AT", "100"),
    ];
    let error = read(&wrong).unwrap_err().to_string();
    for part in [
        "CALL_TURN_SILENCE_MS (call.turn_silence_ms): expected a whole number of milliseconds, 20 to 60000",
        "CALL_TX_FRAMES (call.tx_frames): expected a whole number, 10 to 3000",
        "CALL_VOICE_SCORE (call.voice_score): expected a number, 0 to 1",
        "CALL_RECORD_INPUTS (call.record_inputs): expected true or false",
        "CALL_RX_NORMAL_AT (call.rx_normal_at): expected less than CALL_RX_DRAIN_AT",
    ] {
        assert!(error.contains(part), "{error}");
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
fn the_language_that_is_heard_is_a_tag() {
    let language =
        |text| read(&[("GOOGLE_STT_LANGUAGE", text)]).map(|config| config.providers.google.stt_language);
    for tag in ["he-IL", "iw", "cmn-Hans-CN", "es-419"] {
        assert_eq!(language(tag).unwrap().as_deref(), Some(tag));
    }
    for wrong in ["Hebrew", "he_IL", "he-", "h", "עברית", "he IL", "12-IL"] {
        let error = language(wrong).unwrap_err().to_string();
        assert!(
            error.contains("GOOGLE_STT_LANGUAGE (google.stt_language): expected a language tag"),
            "{error}"
        );
    }
}

#[test]
fn shared_keys_without_the_account_s_token_are_no_protection() {
    let error = read(&[("TWILIO_SHARED_KEYS", "SK1=secret")]).unwrap_err().to_string();
    assert!(error.contains("TWILIO_AUTH_TOKEN (twilio.auth_token)"), "{error}");
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
    assert_eq!(config.stt_language, None);
}
