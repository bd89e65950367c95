use std::{future::IntoFuture as _, io, net::SocketAddr, time::Duration};

use axum::serve::{ListenerExt as _, TapIo};
use media::provider::ProviderError;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::{
    app::App,
    compose,
    config::{Config, ConfigError, Http},
    demo::{self, Login},
    routes,
};

/// Why the process did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting cannot be met.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address is taken, or not this machine's.
    #[error("HOST and PORT ({address}): {error}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// The system's words.
        error: io::Error,
    },
    /// A folder or a secret's file cannot be used.
    #[error("DATA_DIR (the folder of DATABASE_URL, when not set): {0}")]
    Files(#[from] io::Error),
    /// The log cannot be opened.
    #[error("DATABASE_URL: {0}")]
    Log(#[from] eventlog::LogError),
    /// The read models cannot be opened.
    #[error("DATABASE_URL: {0}")]
    Projections(#[from] projections::ProjectionError),
    /// There are no threads for calls.
    #[error("calls cannot be held: {0}")]
    Threads(io::Error),
    /// An HTTP client cannot be made.
    #[error("an HTTP client cannot be made: {0}")]
    Client(#[from] reqwest::Error),
    /// The demo business cannot be set up.
    #[error("the demo: {0}")]
    Demo(#[from] demo::SeedError),
}

/// A process that serves.
pub struct Running {
    app: App,
    address: SocketAddr,
    login: Option<Login>,
    drain: Duration,
}

impl App {
    /// Opens everything the settings name, seeds the demo when it is asked for, and serves.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let wanted = SocketAddr::new(config.http.host, config.http.port);
        let listen = |error| StartError::Listen { address: wanted, error };
        let listener = TcpListener::bind(wanted).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let app = compose::app(&config, address).await?;
        let login = if config.demo.enabled { Some(demo::seed(&app, &config).await?) } else { None };

        let service = routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let lifecycle = app.lifecycle.clone();
        let server = axum::serve(at_once(listener), service)
            .with_graceful_shutdown(async move { lifecycle.stopped().await });
        app.lifecycle.tasks.spawn(async move {
            if let Err(error) = server.into_future().await {
                tracing::error!(%error, "the server stopped");
            }
        });
        app.lifecycle.tasks.spawn(warm_up(app.clone()));
        Ok(Running { app, address, login, drain: config.call.drain })
    }
}

/// Connections that send what they are given at once. Otherwise the system holds a frame back until the one before it is acknowledged
/// (Nagle's algorithm, RFC 896), which on a line of many small messages is when the peer next has something to say.
fn at_once(listener: TcpListener) -> TapIo<TcpListener, fn(&mut TcpStream)> {
    listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::warn!(%error, "what is sent on a connection may be held back");
        }
    })
}

/// Wakes the providers while nobody is calling yet.
async fn warm_up(app: App) {
    for (provider, outcome) in app.media.warm_up().await {
        match outcome {
            Ok(()) => {}
            Err(error @ (ProviderError::Refused { .. } | ProviderError::Barred { .. })) => {
                tracing::error!(provider, %error, "calls will do without it, as it is set up");
            }
            Err(error @ (ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. })) => {
                tracing::warn!(provider, %error, "the first call may have to wait");
            }
        }
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as an address for clients on this machine.
    pub fn url(&self) -> Url {
        Http::local_url(self.address)
    }

    /// How the demo's owner signs in, when there is a demo.
    pub fn demo_login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// Its parts.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Takes no new calls, lets those under way finish (bounded, then with a goodbye), then stops.
    pub async fn stop(self) {
        self.app.lifecycle.wind_down(self.drain).await;
        self.app.bus.log().close().await;
    }
}

#[cfg(test)]
mod tests {
    use axum::serve::Listener as _;

    use super::*;

    #[tokio::test]
    async fn no_connection_holds_a_frame_back() -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let near = TcpStream::connect(listener.local_addr()?).await?;
        let (connection, _) = at_once(listener).accept().await;
        assert!(connection.nodelay()?);
        drop(near);
        Ok(())
    }
}
