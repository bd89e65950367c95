import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { useQuery, useSubscription } from "urql";
import { CallFacts, CallOutcome } from "@/features/calls/call-facts";
import { CallStatusLabel } from "@/features/calls/call-status";
import { Caller, CallerNumber } from "@/features/calls/caller";
import { CallClock } from "@/features/calls/clock";
import { type CallPageData, CallPageFields } from "@/features/calls/fragments";
import { HeldCall } from "@/features/calls/held-call";
import { LatencyPanel } from "@/features/calls/latency-panel";
import { Player } from "@/features/calls/player";
import { Transcript } from "@/features/calls/transcript";
import { EveryEvent } from "@/features/history/every-event";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { page } from "@/i18n/he/call-page";
import { Page, Section } from "@/ui/page";
import { Problem, SkeletonRows } from "@/ui/states";
import { Said } from "@/ui/text";
import { NotFound } from "./not-found";

const CallQuery = graphql(
  `
    query Call($callSid: ID!) {
      call(callSid: $callSid) {
        ...CallPageFields
      }
    }
  `,
  [CallPageFields],
);

const CallNews = graphql(
  `
    subscription CallNews($callSid: ID!) {
      callUpdated(callSid: $callSid) {
        ...CallPageFields
      }
    }
  `,
  [CallPageFields],
);
const back = { to: "/calls", label: t.calls.log };

function Summary({ call }: { call: CallPageData }) {
  const text: ReactNode = call.summary ? (
    <Said>{call.summary}</Said>
  ) : (
    <span className="text-ink-3">{call.endedAt ? t.calls.summaryNone : t.calls.summaryPending}</span>
  );
  return (
    <Section title={t.calls.summary}>
      <p data-testid="call-summary" className="leading-relaxed">
        {text}
      </p>
    </Section>
  );
}

/** Why whoever jumped to a moment hears nothing; a recording that is on its way says so itself. */
function Silence({ recording }: Pick<CallPageData, "recording">) {
  const { status = "ABSENT" } = recording ?? {};
  if (status === "COMPLETED" || status === "IN_PROGRESS") return null;
  return (
    <p
      role="status"
      data-testid="sound-gone"
      className="mb-4 rounded-xl bg-warn-wash px-4 py-3 text-sm text-warn"
    >
      {status === "PURGED" ? page.soundGone : page.notRecorded}
    </p>
  );
}

function CallView({ call }: { call: CallPageData }) {
  const [params] = useSearchParams();
  // Seconds into the call.
  const seconds = Number(params.get("t") ?? Number.NaN);
  const asked = Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
  const [at, setAt] = useState<number | null>(asked);
  const audio = useRef<HTMLAudioElement>(null);
  const live = !call.endedAt;
  const playable = call.recording?.status === "COMPLETED" && call.recording.url != null;

  const playFrom = useCallback((ms: number) => {
    setAt(ms);
    if (!audio.current) return;
    audio.current.currentTime = ms / 1000;
    // A browser may refuse sound before the first gesture; the place is marked all the same.
    audio.current.play()?.catch(() => undefined);
  }, []);
  useEffect(() => {
    if (asked != null) playFrom(asked);
  }, [asked, playFrom]);

  const title = call.lead?.name ?? t.calls.call;
  return (
    <Page
      title={title}
      heading={<Caller call={call} />}
      back={back}
      lead={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <CallStatusLabel status={call.status} />
          <CallerNumber call={call} />
          <time dateTime={call.startedAt}>{when(call.startedAt)}</time>
          <CallClock startedAt={call.startedAt} endedAt={call.endedAt} seconds={call.durationSeconds} />
        </span>
      }
    >
      <div className="gap-10 lg:grid lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="lg:order-2">
          {live && <HeldCall callSid={call.callSid} />}
          <CallOutcome call={call} />
          <Summary call={call} />
          <div className="max-lg:hidden">
            <CallFacts call={call} />
          </div>
        </div>
        <div className="min-w-0 lg:order-1">
          {call.recording && <Player recording={call.recording} audio={audio} at={at} onTime={setAt} />}
          {asked != null && !live && <Silence recording={call.recording} />}
          <Section title={t.calls.transcript}>
            <Transcript
              transcript={call.transcript}
              live={live}
              at={at}
              onPlay={playable ? playFrom : undefined}
            />
          </Section>
          <div className="lg:hidden">
            <CallFacts call={call} />
          </div>
          <LatencyPanel transcript={call.transcript} onPlace={playFrom} />
          <EveryEvent key={call.status} entity="CALL" id={call.callSid} title={page.everyEvent} />
        </div>
      </div>
    </Page>
  );
}

/** Whether all has come that comes of a call. What is heard of it, and how that looks, are known a while after its end. */
function settled({ endedAt, recording }: CallPageData) {
  if (!endedAt || !recording) return false;
  return recording.status === "COMPLETED" ? recording.waveform != null : recording.status !== "IN_PROGRESS";
}

export function Component() {
  const { callSid = "" } = useParams();
  const [{ data, error }, again] = useQuery({
    query: CallQuery,
    variables: { callSid },
    requestPolicy: "cache-and-network",
  });
  // The shell's feed brings words and state; meetings, the prompt, the recording and its shape come here.
  useSubscription({ query: CallNews, variables: { callSid }, pause: !data?.call || settled(data.call) });

  if (data?.call) return <CallView key={callSid} call={data.call} />;
  if (data) return <NotFound />;
  return (
    <Page title={t.calls.call} back={back}>
      {error ? (
        <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />
      ) : (
        <SkeletonRows rows={6} />
      )}
    </Page>
  );
}
