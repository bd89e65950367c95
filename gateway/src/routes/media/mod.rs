//! `GET /media/twilio`: the audio of a call, both ways, as Twilio streams it.

mod line;
#[cfg(test)]
mod tests;

use std::{io, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    response::Response,
};
use hyper::upgrade::Upgraded;

use self::line::Line;
use crate::{
    app::App,
    problem::Problem,
    twilio::{admit, handshake_claim, is_from_here},
};

/// Takes the stream and holds the conversation to its end.
pub(crate) async fn handler(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Result<Response, Problem> {
    // Twilio signs the handshake over the `wss` address it was told, without fields.
    let (url, headers) = (app.public.socket("/media/twilio"), request.headers());
    admit(&app, &url, is_from_here(Some(peer), headers), &handshake_claim(headers))?;
    // A call that was answered before the drain began may still come with its stream.
    if app.lifecycle.is_saying_goodbye() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"));
    }
    let answer = line::shake_hands(&request)?;
    let upgrade = hyper::upgrade::on(&mut request);
    app.lifecycle.calls.clone().spawn(async move {
        match upgrade.await {
            Ok(upgraded) => hold(&app, upgraded),
            Err(error) => tracing::debug!(%error, "whoever shook hands was gone"),
        }
    });
    Ok(answer)
}

/// On one of the threads for calls.
fn hold(app: &App, upgraded: Upgraded) {
    let line = match Line::taken(upgraded) {
        Ok(line) => line,
        Err(error) => return deaf(&error),
    };
    let deps = app.media.deps();
    app.media.threads().hold(&app.lifecycle.calls, async move |metronome| match line.open().await {
        Ok(socket) => media::serve(socket, deps, metronome).await,
        Err(error) => deaf(&error),
    });
}

fn deaf(error: &io::Error) {
    tracing::error!(%error, "a media stream cannot be read");
}
