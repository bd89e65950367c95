//! What Twilio sends (<https://www.twilio.com/docs/voice/media-streams/websocket-messages#websocket-messages-from-twilio>).
//! Unknown events and fields are passed over; numbers come as strings or as numbers.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use call_engine::StreamStart;
use serde::Deserialize;

/// Longer messages are none of Twilio's: the stream is closed.
pub const MAX_MESSAGE: usize = 64 * 1024;

/// A message understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// The socket's first word.
    Connected,
    /// Who it is.
    Start(StreamStart),
    /// 20 ms of sound.
    Media {
        /// The line's count.
        chunk: Option<u64>,
        /// Mu-law.
        sound: Bytes,
    },
    /// A key.
    Digit(char),
    /// A mark of ours, back.
    Mark(String),
    /// The end.
    Stop,
    /// Something newer than this reader.
    Unknown,
}

/// Not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(String);

/// All events in one shape: one pass, nothing copied that need not be.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow)]
    media: Option<Media<'a>>,
    start: Option<Start>,
    dtmf: Option<Dtmf>,
    mark: Option<Mark>,
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    payload: Cow<'a, str>,
    #[serde(borrow)]
    chunk: Option<Number<'a>>,
    #[serde(borrow)]
    track: Option<Word<'a>>,
}

