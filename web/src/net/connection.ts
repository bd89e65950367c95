import { useEffect, useRef, useSyncExternalStore } from "react";

/** State of the live channel. `recoveries` counts returns after a loss, so a screen can ask again for what it missed. */
type Connection = { online: boolean; socket: "idle" | "open" | "lost"; recoveries: number };

let state: Connection = { online: navigator.onLine, socket: "idle", recoveries: 0 };
const listeners = new Set<() => void>();

function set(patch: Partial<Connection>) {
  state = { ...state, ...patch };
  for (const listener of listeners) listener();
}

export const socketOpened = () =>
  set({ socket: "open", recoveries: state.recoveries + (state.socket === "lost" ? 1 : 0) });
export const socketLost = () => set({ socket: "lost" });

window.addEventListener("online", () => set({ online: true }));
window.addEventListener("offline", () => set({ online: false }));

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useConnection = () => useSyncExternalStore(subscribe, () => state);

/** Calls `resync` each time the live channel comes back after a loss: events of the gap are not sent again. */
export function useResync(resync: () => void) {
  const { recoveries } = useConnection();
  const seen = useRef(recoveries);
  useEffect(() => {
    if (seen.current === recoveries) return;
    seen.current = recoveries;
    resync();
  }, [recoveries, resync]);
}
