import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useEffect, useRef, useState } from "react";
import { noon } from "@/i18n/civil";
import { dayAndMonth, weekday } from "@/i18n/format";
import { cx } from "@/ui/cx";
import type { DayData } from "./calendar";
import type { MeetingData } from "./fragments";
import { type Hours, inLanes, minuteAt, minuteOfDay, share, span } from "./grid";
import { draggedOf, MeetingBlock } from "./meeting-block";
import type { Move } from "./use-move";

type Props = {
  day: DayData;
  meetings: readonly MeetingData[];
  hours: Hours;
  today: string;
  shownAgent: boolean;
  onMove: Move;
};

const layer = "pointer-events-none absolute inset-x-0";

/** A day from top to bottom: closed hours in shade, meetings on top, and where a dragged one would go. */
export function DayColumn({ day, meetings, hours, today, shownAgent, onMove }: Props) {
  const column = useRef<HTMLElement>(null);
  const [goal, setGoal] = useState<Hours | null>(null);
  useEffect(() => {
    const element = column.current;
    if (!element) return;
    const under = (y: number, { minutes, grabbed }: { minutes: number; grabbed: number }): Hours => {
      const pixels = (grabbed / (hours.to - hours.from)) * element.clientHeight;
      const from = minuteAt(y - pixels, element.getBoundingClientRect(), hours);
      return { from, to: from + minutes };
    };
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => draggedOf(source.data) !== undefined,
      onDrag: ({ source, location }) => {
        const dragged = draggedOf(source.data);
        const next = dragged ? under(location.current.input.clientY, dragged) : null;
        setGoal((held) => (held?.from === next?.from ? held : next));
      },
      onDragLeave: () => setGoal(null),
      onDrop: ({ source, location }) => {
        setGoal(null);
        const dragged = draggedOf(source.data);
        if (dragged) onMove(dragged.meeting, day.date, under(location.current.input.clientY, dragged).from);
      },
    });
  }, [day.date, hours, onMove]);
  const place = ({ from, to }: Hours) => ({
    insetBlockStart: share(from - hours.from, hours),
    blockSize: share(to - from, hours),
  });
  const now = minuteOfDay(new Date());
  return (
    <section
      ref={column}
      data-day={day.date}
      aria-label={`${weekday(noon(day.date))} ${dayAndMonth(noon(day.date))}`}
      className="relative border-s border-line bg-sunken"
    >
      {day.open.map((open) => (
        <div
          key={open.start}
          data-testid="open-hours"
          className={cx(layer, "bg-surface")}
          style={place(span(open))}
        />
      ))}
      <div
        className={cx(layer, "inset-y-0")}
        style={{
          backgroundImage: "linear-gradient(var(--line) 1px, transparent 1px)",
          backgroundSize: `100% ${share(60, hours)}`,
        }}
      />
      {day.date === today && now > hours.from && now < hours.to && (
        <div
          className={cx(layer, "z-10 border-t-2 border-danger")}
          style={{ insetBlockStart: share(now - hours.from, hours) }}
        />
      )}
      {inLanes(meetings).map((placed) => (
        <MeetingBlock key={placed.item.id} placed={placed} hours={hours} shownAgent={shownAgent} />
      ))}
      {goal && (
        <div
          data-testid="drop-goal"
          className={cx(layer, "z-10 rounded-lg border-2 border-dashed border-accent bg-accent/10")}
          style={place(goal)}
        />
      )}
    </section>
  );
}
