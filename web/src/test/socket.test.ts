import { afterEach, beforeEach, expect, it, vi } from "vitest";

/** A line to the server, which can be cut without anybody being told. */
class Line {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  readyState = Line.CONNECTING;
  whole = true;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;

  constructor() {
    lines.push(this);
    queueMicrotask(() => {
      this.readyState = Line.OPEN;
      this.onopen?.();
    });
  }
  send(text: string) {
    const answers: Record<string, string> = { connection_init: "connection_ack", ping: "pong" };
    const type = answers[JSON.parse(text).type];
    if (this.whole && type) queueMicrotask(() => this.onmessage?.({ data: JSON.stringify({ type }) }));
  }
  close() {
    this.readyState = Line.CLOSING;
  }
}
let lines: Line[] = [];

beforeEach(() => {
  lines = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("a line whose other end answers is kept, and one that is dead is given up for another", async () => {
  const { subscribeForever } = await import("@/net/socket");
  const sink = { next: vi.fn(), error: vi.fn(), complete: vi.fn() };
  const stop = subscribeForever({ query: "subscription { leadUpdated { id } }" }, sink);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(lines).toHaveLength(1);
  const [first] = lines;
  if (first) first.whole = false;
  // A ping, its answer that does not come, and the pause before the next try.
  await vi.advanceTimersByTimeAsync(12_000 + 10_000 + 1000);
  expect(lines).toHaveLength(2);
  expect(first?.readyState).toBe(Line.CLOSING);
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  expect(lines).toHaveLength(2);
  expect(sink.error).not.toHaveBeenCalled();
  stop();
});
