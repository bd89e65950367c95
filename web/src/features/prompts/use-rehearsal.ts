import { useEffect, useRef, useState } from "react";
import type { Channel } from "./prompts";
import { begin, NotTold, type Told, turn } from "./rehearsal-api";

/** Said by either, or what the agent would do. */
export type Line = { id: number } & (
  | { who: "you" | "agent"; text: string }
  | { who: "deed"; told: Extract<Told, { kind: "does" }> }
);
type State = {
  lines: readonly Line[];
  answers: string | null;
  phase: "beginning" | "open" | "answering" | "over" | "lost";
  problem: NotTold["why"] | null;
};

const START: State = { lines: [], answers: null, phase: "beginning", problem: null };
const why = (error: unknown) => (error instanceof NotTold ? error.why : "fault");

/** A conversation in writing with the agent who is told this text; begun when it is looked at, and anew when asked. */
export function useRehearsal(channel: Channel, text: string) {
  const [state, setState] = useState(START);
  const lines = useRef(0);
  const stop = useRef<AbortController>(null);
  const patch = (next: Partial<State>) => setState((old) => ({ ...old, ...next }));
  const line = (content: DistributiveOmit<Line, "id">) => {
    lines.current += 1;
    const added = { id: lines.current, ...content } as Line;
    setState((old) => ({ ...old, lines: [...old.lines, added] }));
  };

  async function restart() {
    stop.current?.abort();
    setState(START);
    try {
      const { greeting, answers } = await begin(channel, text);
      patch({ answers, phase: "open" });
      if (greeting) line({ who: "agent", text: greeting });
    } catch (error) {
      patch({ phase: "lost", problem: why(error) });
    }
  }

  /** Whether it was said: what was not stays in the field. */
  async function say(said: string): Promise<boolean> {
    const before = state.lines;
    const control = new AbortController();
    stop.current = control;
    patch({ phase: "answering", problem: null });
    line({ who: "you", text: said });
    try {
      for await (const told of turn(said, control.signal)) {
        if (told.kind === "says") line({ who: "agent", text: told.text });
        else if (told.kind === "does") line({ who: "deed", told });
        else if (told.kind === "failed") throw new NotTold("fault");
        else {
          patch({ phase: told.over ? "over" : "open" });
          return true;
        }
      }
      throw new NotTold("fault");
    } catch (error) {
      if (control.signal.aborted) return false;
      const problem = why(error);
      // The turn did not happen for the agent either.
      patch({
        lines: before,
        problem,
        phase: problem === "gone" ? "lost" : problem === "over" ? "over" : "open",
      });
      return false;
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins with what was looked at; another text is another screen
  useEffect(() => {
    restart();
    return () => stop.current?.abort();
  }, []);
  return { ...state, restart, say };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
