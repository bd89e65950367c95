//! Wrong settings stop the start, and say which and what was expected.

use acceptance::{Engine, Setup, operator};

/// A variable and a value it cannot have.
const WRONG: [(&str, &str); 13] = [
    ("PORT", "eighty"),
    ("PORT", "70000"),
    ("HOST", "not an address"),
    ("PUBLIC_URL", "crm.example.test"),
    ("PUBLIC_URL", "https://crm.example.test/?tenant=1"),
    ("DATABASE_URL", "mysql://localhost/crm"),
    ("JWT_SECRET", "short"),
    ("INTERNAL_SECRET", "short"),
    ("MASTER_KEY", "too short for a key"),
    ("TWILIO_ACCOUNT_SID", "AC12"),
    ("SPEECH_PROVIDER", "cassette"),
    ("LANGUAGE_PROVIDER", "parrot"),
    ("DEMO_PASSWORD", "short"),
];

#[tokio::test]
async fn a_wrong_setting_stops_the_start_by_name() -> anyhow::Result<()> {
    for (name, value) in WRONG {
        let setup = Setup::empty(Engine::Sqlite)?.with(name, value);
        let ran = operator::run(&setup, &["serve"]).await?;
        assert!(!ran.success, "{name}={value} starts");
        assert!(ran.stderr.contains(name), "{name}={value}: {}", ran.stderr);
        assert!(ran.stderr.contains("expected"), "what {name} expects is not said: {}", ran.stderr);
        assert_eq!(ran.stderr.trim().lines().count(), 1, "one line says why: {}", ran.stderr);
        assert!(
            !setup.home().join("agentlocator.db").exists() || name == "PORT" || name == "HOST",
            "{name}: nothing is made before"
        );
    }
    Ok(())
}

#[tokio::test]
async fn all_faults_are_told_at_once() -> anyhow::Result<()> {
    let setup =
        Setup::empty(Engine::Sqlite)?.with("PORT", "x").with("JWT_SECRET", "y").with("SPEECH_PROVIDER", "z");
    let ran = operator::run(&setup, &["serve"]).await?;
    assert!(!ran.success);
    for name in ["PORT", "JWT_SECRET", "SPEECH_PROVIDER"] {
        assert!(ran.stderr.contains(name), "{name}: {}", ran.stderr);
    }
    Ok(())
}

#[tokio::test]
async fn a_provider_without_its_account_is_told_by_name() -> anyhow::Result<()> {
    for (name, value, lacks) in [
        ("LANGUAGE_PROVIDER", "openai", "OPENAI_API_KEY"),
        ("SPEECH_PROVIDER", "google", "GOOGLE_APPLICATION_CREDENTIALS"),
    ] {
        let ran = operator::run(&Setup::empty(Engine::Sqlite)?.with(name, value), &["serve"]).await?;
        assert!(!ran.success, "{name}={value} starts without {lacks}");
        assert!(ran.stderr.contains(lacks) || ran.stderr.contains(name), "{}", ran.stderr);
    }
    Ok(())
}

#[tokio::test]
async fn the_file_counts_and_its_unknown_fields_do_not_pass() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?;
    let file = setup.home().join("settings.toml");
    std::fs::write(&file, "[http]\nprot = 9000\n")?;
    let named = setup.with("AGENTLOCATOR_CONFIG", &file.display().to_string());
    let ran = operator::run(&named, &["serve"]).await?;
    assert!(!ran.success && ran.stderr.contains("http.prot"), "{}", ran.stderr);

    std::fs::write(&file, "[twilio]\naccount_sid = \"nobody\"\n")?;
    let ran = operator::run(&named, &["serve"]).await?;
    assert!(!ran.success && ran.stderr.contains("TWILIO_ACCOUNT_SID"), "{}", ran.stderr);
    Ok(())
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_is_named() -> anyhow::Result<()> {
    for url in ["postgres://nobody@127.0.0.1:1/none", "sqlite:///proc/nowhere/agentlocator.db"] {
        let ran = operator::run(&Setup::empty(Engine::Sqlite)?.with("DATABASE_URL", url), &["serve"]).await?;
        assert!(!ran.success, "{url}");
        assert!(ran.stderr.contains("DATABASE_URL"), "{url}: {}", ran.stderr);
        assert_eq!(ran.stderr.trim().lines().count(), 1, "{}", ran.stderr);
    }
    Ok(())
}
