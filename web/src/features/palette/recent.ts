import { useEffect } from "react";
import { useLocation } from "react-router";

/** How many leads are remembered. */
const MOST = 5;
const key = "recent-leads";

/** The leads opened in this window, the last first: ids alone, since names are nothing to leave on a shared computer. */
export function recentLeads(): string[] {
  const kept = sessionStorage.getItem(key);
  return kept ? kept.split(" ") : [];
}

/** Remembers each lead's page that is opened. */
export function useRecent() {
  const { pathname } = useLocation();
  useEffect(() => {
    const id = /^\/leads\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
    if (!id) return;
    const others = recentLeads().filter((other) => other !== id);
    sessionStorage.setItem(key, [id, ...others].slice(0, MOST).join(" "));
  }, [pathname]);
}
