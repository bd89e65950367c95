import { createClient } from "graphql-ws";
import { socketLost, socketOpened } from "./connection";
import { goToLogin, refresh } from "./session";

/** The session is over, unless it can be renewed. */
const SIGNED_OUT = 4401;
/** The session sees something else than before: another business, or not all leads any more. */
const CHANGED = 4403;
/** The tab that asked for it goes elsewhere by itself; the others begin anew after so many milliseconds. */
const ANEW_AFTER = 1500;
/** How long an answer to a ping, or to who we are, may take in milliseconds: by then nobody is there, whatever the system believes. */
const ANSWER_WITHIN = 10_000;
let unauthorized = false;
let unanswered: ReturnType<typeof setTimeout> | undefined;

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

/** Closing would wait for the other end's goodbye. */
function awaitAnswer() {
  unanswered = setTimeout(() => socket.terminate(), ANSWER_WITHIN);
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
    opened: awaitAnswer,
    connected: () => {
      clearTimeout(unanswered);
      socketOpened();
    },
    ping: (received) => {
      if (!received) awaitAnswer();
    },
    pong: (received) => {
      if (received) clearTimeout(unanswered);
    },
    closed: (event) => {
      clearTimeout(unanswered);
      const { code, wasClean } = event as CloseEvent;
      unauthorized = code === SIGNED_OUT;
      // What was read so far is of before, also what no screen shows.
      if (code === CHANGED) setTimeout(() => window.location.reload(), ANEW_AFTER);
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
        if (problem.code === SIGNED_OUT && (await refresh()) === "denied") return goToLogin();
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
