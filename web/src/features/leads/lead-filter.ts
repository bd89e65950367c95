import { useMemo } from "react";
import type { VariablesOf } from "@/gql/graphql";
import { startOfDay } from "@/i18n/civil";
import { work } from "@/i18n/he/lead-work";
import { useFilter } from "@/ui/use-filter";
import type { LeadsQuery } from "./work";

type Variables = VariablesOf<typeof LeadsQuery>;
export type Filter = NonNullable<Variables["filter"]>;
export type Order = NonNullable<Variables["order"]>;

/** The keys of the address that say which leads are meant. */
export const keys = ["q", "status", "assignee", "tag", "source", "from", "to", "order"] as const;

const nextDay = (day: string) => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
};
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The list that the address asks for. */
export function useLeadFilter() {
  const { get, set } = useFilter();
  const [q, status, assignee, tag, source, from, to, order] = keys.map(get) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const filter = useMemo((): Filter => {
    return {
      search: q || null,
      status: status ? [status] : null,
      assigneeId: assignee && assignee !== "none" ? assignee : null,
      unassigned: assignee === "none" || null,
      tags: tag ? [tag] : null,
      source: source in work.sources ? [source as keyof typeof work.sources] : null,
      createdFrom: isDay(from) ? startOfDay(from).toISOString() : null,
      createdTo: isDay(to) ? startOfDay(nextDay(to)).toISOString() : null,
    };
  }, [q, status, assignee, tag, source, from, to]);
  const narrowed = Boolean(q || status || assignee || tag || source || from || to);
  return { filter, order: (order in work.orders ? order : "NEWEST") as Order, narrowed, get, set };
}
