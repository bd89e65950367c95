/** What a browser gives of a subscription: where it is reached, and what a message to it is encrypted under. */
export type Subscription = { endpoint: string; p256dh: string; auth: string };
export type Subscribed = Subscription | "refused" | "dismissed" | "failed";

export const pushable = () =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Whether the person has told the browser never to ask. */
export const blocked = () => pushable() && Notification.permission === "denied";

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** How long the worker may take to be there, in milliseconds. */
const WORKER = 10_000;

function worker(): Promise<ServiceWorkerRegistration> {
  const late = new Promise<never>((_, fail) => setTimeout(() => fail(new Error("no worker")), WORKER));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

/** Where the address is kept that the server was given last from this browser. */
const GIVEN = "push-endpoint";

/** The server has it from now on. */
export const given = ({ endpoint }: Subscription) => localStorage.setItem(GIVEN, endpoint);

const ask = (pushManager: PushManager, publicKey: string) =>
  pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) });

function fields(subscription: PushSubscription): Subscription {
  const { endpoint = "", keys } = subscription.toJSON();
  return { endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
}

/** Asks the person, then the browser. To be called by a click: browsers ignore others. */
export async function subscribe(publicKey: string): Promise<Subscribed> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "refused" : "dismissed";
  try {
    const { pushManager } = await worker();
    // One of somebody who was signed in here before, or under another key: its address ends with it.
    await (await pushManager.getSubscription())?.unsubscribe();
    return fields(await ask(pushManager, publicKey));
  } catch (error) {
    console.warn("no push subscription", error);
    return "failed";
  }
}

/** Whether the server sends to an address that this browser is no longer reached at: browsers exchange and end them by themselves. */
export async function moved(): Promise<boolean> {
  const known = pushable() && Notification.permission === "granted" && localStorage.getItem(GIVEN);
  if (!known) return false;
  const { pushManager } = await worker();
  return (await pushManager.getSubscription())?.endpoint !== known;
}

/** The address of now, made when there is none. */
export async function renewed(publicKey: string): Promise<Subscription> {
  const { pushManager } = await worker();
  return fields((await pushManager.getSubscription()) ?? (await ask(pushManager, publicKey)));
}

/** The browser's own half; the server stops sending whatever becomes of it. */
export async function unsubscribe(): Promise<void> {
  localStorage.removeItem(GIVEN);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe().catch(() => false);
}

/** What the worker tells this page of. */
function onWorker(listen: (event: MessageEvent) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => undefined;
  navigator.serviceWorker.addEventListener("message", listen);
  return () => navigator.serviceWorker.removeEventListener("message", listen);
}

/** The browser is reached at another address now. */
export const onMoved = (tell: () => void) =>
  onWorker(({ data }) => {
    if (data?.kind === "push-moved") tell();
  });

/** A notification that was clicked leads this page to its screen. */
export const onOpen = (go: (path: string) => void) =>
  onWorker(({ data, ports }) => {
    if (data?.kind !== "open" || typeof data.path !== "string") return;
    ports[0]?.postMessage("opened");
    go(data.path);
  });
