//! What Twilio is told to do with a call (<https://www.twilio.com/docs/voice/twiml>).

use std::io;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::values::PhoneNumber;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use url::Url;

/// How long a person's telephone rings before the caller is told that nobody answers.
const RING_SECONDS: &str = "25";

/// An answer in TwiML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twiml(String);

/// A conversation over a media stream, recorded from its start.
#[derive(Debug)]
pub struct Conversation<'a> {
    /// Where the stream goes (`wss`; Twilio drops a query string).
    pub stream: &'a Url,
    /// The stream's name in callbacks.
    pub name: &'a str,
    /// The one-time token; comes back in the stream's `start`.
    pub token: &'a str,
    /// Where stream callbacks go.
    pub stream_status: &'a Url,
    /// Where recording callbacks go.
    pub recording_status: &'a Url,
    /// Where Twilio asks what is next when we close the stream.
    pub after: &'a Url,
}

impl Twiml {
    /// Records both sides and connects the call to the media socket. TwiML goes on after `<Connect>` when we close the socket, and
    /// not when the caller hangs up: it asks what is next.
    pub fn converse(conversation: &Conversation<'_>) -> Self {
        Self(document(|response| {
            response.create_element("Start").write_inner_content(|start| {
                start
                    .create_element("Recording")
                    .with_attribute(("channels", "dual"))
                    .with_attribute(("recordingStatusCallback", conversation.recording_status.as_str()))
                    .with_attribute(("recordingStatusCallbackEvent", "in-progress completed absent"))
                    .write_empty()?;
                Ok(())
            })?;
            response.create_element("Connect").write_inner_content(|connect| {
                connect
                    .create_element("Stream")
                    .with_attribute(("url", conversation.stream.as_str()))
                    .with_attribute(("name", conversation.name))
                    .with_attribute(("statusCallback", conversation.stream_status.as_str()))
                    .write_inner_content(|stream| {
                        stream
                            .create_element("Parameter")
                            .with_attribute(("name", "token"))
                            .with_attribute(("value", conversation.token))
                            .write_empty()?;
                        Ok(())
                    })?;
                Ok(())
            })?;
            response
                .create_element("Redirect")
                .with_attribute(("method", "POST"))
                .write_text_content(BytesText::new(conversation.after.as_str()))?;
            Ok(())
        }))
    }

    /// Calls a number and connects the caller to whoever answers; `after` is asked what is next when that call is over or was not
    /// answered (<https://www.twilio.com/docs/voice/twiml/dial>).
    pub fn dial(number: &PhoneNumber, after: &Url) -> Self {
        Self(document(|response| {
            response
                .create_element("Dial")
                .with_attribute(("action", after.as_str()))
                .with_attribute(("method", "POST"))
                .with_attribute(("timeout", RING_SECONDS))
                .write_inner_content(|dial| {
                    dial.create_element("Number").write_text_content(BytesText::new(number.as_str()))?;
                    Ok(())
                })?;
            Ok(())
        }))
    }

    /// The call is over.
    pub fn hang_up() -> Self {
        Self(document(|response| {
            response.create_element("Hangup").write_empty()?;
            Ok(())
        }))
    }

    /// Says a sentence and hangs up.
    pub fn say(text: &str) -> Self {
        Self(document(|response| {
            response
                .create_element("Say")
                .with_attribute(("language", "he-IL"))
                .write_text_content(BytesText::new(text))?;
            response.create_element("Hangup").write_empty()?;
            Ok(())
        }))
    }

    /// The document.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntoResponse for Twiml {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"))], self.0)
            .into_response()
    }
}

fn document(fill: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written =
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).and_then(|()| {
            writer.create_element("Response").write_inner_content(fill)?;
            Ok(())
        });
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_conversation_is_recorded_then_connected() {
        let twiml = Twiml::converse(&Conversation {
            stream: &url("wss://crm.example.com/media/twilio"),
            name: "CA00000000000000000000000000000001",
            token: "a&b\"c",
            stream_status: &url("https://crm.example.com/webhooks/twilio/stream-status"),
            recording_status: &url("https://crm.example.com/webhooks/twilio/recording-status"),
            after: &url("https://crm.example.com/webhooks/twilio/after-conversation"),
        });
        insta::assert_snapshot!(twiml.as_str());
    }

    #[test]
    fn a_person_is_called_and_what_is_next_is_asked() {
        let after = url("https://crm.example.com/webhooks/twilio/transfer-status");
        let twiml = Twiml::dial(&"+97235550101".parse().unwrap(), &after);
        assert!(twiml.as_str().contains("<Number>+97235550101</Number>"), "{}", twiml.as_str());
        assert!(twiml.as_str().contains(&format!(r#"action="{after}""#)), "{}", twiml.as_str());
    }

    #[test]
    fn what_is_said_is_escaped() {
        assert!(Twiml::say("א < ב").as_str().contains("א &lt; ב"));
    }
}
