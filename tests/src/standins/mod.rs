//! Providers of others, on this machine: real sockets, written from their documents, without the product's code.
//!
//! # Contract
//! Each does what a test planned for the next request (answer, refuse, wait, stall, cut) and keeps what it was asked. Each has a
//! runtime of its own, so that its end is a process's end: every connection drops at once and the port is closed. It can be up again
//! at the same address, and knows then what it knew.

pub mod google;
pub mod openai;
pub mod relay;
pub mod twilio;

use std::net::{SocketAddr, TcpListener};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use axum::{Router, serve::ListenerExt as _};
use tokio::runtime::Runtime;

/// The longest the end of a runtime may take: it has nothing to finish.
const END: Duration = Duration::from_secs(5);

/// A server on a port of its own.
#[derive(Debug)]
pub struct Standin {
    address: SocketAddr,
    routes: Router,
    serving: Mutex<Option<Serving>>,
}

/// While it is up.
#[derive(Debug)]
struct Serving {
    listener: TcpListener,
    runtime: Runtime,
}

impl Standin {
    /// Serves these routes.
    pub fn start(routes: Router) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let serving = Mutex::new(Some(Serving::start(listener, &routes)?));
        Ok(Self { address, routes, serving })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it, as a process that is killed: connections are refused from here on.
    pub fn die(&self) {
        drop(self.serving().take().map(Serving::end));
    }

    /// Is there again, where it was.
    pub fn rise(&self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).context("the port is taken")?;
        listener.set_nonblocking(true)?;
        *self.serving() = Some(Serving::start(listener, &self.routes)?);
        Ok(())
    }

    /// Drops every connection and takes others at once, as a proxy between does that is restarted.
    pub fn cut(&self) -> anyhow::Result<()> {
        let mut serving = self.serving();
        let listener = serving.take().context("it is not there")?.end();
        *serving = Some(Serving::start(listener, &self.routes)?);
        Ok(())
    }

    fn serving(&self) -> std::sync::MutexGuard<'_, Option<Serving>> {
        self.serving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Serving {
    fn start(listener: TcpListener, routes: &Router) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        // As the real ones do: or the last packet of an answer waits up to 40 ms for the client's acknowledgement of those before.
        let nodelay = |tcp: &mut tokio::net::TcpStream| drop(tcp.set_nodelay(true));
        let (taken, routes) = (listener.try_clone()?, routes.clone());
        runtime.spawn(async move {
            axum::serve(tokio::net::TcpListener::from_std(taken)?.tap_io(nodelay), routes).await
        });
        Ok(Self { listener, runtime })
    }

    /// Every connection is closed when this returns; whoever comes waits at the listener.
    fn end(self) -> TcpListener {
        let runtime = self.runtime;
        // A runtime is not waited for on another's thread.
        drop(std::thread::spawn(move || runtime.shutdown_timeout(END)).join());
        self.listener
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.die();
    }
}
