//! Providers of others, on this machine: real sockets, written from their documents, without the product's code.
//!
//! # Contract
//! Each does what a test planned for the next request (answer, refuse, wait, stall, cut) and keeps what it was asked. Each has a
//! runtime of its own, so that its end is a process's end: every connection drops at once and the port is closed.

pub mod google;
pub mod openai;
pub mod twilio;

use std::net::SocketAddr;

use anyhow::Context as _;
use axum::{Router, serve::ListenerExt as _};
use tokio::{net::TcpListener, runtime::Runtime};

/// A server on a port of its own.
#[derive(Debug)]
pub struct Standin {
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Standin {
    /// Serves these routes.
    pub fn start(routes: Router) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no port")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // As the real ones do: or the last packet of an answer waits up to 40 ms for the client's acknowledgement of those before.
        let nodelay = |tcp: &mut tokio::net::TcpStream| drop(tcp.set_nodelay(true));
        runtime.spawn(
            async move { axum::serve(TcpListener::from_std(listener)?.tap_io(nodelay), routes).await },
        );
        Ok(Self { address, runtime: Some(runtime) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it, as a process that is killed.
    pub fn die(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.die();
    }
}
