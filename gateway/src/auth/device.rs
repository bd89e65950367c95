use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use domain::user::Device;

use crate::{app::App, problem::Problem};

/// How much of a client's own words is kept.
const LONGEST: usize = 200;

/// Where a request comes from, as far as one can tell.
#[derive(Debug, Clone)]
pub struct From(pub Device);

impl FromRequestParts<App> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, app).await;
        let peer = peer.ok().map(|info| info.0);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = agent.unwrap_or_default().chars().take(LONGEST).collect();
        Ok(Self(Device { address: address(peer, &parts.headers), agent }))
    }
}

/// The peer's address. A proxy on this machine says whose request it passes on: the last hop it saw, which nobody can forge before it,
/// be it at the end of the header that came or in one of its own after it.
fn address(peer: Option<SocketAddr>, headers: &HeaderMap) -> String {
    let Some(peer) = peer.map(|peer| peer.ip().to_canonical()) else { return String::new() };
    let passed_on = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|hops| hops.rsplit(',').next()?.trim().parse::<std::net::IpAddr>().ok());
    passed_on.filter(|_| peer.is_loopback()).unwrap_or(peer).to_canonical().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_s_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.5, 198.51.100.7".parse().unwrap());
        let at = |peer: &str| address(Some(peer.parse().unwrap()), &headers);
        assert_eq!(at("127.0.0.1:4000"), "198.51.100.7");
        assert_eq!(at("[::ffff:127.0.0.1]:4000"), "198.51.100.7");
        assert_eq!(at("203.0.113.9:4000"), "203.0.113.9");
        assert_eq!(address(Some("127.0.0.1:1".parse().unwrap()), &HeaderMap::new()), "127.0.0.1");
    }

    #[test]
    fn what_a_proxy_adds_stands_after_what_a_client_made_up() {
        let mut headers = HeaderMap::new();
        for hop in ["203.0.113.5", "::ffff:198.51.100.7"] {
            headers.append("x-forwarded-for", hop.parse().unwrap());
        }
        assert_eq!(address(Some("127.0.0.1:4000".parse().unwrap()), &headers), "198.51.100.7");
    }
}
