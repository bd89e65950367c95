//! Where Google is, and the connections to it: opened at the start, shared by all calls.

use std::{sync::Arc, time::Duration};

use tokio::sync::OnceCell;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use url::{Host, Url};

use crate::provider::ProviderError;

const CONNECT: Duration = Duration::from_secs(3);
/// While nobody calls, the system asks for a sign of life after so long, then so often, and gives up after so many without one: a
/// call does not begin on a connection that vanished more than a minute and a half ago, and routers on the way do not forget it.
const ASK_AFTER: Duration = Duration::from_mins(1);
const ASK_EVERY: Duration = Duration::from_secs(10);
const ASK_TIMES: u32 = 3;

/// How it is noticed in a call that the peer is gone without a word: HTTP/2 pings, when nothing was received for a while.
#[derive(Debug, Clone, Copy)]
pub struct Pings {
    /// Google's front ends allow one in 30 s, and close the connection on whoever sends more: its own clients keep to that, and send
    /// none while idle (<https://github.com/googleapis/java-bigtable/pull/528>). Nor do we: TCP asks for itself then.
    pub every: Duration,
    /// Without an answer by then the connection is gone.
    pub within: Duration,
}

impl Default for Pings {
    fn default() -> Self {
        Self { every: Duration::from_secs(30), within: Duration::from_secs(10) }
    }
}

/// Whether an address may be talked to: `https` anywhere, `http` on this machine. The bearer token goes to either.
pub fn check(url: &Url) -> Result<(), &'static str> {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        _ => Err("an https:// address, or an http:// address of this machine"),
    }
}

/// Connections to one endpoint. A stream goes to the connection with the fewest: Google allows about a hundred on each.
pub(super) struct Pool {
    provider: &'static str,
    endpoint: Endpoint,
    slots: Vec<Slot>,
}

#[derive(Default)]
struct Slot {
    channel: OnceCell<Channel>,
    /// One clone a lease.
    leases: Arc<()>,
}

/// A connection in use.
pub(super) struct Lease {
    pub(super) channel: Channel,
    _used: Arc<()>,
}

impl Pool {
    pub(super) fn new(
        provider: &'static str,
        url: &str,
        connections: usize,
        pings: Pings,
    ) -> Result<Self, tonic::transport::Error> {
        let mut endpoint = Endpoint::from_shared(url.trim_end_matches('/').to_owned())?
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .tcp_keepalive(Some(ASK_AFTER))
            .tcp_keepalive_interval(Some(ASK_EVERY))
            .tcp_keepalive_retries(Some(ASK_TIMES))
            .http2_keep_alive_interval(pings.every)
            .keep_alive_timeout(pings.within);
        if url.starts_with("https:") {
            endpoint = endpoint.tls_config(ClientTlsConfig::new().with_webpki_roots())?;
        }
        let slots = (0..connections).map(|_| Slot::default()).collect();
        Ok(Self { provider, endpoint, slots })
    }

    /// A connection; opened when it was not, or could not be, at the start. It opens itself again when it breaks.
    pub(super) async fn lease(&self) -> Result<Lease, ProviderError> {
        let slot = self.slots.iter().min_by_key(|slot| Arc::strong_count(&slot.leases));
        let Some(slot) = slot else {
            return Err(ProviderError::Refused {
                provider: self.provider,
                reason: "no connections".to_owned(),
            });
        };
        let used = slot.leases.clone();
        Ok(Lease { channel: self.channel(slot).await?, _used: used })
    }

    async fn channel(&self, slot: &Slot) -> Result<Channel, ProviderError> {
        let connect = || async {
            // The time-out of the endpoint is for the TCP handshake; this one holds for TLS and HTTP/2 too.
            let connected = tokio::time::timeout(CONNECT, self.endpoint.connect()).await;
            let connected = connected.map_err(|_| ProviderError::TimedOut { provider: self.provider })?;
            connected.map_err(|error| {
                let reason = root(&error);
                ProviderError::Unavailable { provider: self.provider, reason }
            })
        };
        slot.channel.get_or_try_init(connect).await.cloned()
    }

    /// Where they lead.
    pub(super) fn address(&self) -> String {
        self.endpoint.uri().to_string()
    }

    /// Opens all connections.
    pub(super) async fn open(&self) -> Result<(), ProviderError> {
        futures::future::try_join_all(self.slots.iter().map(|slot| self.channel(slot))).await.map(drop)
    }
}

/// The innermost cause says most.
fn root(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let ok = |url: &str| check(&url.parse().expect("a url")).is_ok();
        assert!(ok("https://speech.googleapis.com") && ok("http://127.0.0.1:9") && ok("http://[::1]:9"));
        assert!(ok("http://localhost:9") && !ok("http://speech.googleapis.com") && !ok("http://10.0.0.1"));
        assert!(!ok("ftp://localhost"));
    }
}
