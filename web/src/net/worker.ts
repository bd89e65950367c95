import { useSyncExternalStore } from "react";

/** How often a page that stays open looks for a newer dashboard, in milliseconds. */
const EVERY = 30 * 60_000;

let newer: ServiceWorker | null = null;
let wanted = false;
const listeners = new Set<() => void>();

function found(worker: ServiceWorker) {
  newer = worker;
  for (const listener of listeners) listener();
}

/** The script this page began with: its name changes with every build. */
const entry = () => {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script ? new URL(script.src).pathname : "";
};

/** A worker that waits: of the dashboard that runs here it takes over unseen, of a newer one the person is told. */
function consider(worker: ServiceWorker | null) {
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data === "newer") found(worker);
  };
  worker.postMessage({ kind: "take-over-if-same", entry: entry() }, [port2]);
}

function watch(registration: ServiceWorkerRegistration) {
  if (navigator.serviceWorker.controller) consider(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      // Without a controller it is the first one, and there is nothing to replace.
      if (coming.state === "installed" && navigator.serviceWorker.controller) consider(coming);
    });
  });
  const look = () => {
    // Without a network there is nothing newer to be had; the next look comes.
    if (navigator.onLine) registration.update().catch(() => undefined);
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
}

/** Has the browser keep the dashboard. Only a built one: while it is being written there is nothing to keep. */
export function keepDashboard() {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (wanted) window.location.reload();
  });
  // The first picture goes before what is kept for later.
  window.addEventListener("load", () => {
    navigator.serviceWorker
      .register("/sw.js")
      .then(watch, (error) => console.warn("the dashboard is not kept on this device", error));
  });
}

/** Changes to the newer dashboard: the page is loaded anew. */
export function changeOver() {
  wanted = true;
  newer?.postMessage({ kind: "take-over" });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a newer dashboard is ready. */
export const useNewer = () => useSyncExternalStore(subscribe, () => newer !== null);
