import { useEffect, useRef } from "react";
import { t } from "@/i18n";
import { cx } from "@/ui/cx";
import type { UtteranceData } from "./fragments";
import { Utterance } from "./utterance";

/** The utterance being said at `ms`: the last one that has begun. -1 before the first. */
export const indexAt = (transcript: readonly UtteranceData[], ms: number) =>
  transcript.findLastIndex((utterance) => utterance.startMs <= ms);

type Props = {
  transcript: readonly UtteranceData[];
  live?: boolean;
  /** Place in the call to show and mark, in milliseconds. */
  at?: number | null;
  onPlay?: (ms: number) => void;
  /** A box of fixed height that follows the newest words, for the board. */
  boxed?: boolean;
};

/** The conversation as bubbles. While it is live it is a log region: a screen reader hears each new utterance. */
export function Transcript({ transcript, live = false, at = null, onPlay, boxed = false }: Props) {
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const current = at == null ? -1 : indexAt(transcript, at);
  const count = transcript.length;

  useEffect(() => {
    const row = list.current?.children[current];
    row?.scrollIntoView?.({ block: "center", behavior: "smooth" });
  }, [current]);

  useEffect(() => {
    if (boxed && count > 0) box.current?.scrollTo?.({ top: box.current.scrollHeight, behavior: "smooth" });
  }, [boxed, count]);

  if (count === 0)
    return (
      <p className="py-8 text-center text-sm text-ink-3">
        {live ? t.calls.waitingForWords : t.calls.transcriptEmpty}
      </p>
    );
  return (
    <section
      ref={box}
      role={live ? "log" : undefined}
      aria-label={live ? t.calls.transcriptLive : t.calls.transcript}
      // A box that scrolls must be reachable by the keys that scroll it.
      tabIndex={boxed ? 0 : undefined}
      className={cx(boxed && "h-72 overflow-y-auto overscroll-contain px-4")}
    >
      <ol ref={list} className="flex flex-col gap-2.5 py-3">
        {transcript.map((utterance, index) => (
          <Utterance
            key={`${utterance.startMs}-${utterance.speaker}`}
            utterance={utterance}
            current={index === current}
            onPlay={onPlay}
          />
        ))}
      </ol>
    </section>
  );
}
