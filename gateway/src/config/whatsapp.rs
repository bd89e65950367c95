use url::Url;

use super::source::Source;

/// The WhatsApp sidecar.
#[derive(Debug, Clone)]
pub struct Whatsapp {
    /// Its address on this machine, such as `http://127.0.0.1:3300`. Absent: no sidecar.
    pub bridge_url: Option<Url>,
}

impl Whatsapp {
    pub(super) fn read(source: &mut Source) -> Self {
        Self { bridge_url: source.address("WHATSAPP_BRIDGE_URL", "whatsapp.bridge_url") }
    }
}
