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

/** Asks the person, then the browser. To be called by a click: browsers ignore others. */
export async function subscribe(publicKey: string): Promise<Subscribed> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "refused" : "dismissed";
  try {
    const { pushManager } = await worker();
    // One of somebody who was signed in here before, or under another key: its address ends with it.
    await (await pushManager.getSubscription())?.unsubscribe();
    const given = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(publicKey),
    });
    const { endpoint = "", keys } = given.toJSON();
    return { endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
  } catch (error) {
    console.warn("no push subscription", error);
    return "failed";
  }
}

/** The browser's own half; the server stops sending whatever becomes of it. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe().catch(() => false);
}

/** A notification that was clicked leads this page to its screen. */
export function onOpen(go: (path: string) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => undefined;
  const listen = ({ data, ports }: MessageEvent) => {
    if (data?.kind !== "open" || typeof data.path !== "string") return;
    ports[0]?.postMessage("opened");
    go(data.path);
  };
  navigator.serviceWorker.addEventListener("message", listen);
  return () => navigator.serviceWorker.removeEventListener("message", listen);
}
