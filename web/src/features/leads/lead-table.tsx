import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import type { LeadRowData } from "./fragments";
import { LeadColumns, LeadRow } from "./lead-list";

type Props = {
  leads: readonly LeadRowData[];
  chosen: ReadonlySet<string>;
  onChoose: ((lead: LeadRowData, on: boolean) => void) | undefined;
  hasMore: boolean;
  onEnd: () => void;
};

/** A list of any length: only what is on the screen is in the page, and the next page is asked for before it is needed. */
export function LeadTable({ leads, chosen, onChoose, hasMore, onEnd }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const rows = useWindowVirtualizer({
    count: leads.length,
    estimateSize: () => (window.innerWidth < 768 ? 92 : 52),
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => leads[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const atEnd = (shown.at(-1)?.index ?? 0) >= leads.length - 10;
  useEffect(() => {
    if (atEnd && hasMore) onEnd();
  }, [atEnd, hasMore, onEnd]);
  const before = (shown[0]?.start ?? 0) - rows.options.scrollMargin;
  const after = rows.getTotalSize() - ((shown.at(-1)?.end ?? 0) - rows.options.scrollMargin);
  return (
    <>
      <LeadColumns choosing={Boolean(onChoose)} />
      <ul ref={list} className="divide-y divide-line">
        <li aria-hidden="true" style={{ height: Math.max(0, before) }} />
        {shown.map(({ index, key }) => {
          const lead = leads[index];
          if (!lead) return null;
          const name = lead.name ?? t.leads.unnamed;
          const choose = onChoose && (
            <input
              type="checkbox"
              aria-label={work.select(name)}
              data-testid="lead-choose"
              checked={chosen.has(lead.id)}
              onChange={(event) => onChoose(lead, event.currentTarget.checked)}
              className="size-5 shrink-0 accent-accent md:size-4"
            />
          );
          return (
            <LeadRow key={key} lead={lead} choose={choose} index={index} measure={rows.measureElement} />
          );
        })}
        <li aria-hidden="true" style={{ height: Math.max(0, after) }} />
      </ul>
      {hasMore && <p className="py-4 text-center text-sm text-ink-3">{work.loadingMore}</p>}
    </>
  );
}
