//! Obeys the TwiML an agency answers with: the few verbs a conversation needs.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use url::Url;

use super::CallerError;

/// What the answer asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verbs {
    /// `<Connect><Stream url>`.
    pub(super) stream: Option<Url>,
    /// `<Stream statusCallback>`.
    pub(super) stream_callback: Option<Url>,
    /// `<Parameter>`s of the stream.
    pub(super) parameters: Vec<(String, String)>,
    /// `<Start><Recording recordingStatusCallback>`.
    pub(super) recording_callback: Option<Url>,
    /// `<Redirect>`: where what is next is asked when the server closes the stream.
    pub(super) redirect: Option<Url>,
    /// `<Dial>`: who is called.
    pub(super) dial: Option<Dial>,
}

/// Somebody else's telephone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dial {
    /// Whose.
    pub(super) number: String,
    /// Where the end of that call is told.
    pub(super) action: Option<Url>,
}

/// Reads the answer to the voice webhook; it must connect a stream, or there is no conversation.
pub(super) fn read(xml: &str) -> Result<Verbs, CallerError> {
    let verbs = verbs(xml)?;
    if verbs.stream.is_none() {
        return Err(CallerError::Twiml("it has no <Connect><Stream>"));
    }
    Ok(verbs)
}

/// Reads any answer.
pub(super) fn verbs(xml: &str) -> Result<Verbs, CallerError> {
    let mut reader = Reader::from_str(xml);
    let mut verbs = Verbs::default();
    loop {
        match reader.read_event().map_err(|_| CallerError::Twiml("it is not XML"))? {
            Event::Start(element) if matches!(element.name().as_ref(), b"Redirect" | b"Number") => {
                let raw =
                    reader.read_text(element.name()).map_err(|_| CallerError::Twiml("it is not XML"))?;
                let text = raw.xml10_content().map_err(|_| CallerError::Twiml("a text cannot be read"))?;
                take_text(&element, text.trim(), &mut verbs)?;
            }
            Event::Start(element) | Event::Empty(element) => take(&element, &mut verbs)?,
            Event::Eof => break,
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
    Ok(verbs)
}

fn take_text(element: &BytesStart<'_>, text: &str, verbs: &mut Verbs) -> Result<(), CallerError> {
    if element.name().as_ref() == b"Redirect" {
        let address = text.parse().map_err(|_| CallerError::Twiml("an address is not absolute"))?;
        verbs.redirect = Some(address);
    } else if let Some(dial) = &mut verbs.dial {
        text.clone_into(&mut dial.number);
    }
    Ok(())
}

fn take(element: &BytesStart<'_>, verbs: &mut Verbs) -> Result<(), CallerError> {
    match element.name().as_ref() {
        b"Stream" => {
            verbs.stream = address(element, "url")?;
            verbs.stream_callback = address(element, "statusCallback")?;
        }
        b"Dial" => verbs.dial = Some(Dial { number: String::new(), action: address(element, "action")? }),
        b"Recording" => verbs.recording_callback = address(element, "recordingStatusCallback")?,
        b"Parameter" => {
            if let (Some(name), Some(value)) = (attribute(element, "name")?, attribute(element, "value")?) {
                verbs.parameters.push((name, value));
            }
        }
        _ => {}
    }
    Ok(())
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, CallerError> {
    let bad = |_| CallerError::Twiml("an attribute cannot be read");
    let Some(attribute) = element.try_get_attribute(name).map_err(bad)? else { return Ok(None) };
    let value = attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .map_err(|_| CallerError::Twiml("an attribute cannot be read"))?;
    Ok(Some(value.into_owned()))
}

fn address(element: &BytesStart<'_>, name: &str) -> Result<Option<Url>, CallerError> {
    let text = attribute(element, name)?;
    text.map(|text| text.parse()).transpose().map_err(|_| CallerError::Twiml("an address is not absolute"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::twiml::{Conversation, Twiml};

    #[test]
    fn what_the_server_writes_is_what_the_caller_reads() {
        let url = |path: &str| format!("https://crm.example.com{path}").parse::<Url>().unwrap();
        let twiml = Twiml::converse(&Conversation {
            stream: &"wss://crm.example.com/media/twilio".parse().unwrap(),
            name: "CA1",
            token: "a&b\"c",
            stream_status: &url("/stream"),
            recording_status: &url("/recording"),
            after: &url("/after"),
        });
        let verbs = read(twiml.as_str()).unwrap();
        assert_eq!(verbs.stream.unwrap().as_str(), "wss://crm.example.com/media/twilio");
        assert_eq!(verbs.stream_callback, Some(url("/stream")));
        assert_eq!(verbs.recording_callback, Some(url("/recording")));
        assert_eq!(verbs.redirect, Some(url("/after")));
        assert_eq!(verbs.parameters, [("token".to_owned(), "a&b\"c".to_owned())]);
    }

    #[test]
    fn a_call_that_is_handed_over_is_read_too() {
        let action: Url = "https://crm.example.com/transfer".parse().unwrap();
        let dial = verbs(Twiml::dial(&"+97235550101".parse().unwrap(), &action).as_str()).unwrap().dial;
        assert_eq!(dial, Some(Dial { number: "+97235550101".to_owned(), action: Some(action) }));
        assert_eq!(verbs(Twiml::hang_up().as_str()).unwrap(), Verbs::default());
    }

    #[test]
    fn an_answer_without_a_stream_cannot_be_obeyed() {
        assert!(read("<Response><Hangup/></Response>").is_err());
        assert!(read("not xml <").is_err());
    }
}
