import { createClient } from "graphql-ws";
import { socketLost, socketOpened } from "./connection";
import { goToLogin, refresh } from "./session";

const UNAUTHORIZED = [4401, 4403];
let unauthorized = false;

function address() {
  const { protocol, host } = window.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/graphql/ws`;
}

function pause(attempt: number) {
  const seconds = Math.min(30, 2 ** attempt) * (0.5 + Math.random() / 2);
  return new Promise<void>((done) => {
    const timer = setTimeout(finish, seconds * 1000);
    function finish() {
      clearTimeout(timer);
      window.removeEventListener("try-now", finish);
      done();
    }
    // A phone that finds its network again should not sit out a half-minute back-off.
    window.addEventListener("try-now", finish);
  });
}

/** The live channel: lazy, cookie session, retries for ever. A refused handshake has no readable status in a
 * browser, so every third failed attempt renews the session before it tries again. */
const socket = createClient({
  url: address,
  lazy: true,
  retryAttempts: Number.POSITIVE_INFINITY,
  keepAlive: 12_000,
  shouldRetry: () => true,
  retryWait: async (attempt) => {
    await pause(attempt);
    if (!unauthorized && attempt % 3 !== 2) return;
    unauthorized = false;
    if ((await refresh()) === "denied") goToLogin();
  },
  on: {
    connected: socketOpened,
    closed: (event) => {
      const { code, wasClean } = event as CloseEvent;
      unauthorized = UNAUTHORIZED.includes(code);
      if (!wasClean || code !== 1000) socketLost();
    },
    error: socketLost,
  },
});

export type Payload = Parameters<typeof socket.subscribe>[0];
export type Sink = Parameters<typeof socket.subscribe>[1];

/** `socket.subscribe` that survives the close codes graphql-ws takes as final: the session is renewed, then asked again. */
export function subscribeForever(payload: Payload, sink: Sink): () => void {
  let over = false;
  let stop: () => void = () => undefined;
  const start = () => {
    stop = socket.subscribe(payload, {
      ...sink,
      error: async (problem) => {
        if (!(problem instanceof CloseEvent)) return sink.error(problem);
        socketLost();
        await pause(2);
        if (UNAUTHORIZED.includes(problem.code) && (await refresh()) === "denied") return goToLogin();
        if (!over) start();
      },
    });
  };
  start();
  return () => {
    over = true;
    stop();
  };
}
