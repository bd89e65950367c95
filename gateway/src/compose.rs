//! The only file that names concrete stores, providers and projectors.

use std::{
    net::SocketAddr,
    num::NonZeroUsize,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::http::HeaderValue;
use domain::ports::{Clock, Entropy};
use eventlog::{CommandBus, EventLog, LogError, MasterKey, Options, Reactor};
use graphql::Documents;
use media::{
    MediaDeps, Registry, Threads,
    provider::{
        Fallback, Language, OpenAi, Recognizer, Synthesizer,
        google::{self, GoogleDeps, GoogleSettings, ServiceAccount},
        local::{self, Receptionist, ScriptBook, ScriptedRecognizer},
        openai,
    },
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use projections::Projections;
use tokio::runtime::Handle;

use crate::{
    app::{App, Parts},
    auth::{Grants, Keyring, StreamTokens, Throttle, Tokens},
    config::{self, Config, ConfigError, Http, Provider, Providers, Secret},
    demo::caller::{CallerVoice, unlike},
    desk::FrontDesk,
    greetings::{Greetings, Prefetch},
    imports::Imports,
    lifecycle::Lifecycle,
    live::HeldCalls,
    mail::Mailer,
    memory::Memory,
    precedence::give_way,
    push::{Pusher, Seal, Vapid},
    reactors::{self, Crm, Post, Push, Reminders, Retention, Unreported, Waveforms},
    recordings::Recordings,
    rehearsals::Rehearsals,
    routes::dashboard,
    running::StartError,
    secrets,
    system::{SystemClock, SystemEntropy},
    tapes::{self, Shelf},
    twilio::{PublicUrl, Verifier, doubt_of_address, warn_of_unsigned},
    voice::Voice,
};

/// OpenAI's own endpoint.
const OPENAI: &str = "https://api.openai.com/v1";
/// How long a language model may think before the receptionist takes the turn; the engine itself gives up after 8 s.
const FIRST_THOUGHT: Duration = Duration::from_secs(6);
/// How often finished histograms are folded away.
const METRICS_UPKEEP: Duration = Duration::from_secs(1);

/// The log the settings name, its folder made when it is a file; personal data in it is encrypted.
pub async fn open_log(config: &Config) -> Result<EventLog, StartError> {
    let missing = EventLog::missing_file(&config.storage.database_url)?;
    if let Some(folder) = missing.as_deref().and_then(Path::parent) {
        // When it cannot be made, opening the file says so.
        let _ = std::fs::create_dir_all(folder);
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
    // Before anything runs: what is counted while there is no recorder is lost.
    let metrics = metrics(&lifecycle);
    let threads = threads(&lifecycle).map_err(StartError::Threads)?;
    // From here on: the log's threads and the databases' are started by this one.
    give_way();
    let speech = speech(config, &clock, &entropy, &lifecycle).await?;
    let log = open_log(config).await?;
    let bus = CommandBus::new(log.clone());
    let projections = Projections::start(log.clone(), &lifecycle.tasks, lifecycle.stop_token()).await?;
    let recordings = Recordings::new(config.storage.recordings(), &config.twilio)?;
    let retention = Retention::new(bus.clone(), recordings.clone(), clock.clone(), entropy.clone());
    let grants = Grants::new(secret(config, config.security.master_key.as_ref(), "master_key")?);
    let post = Post {
        bus: bus.clone(),
        mailer: Mailer::new(&config.mail, config.demo.enabled)?,
        grants: grants.clone(),
        public: PublicUrl::new(public.clone()),
        clock: clock.clone(),
        entropy: entropy.clone(),
    };
    let waveforms = Waveforms::new(bus.clone(), recordings.clone());
    let reminders = Reminders::new(bus.clone(), clock.clone());
    let pusher = pusher(config, &public, &clock, &entropy)?;
    let push = Push::new(bus.clone(), pusher.clone(), clock.clone(), entropy.clone());
    let unreported = Unreported::new(bus.clone(), clock.clone(), config.call.engine.maximum);
    let at_work: [Arc<dyn Reactor>; 7] = [
        Arc::new(Crm::new(bus.clone())),
        Arc::new(retention),
        Arc::new(post),
        Arc::new(waveforms),
        Arc::new(reminders),
        Arc::new(push),
        Arc::new(unreported),
    ];
    reactors::start(&log, at_work, &lifecycle.tasks, &lifecycle.stop_token());
    let held = Registry::default();
    let throttle = Throttle::default();
    let services = graphql::Services {
        live: Arc::new(HeldCalls(held.clone())),
        bus: bus.clone(),
        projections: projections.clone(),
        memory: Arc::new(Memory::new(bus.clone())),
        clock: clock.clone(),
        entropy: entropy.clone(),
        tasks: lifecycle.tasks.clone(),
        credentials: Arc::new(Keyring {
            grants: grants.clone(),
            throttle: throttle.clone(),
            invitations: Throttle::default(),
            public: PublicUrl::new(public.clone()),
            pusher,
            bus: bus.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
        }),
    };
    let documents = Documents::new(dashboard::documents(), config.http.allow_list);
    let schema = graphql::schema_with(services, documents);
    let imports =
        Imports::new(bus.clone(), projections.clone(), lifecycle.tasks.clone(), lifecycle.stop_token());
    let desk = FrontDesk::new(bus.clone(), clock.clone(), stream_tokens.clone());
    let shelf = Shelf::new(config.storage.recordings(), bus.clone());
    tapes::sweep_hourly(shelf.clone(), clock.clone(), &lifecycle.tasks, lifecycle.stop_token());
    let media = voice(config, (speech, threads), (desk.clone(), shelf, held), clock.clone(), &lifecycle)?;
    let prefetch = Prefetch::new(bus.clone(), projections.clone(), media.deps().synthesizer.clone());
    lifecycle.tasks.spawn(prefetch.clone().run(projections.changes(), lifecycle.stop_token()));
    let rehearsals = Rehearsals::new(desk, media.deps().language.clone(), clock.clone(), &lifecycle);
    Ok(App::of(Parts {
        media,
        verifier: verifier(config, &public),
        content_policy: content_policy(&public),
        public: PublicUrl::new(public),
        bus,
        projections,
        schema,
        clock,
        entropy,
        tokens,
        throttle,
        reset_throttle: Throttle::default(),
        grants,
        stream_tokens,
        recordings,
        rehearsals,
        greetings: Greetings::default(),
        prefetch,
        imports,
        metrics,
        lifecycle,
    }))
}

/// What tells browsers nobody looks at, by a key of its own.
fn pusher(
    config: &Config,
    public: &url::Url,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Arc<Pusher>, StartError> {
    let set = &config.push;
    let sender = config.mail.from.as_ref().map(|sender| format!("mailto:{}", sender.email));
    // A service may refuse whom nobody can write to; an installation nobody reaches from outside has no better address.
    let contact = set.contact.clone().or(sender).unwrap_or_else(|| match public.scheme() {
        "https" => public.to_string(),
        _ => "mailto:postmaster@localhost".to_owned(),
    });
    let key = secret(config, set.vapid_private_key.as_ref(), "vapid_private_key")?;
    let vapid = Vapid::new(&key, contact).ok_or_else(|| {
        ConfigError::one(
            "VAPID_PRIVATE_KEY",
            "the file vapid_private_key (in DATA_DIR) to hold a P-256 private key",
        )
    })?;
    let seal = Seal::new(&secret(config, config.security.master_key.as_ref(), "master_key")?);
    let own = set.service_url.as_ref();
    Ok(Arc::new(Pusher::new((vapid, seal), own, clock.clone(), entropy.clone())?))
}

/// The recorder is the process's one; its handle is shared by every app in it (tests start several).
fn metrics(lifecycle: &Lifecycle) -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let handle = HANDLE
        .get_or_init(|| {
            let recorder = histograms().build_recorder();
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

/// What is asked of a call in figures is counted in buckets, so that nodes can be added up; all else is shown as quantiles.
fn histograms() -> PrometheusBuilder {
    // Seconds. Pacing is asked to be within 5 ms (20 at most), a turn within 0.8 s (3 at most).
    const FINE: [f64; 10] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0];
    const TURN: [f64; 12] = [0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0, 10.0];
    let wanted = [
        ("agentlocator_pacing_lateness_seconds", &FINE[..]),
        ("agentlocator_socket_write_seconds", &FINE[..]),
        ("agentlocator_interrupt_seconds", &FINE[..]),
        ("agentlocator_turn_step_seconds", &TURN[..]),
        ("agentlocator_turn_seconds", &TURN[..]),
    ];
    let counted = wanted.into_iter().try_fold(PrometheusBuilder::new(), |builder, (name, buckets)| {
        builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), buckets)
    });
    counted.unwrap_or_else(|error| {
        tracing::warn!(%error, "histograms are shown as quantiles");
        PrometheusBuilder::new()
    })
}

/// What checks that webhooks are Twilio's.
fn verifier(config: &Config, public: &url::Url) -> Option<Verifier> {
    let signed = config.twilio.auth_token.is_some();
    if let Some(doubt) = doubt_of_address(config.http.public_url.as_ref(), signed) {
        tracing::warn!("{doubt}");
    }
    let Some(token) = config.twilio.auth_token.clone() else {
        warn_of_unsigned(public);
        return None;
    };
    Some(Verifier::new(token, config.twilio.shared_keys.clone()))
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

/// This machine's own voice, for simulated callers.
pub async fn local_voice() -> CallerVoice {
    let local::speech::Detected { synthesizer, has_words, .. } = local::detect().await;
    CallerVoice { synthesizer, voice: None, has_words }
}

/// The cloud's voice for simulated callers, where speech is the cloud's: another than the agent's, which is `None` for the
/// installation's own.
pub fn cloud_voice(
    config: &Config,
    agents: Option<domain::values::Voice>,
) -> Result<Option<CallerVoice>, ConfigError> {
    if config.providers.speech != Some(Provider::Google) {
        return Ok(None);
    }
    let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) =
        (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let synthesizer = google_speech(config, &clock, &entropy, &Lifecycle::default())?.synthesizer;
    let own = google_settings(&config.providers.google)?.speaking.voice;
    let voice = Some(unlike(agents.or_else(|| google::voice_named(&own))));
    Ok(Some(CallerVoice { synthesizer, voice, has_words: true }))
}

/// Who hears and who speaks.
struct Speech {
    recognizer: Arc<dyn Recognizer>,
    synthesizer: Arc<dyn Synthesizer>,
    /// Where simulated callers say beforehand what they will say, to a recogniser that cannot hear it.
    scripts: Option<ScriptBook>,
    /// What the log says of them.
    line: String,
}

async fn speech(
    config: &Config,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
    lifecycle: &Lifecycle,
) -> Result<Speech, ConfigError> {
    if config.providers.speech == Some(Provider::Google) {
        return google_speech(config, clock, entropy, lifecycle);
    }
    let scripts = ScriptBook::default();
    let voice = local::detect().await;
    Ok(Speech {
        recognizer: Arc::new(ScriptedRecognizer::new(scripts.clone(), lifecycle.calls.clone())),
        synthesizer: voice.synthesizer,
        scripts: config.demo.enabled.then_some(scripts),
        line: voice.line.to_owned(),
    })
}

fn google_speech(
    config: &Config,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
    lifecycle: &Lifecycle,
) -> Result<Speech, ConfigError> {
    let set = &config.providers.google;
    let key = set.credentials.clone().unwrap_or_default();
    let account = ServiceAccount::read(&key).map_err(|why| {
        ConfigError::one(
            "GOOGLE_APPLICATION_CREDENTIALS",
            format!("a service account's key file (JSON); {why}"),
        )
    })?;
    let settings = google_settings(set)?;
    let deps = GoogleDeps {
        account,
        clock: clock.clone(),
        entropy: entropy.clone(),
        tasks: lifecycle.calls.clone(),
        cache: config.storage.speech(),
    };
    let (recognizer, synthesizer) = google::services(&settings, deps).map_err(|why| {
        ConfigError::one("SPEECH_PROVIDER", format!("google's services to be set up; {why}"))
    })?;
    let (hearing, speaking) = (&settings.hearing, &settings.speaking);
    let line =
        format!("speech: Google, {} by model {}, voice {}", hearing.language, hearing.model, speaking.voice);
    Ok(Speech { recognizer: Arc::new(recognizer), synthesizer: Arc::new(synthesizer), scripts: None, line })
}

fn google_settings(set: &config::Google) -> Result<GoogleSettings, ConfigError> {
    let mut settings = GoogleSettings::default();
    for (name, wanted, endpoint) in [
        ("GOOGLE_STT_ENDPOINT", &set.stt_endpoint, &mut settings.stt_endpoint),
        ("GOOGLE_TTS_ENDPOINT", &set.tts_endpoint, &mut settings.tts_endpoint),
    ] {
        if let Some(url) = wanted {
            google::check_endpoint(url).map_err(|expected| ConfigError::one(name, expected))?;
            url.as_str().clone_into(endpoint);
        }
    }
    let (hearing, speaking) = (&mut settings.hearing, &mut settings.speaking);
    hearing.language = set.stt_language.clone().unwrap_or_else(|| hearing.language.clone());
    hearing.model = set.stt_model.clone().unwrap_or_else(|| hearing.model.clone());
    hearing.fallback_model = set.stt_fallback_model.clone().unwrap_or_else(|| hearing.fallback_model.clone());
    hearing.short_confidence = set.stt_short_confidence.unwrap_or(hearing.short_confidence);
    speaking.voice = set.tts_voice.clone().unwrap_or_else(|| speaking.voice.clone());
    speaking.rate = set.tts_rate.unwrap_or(speaking.rate);
    Ok(settings)
}

/// Who hears, thinks and speaks.
fn voice(
    config: &Config,
    (speech, threads): (Speech, Threads),
    (desk, shelf, held): (FrontDesk, Shelf, Registry),
    clock: Arc<dyn Clock>,
    lifecycle: &Lifecycle,
) -> Result<Voice, ConfigError> {
    tracing::info!("{}", speech.line);
    let deps = MediaDeps {
        recognizer: speech.recognizer,
        language: language(&config.providers, lifecycle)?,
        synthesizer: speech.synthesizer,
        desk: Arc::new(desk),
        clock,
        tapes: config.call.record_inputs.then(|| Arc::new(shelf) as Arc<dyn media::tapes::Tapes>),
        settings: config.call.engine.clone(),
        registry: held,
        tasks: lifecycle.calls.clone(),
        runtime: Handle::current(),
        stop: lifecycle.goodbye_token(),
    };
    Ok(Voice::new(deps, threads, speech.scripts))
}

/// For calls, one a processor.
fn threads(lifecycle: &Lifecycle) -> std::io::Result<Threads> {
    let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Threads::start(processors, &lifecycle.tasks, &lifecycle.stop_token())
}

/// Who thinks: the receptionist alone, or a language model with the receptionist to take over.
fn language(providers: &Providers, lifecycle: &Lifecycle) -> Result<Arc<dyn Language>, ConfigError> {
    let receptionist = Arc::new(Receptionist);
    let (Some(Provider::OpenAi), Some(key)) = (providers.language, &providers.openai.api_key) else {
        return Ok(receptionist);
    };
    let bad = |expected: &str| ConfigError::one("OPENAI_API_KEY", expected);
    let options = openai::Options {
        key: openai::Key::new(key.expose()).ok_or_else(|| bad("a key of visible ASCII characters"))?,
        base_url: providers
            .openai
            .base_url
            .clone()
            .map_or_else(|| OPENAI.parse(), Ok)
            .map_err(|_| bad(OPENAI))?,
        model: providers.openai.model.clone(),
        max_tokens: providers.openai.max_tokens,
        temperature: providers.openai.temperature,
        patience: openai::Patience::default(),
    };
    let (entropy, tasks) = (Arc::new(SystemEntropy), lifecycle.calls.clone());
    let model = OpenAi::new(options, entropy, tasks.clone()).map_err(|error| bad(&error.to_string()))?;
    Ok(Arc::new(Fallback::new(Arc::new(model), receptionist, FIRST_THOUGHT, tasks)))
}
