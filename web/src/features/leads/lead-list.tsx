import type { ReactNode } from "react";
import { Link } from "react-router";
import { usePastQuery } from "@/features/past/past";
import { t } from "@/i18n";
import { money, when } from "@/i18n/format";
import { cx } from "@/ui/cx";
import { Phone, Said } from "@/ui/text";
import type { LeadRowData } from "./fragments";
import { LeadStatusLabel } from "./lead-status";
import { wish } from "./wish";

const grid =
  "md:grid md:grid-cols-[minmax(0,1.1fr)_minmax(0,1.5fr)_7.5rem_8rem_7rem] md:items-center md:gap-4";

type RowProps = {
  lead: LeadRowData;
  /** The box that chooses it. */
  choose?: ReactNode;
  index?: number;
  measure?: (element: HTMLElement | null) => void;
};

export function LeadRow({ lead, choose, index, measure }: RowProps) {
  const wants = wish(lead.details);
  const { budget } = lead.details;
  return (
    <li data-testid="lead-row" data-index={index} ref={measure} className="flex items-center gap-3">
      {choose}
      <Link
        to={`/leads/${encodeURIComponent(lead.id)}${usePastQuery()}`}
        className={cx("-mx-2 block min-w-0 grow rounded-lg px-2 py-3 hover:bg-sunken/60", grid)}
      >
        <div className="flex min-w-0 items-baseline justify-between gap-3 md:block">
          <p className={cx("truncate font-semibold", !lead.name && "text-ink-2")}>
            <Said>{lead.name ?? t.leads.unnamed}</Said>
          </p>
          <Phone number={lead.phone} className="text-sm text-ink-2" />
        </div>
        <p className="mt-0.5 truncate text-sm text-ink-2 md:mt-0 md:text-[0.9375rem] md:text-ink">
          {wants ? <Said>{wants}</Said> : <span className="text-ink-3">{t.common.none}</span>}
          {lead.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </p>
        <p className="max-md:hidden">{budget == null ? t.common.none : <bdi>{money(budget)}</bdi>}</p>
        <div className="mt-1 flex items-center justify-between gap-3 md:contents">
          <LeadStatusLabel status={lead.status} />
          <span className="text-sm md:hidden">{budget != null && <bdi>{money(budget)}</bdi>}</span>
          <time dateTime={lead.updatedAt} className="text-end text-xs text-ink-3 max-md:hidden">
            {when(lead.updatedAt)}
          </time>
        </div>
      </Link>
    </li>
  );
}

/** A word people mark leads with. */
export const Tag = ({ children }: { children: string }) => (
  <bdi className="ms-1.5 inline-block max-w-40 truncate rounded-full bg-sunken px-2 py-px align-middle text-xs text-ink-2">
    {children}
  </bdi>
);

/** The names of a list's columns, over rows that may have a box to choose them. */
export function LeadColumns({ choosing = false }: { choosing?: boolean }) {
  const { columns } = t.leads;
  return (
    <div aria-hidden="true" className="hidden border-b border-line pb-2 text-xs text-ink-3 md:flex md:gap-3">
      {choosing && <span className="w-4" />}
      <div className={cx("grow", grid)}>
        {[columns.name, columns.wants, columns.budget, columns.status].map((name) => (
          <span key={name}>{name}</span>
        ))}
        <span className="text-end">{columns.updated}</span>
      </div>
    </div>
  );
}

export const LeadList = ({ leads }: { leads: readonly LeadRowData[] }) => (
  <>
    <LeadColumns />
    <ul className="divide-y divide-line">
      {leads.map((lead) => (
        <LeadRow key={lead.id} lead={lead} />
      ))}
    </ul>
  </>
);
