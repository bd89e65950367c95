//! The only file that names concrete stores, providers and projectors.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::http::HeaderValue;
use domain::ports::{Clock, Entropy};
use eventlog::{CommandBus, EventLog, LogError, MasterKey, Options, Reactor};
use media::{
    EngineSettings, MediaDeps, Registry,
    provider::{
        Synthesizer,
        local::{self, Receptionist, ScriptBook, ScriptedRecognizer},
    },
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use projections::Projections;

use crate::{
    app::{App, Parts},
    auth::{StreamTokens, Tokens},
    config::{Config, ConfigError, Http, Provider, Providers, Secret},
    desk::FrontDesk,
    imports::Imports,
    lifecycle::Lifecycle,
    reactors::{self, Crm, Retention},
    recordings::Recordings,
    running::StartError,
    secrets,
    system::{SystemClock, SystemEntropy},
    twilio::{PublicUrl, Verifier},
    voice::Voice,
};

/// How often finished histograms are folded away.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

/// The log the settings name, its folder made when it is a file; personal data in it is encrypted.
pub async fn open_log(config: &Config) -> Result<EventLog, StartError> {
    if config.storage.database_url.starts_with("sqlite:") {
        // When it cannot be made, opening the file says so.
        let _ = std::fs::create_dir_all(&config.storage.data_dir);
    }
    let master = secret(config, config.security.master_key.as_ref(), "master_key")?;
    let options = Options { master_key: Some(MasterKey::of_secret(master.expose())), ..Options::default() };
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let opened = EventLog::open_with(&config.storage.database_url, clock, entropy, options).await;
    opened.map_err(|error| {
        if matches!(error, LogError::WrongMasterKey | LogError::NoMasterKey) {
            return ConfigError::one("MASTER_KEY", ITS_OWN_KEY).into();
        }
        error.into()
    })
}

/// What is wrong with a master key that does not fit.
const ITS_OWN_KEY: &str = "the key this database's personal data was encrypted with: the other nodes' MASTER_KEY, or their file \
    master_key (in DATA_DIR)";

/// The secret that was set, else the one kept beside the database.
fn secret(config: &Config, set: Option<&Secret>, name: &str) -> std::io::Result<Secret> {
    match set {
        Some(secret) => Ok(secret.clone()),
        None => secrets::keep(&config.storage.data_dir, name, 32, &SystemEntropy),
    }
}

/// Everything, wired: a process that listens at `address`.
pub async fn app(config: &Config, address: SocketAddr) -> Result<App, StartError> {
    let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) =
        (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let public = config.http.public_url.clone().unwrap_or_else(|| Http::local_url(address));
    let tokens = Tokens::new(&secret(config, config.security.jwt_secret.as_ref(), "jwt_secret")?);
    let internal = secret(config, config.security.internal_secret.as_ref(), "internal_secret")?;
    let stream_tokens = StreamTokens::new(internal);

    let lifecycle = Lifecycle::default();
    let log = open_log(config).await?;
    let bus = CommandBus::new(log.clone());
    let projections = Projections::start(log.clone(), &lifecycle.tasks, lifecycle.stop_token()).await?;
    let recordings = Recordings::new(config.storage.recordings(), &config.twilio)?;
    let retention = Retention::new(bus.clone(), recordings.clone(), clock.clone(), entropy.clone());
    let at_work: [Arc<dyn Reactor>; 2] = [Arc::new(Crm::new(bus.clone())), Arc::new(retention)];
    reactors::start(&log, at_work, &lifecycle.tasks, &lifecycle.stop_token());
    let schema = graphql::schema(graphql::Services {
        bus: bus.clone(),
        projections: projections.clone(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        tasks: lifecycle.tasks.clone(),
    });
    let imports =
        Imports::new(bus.clone(), projections.clone(), lifecycle.tasks.clone(), lifecycle.stop_token());
    let desk = FrontDesk::new(bus.clone(), clock.clone(), stream_tokens.clone());
    let media = voice(config, desk, clock.clone(), &lifecycle).await?;
    Ok(App::of(Parts {
        media,
        verifier: config
            .twilio
            .auth_token
            .clone()
            .map(|token| Verifier::new(token, config.twilio.shared_keys.clone())),
        content_policy: content_policy(&public),
        public: PublicUrl::new(public),
        bus,
        projections,
        schema,
        clock,
        entropy,
        tokens,
        stream_tokens,
        recordings,
        imports,
        metrics: metrics(&lifecycle),
        lifecycle,
    }))
}

/// The recorder is the process's one; its handle is shared by every app in it (tests start several).
fn metrics(lifecycle: &Lifecycle) -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let handle = HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is installed; /metrics stays empty");
            }
            handle
        })
        .clone();
    let (upkeep, stop) = (handle.clone(), lifecycle.stop_token());
    lifecycle.tasks.spawn(async move {
        while stop.run_until_cancelled(tokio::time::sleep(METRICS_UPKEEP)).await.is_some() {
            upkeep.run_upkeep();
        }
    });
    handle
}

/// Our own scripts, styles, fonts and sockets; nothing of anybody else's.
fn content_policy(public: &url::Url) -> HeaderValue {
    let socket = if public.scheme() == "https" { "wss" } else { "ws" };
    let host = &public[url::Position::BeforeHost..url::Position::AfterPort];
    let policy = format!(
        "default-src 'self'; connect-src 'self' {socket}://{host}; img-src 'self' data: blob:; media-src 'self' blob:; \
         style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

/// The voice of simulated callers.
pub async fn local_voice() -> Arc<dyn Synthesizer> {
    local::detect().await.synthesizer
}

/// Who hears, thinks and speaks.
async fn voice(
    config: &Config,
    desk: FrontDesk,
    clock: Arc<dyn Clock>,
    lifecycle: &Lifecycle,
) -> Result<Voice, ConfigError> {
    let Providers { speech, language, .. } = &config.providers;
    for (name, chosen, own) in
        [("SPEECH_PROVIDER", speech, "speech"), ("LANGUAGE_PROVIDER", language, "language")]
    {
        if chosen.is_some_and(|provider| provider != Provider::Local) {
            return Err(ConfigError::one(
                name,
                format!("local (this version has the embedded {own} provider only)"),
            ));
        }
    }
    let scripts = ScriptBook::default();
    let speech = local::detect().await;
    tracing::info!("{}", speech.line);
    let deps = MediaDeps {
        recognizer: Arc::new(ScriptedRecognizer::new(scripts.clone(), lifecycle.calls.clone())),
        language: Arc::new(Receptionist),
        synthesizer: speech.synthesizer,
        desk: Arc::new(desk),
        clock,
        settings: EngineSettings::default(),
        registry: Registry::default(),
        tasks: lifecycle.calls.clone(),
        stop: lifecycle.stop_token(),
    };
    Ok(Voice::new(deps, config.demo.enabled.then_some(scripts)))
}
