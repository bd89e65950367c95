import { useCallback, useRef, useState } from "react";
import { t } from "@/i18n";

/** A part that is loaded when it is first wanted, and again when loading failed. `warm` only fetches it, on a hint that it will be. */
export function useLater<Part>(load: () => Promise<Part>) {
  const [part, setPart] = useState<Part>();
  const loading = useRef<Promise<Part>>(undefined);
  const fetch = useCallback(() => {
    loading.current ??= load();
    return loading.current;
  }, [load]);
  const forget = useCallback(() => {
    loading.current = undefined;
  }, []);
  const warm = useCallback(() => {
    // A hint that came to nothing is no matter: asking tries anew, and says so when it fails.
    fetch().catch(forget);
  }, [fetch, forget]);
  const ask = useCallback(() => {
    fetch().then(
      (loaded) => setPart(() => loaded),
      async () => {
        forget();
        const { toast } = await import("./toast");
        toast(t.common.notLoaded, "failed");
      },
    );
  }, [fetch, forget]);
  return { part, ask, warm };
}