/// A text that may be absent. In an `Option` alone, serde would own the `Cow`: an allocation for every frame.
#[derive(Deserialize)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Number<'a> {
    // First, as it is what comes: serde tries one after another, and makes a text of each refusal.
    Text(#[serde(borrow)] Cow<'a, str>),
    Number(u64),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    stream_sid: String,
    call_sid: String,
    #[serde(default)]
    custom_parameters: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Dtmf {
    digit: String,
}

#[derive(Deserialize)]
struct Mark {
    name: String,
}

/// Where sounds are decoded to, one behind another: one allocation for six frames instead of two for each.
#[derive(Debug, Default)]
pub struct Sounds(BytesMut);

/// Bytes allocated at a time: an eighth of a second of mu-law. Frames are kept a moment, and all of it as long as one of them.
const AT_A_TIME: usize = 1_000;

impl Sounds {
    fn decode(&mut self, base64: &str) -> Result<Bytes, base64::DecodeSliceError> {
        let most = base64::decoded_len_estimate(base64.len());
        if self.0.capacity() < most {
            self.0.reserve(most.max(AT_A_TIME));
        }
        self.0.resize(most, 0);
        let length = STANDARD.decode_slice(base64.as_bytes(), &mut self.0)?;
        Ok(self.0.split_to(length).freeze())
    }
}

/// Reads one message, the sound in it among these.
pub fn read(text: &[u8], sounds: &mut Sounds) -> Result<Incoming, Malformed> {
    if text.len() > MAX_MESSAGE {
        return Err(Malformed(format!("longer than {MAX_MESSAGE} bytes")));
    }
    let envelope: Envelope<'_> =
        serde_json::from_slice(text).map_err(|error| Malformed(error.to_string()))?;
    let lacks = |what: &str| Malformed(format!("`{}` without `{what}`", envelope.event));
    Ok(match envelope.event.as_ref() {
        "connected" => Incoming::Connected,
        "start" => Incoming::Start(start(&envelope.start.ok_or_else(|| lacks("start"))?)?),
        "media" => media(&envelope.media.ok_or_else(|| lacks("media"))?, sounds)?,
        "dtmf" => Incoming::Digit(digit(&envelope.dtmf.ok_or_else(|| lacks("dtmf"))?)?),
        "mark" => Incoming::Mark(envelope.mark.ok_or_else(|| lacks("mark"))?.name),
        "stop" => Incoming::Stop,
        _ => Incoming::Unknown,
    })
}

fn start(start: &Start) -> Result<StreamStart, Malformed> {
    let token = start.custom_parameters.get("token").and_then(|token| token.as_str()).map(ToOwned::to_owned);
    Ok(StreamStart {
        call: start.call_sid.parse().map_err(|error| Malformed(format!("callSid: {error}")))?,
        stream: start.stream_sid.parse().map_err(|error| Malformed(format!("streamSid: {error}")))?,
        token,
    })
}

fn media(media: &Media<'_>, sounds: &mut Sounds) -> Result<Incoming, Malformed> {
    // Only the caller's side is listened to, should both ever be sent.
    if media.track.as_ref().is_some_and(|track| track.0.starts_with("outbound")) {
        return Ok(Incoming::Unknown);
    }
    let sound =
        sounds.decode(&media.payload).map_err(|error| Malformed(format!("media.payload: {error}")))?;
    let chunk = match &media.chunk {
        Some(Number::Number(number)) => Some(*number),
        Some(Number::Text(text)) => text.parse().ok(),
        None => None,
    };
    Ok(Incoming::Media { chunk, sound })
}

fn digit(dtmf: &Dtmf) -> Result<char, Malformed> {
    let mut keys = dtmf.digit.chars();
    match (keys.next(), keys.next()) {
        (Some(key), None) if key.is_ascii_digit() || matches!(key, '*' | '#' | 'A'..='D') => Ok(key),
        (_, _) => Err(Malformed("dtmf.digit: expected one of 0–9, *, #, A–D".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Incoming, Malformed> {
        super::read(text.as_bytes(), &mut Sounds::default())
    }

    #[test]
    fn sounds_are_told_apart_whatever_came_before_them() {
        let mut sounds = Sounds::default();
        let mut read = |payload: &[u8]| {
            let payload = STANDARD.encode(payload);
            super::read(
                format!(r#"{{"event":"media","media":{{"payload":"{payload}"}}}}"#).as_bytes(),
                &mut sounds,
            )
        };
        let told: Vec<_> = [&[1; 160][..], &[], &[2; 9_000], &[3; 1]].map(&mut read).into();
        let sound = |of: &[u8]| Ok(Incoming::Media { chunk: None, sound: Bytes::copy_from_slice(of) });
        assert_eq!(told, [sound(&[1; 160]), sound(&[]), sound(&[2; 9_000]), sound(&[3; 1])]);
    }

    #[test]
    fn twilios_messages_are_understood() {
        let start = r#"{"event":"start","sequenceNumber":"1","streamSid":"MZ00000000000000000000000000000001","start":{"accountSid":"AC1",
            "streamSid":"MZ00000000000000000000000000000001","callSid":"CA00000000000000000000000000000001","tracks":["inbound"],
            "mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"token":"t"}}}"#;
        assert!(matches!(read(start), Ok(Incoming::Start(start)) if start.token.as_deref() == Some("t")));
        let media = r#"{"event":"media","sequenceNumber":"2","streamSid":"MZ1","media":{"track":"inbound","chunk":"7","timestamp":"20","payload":"//8="}}"#;
        assert_eq!(
            read(media),
            Ok(Incoming::Media { chunk: Some(7), sound: Bytes::from_static(&[0xff, 0xff]) })
        );
        assert_eq!(
            read(r#"{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"1"}}"#),
            Ok(Incoming::Digit('1'))
        );
        assert_eq!(read(r#"{"event":"mark","mark":{"name":"s1.0"}}"#), Ok(Incoming::Mark("s1.0".into())));
        assert_eq!(read(r#"{"event":"stop","stop":{"callSid":"CA1"}}"#), Ok(Incoming::Stop));
        assert_eq!(read(r#"{"event":"weather"}"#), Ok(Incoming::Unknown));
    }

    #[test]
    fn only_the_callers_side_is_listened_to() {
        let of = |track: &str| read(&format!(r#"{{"event":"media","media":{{{track}"payload":"//8="}}}}"#));
        let heard = Ok(Incoming::Media { chunk: None, sound: Bytes::from_static(&[0xff, 0xff]) });
        assert_eq!(of(""), heard);
        assert_eq!(of(r#""track":null,"#), heard);
        assert_eq!(of(r#""track":"inbound","#), heard);
        assert_eq!(of(r#""track":"outbound","#), Ok(Incoming::Unknown));
    }

    #[test]
    fn what_is_no_message_says_what_it_lacks() {
        assert_eq!(read(r#"{"event":"media"}"#).unwrap_err().to_string(), "`media` without `media`");
        assert!(read("{").is_err());
        assert!(
            read(r#"{"event":"media","media":{"payload":"***"}}"#)
                .unwrap_err()
                .to_string()
                .starts_with("media.payload")
        );
        assert!(read(&" ".repeat(MAX_MESSAGE + 1)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,200}") {
            let _ = read(&text);
        }
    }
}
