import { addDays, atTime, startOfWeek } from "@/i18n/civil";
import { dayKey } from "@/i18n/format";

const MINUTE = 60_000;
type Named = "quarter" | "hour" | "evening" | "tomorrow" | "week";

/** Where a reminder can be put off to with one click; an evening that has begun is left out. */
export function offers(now: Date): [Named, Date][] {
  const today = dayKey(now);
  const evening = atTime(today, "18:00");
  const all: [Named, Date][] = [
    ["quarter", new Date(now.getTime() + 15 * MINUTE)],
    ["hour", new Date(now.getTime() + 60 * MINUTE)],
    ["evening", evening],
    ["tomorrow", atTime(addDays(today, 1), "09:00")],
    // The week begins on Sunday.
    ["week", atTime(addDays(startOfWeek(today), 7), "09:00")],
  ];
  return all.filter(([, at]) => at.getTime() > now.getTime() + 5 * MINUTE);
}

/** What a new reminder is offered for: the next full hour. */
export const nextHour = (now: Date) =>
  new Date(Math.ceil((now.getTime() + MINUTE) / (60 * MINUTE)) * 60 * MINUTE);

export type Group = "overdue" | "today" | "later";

export function groupOf(due: string, now: Date): Group {
  if (Date.parse(due) <= now.getTime()) return "overdue";
  return dayKey(due) === dayKey(now) ? "today" : "later";
}
