// The dashboard's service worker: its files kept on the device, so that it opens without a network and old screens of an open page
// survive an upgrade. The build puts in FILES (scripts/worker.mjs).
//
// Contract: only the files of FILES are kept, and only `GET`s of them, or of a page that cannot be reached, are answered. Whatever else
// there is (GraphQL, sign-in, recordings, exports) goes by without being looked at. A new worker waits until its page or a person calls it.
/* global FILES, VERSION */
const NAME = "agentlocator-";
const CACHE = NAME + VERSION;
const kept = new Set(FILES);

self.addEventListener("install", (event) => {
  const requests = FILES.map(
    (path) => new Request(path, { cache: path.startsWith("/assets/") ? "default" : "reload" }),
  );
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

// The files before these are kept for pages that are still open with them; those before them nobody has open.
self.addEventListener("activate", (event) => {
  const clean = async () => {
    const ours = (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== CACHE);
    await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // The server first: a page is never older than it. Without a network the screens still open, and say that they are offline.
    event.respondWith(
      fetch(request).catch(() => caches.match("/index.html").then((page) => page ?? Response.error())),
    );
  } else if (kept.has(pathname) || pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(pathname).then((file) => file ?? fetch(request)));
  }
});

// A page asks whether this worker's dashboard is the one it runs itself: then nothing changes and the worker takes over. Otherwise the
// page shows that a newer one is there, and asks again once the person wants it.
self.addEventListener("message", (event) => {
  const { kind, entry } = event.data ?? {};
  if (kind !== "take-over" && kind !== "take-over-if-same") return;
  const same = kind === "take-over" || kept.has(entry);
  if (same) self.skipWaiting();
  event.ports[0]?.postMessage(same ? "same" : "newer");
});
