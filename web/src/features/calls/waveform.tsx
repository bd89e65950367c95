import { useEffect, useRef } from "react";
import WaveSurfer from "wavesurfer.js";
import type { CallPageData } from "./fragments";

export type WaveformData = NonNullable<NonNullable<CallPageData["recording"]>["waveform"]>;

/** A colour of the theme as it is now: a canvas knows no variables. */
function shade(element: HTMLElement, name: string): string {
  // Where motion is reduced every change takes a moment, however short: the colour would still be the one before.
  element.style.transitionProperty = "none";
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = "";
  return colour;
}

const scaled = (peaks: readonly number[]) => peaks.map((peak) => peak / 255);

type Props = { waveform: WaveformData; seconds: number; length: number };

/** How loud each side is, the caller's above; what was played is in the accent. A picture only: the slider over it is what is used. */
export default function Waveform({ waveform, seconds, length }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<WaveSurfer>(null);
  useEffect(() => {
    const container = box.current;
    if (!container) return;
    const draw = () => {
      const line = (name: string, played: string) => ({
        height: 30,
        waveColor: shade(container, name),
        progressColor: shade(container, played),
      });
      drawn.current?.destroy();
      drawn.current = WaveSurfer.create({
        container,
        peaks: [scaled(waveform.caller), scaled(waveform.agent)],
        duration: (waveform.caller.length * waveform.stepMs) / 1000,
        maxPeak: 1,
        barWidth: 2,
        barGap: 1,
        barRadius: 1,
        cursorColor: shade(container, "--ink-3"),
        interact: false,
        hideScrollbar: true,
        splitChannels: [line("--ink-3", "--ink"), line("--line-strong", "--accent")],
      });
    };
    draw();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      scheme.removeEventListener("change", draw);
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [waveform]);
  useEffect(() => {
    drawn.current?.setTime(Math.min(seconds, length));
  }, [seconds, length]);
  return <div ref={box} aria-hidden="true" className="pointer-events-none h-15" data-testid="waveform" />;
}
