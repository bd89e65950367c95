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
    const stops: (() => void)[] = [];
    const opened = new Set<number>();
    setHeld({ key, pages: [], error: undefined });
    open.current = (index, after) => {
      if (opened.has(index)) return;
      opened.add(index);
      const { unsubscribe } = client
        .query(
          LeadsQuery,
          { first: SIZE, after, filter, order, asOf },
          { requestPolicy: "cache-and-network" },
        )
        .subscribe(({ data, error }) =>
          setHeld((old) => {
            if (old.key !== key) return old;
            if (!data) return { ...old, error };
            const { edges, totalCount, pageInfo } = data.leads;
            const pages = old.pages.slice();
            pages[index] = {
              rows: edges.map((edge) => edge.node),
              total: totalCount,
              next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
            };
            return { key, pages, error: undefined };
          }),
        );
      stops.push(unsubscribe);
    };
    open.current(0, null);
    return () => {
      for (const stop of stops) stop();
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
