import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
const key = "theme";
const listeners = new Set<() => void>();

const read = (): Theme => {
  const kept = localStorage.getItem(key);
  return kept === "light" || kept === "dark" ? kept : "system";
};

/** The tokens follow `data-theme`, else the device (`styles.css`); the browser's own bars follow the `theme-color` of the theme. */
function apply(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[data-scheme]")) {
    const { scheme } = meta.dataset;
    const chosen = scheme === theme ? "all" : "not all";
    meta.media = theme === "system" ? `(prefers-color-scheme: ${scheme})` : chosen;
  }
}

function told() {
  apply(read());
  for (const listener of listeners) listener();
}

/** Applies the theme somebody chose, here or in another window. Before the first picture `public/theme.js` does it. */
export function keepTheme() {
  apply(read());
  window.addEventListener("storage", (event) => {
    if (event.key === key) told();
  });
}

export function chooseTheme(theme: Theme) {
  if (theme === "system") localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  told();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = () => [useSyncExternalStore(subscribe, read), chooseTheme] as const;
