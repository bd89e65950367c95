import { milliseconds, offset } from "@/i18n/format";
import { page } from "@/i18n/he/call-page";
import { cx } from "@/ui/cx";
import { Section } from "@/ui/page";
import type { UtteranceData } from "./fragments";

const words = page.latency;
const steps = ["finalMs", "firstTokenMs", "firstAudioMs", "firstFrameMs"] as const;
const shades = ["bg-ink-3", "bg-warn", "bg-accent", "bg-line-strong"] as const;

type Turn = { startMs: number; total: number; parts: number[] };

/** What each step took, of instants counted from the end of the caller's speech; a step that was not taken is 0. */
function turnOf({ startMs, latency }: UtteranceData): Turn | null {
  const total = latency?.firstFrameMs ?? latency?.firstAudioMs;
  if (!latency || total == null) return null;
  let before = 0;
  const parts = steps.map((step) => {
    const until = Math.max(latency[step] ?? before, before);
    const took = until - before;
    before = until;
    return took;
  });
  return { startMs, total, parts };
}

const median = (sorted: readonly number[]) => sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;

type Props = { transcript: readonly UtteranceData[]; onPlace: (ms: number) => void };

/** How long the caller waited for each answer, from the end of their words to the first sound on the line. */
export function LatencyPanel({ transcript, onPlace }: Props) {
  const turns = transcript.map(turnOf).filter((turn) => turn !== null);
  if (turns.length === 0) return null;
  const sorted = turns.map((turn) => turn.total).toSorted((a, b) => a - b);
  const longest = sorted.at(-1) ?? 1;
  return (
    <Section title={words.title}>
      <p className="text-sm text-ink-2">
        {words.median(milliseconds(median(sorted)))} · {words.worst(milliseconds(longest))}
      </p>
      <ul className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
        {steps.map((step, index) => (
          <li key={step} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={cx("size-2 rounded-full", shades[index])} />
            {words.steps[step]}
          </li>
        ))}
      </ul>
      <ol className="mt-2">
        {turns.map(({ startMs, total, parts }) => (
          <li key={startMs}>
            <button
              type="button"
              data-testid="turn-latency"
              onClick={() => onPlace(startMs)}
              className="flex w-full items-center gap-2 rounded py-1 text-xs hover:bg-sunken"
            >
              <bdi dir="ltr" className="w-10 shrink-0 text-ink-3">
                <span className="sr-only">{words.turn}</span>
                {offset(startMs)}
              </bdi>
              <span aria-hidden="true" className="flex h-2.5 grow overflow-hidden rounded-full bg-sunken">
                {parts.map((part, index) => (
                  <span
                    key={steps[index]}
                    className={shades[index]}
                    style={{ width: `${(part / longest) * 100}%` }}
                  />
                ))}
              </span>
              <span className="sr-only">
                {steps
                  .map((step, index) => `${words.steps[step]} ${milliseconds(parts[index] ?? 0)}`)
                  .join(", ")}
              </span>
              <span className="w-16 shrink-0 text-end text-ink-2 tabular-nums">{milliseconds(total)}</span>
            </button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
