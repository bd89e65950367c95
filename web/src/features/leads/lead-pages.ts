import { useCallback, useEffect, useRef, useState } from "react";
import { type CombinedError, useClient } from "urql";
import { usePast } from "@/features/past/past";
import type { LeadRowData } from "./fragments";
import type { Filter, Order } from "./lead-filter";
import { LeadsQuery } from "./work";

const SIZE = 50;
type Page = { rows: readonly LeadRowData[]; total: number; next: string | null };
type Held = { key: string; pages: Page[]; error: CombinedError | undefined };

/** A list that grows page by page. Each page stays subscribed, so that changes by others reach the rows on the screen. */
export function useLeadPages(filter: Filter, order: Order) {
  const client = useClient();
  const asOf = usePast();
  const key = JSON.stringify([filter, order, asOf]);
  const [held, setHeld] = useState<Held>({ key, pages: [], error: undefined });
  const open = useRef<(index: number, after: string | null) => void>(() => undefined);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds filter and order; a round is another try
  useEffect(() => {
    const opened = new Map<number, { after: string | null; stop: () => void }>();
    setHeld({ key, pages: [], error: undefined });
    const close = (index: number) => {
      opened.get(index)?.stop();
      opened.delete(index);
    };
    /** A page begins where the one before it ends, wherever that has moved to. Its rows stay until it is read anew. */
    const follow = (index: number, after: string | null) => {
      const page = opened.get(index);
      if (!page || page.after === after) return;
      close(index);
      if (after) open.current(index, after);
      else for (let rest = index + 1; opened.has(rest); rest += 1) close(rest);
    };
    open.current = (index, after) => {
      if (opened.has(index)) return;
      const page = { after, stop() {} };
      opened.set(index, page);
      const { unsubscribe } = client
        .query(
          LeadsQuery,
          { first: SIZE, after, filter, order, asOf },
          { requestPolicy: "cache-and-network" },
        )
        .subscribe(({ data, error }) => {
          if (opened.get(index) !== page) return;
          if (!data) return setHeld((old) => (old.key === key ? { ...old, error } : old));
          const { edges, totalCount, pageInfo } = data.leads;
          const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
          setHeld((old) => {
            if (old.key !== key) return old;
            const pages = next ? old.pages.slice() : old.pages.slice(0, index + 1);
            pages[index] = { rows: edges.map((edge) => edge.node), total: totalCount, next };
            return { key, pages, error: undefined };
          });
          follow(index + 1, next);
        });
      page.stop = unsubscribe;
    };
    open.current(0, null);
    return () => {
      for (const index of [...opened.keys()]) close(index);
    };
  }, [client, key, round]);

  const { pages, error } = held.key === key ? held : { pages: [], error: undefined };
  const last = pages.at(-1);
  const more = useCallback(() => {
    if (last?.next) open.current(pages.length, last.next);
  }, [last?.next, pages.length]);
  // A lead that moved up the list while we read on would show twice.
  const rows = [...new Map(pages.flatMap((page) => page.rows).map((row) => [row.id, row])).values()];
  return {
    rows: last ? rows : undefined,
    total: pages[0]?.total ?? 0,
    hasMore: Boolean(last?.next),
    more,
    error,
    again: () => setRound(round + 1),
  };
}
