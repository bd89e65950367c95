//! The reading side of a socket that knows when what it read had come: by the kernel's stamp. The tool shares its cores with the server,
//! and reads late what came in time.

use std::{
    io::{self, IoSliceMut},
    os::fd::AsRawFd as _,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt, sockopt::ReceiveTimestampns};
use tokio::{
    io::{AsyncRead, Interest, ReadBuf},
    net::{TcpStream, tcp::OwnedReadHalf},
    time::Instant,
};

/// How far two readings of one instant may be apart.
const APART: Duration = Duration::from_micros(50);

/// It.
pub(crate) struct Stamped {
    half: OwnedReadHalf,
    /// Room for the kernel's stamp.
    control: Vec<u8>,
    arrived: Instant,
    /// When there was nothing to be read last: what is read since came later, however far the kernel's clock was put forward meanwhile.
    nothing: Instant,
}

impl Stamped {
    pub(crate) fn new(half: OwnedReadHalf) -> io::Result<Self> {
        setsockopt(half.as_ref(), ReceiveTimestampns, &true)?;
        let (control, now) = (nix::cmsg_space!(nix::sys::time::TimeSpec), Instant::now());
        Ok(Self { half, control, arrived: now, nothing: now })
    }

    /// When the last of the bytes that were read last reached this machine's end of the line.
    pub(crate) fn arrived(&self) -> Instant {
        self.arrived
    }
}

impl AsyncRead for Stamped {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let (tcp, control) = (this.half.as_ref(), &mut this.control);
        loop {
            ready!(tcp.poll_read_ready(cx))?;
            let (before, mut read) = (Instant::now(), None);
            let outcome = tcp.try_io(Interest::READABLE, || {
                let into = buffer.initialize_unfilled();
                let room = into.len();
                let (bytes, stamp) = receive(tcp, into, control)?;
                read = Some((bytes, stamp));
                // Whoever got less than there was room for knows, as tokio's own reading does, that there is no more: nobody asks again.
                if (1..room).contains(&bytes) { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(()) }
            });
            if let Some((bytes, stamp)) = read {
                let (now, clock) = both_clocks();
                let since = stamp.and_then(|stamp| clock.duration_since(stamp).ok()).unwrap_or_default();
                this.arrived = now.checked_sub(since).unwrap_or(now).max(this.nothing);
                if outcome.is_err() {
                    this.nothing = before;
                }
                buffer.advance(bytes);
                return Poll::Ready(Ok(()));
            }
            match outcome {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => this.nothing = before,
                outcome => return Poll::Ready(outcome),
            }
        }
    }
}

/// The same instant by the clock that is measured by and by the one that the kernel stamps by. Whoever loses the processor between the two
/// reads them again: hundreds of thousands of frames are measured, and it would be the latest of them.
#[expect(clippy::disallowed_methods, reason = "the clock that the kernel stamps by")]
fn both_clocks() -> (Instant, SystemTime) {
    loop {
        let read = (Instant::now(), SystemTime::now());
        if read.0.elapsed() < APART {
            return read;
        }
    }
}

/// How many bytes, and when they came by the kernel's stamp; the end has none.
fn receive(tcp: &TcpStream, into: &mut [u8], control: &mut [u8]) -> io::Result<(usize, Option<SystemTime>)> {
    let mut into = [IoSliceMut::new(into)];
    let message = recvmsg::<()>(tcp.as_raw_fd(), &mut into, Some(control), MsgFlags::empty())?;
    let stamp = message.cmsgs()?.find_map(|one| {
        if let ControlMessageOwned::ScmTimestampns(stamp) = one {
            Some(UNIX_EPOCH + Duration::from(stamp))
        } else {
            None
        }
    });
    Ok((message.bytes, stamp))
}
