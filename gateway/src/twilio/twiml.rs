//! What Twilio is told to do with a call (<https://www.twilio.com/docs/voice/twiml>).

use std::io;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use url::Url;

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
}

impl Twiml {
    /// Records both sides and connects the call to the media socket. When we close the socket, the call is over: TwiML goes on
    /// after `<Connect>`.
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
        });
        insta::assert_snapshot!(twiml.as_str());
    }

    #[test]
    fn what_is_said_is_escaped() {
        assert!(Twiml::say("א < ב").as_str().contains("א &lt; ב"));
    }
}
