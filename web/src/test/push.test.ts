import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { given, moved, onMoved, onOpen, renewed, subscribe, unsubscribe } from "@/net/push";

type Listener = (event: unknown) => void;

/** The worker's script in a scope of our own, and what it does there. */
function worker(shown: { data: { due: string } }[] = []) {
  const listeners: Record<string, Listener> = {};
  const scope = {
    addEventListener: (name: string, listener: Listener) => {
      listeners[name] = listener;
    },
    registration: {
      getNotifications: vi.fn(async () => shown),
      showNotification: vi.fn(async (_title: string, _options: NotificationOptions) => undefined),
    },
    clients: { matchAll: vi.fn(async () => [] as unknown[]), openWindow: vi.fn(async () => undefined) },
  };
  new Function("self", readFileSync("public/push-worker.js", "utf8"))(scope);
  const fire = async (name: string, event: object) => {
    let done: unknown;
    listeners[name]?.({ ...event, waitUntil: (work: unknown) => (done = work) });
    await done;
  };
  const push = (text: string) => fire("push", { data: { json: () => JSON.parse(text) } });
  return { scope, fire, push };
}
const message = (more = {}) =>
  JSON.stringify({ kind: "reminder", id: "r1", text: "להתקשר", path: "/leads/l1", due: "1", ...more });

describe("the worker", () => {
  it.each(["https://example.com", "//example.com", "/\\example.com", 7])(
    "opens paths of this site only, not %s",
    async (path) => {
      const { scope, push } = worker();
      await push(message({ path }));
      const [title, options] = scope.registration.showNotification.mock.calls[0] ?? [];
      expect(title).toBe("תזכורת");
      expect(options).toMatchObject({ body: "להתקשר", tag: "reminder-r1", data: { path: "/reminders" } });
    },
  );
  it("is heard again for another occurrence only", async () => {
    const { scope, push } = worker([{ data: { due: "1" } }]);
    await push(message());
    await push(message({ due: "2" }));
    const heard = scope.registration.showNotification.mock.calls.map(
      ([, options]) => (options as NotificationOptions & { renotify: boolean }).renotify,
    );
    expect(heard).toEqual([false, true]);
  });
  it("opens a page when none is there, and leads one that is", async () => {
    const { scope, fire } = worker();
    const notification = { close: vi.fn(), data: { path: "/leads/l1" } };
    await fire("notificationclick", { notification });
    expect(scope.clients.openWindow).toHaveBeenCalledWith("/leads/l1");
    const page = {
      focus: vi.fn(async () => undefined),
      postMessage: vi.fn((_message: unknown, [port]: [MessagePort]) => port.postMessage("opened")),
    };
    scope.clients.matchAll.mockResolvedValue([page]);
    await fire("notificationclick", { notification });
    expect(page.postMessage.mock.calls[0]?.[0]).toEqual({ kind: "open", path: "/leads/l1" });
    expect(page.focus).toHaveBeenCalled();
    expect(scope.clients.openWindow).toHaveBeenCalledTimes(1);
  });
});

describe("the page", () => {
  const old = { endpoint: "https://push.example.com/old", unsubscribe: vi.fn(async () => true) };
  const pushManager = { getSubscription: vi.fn(async () => old), subscribe: vi.fn() };
  const container = Object.assign(new EventTarget(), { ready: Promise.resolve({ pushManager }) });
  beforeEach(() => {
    vi.stubGlobal("navigator", { serviceWorker: container });
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
  });
  afterEach(() => vi.unstubAllGlobals());
  const answers = (permission: string) =>
    vi.stubGlobal("Notification", { requestPermission: async () => permission });

  it("says what became of the question", async () => {
    answers("denied");
    expect(await subscribe("AAAA")).toBe("refused");
    answers("default");
    expect(await subscribe("AAAA")).toBe("dismissed");
    answers("granted");
    pushManager.subscribe.mockRejectedValueOnce(new Error("no push service"));
    expect(await subscribe("AAAA")).toBe("failed");
  });
  it("ends an older subscription before it makes one", async () => {
    answers("granted");
    const given = { endpoint: "https://push.example.com/x", keys: { p256dh: "p", auth: "a" } };
    pushManager.subscribe.mockResolvedValueOnce({ toJSON: () => given });
    expect(await subscribe("_-8B")).toEqual({ endpoint: given.endpoint, p256dh: "p", auth: "a" });
    expect(old.unsubscribe).toHaveBeenCalled();
    const { userVisibleOnly, applicationServerKey } = pushManager.subscribe.mock.lastCall?.[0] ?? {};
    expect([userVisibleOnly, [...applicationServerKey]]).toEqual([true, [255, 239, 1]]);
  });
  it("notices that it is reached elsewhere, and gives the address of now", async () => {
    vi.stubGlobal("PushManager", class {});
    vi.stubGlobal("window", { PushManager, Notification: {} });
    vi.stubGlobal("Notification", { permission: "granted" });
    expect(await moved()).toBe(false);
    given({ endpoint: old.endpoint, p256dh: "p", auth: "a" });
    expect(await moved()).toBe(false);
    given({ endpoint: "https://push.example.com/older", p256dh: "p", auth: "a" });
    expect(await moved()).toBe(true);
    const now = { endpoint: "https://push.example.com/new", keys: { p256dh: "q", auth: "b" } };
    pushManager.getSubscription.mockResolvedValueOnce(null as never);
    pushManager.subscribe.mockResolvedValueOnce({ toJSON: () => now });
    expect(await renewed("AAAA")).toEqual({ endpoint: now.endpoint, p256dh: "q", auth: "b" });
    await unsubscribe().catch(() => undefined);
    expect(await moved()).toBe(false);
  });
  it("hears from the worker that the address has changed", async () => {
    const page = { postMessage: vi.fn() };
    const { scope, fire } = worker();
    scope.clients.matchAll.mockResolvedValue([page]);
    await fire("pushsubscriptionchange", {});
    const told = vi.fn();
    const stop = onMoved(told);
    const data = page.postMessage.mock.calls[0]?.[0];
    container.dispatchEvent(Object.assign(new Event("message"), { data }));
    stop();
    container.dispatchEvent(Object.assign(new Event("message"), { data }));
    expect(told).toHaveBeenCalledTimes(1);
  });
  it("goes where a notification leads, and says that it does", () => {
    const go = vi.fn();
    const answered = vi.fn();
    const stop = onOpen(go);
    const tell = (data: unknown) =>
      container.dispatchEvent(
        Object.assign(new Event("message"), { data, ports: [{ postMessage: answered }] }),
      );
    tell({ kind: "something else", path: "/x" });
    tell({ kind: "open", path: "/leads/l1" });
    expect(go.mock.calls).toEqual([["/leads/l1"]]);
    expect(answered).toHaveBeenCalledTimes(1);
    stop();
    tell({ kind: "open", path: "/leads/l2" });
    expect(go).toHaveBeenCalledTimes(1);
  });
});
