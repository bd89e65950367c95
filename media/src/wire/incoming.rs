//! What Twilio sends (<https://www.twilio.com/docs/voice/media-streams/websocket-messages#websocket-messages-from-twilio>).
//! Unknown events and fields are passed over; numbers come as strings or as numbers. What helps but is not needed may be anything: a
//! caller's sound is not thrown away for the number it came with.

use std::{borrow::Cow, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use call_engine::StreamStart;
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Longer messages are none of Twilio's: the stream is closed.
pub const MAX_MESSAGE: usize = 64 * 1024;
/// Milliseconds of a frame: what `timestamp` grows by from one to the next.
const FRAME_MS: u64 = 20;

/// A message understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// The socket's first word.
    Connected,
    /// Who it is.
    Start(StreamStart),
    /// 20 ms of sound.
    Media {
        /// The line's count: `chunk`, else its `timestamp` in frames.
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

/// All events in one shape: one pass, nothing copied that need not be. `N`: what is made of the numbers of a frame.
#[derive(Deserialize)]
struct Envelope<'a, N> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow)]
    media: Option<Media<'a, N>>,
    start: Option<Start>,
    dtmf: Option<Dtmf>,
    mark: Option<Mark>,
}

#[derive(Deserialize)]
struct Media<'a, N> {
    #[serde(borrow)]
    payload: Cow<'a, str>,
    chunk: Option<N>,
    timestamp: Option<N>,
    #[serde(borrow)]
    track: Option<Loose<'a>>,
}

/// A field that is not needed: whatever stands there, its message is read. A text is borrowed; in an `Option` alone, serde would own
/// the `Cow`: an allocation for every frame.
enum Loose<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    /// Neither a text nor a number that counts something.
    Other,
}

impl Loose<'_> {
    fn number(&self) -> Option<u64> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Number(number) => Some(*number),
            Self::Other => None,
        }
    }

    fn begins_with(&self, word: &str) -> bool {
        matches!(self, Self::Text(text) if text.starts_with(word))
    }
}

impl<'a, 'de: 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

impl<'a, 'de: 'a> Envelope<'a, Loose<'a>> {
    fn read(text: &'de [u8]) -> Result<Self, Malformed> {
        serde_json::from_slice(text).or_else(|error| {
            // JSON has numbers that no float holds, and serde refuses them: without the numbers then.
            let bare: Envelope<'a, IgnoredAny> =
                serde_json::from_slice(text).map_err(|_| Malformed(error.to_string()))?;
            let Envelope { event, media, start, dtmf, mark } = bare;
            let media = media.map(|Media { payload, track, .. }| Media {
                payload,
                chunk: None,
                timestamp: None,
                track,
            });
            Ok(Self { event, media, start, dtmf, mark })
        })
    }
}

/// Takes what comes.
struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Loose<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Loose::Number(number))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Loose::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Loose::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Loose::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    stream_sid: String,
    call_sid: String,
    /// An object when there are any; whatever else stands there, there are none.
    #[serde(default)]
    custom_parameters: serde_json::Value,
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
    let envelope = Envelope::read(text)?;
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
    let token =
        start.custom_parameters.get("token").and_then(serde_json::Value::as_str).map(ToOwned::to_owned);
    Ok(StreamStart {
        call: start.call_sid.parse().map_err(|error| Malformed(format!("callSid: {error}")))?,
        stream: start.stream_sid.parse().map_err(|error| Malformed(format!("streamSid: {error}")))?,
        token,
    })
}

fn media(media: &Media<'_, Loose<'_>>, sounds: &mut Sounds) -> Result<Incoming, Malformed> {
    // Only the caller's side is listened to, should both ever be sent.
    if media.track.as_ref().is_some_and(|track| track.begins_with("outbound")) {
        return Ok(Incoming::Unknown);
    }
    let sound =
        sounds.decode(&media.payload).map_err(|error| Malformed(format!("media.payload: {error}")))?;
    Ok(Incoming::Media { chunk: count(media), sound })
}

