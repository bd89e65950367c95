import { useSyncExternalStore } from "react";

/** State of the network and of the live channel. `regained`: it was gone, and is back for a moment. */
type Connection = { online: boolean; socket: "idle" | "open" | "lost"; regained: boolean };

/** How long it is said that the connection is back, in milliseconds. */
const TOLD_FOR = 4000;

let state: Connection = { online: navigator.onLine, socket: "idle", regained: false };
let telling: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const recoveries = new Set<() => void>();

function set(patch: Partial<Connection>) {
  state = { ...state, ...patch };
  for (const listener of listeners) listener();
}

export function socketOpened() {
  const regained = state.socket === "lost";
  set({ socket: "open", online: true, regained });
  if (!regained) return;
  clearTimeout(telling);
  telling = setTimeout(() => set({ regained: false }), TOLD_FOR);
  for (const recovered of recoveries) recovered();
}
export const socketLost = () => set({ socket: "lost", regained: false });

window.addEventListener("online", () => set({ online: true }));
window.addEventListener("offline", () => set({ online: false, regained: false }));

/** Calls when the live channel is back after a loss. */
export const onRecovery = (recovered: () => void) => void recoveries.add(recovered);

/** Ends the wait for the next try, because somebody asked or the device found its network. */
export const tryNow = () => void window.dispatchEvent(new Event("try-now"));
window.addEventListener("online", tryNow);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useConnection = () => useSyncExternalStore(subscribe, () => state);
