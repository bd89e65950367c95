//! Which addresses may be spoken to: a browser names them, so anybody who signs in could name one of our own network's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Origin, Url};

/// Everybody's services over TLS, and the operator's own whatever it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    own: Option<Origin>,
}

impl Reach {
    pub(super) fn with(own: Option<&Url>) -> Self {
        Self { own: own.map(Url::origin) }
    }

    /// Whether it is of the operator's own service.
    pub(super) fn is_own(&self, endpoint: &Url) -> bool {
        self.own.as_ref().is_some_and(|own| endpoint.origin() == *own)
    }

    /// Whether it may be asked for at all. Where its name leads is looked at each time it is spoken to: [`PublicOnly`].
    pub(super) fn allows(&self, endpoint: &Url) -> bool {
        let bare = endpoint.username().is_empty() && endpoint.password().is_none();
        // A service has a name: whatever is a number is somebody's machine.
        let named = matches!(endpoint.host(), Some(Host::Domain(name)) if name.contains('.'));
        self.is_own(endpoint) || (endpoint.scheme() == "https" && bare && named && endpoint.port().is_none())
    }
}

/// Names lead to public addresses or nowhere, whatever the name said when it was given.
#[derive(Debug)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(std::io::Error::other("its name leads to no public address").into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the internet's: <https://www.iana.org/assignments/iana-ipv4-special-registry>.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        [0, ..] | [192, 0, 0, _] => true,
        // Shared by providers; for benchmarks.
        [100, second, ..] => second & 0xc0 == 64,
        [198, second, ..] => second & 0xfe == 18,
        [first, ..] => first >= 240,
    };
    !(special
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let last = || {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // An IPv4 address in other clothes: mapped, or behind a translator.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(last()),
        // Documentation, and tunnels that could lead anywhere.
        [0x2001, 0x0db8 | 0, ..] | [0x2002 | 0x3fff, ..] => false,
        // What is given out to the internet (RFC 4291, section 2.4).
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_s_addresses_are_public() {
        for public in ["8.8.8.8", "142.250.75.106", "100.128.0.1", "198.20.0.1", "2a00:1450:4028:801::200a"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::7f00:1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        assert!(is_public("::ffff:8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn a_service_has_a_name_and_speaks_tls() {
        let own = Url::parse("http://127.0.0.1:9000").unwrap();
        let allows = |reach: &Reach, address: &str| reach.allows(&Url::parse(address).unwrap());
        let reach = Reach::default();
        assert!(allows(&reach, "https://updates.push.services.mozilla.com/wpush/v2/x"));
        for wrong in [
            "http://push.example.com/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://user@push.example.com/x",
            "https://push.example.com:8443/x",
            "ftp://push.example.com/x",
            "https://2130706433/x",
            "http://127.0.0.1:9000/x",
        ] {
            assert!(!allows(&reach, wrong), "{wrong}");
        }
        let reach = Reach::with(Some(&own));
        assert!(allows(&reach, "http://127.0.0.1:9000/x") && !allows(&reach, "http://127.0.0.1:9001/x"));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_leads_nowhere() {
        let found = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert!(found.err().unwrap().to_string().contains("no public address"));
    }
}
