use std::{collections::BTreeMap, time::Duration};

use domain::{StreamId, call::Call, ids::BusinessId};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

use crate::{
    App, Config, Running,
    switchboard::{self, Ends},
    testing::{TOKEN, call},
    twilio::{Algorithm, Fields, sign},
};

type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn start(folder: &tempfile::TempDir) -> Running {
    let url = format!("sqlite://{}/log.db", folder.path().display());
    let settings = [("DATABASE_URL", url.as_str()), ("PORT", "0"), ("TWILIO_AUTH_TOKEN", TOKEN)];
    let settings: BTreeMap<_, _> = settings.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    App::start(Config::read(settings).unwrap()).await.unwrap()
}

async fn connect(running: &Running, sign_it: bool) -> Result<Client, Box<Error>> {
    let url = running.app().public.socket("/media/twilio");
    let mut request = url.as_str().into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("Sec-WebSocket-Protocol", "audio.twilio.com".parse().unwrap());
    if sign_it {
        let signature = sign(TOKEN, url.as_str(), &[], Algorithm::Sha1);
        headers.insert("X-Twilio-Signature", signature.parse().unwrap());
    }
    let (socket, answer) = connect_async(request).await.map_err(Box::new)?;
    assert_eq!(answer.headers()["sec-websocket-protocol"], "audio.twilio.com");
    Ok(socket)
}

fn start_message(stream: u32, token: &str) -> Value {
    let sid = format!("MZ{stream:032x}");
    json!({ "event": "start", "sequenceNumber": "1", "streamSid": sid, "start": {
        "accountSid": "AC1", "callSid": call(1), "streamSid": sid, "tracks": ["inbound"],
        "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
        "customParameters": { "token": token },
    }})
}

/// Says `start` with a token; the close code when the server closes, `None` when it speaks.
async fn begin(mut socket: Client, stream: u32, token: &str) -> (Option<u16>, Client) {
    socket.send(Message::text(start_message(stream, token).to_string())).await.unwrap();
    let wait = tokio::time::timeout(Duration::from_secs(10), socket.next());
    let code = match wait.await.unwrap() {
        Some(Ok(Message::Close(frame))) => Some(frame.map_or(1005, |frame| frame.code.into())),
        Some(Ok(_)) => None,
        other => panic!("{other:?}"),
    };
    (code, socket)
}

/// The voice webhook's part.
async fn ring(running: &Running) -> String {
    let app = running.app();
    let ends = Ends::read(&Fields::from_pairs([("From", "+972525550123"), ("To", "+97235550199")]));
    let known = switchboard::identify(&app.bus, &call(1), ends).await.unwrap();
    let line = known.line.clone().unwrap();
    let command = domain::call::CallCommand::ReceiveIncoming { line, at: app.clock.now() };
    switchboard::tell(&app.bus, &call(1), &known, "incoming", "ReceiveIncomingCall", command).await.unwrap();
    app.stream_tokens.issue(&call(1), BusinessId::default_business(), app.clock.now())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_handshake_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let refused = connect(&running, false).await.unwrap_err();
    assert!(matches!(*refused, Error::Http(answer) if answer.status() == 403));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_handshake_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let signature = sign(TOKEN, running.app().public.socket("/media/twilio").as_str(), &[], Algorithm::Sha1);
    let page = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    let answer = page.get(running.url().join("/media/twilio").unwrap());
    let answer = answer.header("X-Twilio-Signature", signature).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let told = answer.text().await.unwrap();
    assert!(told.contains("no WebSocket") && told.contains("upgrade"), "{told}");
    running.stop().await;
}

/// The connection is taken from the server that accepted it, with whatever that had read of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_right_behind_the_handshake_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let url = running.app().public.socket("/media/twilio");
    let signature = sign(TOKEN, url.as_str(), &[], Algorithm::Sha1);
    // The key of RFC 6455, 1.3.
    let handshake = format!(
        "GET /media/twilio HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Twilio-Signature: {signature}\r\n\r\n"
    );
    // Who does not start is refused after a while, as a forged token is: only a start that was read is answered with sound.
    let start = start_message(1, &ring(&running).await).to_string();
    let length = u16::try_from(start.len()).unwrap().to_be_bytes();
    let frame = [&[0x81, 0xfe][..], &length, &[0; 4], start.as_bytes()].concat();
    let mut tcp = TcpStream::connect(running.address()).await.unwrap();
    tcp.write_all(&[handshake.as_bytes(), &frame].concat()).await.unwrap();
    let (sound, mut told) = (br#""event":"media""#, Vec::new());
    let read = tokio::time::timeout(Duration::from_secs(10), async {
        while !told.windows(sound.len()).any(|part| part == sound) {
            assert_ne!(tcp.read_buf(&mut told).await.unwrap(), 0, "{}", String::from_utf8_lossy(&told));
        }
    });
    read.await.expect("the start is not answered");
    let head = String::from_utf8_lossy(&told).to_lowercase();
    assert!(head.starts_with("http/1.1 101 ") && head.contains("s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
    drop(tcp);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lets_one_stream_speak_for_its_call_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let token = ring(&running).await;
    let (forged, _) = begin(connect(&running, true).await.unwrap(), 1, "1.2.3").await;
    assert_eq!(forged, Some(1008));
    let (spoken, first) = begin(connect(&running, true).await.unwrap(), 2, &token).await;
    assert_eq!(spoken, None);
    let (again, _) = begin(connect(&running, true).await.unwrap(), 3, &token).await;
    assert_eq!(again, Some(1008));
    let held: Call = running.app().bus.state(&StreamId::call(&call(1))).await.unwrap();
    assert_eq!(held.stream, Some(format!("MZ{:032x}", 2).parse().unwrap()));
    // A line that vanishes ends its own call only, and the call says so.
    drop(first);
    let app = running.app().clone();
    running.stop().await;
    assert!(app.lifecycle.calls.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_ends_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let mut socket = connect(&running, true).await.unwrap();
    socket.send(Message::text("{\"event\":\"media\"")).await.unwrap();
    socket.send(Message::binary(vec![0; 32])).await.unwrap();
    let too_long = "x".repeat(70 * 1024);
    // The server may close while this is still being sent.
    let _ = socket.send(Message::text(too_long)).await;
    let end = tokio::time::timeout(Duration::from_secs(10), async {
        while let Some(Ok(message)) = socket.next().await {
            if message.is_close() {
                break;
            }
        }
    });
    end.await.unwrap();
    connect(&running, true).await.unwrap();
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_too_long_is_refused_by_its_head_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(&folder).await;
    let MaybeTlsStream::Plain(mut tcp) = connect(&running, true).await.unwrap().into_inner() else {
        panic!("TLS on this machine")
    };
    // A masked text frame (RFC 6455, 5.2) that announces 1 MiB and brings 4 KiB of it: who keeps those waits for the rest.
    let head = [&[0x81, 0xff][..], &(1_u64 << 20).to_be_bytes(), &[0; 4]].concat();
    tcp.write_all(&[head, vec![b' '; 4096]].concat()).await.unwrap();
    let closed = tokio::time::timeout(Duration::from_secs(5), async {
        let mut told = Vec::new();
        // A reset is an end as well: what was sent is not read.
        let _ = tcp.read_to_end(&mut told).await;
    });
    closed.await.expect("it waits for the rest of the frame");
    connect(&running, true).await.unwrap();
    running.stop().await;
}
