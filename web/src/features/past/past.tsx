import { createContext, type ReactNode, use, useMemo } from "react";
import { useSearchParams } from "react-router";
import { Provider } from "urql";
import { useViewer, ViewerContext } from "@/features/session/viewer";
import { pastClient } from "@/net/past";

const PastContext = createContext<string | null>(null);

/** The instant the screen shows, `2026-11-24T14:30:00.000Z`; null: now. */
export const usePast = () => use(PastContext);

/** What can be done about the past: looking. */
const looking = ["SEE", "OWN_ACCOUNT"];

/** What its children show is as it was at the address's `at`: asked without the cache, and nothing is offered that would change it. */
export function TimeTravel({ children }: { children: ReactNode }) {
  const [params] = useSearchParams();
  const viewer = useViewer();
  const asked = Date.parse(params.get("at") ?? "");
  const at = Number.isNaN(asked) ? null : new Date(asked).toISOString();
  const onlooker = useMemo(
    () => ({ ...viewer, permissions: viewer.permissions.filter((each) => looking.includes(each)) }),
    [viewer],
  );
  if (!at) return children;
  return (
    <PastContext value={at}>
      <ViewerContext value={onlooker}>
        <Provider value={pastClient}>{children}</Provider>
      </ViewerContext>
    </PastContext>
  );
}

/** An address's query that keeps to the instant that is shown. */
export function usePastQuery() {
  const at = usePast();
  return at ? `?at=${encodeURIComponent(at)}` : "";
}
