import { time } from "@/i18n/format";

/** Minutes a drag moves by. */
export const STEP = 15;
const HOUR = 60;
const DAY = 24 * HOUR;

type Slot = { start: string; end: string };

/** What the wall clock in Israel shows, in minutes after midnight. */
export function minuteOfDay(at: string | Date): number {
  const [hours = 0, minutes = 0] = time(at).split(":").map(Number);
  return hours * HOUR + minutes;
}

/** Where a stretch lies in its day; one that ends at midnight ends with the day. */
export function span({ start, end }: Slot): { from: number; to: number } {
  const [from, to] = [minuteOfDay(start), minuteOfDay(end)];
  return { from, to: to > from ? to : DAY };
}

export type Hours = { from: number; to: number };

/** The full hours that hold everything, an office day at least. */
export function hoursOf(slots: readonly Slot[]): Hours {
  const spans = slots.map(span);
  const from = Math.min(8 * HOUR, ...spans.map((each) => each.from));
  const to = Math.max(19 * HOUR, ...spans.map((each) => each.to));
  return { from: Math.floor(from / HOUR) * HOUR, to: Math.ceil(to / HOUR) * HOUR };
}

/** A share of the hours shown, as CSS. */
export const share = (minutes: number, { from, to }: Hours) => `${(100 * minutes) / (to - from)}%`;

/** The time under a pointer, to the nearest step. */
export function minuteAt(y: number, box: { top: number; height: number }, { from, to }: Hours): number {
  const minutes = from + ((y - box.top) / box.height) * (to - from);
  return Math.min(to, Math.max(from, Math.round(minutes / STEP) * STEP));
}

export type Placed<Item> = { item: Item; from: number; to: number; lane: number; lanes: number };

/** Side by side what overlaps: each in the first lane that is free, all of a cluster equally wide. */
export function inLanes<Item extends Slot>(items: readonly Item[]): Placed<Item>[] {
  const placed: Placed<Item>[] = [];
  let cluster: Placed<Item>[] = [];
  const close = () => {
    const lanes = Math.max(0, ...cluster.map(({ lane }) => lane)) + 1;
    placed.push(...cluster.map((each) => ({ ...each, lanes })));
    cluster = [];
  };
  const sorted = items
    .map((item) => ({ item, ...span(item) }))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  for (const { item, from, to } of sorted) {
    if (cluster.every((each) => each.to <= from)) close();
    const busy = new Set(cluster.filter((each) => each.to > from).map(({ lane }) => lane));
    let lane = 0;
    while (busy.has(lane)) lane += 1;
    cluster.push({ item, from, to, lane, lanes: 1 });
  }
  close();
  return placed;
}
