import { t } from ".";

const zone = "Asia/Jerusalem";
const options = (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("he-IL", { timeZone: zone, ...o });
const clock = options({ hour: "2-digit", minute: "2-digit" });
const shortDate = options({ day: "numeric", month: "numeric" });
const longDate = options({ weekday: "long", day: "numeric", month: "long" });
const weekdayName = options({ weekday: "long" });
const fullDate = options({ day: "numeric", month: "long", year: "numeric" });
const isoParts = new Intl.DateTimeFormat("en-CA", {
  timeZone: zone,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The civil day in Israel, `2026-11-24`: the key by which agendas group. */
export const dayKey = (at: string | Date) => isoParts.format(new Date(at));
export const time = (at: string | Date) => clock.format(new Date(at));
export const weekday = (at: string | Date) => weekdayName.format(new Date(at));
export const dayAndMonth = (at: string | Date) => shortDate.format(new Date(at));
export const date = (at: string | Date) => fullDate.format(new Date(at));
export const longDay = (at: string | Date) => longDate.format(new Date(at));

/** "היום 10:30", "אתמול 18:05", "3.11 09:00": short enough for a list row. */
export function when(at: string, now = new Date()): string {
  const key = dayKey(at);
  const near = (days: number) => dayKey(new Date(now.getTime() + days * 86_400_000));
  const day =
    key === near(0)
      ? t.common.today
      : key === near(-1)
        ? t.common.yesterday
        : key === near(1)
          ? t.common.tomorrow
          : dayAndMonth(at);
  return `${day} ${time(at)}`;
}

/** `m:ss`, or `h:mm:ss` from an hour on. Truncates: a clock never shows a second that has not passed. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** A place in a call, `mm:ss`. */
export const offset = (ms: number) => duration(ms / 1000).padStart(5, "0");

const shekels = new Intl.NumberFormat("he-IL", {
  style: "currency",
  currency: "ILS",
  maximumFractionDigits: 0,
});
export const money = (amount: number) => shekels.format(amount);
export const number = (value: number) => value.toLocaleString("he-IL");
export const milliseconds = (ms: number) => (ms < 1000 ? `${ms} מ״ש` : `${(ms / 1000).toFixed(1)} שנ׳`);

/** Israeli numbers as people write them; anything else is left in E.164. */
export function phone(e164: string): string {
  const local = e164.startsWith("+972") ? `0${e164.slice(4)}` : e164;
  if (/^0[57]\d{8}$/.test(local)) return `${local.slice(0, 3)}-${local.slice(3, 6)}-${local.slice(6)}`;
  if (/^0\d{8}$/.test(local)) return `${local.slice(0, 2)}-${local.slice(2, 5)}-${local.slice(5)}`;
  return e164;
}
