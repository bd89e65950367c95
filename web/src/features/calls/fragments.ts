import { type FragmentOf, graphql } from "@/gql/graphql";

export const UtteranceFields = graphql(`
  fragment UtteranceFields on Utterance {
    speaker
    text
    startMs
    endMs
    interrupted
    promptVersion
    latency {
      finalMs
      firstTokenMs
      firstAudioMs
      firstFrameMs
    }
  }
`);
export type UtteranceData = FragmentOf<typeof UtteranceFields>;

export const CallRowFields = graphql(`
  fragment CallRowFields on Call {
    callSid
    direction
    fromNumber
    toNumber
    status
    startedAt
    endedAt
    durationSeconds
    summary
    lead {
      id
      name
      phone
    }
  }
`);
export type CallRowData = FragmentOf<typeof CallRowFields>;

/** What a call needs on the live board; the subscription sends exactly this. */
export const LiveCallFields = graphql(
  `
    fragment LiveCallFields on Call {
      ...CallRowFields
      endReason
      transcript {
        ...UtteranceFields
      }
    }
  `,
  [CallRowFields, UtteranceFields],
);
export type LiveCallData = FragmentOf<typeof LiveCallFields>;

export const CallPageFields = graphql(
  `
    fragment CallPageFields on Call {
      ...LiveCallFields
      meetings {
        id
        subject
        start
        end
        status
      }
      promptVersion {
        channel
        version
      }
      recording {
        recordingSid
        status
        durationSeconds
        url
      }
    }
  `,
  [LiveCallFields],
);
export type CallPageData = FragmentOf<typeof CallPageFields>;
