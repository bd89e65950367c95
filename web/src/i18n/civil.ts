/** Civil days in Israel as `2026-11-24` keys, and the instants they begin at. */
const zone = "Asia/Jerusalem";
const DAY = 86_400_000;
const wall = new Intl.DateTimeFormat("en-CA", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** How far the wall clock in Israel is ahead of UTC at an instant, in milliseconds. */
function aheadOfUtc(at: number): number {
  const part = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

export const isDay = (key: string | null): key is string =>
  key != null && /^\d{4}-\d{2}-\d{2}$/.test(key) && !Number.isNaN(Date.parse(key));

/** The instant the wall clock in Israel shows so many minutes after midnight. */
export function instant(key: string, minutes: number): Date {
  const utc = Date.parse(`${key}T00:00:00Z`) + minutes * 60_000;
  const guess = utc - aheadOfUtc(utc);
  return new Date(utc - aheadOfUtc(guess));
}

/** Midnight in Israel. Clocks there change at 02:00, so midnight exists once on every day. */
export const startOfDay = (key: string) => instant(key, 0);
/** An hour on the wall in Israel, `18:30`. One that a spring night does not have is an hour later. */
export function atTime(key: string, time: string): Date {
  const utc = Date.parse(`${key}T${time}:00Z`);
  const guess = utc - aheadOfUtc(utc);
  return new Date(utc - aheadOfUtc(guess));
}

export function addDays(key: string, days: number): string {
  return new Date(Date.parse(`${key}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** How many days the second is after the first. */
export const daysBetween = (from: string, to: string) =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;

/** The Sunday on or before. */
export function startOfWeek(key: string): string {
  return addDays(key, -new Date(`${key}T00:00:00Z`).getUTCDay());
}

/** Noon of the day: an instant that formats as that day in any season. */
export const noon = (key: string) => new Date(startOfDay(key).getTime() + 12 * 3_600_000);

/** An instant as the clock on the wall in Israel shows it: `2026-11-24T16:30:05`. */
export const wallTime = (at: string | Date) => {
  const utc = new Date(at).getTime();
  return new Date(utc + aheadOfUtc(utc)).toISOString().slice(0, 19);
};

/** The instant of a wall time in Israel; null when it is none. Of an hour that comes twice in autumn the second. */
export function fromWallTime(wall: string): Date | null {
  const utc = Date.parse(`${wall}Z`);
  if (Number.isNaN(utc)) return null;
  return new Date(utc - aheadOfUtc(utc - aheadOfUtc(utc)));
}
