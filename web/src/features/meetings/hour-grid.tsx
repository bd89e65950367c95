import { noon } from "@/i18n/civil";
import { dayAndMonth, dayKey, weekday } from "@/i18n/format";
import { calendar } from "@/i18n/he/calendar";
import { cx } from "@/ui/cx";
import type { DayData } from "./calendar";
import { DayColumn } from "./day-column";
import type { MeetingData } from "./fragments";
import { hoursOf, share } from "./grid";
import { useMove } from "./use-move";

type Props = {
  days: readonly DayData[];
  meetings: readonly MeetingData[];
  today: string;
  shownAgent: boolean;
};

function Heading({ day, today, wide }: { day: DayData; today: string; wide: boolean }) {
  const isToday = day.date === today;
  const closed = day.open.length === 0;
  return (
    <div
      className={cx(
        "min-w-0 border-s border-line px-1.5 py-2 text-center leading-tight",
        isToday && "text-accent",
      )}
    >
      <p className={cx("text-sm font-bold", closed && !isToday && "text-ink-3")}>
        {wide ? weekday(noon(day.date)) : weekday(noon(day.date)).replace("יום ", "")}
      </p>
      <p className="text-xs text-ink-2">{dayAndMonth(noon(day.date))}</p>
      <p
        data-testid="day-note"
        className={cx("truncate text-xs", day.holiday ? "font-semibold text-warn" : "text-ink-3")}
      >
        {day.holiday?.name ?? (closed ? calendar.closed : " ")}
      </p>
    </div>
  );
}

/** Days beside each other, the first at the start of the line: on the right, in Hebrew. */
export function HourGrid({ days, meetings, today, shownAgent }: Props) {
  const { move, said } = useMove();
  const standing = meetings.filter((meeting) => meeting.status === "BOOKED");
  const hours = hoursOf([...days.flatMap((day) => day.open), ...standing]);
  const byDay = Map.groupBy(standing, (meeting) => dayKey(meeting.start));
  const full = Array.from({ length: (hours.to - hours.from) / 60 }, (_, n) => hours.from / 60 + n);
  const columns = { gridTemplateColumns: `3rem repeat(${days.length}, minmax(0, 1fr))` };
  return (
    <section aria-label={calendar.grid} className="overflow-clip rounded-2xl border border-line bg-surface">
      <div className="sticky top-0 z-20 grid border-b border-line bg-surface" style={columns}>
        <span />
        {days.map((day) => (
          <Heading key={day.date} day={day} today={today} wide={days.length === 1} />
        ))}
      </div>
      <div className="grid" style={{ ...columns, blockSize: `${full.length * 3.5}rem` }}>
        <div aria-hidden="true" className="relative text-xs text-ink-3 tabular-nums">
          {full.slice(1).map((hour) => (
            <bdi
              key={hour}
              className="absolute inset-x-0 -translate-y-1/2 text-center"
              style={{ insetBlockStart: share(hour * 60 - hours.from, hours) }}
            >
              {`${String(hour).padStart(2, "0")}:00`}
            </bdi>
          ))}
        </div>
        {days.map((day) => (
          <DayColumn
            key={day.date}
            day={day}
            meetings={byDay.get(day.date) ?? []}
            hours={hours}
            today={today}
            shownAgent={shownAgent}
            onMove={move}
          />
        ))}
      </div>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </section>
  );
}
