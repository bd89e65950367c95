import { t } from "@/i18n";
import { noon } from "@/i18n/civil";
import { dayAndMonth, dayKey, weekday } from "@/i18n/format";
import { cx } from "@/ui/cx";
import type { MeetingData } from "./fragments";
import { MeetingRow } from "./meeting-row";

type Props = { days: readonly string[]; meetings: readonly MeetingData[]; today: string };

/** Days in a row, each with its meetings in order. An empty day is one quiet line. */
export function Agenda({ days, meetings, today }: Props) {
  const byDay = Map.groupBy(
    meetings.toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start)),
    (meeting) => dayKey(meeting.start),
  );
  return (
    <div className="divide-y divide-line border-t border-line">
      {days.map((day) => {
        const rows = byDay.get(day) ?? [];
        return (
          <section
            key={day}
            data-day={day}
            aria-label={`${weekday(noon(day))} ${dayAndMonth(noon(day))}`}
            className={cx("gap-4 md:grid md:grid-cols-[9rem_1fr]", day < today && "opacity-70")}
          >
            <header className="flex items-baseline gap-2 pt-3 md:flex-col md:items-start md:gap-0 md:pb-3">
              <h2 className={cx("font-bold", day === today && "text-accent")}>{weekday(noon(day))}</h2>
              <p className="text-sm text-ink-2">
                {dayAndMonth(noon(day))}
                {day === today && ` · ${t.common.today}`}
              </p>
            </header>
            {rows.length > 0 ? (
              <ul className="py-1">
                {rows.map((meeting) => (
                  <MeetingRow key={meeting.id} meeting={meeting} />
                ))}
              </ul>
            ) : (
              <p className="pt-0.5 pb-3 text-sm text-ink-3 md:pt-3">{t.meetings.emptyDay}</p>
            )}
          </section>
        );
      })}
    </div>
  );
}
