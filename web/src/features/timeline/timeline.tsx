import { t } from "@/i18n";
import { date, dayKey, longDay } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";
import { Button } from "@/ui/button";
import { Segments } from "@/ui/segments";
import { Problem, SkeletonRows } from "@/ui/states";
import { useFilter } from "@/ui/use-filter";
import type { TimelineItemData } from "./fragments";
import { TimelineItem } from "./item";
import { type Kind, useTimeline } from "./use-timeline";
import { type Say, useWords } from "./words";

const words = page.timeline;
const kinds = Object.entries(words.kinds) as [Kind | "ALL", string][];

/** "היום", "יום ראשון, 22 בנובמבר"; of another year the year instead of the weekday. */
function dayName(at: string, now = new Date()): string {
  const key = dayKey(at);
  if (key === dayKey(now)) return t.common.today;
  if (key === dayKey(new Date(now.getTime() - 86_400_000))) return t.common.yesterday;
  return key.slice(0, 4) === dayKey(now).slice(0, 4) ? longDay(at) : date(at);
}

/** Items in a row that happened on the same civil day in Israel. */
function byDay(items: readonly TimelineItemData[]): [string, TimelineItemData[]][] {
  const days: [string, TimelineItemData[]][] = [];
  for (const item of items) {
    const last = days.at(-1);
    const day = dayKey(item.at);
    if (last?.[0] === day) last[1].push(item);
    else days.push([day, [item]]);
  }
  return days;
}

type DaysProps = { items: readonly TimelineItemData[]; say: Say };

export const TimelineDays = ({ items, say }: DaysProps) => (
  <div data-testid="timeline">
    {byDay(items).map(([day, group]) => (
      <section key={day} aria-label={dayName(group[0]?.at ?? day)} className="mt-3">
        <h3 className="text-sm font-bold text-ink-3">{dayName(group[0]?.at ?? day)}</h3>
        <ol className="divide-y divide-line/60">
          {group.map((item) => (
            <li key={item.__typename + item.id} data-testid="timeline-item" data-kind={item.__typename}>
              <TimelineItem item={item} say={say} />
            </li>
          ))}
        </ol>
      </section>
    ))}
  </div>
);

/** What happened with a lead. Which kinds are shown is kept in the URL. `fresh` changes when something new has happened. */
export function Timeline({ id, asOf, fresh }: { id: string; asOf: string | null; fresh: string }) {
  const { get, set } = useFilter();
  const say = useWords();
  const shown = kinds.find(([key]) => key === get("show"))?.[0] ?? "ALL";
  const kind = shown === "ALL" ? null : shown;
  const { read, more, again } = useTimeline({ id, kind, asOf }, fresh);
  return (
    <>
      <Segments
        label={words.kind}
        value={shown}
        options={kinds}
        onChange={(next) => set("show", next === "ALL" ? "" : next)}
      />
      {!read && <SkeletonRows rows={4} />}
      {read && read.items.length > 0 && <TimelineDays items={read.items} say={say} />}
      {read?.error && <Problem error={read.error} retry={again} />}
      {read && !read.error && read.items.length === 0 && (
        <p className="py-6 text-sm text-ink-3">{kind ? words.emptyOfKind : words.empty}</p>
      )}
      {read?.next && (
        <Button onClick={more} className="mt-3 w-full" data-testid="timeline-more">
          {words.more}
        </Button>
      )}
    </>
  );
}
