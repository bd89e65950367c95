use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use graphql::ClosedTo;
use url::Url;

use super::source::Source;

/// Where the process listens and what the world calls it.
#[derive(Debug, Clone)]
pub struct Http {
    /// The interface to listen on. Default 127.0.0.1; 0.0.0.0 to be reached from elsewhere.
    pub host: IpAddr,
    /// The TCP port. Default 8080; 0 lets the system choose.
    pub port: u16,
    /// The address Twilio and browsers use. Twilio's signatures are checked against it, so a wrong one refuses every
    /// webhook. Default: `http://HOST:PORT`, which serves simulated calls only.
    pub public_url: Option<Url>,
    /// Who is answered the dashboard's own GraphQL documents alone: `off` nobody, `browsers` whoever signed in by cookie, `on`
    /// everybody. Default `off`: other programs may use a cookie's session too. Where there are none, `browsers` leaves a page that
    /// gets hold of a session nothing to ask that the dashboard does not.
    pub allow_list: ClosedTo,
}

impl Http {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            host: source
                .parse("HOST", "http.host", "an IP address such as 127.0.0.1 or 0.0.0.0")
                .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port: source.parse("PORT", "http.port", "a port number, 0 to 65535").unwrap_or(8080),
            public_url: source.check(
                "PUBLIC_URL",
                "http.public_url",
                "an address such as https://crm.example.com, without a query or a password",
                |text| Url::parse(text).ok().filter(is_public),
            ),
            allow_list: source
                .check("GRAPHQL_ALLOW_LIST", "http.graphql_allow_list", "off, browsers or on", |text| {
                    Some(match text {
                        "off" => ClosedTo::Nobody,
                        "browsers" => ClosedTo::Browsers,
                        "on" => ClosedTo::Everybody,
                        _ => return None,
                    })
                })
                .unwrap_or_default(),
        }
    }

    /// Where a client on this machine reaches a server that listens at `address`.
    pub fn local_url(address: SocketAddr) -> Url {
        let host = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
            ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
        };
        let mut url = localhost();
        // Neither can fail: an http address takes any IP address and any port.
        let _ = url.set_ip_host(host);
        let _ = url.set_port(Some(address.port()));
        url
    }
}

/// Whether Twilio can sign for what is behind it: it is told the address with a path put behind, and signs that.
fn is_public(url: &Url) -> bool {
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && bare && url.password().is_none()
}

#[expect(clippy::expect_used, reason = "a constant address")]
fn localhost() -> Url {
    Url::parse("http://127.0.0.1").expect("a valid address")
}
