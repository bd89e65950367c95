import { useCallback, useEffect, useRef, useState } from "react";
import { type CombinedError, useClient } from "urql";
import type { TimelineItemData } from "./fragments";
import { TimelineQuery } from "./fragments";

export type Kind = "CALL" | "MEETING" | "REMINDER" | "NOTE" | "CHANGE";
type Read = { items: TimelineItemData[]; next: string | null; error?: CombinedError };
type Wanted = { id: string; kind: Kind | null; asOf: string | null };

/** What happened with a lead, as many pages as were asked for. It is read anew whenever `fresh` changes; what is shown stays
    until the answer is there. */
export function useTimeline({ id, kind, asOf }: Wanted, fresh: string) {
  const client = useClient();
  const key = JSON.stringify([id, kind, asOf]);
  const [held, setHeld] = useState<{ key: string; read: Read } | null>(null);
  const [round, setRound] = useState(0);
  const pages = useRef({ key, count: 1 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a round and what is fresh are other answers to the same question
  useEffect(() => {
    if (pages.current.key !== key) pages.current = { key, count: 1 };
    let stopped = false;
    const read = async () => {
      const all: Read = { items: [], next: null };
      for (let page = 0; page < pages.current.count; page++) {
        const kinds = kind ? [kind] : null;
        const { data, error } = await client
          .query(TimelineQuery, { id, after: all.next, kinds, asOf }, { requestPolicy: "network-only" })
          .toPromise();
        if (error || !data) return { ...all, error };
        const { edges = [], pageInfo } = data.lead?.timeline ?? {};
        all.items.push(...edges.map((edge) => edge.node));
        all.next = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
        if (!all.next) break;
      }
      return all;
    };
    void read().then((read) => !stopped && setHeld({ key, read }));
    return () => {
      stopped = true;
    };
  }, [client, key, fresh, round]);

  const again = useCallback(() => setRound((old) => old + 1), []);
  const more = useCallback(() => {
    pages.current.count += 1;
    again();
  }, [again]);
  return { read: held?.key === key ? held.read : undefined, more, again };
}
