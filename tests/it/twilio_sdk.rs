//! Against an implementation that is not ours: Twilio's own Python SDK signs, and writes the same TwiML.

use std::{process::Stdio, time::Duration};

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    setup::{PUBLIC, TOKEN, root},
    twilio::{
        Line, MediaSocket, Phone, Twilio,
        line::Form,
        webhooks::{AFTER, RECORDING_STATUS, STREAM_STATUS, TRANSFER_STATUS, VOICE},
    },
};
use anyhow::Context as _;
use serde_json::{Map, Value, json};
use tokio::{io::AsyncWriteExt as _, process::Command};

const SOON: Duration = Duration::from_secs(20);
/// A first run on a machine downloads the SDK.
const INSTALL: Duration = Duration::from_mins(4);

/// Has the SDK do these jobs.
async fn sdk(jobs: &Value) -> anyhow::Result<Vec<Value>> {
    let mut install = Command::new(root().join("scripts/twilio-sdk.sh"));
    let made =
        tokio::time::timeout(INSTALL, install.stdin(Stdio::null()).kill_on_drop(true).output()).await??;
    anyhow::ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let python = String::from_utf8(made.stdout)?;
    let mut command = Command::new(python.trim());
    command.arg(root().join("tests/python/twilio_sdk.py"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    let mut stdin = child.stdin.take().context("its input is piped")?;
    stdin.write_all(jobs.to_string().as_bytes()).await?;
    drop(stdin);
    let output = tokio::time::timeout(SOON, child.wait_with_output()).await??;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn sign(url: &str, form: &Form) -> Value {
    let fields: Map<String, Value> = form.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({ "do": "sign", "token": TOKEN, "url": url, "fields": fields })
}

fn signature(result: &Value) -> anyhow::Result<&str> {
    result.as_str().context("no signature")
}

#[tokio::test]
async fn what_the_sdk_signs_is_taken_and_what_was_altered_is_not() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.signed()).await?;
    let twilio = Twilio::of(&server);
    let line = Line::new("sdk", 1, &identity::caller(501), NUMBER);
    let mut form = line.incoming();
    form.extend([
        ("CallerName".to_owned(), "נועה לוי & בניה = 100%".to_owned()),
        ("Empty".to_owned(), String::new()),
        ("a".to_owned(), "lower case sorts after upper".to_owned()),
    ]);
    let socket = "wss://crm.example.test/media/twilio";
    let jobs = json!([
        sign(&format!("{PUBLIC}{VOICE}"), &form),
        sign(&format!("{PUBLIC}:443{VOICE}"), &form),
        sign(&format!("{PUBLIC}{VOICE}?bySomebody=else"), &form),
        sign(socket, &Form::new()),
    ]);
    let signed = sdk(&jobs).await?;
    for (number, status) in [(0, 200), (1, 200), (2, 403)] {
        let answer = twilio.post_with(VOICE, &form, Some(signature(&signed[number])?)).await?;
        assert_eq!(answer.status, status, "{}: {answer:?}", jobs[number]["url"]);
    }
    let mut altered = form.clone();
    altered.retain(|(name, _)| name != "Empty");
    altered.push(("From".to_owned(), "+972525550999".to_owned()));
    let answer = twilio.post_with(VOICE, &altered, Some(signature(&signed[0])?)).await?;
    assert_eq!(answer.status, 403, "{answer:?}");

    let answer = twilio.post_with(VOICE, &form, Some(signature(&signed[0])?)).await?;
    assert_eq!(answer.stream_url()?, socket);
    let mut stream = MediaSocket::open_with(&server, socket, Some(signature(&signed[3])?)).await?;
    stream.connected().await?;
    stream.start(&line, &answer.token()?).await?;
    let mut phone = Phone::new(line, stream);
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.hang_up(SOON).await?;
    Ok(())
}

#[tokio::test]
async fn our_twiml_is_what_the_sdk_writes() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?.signed()).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let number = "+97235550101";
    let update = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) { userErrors { field } } }";
    dashboard.ask(update, json!({ "input": { "transferNumber": number } })).await?;
    let line = Line::new("sdk", 2, &identity::caller(502), NUMBER);
    let answer = twilio.deliver(VOICE, &line.incoming()).await?;
    let hang_up = twilio.deliver(AFTER, &line.incoming()).await?;

    let mut socket = MediaSocket::open(&server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(&line, &answer.token()?).await?;
    let mut phone = Phone::new(line.clone(), socket);
    phone.listen("the greeting", SOON, |noticed| noticed.heard_ms > 0).await?;
    phone.press('2').await?;
    phone.listen("the stream is closed", SOON, |noticed| noticed.closed.is_some()).await?;
    let dial = twilio.deliver(AFTER, &line.incoming()).await?;

    let compared = sdk(&json!([
        { "do": "conversation", "ours": answer.body, "stream": answer.stream_url()?, "token": answer.token()?,
          "name": line.call, "stream_status": format!("{PUBLIC}{STREAM_STATUS}"),
          "recording_status": format!("{PUBLIC}{RECORDING_STATUS}"), "after": format!("{PUBLIC}{AFTER}") },
        { "do": "dial", "ours": dial.body, "number": number, "action": format!("{PUBLIC}{TRANSFER_STATUS}") },
        { "do": "hang_up", "ours": hang_up.body },
    ]))
    .await?;
    for result in compared {
        assert_eq!(result["ours"], result["theirs"]);
    }
    Ok(())
}
