import { csrfToken, refresh } from "@/net/session";
import type { Channel } from "./prompts";

type Fact = { field: string; value: string | number };
export type Deed =
  | { name: "capture"; facts: Fact[] }
  | { name: "look"; day: string | null; after: string | null }
  | { name: "book"; start: string; subject: string }
  | { name: "note"; text: string }
  | { name: "transfer" }
  | { name: "end"; summary: string | null };
export type Outcome =
  | { name: "done" }
  | { name: "free" | "notFree"; slots: string[] }
  | { name: "failed"; reason: string };
export type Told =
  | { kind: "says"; text: string }
  | { kind: "does"; deed: Deed; outcome: Outcome }
  | { kind: "done"; over: boolean }
  | { kind: "failed" };

export type Begun = { greeting: string | null; answers: string };
/** Why nothing was told: it is not there any more, it is over, the text cannot be, or the line. */
export class NotTold extends Error {
  constructor(readonly why: "gone" | "over" | "busy" | "text" | "forbidden" | "fault") {
    super(why);
  }
}

const reasons: Record<number, NotTold["why"]> = {
  403: "forbidden",
  404: "gone",
  409: "busy",
  410: "over",
  422: "text",
};

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const send = () =>
    fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-csrf-token": csrfToken() ?? "" },
      body: JSON.stringify(body),
      signal,
    });
  let answer = await send();
  // The session may just have to be renewed, as for every other request.
  if (answer.status === 401 && (await refresh()) === "ok") answer = await send();
  if (!answer.ok) throw new NotTold(reasons[answer.status] ?? "fault");
  return answer;
}

export const begin = async (channel: Channel, text: string): Promise<Begun> =>
  (await post("/prompts/rehearsal", { channel, text })).json();

/** Says something; what the agent says and would do comes as it comes. Ends with "done" or "failed", or throws. */
export async function* turn(text: string, signal: AbortSignal): AsyncGenerator<Told> {
  const answer = await post("/prompts/rehearsal/turn", { text }, signal);
  if (!answer.body) throw new NotTold("fault");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (waiting + value).split("\n\n");
    waiting = events.pop() ?? "";
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data) yield JSON.parse(data.slice("data: ".length)) as Told;
    }
  }
}
