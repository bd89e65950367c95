//! What was said.

use async_graphql::SimpleObject;
use domain::values::Latency;
use projections::TurnRow;

use super::Speaker;

/// Something said in a call.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Utterance {
    /// Whose words.
    speaker: Speaker,
    /// The words, as far as they were heard.
    text: String,
    /// Where in the audio they begin, in milliseconds.
    start_ms: u32,
    /// Where they end.
    end_ms: Option<u32>,
    /// Whether the caller cut them short.
    interrupted: bool,
    /// How sure the recogniser was, 0 to 1; null for the agent's own words.
    confidence: Option<f32>,
    /// The version of the prompt the agent was told to be when it said it; null for the caller's own words.
    prompt_version: Option<u32>,
    /// How long the caller waited for it; null for the caller's own words.
    latency: Option<TurnLatency>,
}

/// How long an answer took, in milliseconds from the end of the caller's speech. Null: did not happen in this turn.
#[derive(SimpleObject, Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the unit belongs to the GraphQL fields' names")]
pub(crate) struct TurnLatency {
    /// Until the caller's words were recognised.
    final_ms: Option<u32>,
    /// Until the language model's first token.
    first_token_ms: Option<u32>,
    /// Until the first synthesised audio.
    first_audio_ms: Option<u32>,
    /// Until the first audio was on the line.
    first_frame_ms: Option<u32>,
}

impl From<TurnRow> for Utterance {
    fn from(row: TurnRow) -> Self {
        Self {
            speaker: row.speaker.into(),
            text: row.text,
            start_ms: row.span.start_ms,
            end_ms: Some(row.span.end_ms),
            interrupted: row.interrupted,
            confidence: row.confidence,
            prompt_version: row.prompt.map(|prompt| prompt.version),
            latency: (row.latency != Latency::default()).then_some(TurnLatency {
                final_ms: row.latency.final_ms,
                first_token_ms: row.latency.first_token_ms,
                first_audio_ms: row.latency.first_audio_ms,
                first_frame_ms: row.latency.first_frame_ms,
            }),
        }
    }
}
