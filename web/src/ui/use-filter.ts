import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** List filters live in the URL, so a list can be shared and "back" returns to it. A new filter starts at page one. */
export function useFilter() {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (key: string, value: string) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          if (value) next.set(key, value);
          else next.delete(key);
          next.delete("after");
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { get: (key: string) => params.get(key) ?? "", set };
}
