import { Link } from "react-router";
import { t } from "@/i18n";
import { milliseconds, offset } from "@/i18n/format";
import { cx } from "@/ui/cx";
import { Said } from "@/ui/text";
import type { UtteranceData } from "./fragments";

const bubbles: Record<UtteranceData["speaker"], string> = {
  CALLER: "bg-sunken rounded-ss-sm",
  AGENT: "bg-accent-wash rounded-se-sm",
  HUMAN: "bg-warn-wash rounded-se-sm",
};

const steps = ["finalMs", "firstTokenMs", "firstAudioMs", "firstFrameMs"] as const;

/** Time to the first sound of the answer, with its parts on demand. */
function Latency({ latency }: { latency: UtteranceData["latency"] }) {
  const total = latency?.firstFrameMs ?? latency?.firstAudioMs;
  if (!latency || total == null) return null;
  const parts = steps
    .filter((step) => latency[step] != null)
    .map((step) => `${t.calls.latencyParts[step]}: ${milliseconds(latency[step] as number)}`);
  return <span title={parts.join("\n")}>{t.calls.latency(milliseconds(total))}</span>;
}

type Props = { utterance: UtteranceData; current?: boolean; onPlay?: (ms: number) => void };

export function Utterance({ utterance, current, onPlay }: Props) {
  const { speaker, text, startMs, interrupted, latency, promptVersion } = utterance;
  const place = offset(startMs);
  return (
    <li
      data-testid="utterance"
      data-speaker={speaker}
      data-start={startMs}
      aria-current={current || undefined}
      className={cx("flex animate-arrive flex-col", speaker === "CALLER" ? "items-start" : "items-end")}
    >
      <div
        className={cx(
          "max-w-[85%] rounded-2xl px-3.5 py-2 md:max-w-[75%]",
          bubbles[speaker],
          current && "ring-2 ring-accent",
        )}
      >
        <span className="sr-only">{t.calls.speaker[speaker]}: </span>
        <Said className="whitespace-pre-line">{text}</Said>
        {interrupted && (
          <span className="text-ink-3">
            <span aria-hidden="true"> ⁓</span>
            <span className="sr-only"> ({t.calls.interrupted})</span>
          </span>
        )}
      </div>
      <div className="mt-0.5 flex items-center gap-2 px-1 text-xs text-ink-3">
        {onPlay ? (
          <button
            type="button"
            aria-label={t.calls.playFrom(place)}
            className="rounded py-0.5 hover:text-accent hover:underline"
            onClick={() => onPlay(startMs)}
          >
            <bdi dir="ltr">{place}</bdi>
          </button>
        ) : (
          <bdi dir="ltr">{place}</bdi>
        )}
        <Latency latency={latency} />
        {onPlay && promptVersion != null && (
          <Link
            to={`/prompts?channel=CALLS&version=${promptVersion}`}
            className="hover:text-accent hover:underline"
          >
            {t.calls.promptVersionN(promptVersion)}
          </Link>
        )}
        {interrupted && <span>{t.calls.interrupted}</span>}
      </div>
    </li>
  );
}
