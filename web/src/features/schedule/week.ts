import type { HoursData } from "./schedule";

/** A stretch of a day as it is typed. */
export type Stretch = { key: number; from: string; to: string };
/** Seven days, Sunday first. */
export type Week = Stretch[][];

let last = 0;
export const stretch = (from = "09:00", to = "18:00"): Stretch => {
  last += 1;
  return { key: last, from, to };
};

export const weekOf = (hours: readonly HoursData[]): Week =>
  Array.from({ length: 7 }, (_, weekday) =>
    (hours.find((day) => day.weekday === weekday)?.open ?? []).map(({ from, to }) => stretch(from, to)),
  );

export const asInput = (week: Week) =>
  week.map((open, weekday) => ({ weekday, open: open.map(({ from, to }) => ({ from, to })) }));

export const sameWeek = (one: Week, other: Week) =>
  JSON.stringify(asInput(one)) === JSON.stringify(asInput(other));

/** An hour as people type it, `9`, `930` or `9:30`, as a clock shows it. What is no hour stays as it is. */
export function tidy(text: string): string {
  const [, hours, minutes = "00"] = /^(\d{1,2}?):?(\d{2})?$/.exec(text.trim()) ?? [];
  return hours === undefined ? text : `${hours.padStart(2, "0")}:${minutes}`;
}

/** Minutes as they are typed: nothing is null, and what is no number is left for the server to refuse. */
export const minutes = (text: string) => (text.trim() === "" ? null : Number.parseInt(text, 10) || 0);

export type Errors = { hours?: string; bufferMinutes?: string; form?: string };

/** The server's words, each at its field. */
export function errorsOf(errors: readonly { field: string | null; message: string }[]): Errors {
  const found: Errors = {};
  for (const { field, message } of errors)
    found[field === "hours" || field === "bufferMinutes" ? field : "form"] = message;
  return found;
}
