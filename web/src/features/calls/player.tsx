import { Pause, Play } from "lucide-react";
import { type RefObject, useState } from "react";
import { t } from "@/i18n";
import { duration } from "@/i18n/format";
import { Card } from "@/ui/page";
import type { CallPageData } from "./fragments";

type Props = {
  recording: NonNullable<CallPageData["recording"]>;
  audio: RefObject<HTMLAudioElement | null>;
  onTime: (ms: number) => void;
};

/** The recording. Time runs left to right here too, as in every player people know. */
export function Player({ recording, audio, onTime }: Props) {
  const [playing, setPlaying] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [length, setLength] = useState(recording.durationSeconds ?? 0);
  const [failed, setFailed] = useState(false);

  if (recording.status !== "COMPLETED" || !recording.url || failed)
    return (
      <p className="mb-6 rounded-xl bg-sunken px-4 py-3 text-sm text-ink-2">
        {failed ? t.calls.recordingUnplayable : t.calls.recordingStatus[recording.status]}
      </p>
    );
  const toggle = () =>
    playing ? audio.current?.pause() : audio.current?.play().catch(() => setPlaying(false));
  return (
    <Card className="mb-6">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript beside it is the text of this audio */}
      <audio
        ref={audio}
        src={recording.url}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onError={() => setFailed(true)}
        onLoadedMetadata={({ currentTarget: { duration: known } }) =>
          Number.isFinite(known) && setLength(known)
        }
        onTimeUpdate={({ currentTarget }) => {
          setSeconds(currentTarget.currentTime);
          if (!currentTarget.paused) onTime(currentTarget.currentTime * 1000);
        }}
      />
      <div dir="ltr" className="flex items-center gap-3 px-3 py-2.5">
        <button
          type="button"
          aria-label={playing ? t.calls.pause : t.calls.play}
          onClick={toggle}
          className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-strong"
        >
          {playing ? (
            <Pause aria-hidden="true" className="size-5" />
          ) : (
            <Play aria-hidden="true" className="size-5" />
          )}
        </button>
        <span className="w-11 text-sm tabular-nums">{duration(seconds)}</span>
        <input
          type="range"
          aria-label={t.calls.recording}
          aria-valuetext={duration(seconds)}
          min={0}
          max={Math.max(1, Math.ceil(length))}
          step={1}
          value={seconds}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            if (audio.current) audio.current.currentTime = next;
            setSeconds(next);
            onTime(next * 1000);
          }}
          className="h-8 min-w-0 grow accent-accent"
        />
        <span className="w-11 text-sm text-ink-3 tabular-nums">{duration(length)}</span>
      </div>
    </Card>
  );
}
