import { useSyncExternalStore } from "react";

// Tailwind's `md`: below it the screen is a phone's.
const wide = () => window.matchMedia("(min-width: 48rem)");

function subscribe(changed: () => void) {
  const query = wide();
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** Whether there is room for things beside each other. */
export const useWide = () =>
  useSyncExternalStore(
    subscribe,
    () => wide().matches,
    () => true,
  );
