import { Pause, Play } from "lucide-react";
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from "react";
import { t } from "@/i18n";
import { duration } from "@/i18n/format";
import { page } from "@/i18n/he/call-page";
import { refresh } from "@/net/session";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Card } from "@/ui/page";
import type { CallPageData } from "./fragments";

// The drawing's library comes with a recording only.
const Waveform = lazy(() => import("./waveform"));

type Recording = NonNullable<CallPageData["recording"]>;
type Props = {
  recording: Recording;
  audio: RefObject<HTMLAudioElement | null>;
  /** Where the page is in the call, in milliseconds. */
  at: number | null;
  onTime: (ms: number) => void;
};

/** The way through a recording: its shape with a slider over it. Time runs left to right, as in every player people know. */
function Track({ recording, seconds, length, onSeek }: TrackProps) {
  return (
    <div className="relative grow rounded-lg has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      {recording.waveform && (
        <Suspense fallback={<div className="h-15" />}>
          <Waveform waveform={recording.waveform} seconds={seconds} length={length} />
        </Suspense>
      )}
      <input
        type="range"
        aria-label={page.place}
        aria-valuetext={duration(seconds)}
        data-testid="player-place"
        min={0}
        max={Math.max(1, Math.ceil(length))}
        step={1}
        value={seconds}
        onChange={(event) => onSeek(event.target.valueAsNumber)}
        className={cx(
          "w-full accent-accent",
          recording.waveform ? "absolute inset-0 h-full cursor-pointer opacity-0" : "block h-8",
        )}
      />
    </div>
  );
}
type TrackProps = {
  recording: Recording;
  seconds: number;
  length: number;
  onSeek: (seconds: number) => void;
};

function Row({ children, ...track }: TrackProps & { children?: ReactNode }) {
  return (
    <div dir="ltr" className="flex items-center gap-3 px-3 py-2.5">
      {children}
      <span className="w-11 text-sm tabular-nums">{duration(track.seconds)}</span>
      <Track {...track} />
      <span className="w-11 text-sm text-ink-3 tabular-nums">{duration(track.length)}</span>
    </div>
  );
}

const drawnLength = ({ waveform, durationSeconds }: Recording) =>
  waveform ? (waveform.caller.length * waveform.stepMs) / 1000 : (durationSeconds ?? 0);

/** A recording that cannot be heard: why, and its shape where that was kept, which still leads through the transcript. */
function Silent({
  recording,
  at,
  onTime,
  why,
  onRetry,
}: Pick<Props, "recording" | "at" | "onTime"> & { why: string; onRetry?: () => void }) {
  return (
    <Card className="mb-6">
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 py-3">
        <p className="text-sm text-ink-2" data-testid="recording-silent">
          {why}
        </p>
        {onRetry && (
          <Button size="sm" onClick={onRetry} data-testid="recording-retry">
            {t.common.retry}
          </Button>
        )}
      </div>
      {recording.waveform && (
        <Row
          recording={recording}
          seconds={(at ?? 0) / 1000}
          length={drawnLength(recording)}
          onSeek={(seconds) => onTime(seconds * 1000)}
        />
      )}
    </Card>
  );
}

/** The recording of a call. */
export function Player({ recording, audio, at, onTime }: Props) {
  const [playing, setPlaying] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [length, setLength] = useState(drawnLength(recording));
  const [failed, setFailed] = useState(false);
  const renewing = useRef(false);

  if (recording.status !== "COMPLETED" || !recording.url || failed) {
    const why = failed ? t.calls.recordingUnplayable : t.calls.recordingStatus[recording.status];
    const retry = () => {
      renewing.current = false;
      setFailed(false);
    };
    return (
      <Silent recording={recording} at={at} onTime={onTime} why={why} onRetry={failed ? retry : undefined} />
    );
  }
  // A player does not say why it failed; it may be a session that ran out. It goes on from where it was.
  async function mend(element: HTMLAudioElement) {
    const goOn = playing;
    if (renewing.current || (await refresh()) !== "ok") return setFailed(true);
    renewing.current = true;
    element.load();
    element.currentTime = seconds;
    if (goOn) element.play()?.catch(() => setPlaying(false));
  }
  const toggle = () =>
    playing ? audio.current?.pause() : audio.current?.play().catch(() => setPlaying(false));
  const seek = (next: number) => {
    if (audio.current) audio.current.currentTime = next;
    setSeconds(next);
    onTime(next * 1000);
  };
  return (
    <Card className="mb-6">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript beside it is the text of this audio */}
      <audio
        ref={audio}
        src={recording.url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={({ currentTarget }) => mend(currentTarget)}
        onLoadedMetadata={({ currentTarget: { duration: known } }) =>
          Number.isFinite(known) && setLength(known)
        }
        onTimeUpdate={({ currentTarget }) => {
          setSeconds(currentTarget.currentTime);
          renewing.current = false;
          if (!currentTarget.paused) onTime(currentTarget.currentTime * 1000);
        }}
      />
      <Row recording={recording} seconds={seconds} length={length} onSeek={seek}>
        <button
          type="button"
          aria-label={playing ? t.calls.pause : t.calls.play}
          data-testid="player-toggle"
          onClick={toggle}
          className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-strong"
        >
          {playing ? (
            <Pause aria-hidden="true" className="size-5" />
          ) : (
            <Play aria-hidden="true" className="size-5" />
          )}
        </button>
      </Row>
    </Card>
  );
}
