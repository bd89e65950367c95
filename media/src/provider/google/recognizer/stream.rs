//! One stream on the wire.

use std::time::Duration;

use bytes::Bytes;
use googleapis_tonic_google_cloud_speech_v1::google::cloud::speech::v1::{
    StreamingRecognitionResult, StreamingRecognizeResponse,
};
use tokio::sync::mpsc;
use tonic::{Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};

use super::{
    Shared, beginning,
    codec::SmallCodec,
    line::LineId,
    model::Model,
    request,
    session::{Closing, NAME},
    words::{Answer, Word},
};
use crate::provider::{
    ProviderError,
    google::retry::{self, Verdict},
};

const METHOD: &str = "/google.cloud.speech.v1.Speech/StreamingRecognize";

/// What a stream tells its session.
#[derive(Debug)]
pub(super) enum News {
    Opened,
    Answers(Vec<Answer>),
    Closed(Closing),
}

/// By which stream. In a box: a channel has room for 64 of what it carries, and few are ever in it.
pub(super) type Told = Box<(LineId, News)>;

/// Runs one stream to its end, which is always told.
pub(super) async fn run(
    shared: &Shared,
    model: Model,
    line: LineId,
    audio: mpsc::Receiver<Bytes>,
    tell: mpsc::Sender<Told>,
) {
    let closing = match listen(shared, model, line, audio, &tell).await {
        Ok(()) => Closing::Complete,
        Err(closing) => closing,
    };
    // A session that is gone does not mind.
    let _ = tell.send(Box::new((line, News::Closed(closing)))).await;
}

/// Runs one stream to its end.
pub(super) async fn listen(
    shared: &Shared,
    model: Model,
    line: LineId,
    audio: mpsc::Receiver<Bytes>,
    tell: &mpsc::Sender<Told>,
) -> Result<(), Closing> {
    // What a stream takes to be opened is 5 kB, in boxes here and below: it need not hold them while it runs.
    let way = Box::pin(async { Ok((shared.tokens.bearer().await?, shared.pool.lease().await?)) });
    let (bearer, lease) = way.await.map_err(|error: ProviderError| Closing::from(error))?;
    let _ = tell.send(Box::new((line, News::Opened))).await;
    // Made a request of here and not before: a request has room for a configuration, and a queue of them is 13 kB a call.
    let audio =
        futures::stream::unfold(audio, async |mut audio| Some((request::audio(audio.recv().await?), audio)));
    let mut request = Request::new(audio);
    request.metadata_mut().insert("authorization", bearer.clone());
    let opening = async {
        // What the generated client does, with a codec of ours.
        let mut client = Grpc::new(beginning::of(shared.config.first(model), lease.channel.clone()));
        client.ready().await.map_err(|error| Status::unknown(format!("the connection: {error}")))?;
        client.streaming(request, PathAndQuery::from_static(METHOD), SmallCodec).await
    };
    let outcome = async {
        let mut answers = Box::pin(opening).await?.into_inner();
        while let Some(answer) = answers.message().await? {
            let _ = tell.send(Box::new((line, News::Answers(read(answer)?)))).await;
        }
        Ok(())
    };
    match outcome.await {
        Ok(()) => Ok(()),
        Err(status) => {
            let verdict = retry::verdict(&status);
            if verdict == Verdict::AnotherToken {
                shared.tokens.refused(&bearer);
            }
            Err(closing(verdict, &status))
        }
    }
}

/// A response's results; or the error that Google gives as a response.
fn read(response: StreamingRecognizeResponse) -> Result<Vec<Answer>, Status> {
    match response.error {
        Some(error) => Err(Status::new(Code::from_i32(error.code), error.message)),
        None => Ok(response.results.into_iter().filter_map(answer).collect()),
    }
}

fn answer(result: StreamingRecognitionResult) -> Option<Answer> {
    let best = result.alternatives.into_iter().next()?;
    let words = best.words.into_iter().map(|word| Word {
        start_ms: word.start_time.map_or(0, |time| millis(time.seconds, time.nanos)),
        end_ms: word.end_time.map_or(0, |time| millis(time.seconds, time.nanos)),
        text: word.word,
    });
    Some(Answer {
        words: words.collect(),
        text: best.transcript,
        is_final: result.is_final,
        stability: result.stability,
        // 0 is Google's way of not saying.
        confidence: (best.confidence > 0.0).then_some(best.confidence),
        end: result
            .result_end_time
            .map_or(Duration::ZERO, |time| Duration::from_millis(millis(time.seconds, time.nanos).into())),
    })
}

fn millis(seconds: i64, nanos: i32) -> u32 {
    u32::try_from(seconds * 1_000 + i64::from(nanos) / 1_000_000).unwrap_or_default()
}

fn closing(verdict: Verdict, status: &Status) -> Closing {
    metrics::counter!("agentlocator_stt_failures_total", "code" => status.code().description()).increment(1);
    let reason = format!("{:?}: {}", status.code(), status.message());
    match verdict {
        Verdict::Again | Verdict::AnotherToken => {
            Closing::Broken(ProviderError::Unavailable { provider: NAME, reason })
        }
        Verdict::Invalid => Closing::Invalid(reason),
        Verdict::Never => Closing::Refused(reason),
    }
}

impl From<ProviderError> for Closing {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Refused { reason, .. } | ProviderError::Barred { reason, .. } => {
                Self::Refused(reason)
            }
            ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. } => Self::Broken(error),
        }
    }
}
