//! The echo: as little as a program can do that hears a call.

use axum::{
    Router,
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    routing::any,
    serve::ListenerExt as _,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use tokio::net::TcpListener;

/// The plan that is it.
pub(crate) const PLAN: &str = "echo-server";
/// earshot hears 256 samples at 16 kHz at a time.
const WINDOW: usize = 256;

#[derive(Deserialize)]
struct Incoming<'a> {
    #[serde(borrow)]
    media: Option<Media<'a>>,
}

#[derive(Deserialize)]
struct Media<'a> {
    payload: &'a str,
}

/// Serves until it is killed; says where, first.
#[tokio::main]
#[expect(clippy::print_stdout, reason = "whoever started it is told where it listens")]
pub(crate) async fn serve() -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?);
    // An option that cannot be set leaves the socket slower, and the figures say so.
    let quick = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
    let answer = async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(hear);
    Ok(axum::serve(quick, Router::new().route("/", any(answer))).await?)
}

/// One call: reads, decodes, listens, sends back.
async fn hear(mut line: WebSocket) {
    let mut detector = earshot::Detector::default_boxed();
    let mut samples = Vec::new();
    while let Some(Ok(message)) = line.recv().await {
        let Message::Text(text) = message else { continue };
        let Ok(Incoming { media: Some(media) }) = serde_json::from_str(&text) else { continue };
        let Ok(sound) = STANDARD.decode(media.payload) else { continue };
        samples.extend(sound.iter().flat_map(|code| [call_engine::mulaw::decode(*code); 2]));
        let whole = samples.len() / WINDOW * WINDOW;
        for window in samples[..whole].chunks_exact(WINDOW) {
            std::hint::black_box(detector.predict_i16(window));
        }
        samples.drain(..whole);
        let back = format!(
            r#"{{"event":"media","streamSid":"MZ","media":{{"payload":"{}"}}}}"#,
            STANDARD.encode(&sound)
        );
        if line.send(Message::text(back)).await.is_err() {
            break;
        }
    }
}
