// Web push in the dashboard's worker (`sw.js` loads this): a message becomes a notification, and a click on it leads to its screen.
//
// Contract: each message shows exactly one notification, as browsers ask for, also one that cannot be read. Messages of one reminder take
// each other's place; the same occurrence told twice is not heard twice. Only paths of this site are opened.

/** What a message says; src of the fields: gateway/src/reactors/push.rs. */
function read(data) {
  try {
    const { id, text, path, due } = data.json();
    const safe = typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/reminders";
    return { id: String(id), text: String(text), path: safe, due: String(due) };
  } catch {
    return { id: "", text: "", path: "/reminders", due: "" };
  }
}

async function show(data) {
  const { id, text, path, due } = read(data);
  const tag = `reminder-${id}`;
  const before = await self.registration.getNotifications({ tag });
  await self.registration.showNotification("תזכורת", {
    body: text || "הגיע מועד של תזכורת",
    dir: "rtl",
    lang: "he",
    tag,
    renotify: before.every((shown) => shown.data?.due !== due),
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    data: { path, due },
  });
}

/** Whether a page goes there by itself: without a reload nothing that is being typed is lost. */
function led(page, path) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(true);
    setTimeout(() => done(false), 1000);
    page.postMessage({ kind: "open", path }, [port2]);
  });
}

async function open(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => each.focused) ?? pages[0];
  if (page && (await led(page, path))) {
    // A browser may refuse; the page is there all the same.
    await page.focus().catch(() => undefined);
    return;
  }
  await self.clients.openWindow(path);
}

// The browser reaches us at another address from now on. Pages that are open tell the server; the next one that opens finds out by itself.
async function moved() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) page.postMessage({ kind: "push-moved" });
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(moved()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? "/reminders"));
});