/// A gap on the line is a jump of `chunk`; where there is none, of `timestamp`. Where the two begin does not matter: a stream has the
/// same of them from its first frame to its last.
fn count(media: &Media<'_, Loose<'_>>) -> Option<u64> {
    let number = |field: &Option<Loose<'_>>| field.as_ref().and_then(Loose::number);
    number(&media.chunk).or_else(|| number(&media.timestamp).map(|ms| ms / FRAME_MS))
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
    fn a_frame_costs_room_for_its_sound_and_nothing_else() {
        let payload = STANDARD.encode([0xff; 160]);
        let text = format!(
            r#"{{"event":"media","sequenceNumber":"3","streamSid":"MZ{:032x}","media":{{"track":"inbound","chunk":"2","timestamp":"20","payload":"{payload}"}}}}"#,
            1
        );
        let mut sounds = Sounds::default();
        let mut read = || {
            for _ in 0..600 {
                assert!(super::read(text.as_bytes(), &mut sounds).is_ok());
            }
        };
        read();
        let counted = allocation_counter::measure(read);
        assert!(counted.count_total <= 600 / 6, "{} allocations for 600 frames", counted.count_total);
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
    fn a_number_that_counts_nothing_does_not_cost_the_sound() {
        let of = |chunk: &str| {
            read(&format!(
                r#"{{"event":"media","media":{{"chunk":{chunk},"payload":"//8=","track":"inbound"}}}}"#
            ))
        };
        let heard = |chunk| Ok(Incoming::Media { chunk, sound: Bytes::from_static(&[0xff, 0xff]) });
        for strange in [
            "null",
            "-1",
            "1.5",
            "1e400",
            "18446744073709551616",
            "true",
            "[]",
            "[1,{}]",
            "{}",
            r#"{"a":[1]}"#,
            r#""""#,
            r#""-1""#,
            r#""1.5""#,
            r#""one""#,
            r#""18446744073709551616""#,
            r#""\u0000""#,
        ] {
            assert_eq!(of(strange), heard(None), "{strange}");
        }
        assert_eq!(of("18446744073709551615"), heard(Some(u64::MAX)));
        assert_eq!(of(r#""7""#), heard(Some(7)));
        assert_eq!(of(r#""\u0037""#), heard(Some(7)));
        for broken in ["", "1 2", "-", "1.", "[1", "{", "[1 2]", "nul", "seven", r#"""#] {
            assert!(of(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn without_chunks_the_line_is_counted_by_its_time() {
        let of = |numbers: &str| match read(&format!(
            r#"{{"event":"media","media":{{{numbers}"payload":"//8="}}}}"#
        )) {
            Ok(Incoming::Media { chunk, .. }) => chunk,
            other => panic!("{other:?}"),
        };
        assert_eq!(of(r#""chunk":"3","timestamp":"200","#), Some(3));
        // Twilio's first frames were seen at 5 ms as well as at 0 and at 20.
        let by_time = [r#""timestamp":"5","#, r#""timestamp":"25","#, r#""timestamp":65,"#].map(of);
        assert_eq!(by_time, [Some(0), Some(1), Some(3)]);
        assert_eq!(of(r#""chunk":null,"timestamp":"40","#), Some(2));
        for strange in ["-4", "1.5", "true", "[1]", r#"{"a":1}"#, r#""one""#] {
            assert_eq!(of(&format!(r#""chunk":{strange},"timestamp":"40","#)), Some(2), "{strange}");
        }
        assert_eq!(of(r#""timestamp":"soon","#), None);
    }

    #[test]
    fn a_start_is_one_whatever_its_parameters_are() {
        let of = |parameters: &str| {
            let text = format!(
                r#"{{"event":"start","start":{{"streamSid":"MZ{0:032x}","callSid":"CA{0:032x}"{parameters}}}}}"#,
                1
            );
            match read(&text) {
                Ok(Incoming::Start(start)) => start.token,
                other => panic!("{parameters}: {other:?}"),
            }
        };
        for none in
            ["", r#","customParameters":null"#, r#","customParameters":{}"#, r#","customParameters":[]"#]
        {
            assert_eq!(of(none), None);
        }
        assert_eq!(of(r#","customParameters":{"token":7}"#), None);
        assert_eq!(of(r#","customParameters":{"token":"t","more":null}"#).as_deref(), Some("t"));
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
