use googleapis_tonic_google_cloud_speech_v1::google::cloud::speech::v1::{
    StreamingRecognizeRequest, StreamingRecognizeResponse,
};
use tonic::codec::{BufferSettings, Codec};
use tonic_prost::{ProstDecoder, ProstEncoder};

/// Room for a message each way, to begin with: 100 ms of sound are 800 bytes. tonic's own 8 KiB each way were a tenth of what a call
/// holds.
const BUFFER: usize = 1024;
/// What is encoded before it is sent is a message or two.
const YIELD: usize = 8 * 1024;

/// What the generated client uses, with small buffers.
#[derive(Debug)]
pub(super) struct SmallCodec;

fn small() -> BufferSettings {
    BufferSettings::new(BUFFER, YIELD)
}

impl Codec for SmallCodec {
    type Encode = StreamingRecognizeRequest;
    type Decode = StreamingRecognizeResponse;
    type Encoder = ProstEncoder<Self::Encode>;
    type Decoder = ProstDecoder<Self::Decode>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstEncoder::new(small())
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstDecoder::new(small())
    }
}
