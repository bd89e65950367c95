//! A stream's first message, put before the others on the wire. tonic's encoder keeps the buffer its largest message needed for as
//! long as the stream lives: with the phrase hints in it, 8 kB a call.

use bytes::Bytes;
use futures::StreamExt as _;
use http_body_util::{BodyExt as _, BodyStream, Full, StreamBody};
use tonic::{
    body::Body,
    client::GrpcService,
    codegen::http::Request,
    transport::{Channel, Error},
};
use tower::ServiceExt as _;

/// The channel, for one request that begins with this message.
pub(super) fn of(
    first: Bytes,
    channel: Channel,
) -> impl GrpcService<Body, ResponseBody = Body, Future: Send, Error = Error> {
    channel.map_request(move |request: Request<Body>| request.map(|rest| joined(first.clone(), rest)))
}

fn joined(first: Bytes, rest: Body) -> Body {
    let first = Full::new(first).map_err(|never| match never {});
    Body::new(StreamBody::new(BodyStream::new(first).chain(BodyStream::new(rest))))
}
