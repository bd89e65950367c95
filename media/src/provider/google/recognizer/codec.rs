use std::marker::PhantomData;

use tonic::codec::{BufferSettings, Codec};
use tonic_prost::{ProstCodec, ProstDecoder, ProstEncoder};

/// Room for a message each way, to begin with: 100 ms of sound are 800 bytes. tonic's own 8 KiB each way were a tenth of a call's
/// memory.
const BUFFER: usize = 1024;
/// What is encoded before it is sent is a message or two.
const YIELD: usize = 8 * 1024;

/// prost's messages, in small buffers.
#[derive(Debug)]
pub(super) struct SmallCodec<Q, A>(PhantomData<(Q, A)>);

impl<Q, A> Default for SmallCodec<Q, A> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<Q, A> Codec for SmallCodec<Q, A>
where
    Q: prost::Message + 'static,
    A: prost::Message + Default + 'static,
{
    type Encode = Q;
    type Decode = A;
    type Encoder = ProstEncoder<Q>;
    type Decoder = ProstDecoder<A>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<Q, A>::raw_encoder(BufferSettings::new(BUFFER, YIELD))
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstCodec::<Q, A>::raw_decoder(BufferSettings::new(BUFFER, YIELD))
    }
}
