//! A line to a stand-in that can go dead as real ones do: nobody closes it, and nothing comes through any more.

use std::net::SocketAddr;

use anyhow::Context as _;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

/// The line; gone when it is dropped.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    /// So often it went dead.
    deaths: watch::Sender<usize>,
    runtime: Option<Runtime>,
}

impl Relay {
    /// A line that leads there.
    pub fn to(there: SocketAddr) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no port")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let (deaths, death) = watch::channel(0);
        let listener = {
            let _entered = runtime.enter();
            TcpListener::from_std(listener)?
        };
        runtime.spawn(async move {
            let connections = TaskTracker::new();
            while let Ok((here, _)) = listener.accept().await {
                connections.spawn(relay(here, there, death.clone()));
            }
        });
        Ok(Self { address, deaths, runtime: Some(runtime) })
    }

    /// Where it begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing comes through the connections there are, for ever. New ones are well.
    pub fn go_dead(&self) {
        self.deaths.send_modify(|deaths| *deaths += 1);
    }
}

async fn relay(
    mut here: TcpStream,
    there: SocketAddr,
    mut death: watch::Receiver<usize>,
) -> std::io::Result<()> {
    death.mark_unchanged();
    let mut there = TcpStream::connect(there).await?;
    tokio::select! {
        ended = copy_bidirectional(&mut here, &mut there) => drop(ended?),
        // Both ends stay open, and are told nothing.
        _ = death.changed() => std::future::pending().await,
    }
    Ok(())
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
