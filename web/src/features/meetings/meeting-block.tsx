import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useEffect, useRef, useState } from "react";
import { useMay } from "@/features/session/viewer";
import { phone, time } from "@/i18n/format";
import { calendar } from "@/i18n/he/calendar";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/dialog";
import { Said } from "@/ui/text";
import type { MeetingData } from "./fragments";
import { type Hours, type Placed, share } from "./grid";
import { MeetingRow } from "./meeting-row";

export type Dragged = { meeting: MeetingData; minutes: number; grabbed: number };

/** What is being dragged over a day, when it is a meeting. */
export const draggedOf = (data: Record<string | symbol, unknown>) => data.meeting as Dragged | undefined;

type Props = { placed: Placed<MeetingData>; hours: Hours; shownAgent: boolean };

/** A meeting where it lies in its day. It opens by click or Enter; there it can be moved without a pointer. */
export function MeetingBlock({ placed: { item: meeting, from, to, lane, lanes }, hours, shownAgent }: Props) {
  const block = useRef<HTMLButtonElement>(null);
  const [dragged, setDragged] = useState(false);
  const [open, setOpen] = useState(false);
  const movable = useMay("EDIT_MEETINGS");
  useEffect(() => {
    const element = block.current;
    if (!element || !movable) return;
    return draggable({
      element,
      getInitialData: ({ input }): Record<string, unknown> => {
        const box = element.getBoundingClientRect();
        // Where it was taken hold of, so that it does not jump under the pointer.
        const grabbed = ((input.clientY - box.top) / box.height) * (to - from);
        return { meeting: { meeting, minutes: to - from, grabbed } satisfies Dragged };
      },
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [meeting, movable, from, to]);
  const who = meeting.lead ? (meeting.lead.name ?? phone(meeting.lead.phone)) : "";
  const short = to - from < 45;
  return (
    <>
      <button
        ref={block}
        type="button"
        onClick={() => setOpen(true)}
        data-testid="meeting-block"
        style={{
          insetBlockStart: share(from - hours.from, hours),
          blockSize: share(to - from, hours),
          insetInlineStart: `${(100 * lane) / lanes}%`,
          inlineSize: `${100 / lanes}%`,
        }}
        className={cx(
          "absolute overflow-hidden rounded-lg border border-surface border-s-3 border-s-accent bg-accent-wash px-1.5 text-start text-xs leading-tight text-ink shadow-card",
          "hover:border-s-accent-strong focus-visible:z-10",
          short ? "flex items-center gap-1.5 py-0" : "py-1",
          movable && "cursor-grab",
          dragged && "opacity-40",
        )}
      >
        <time dateTime={meeting.start} className="font-bold">
          {time(meeting.start)}
        </time>
        <span className="sr-only"> {calendar.until(time(meeting.end))} </span>
        <Said className={cx("font-semibold", short ? "truncate" : "line-clamp-2 block")}>
          {who || meeting.subject}
        </Said>
        {who && (
          <Said className={short ? "sr-only" : "line-clamp-1 block text-ink-2"}>{meeting.subject}</Said>
        )}
        {!short && shownAgent && meeting.agent && (
          <Said className="line-clamp-1 block text-ink-2">{meeting.agent.name}</Said>
        )}
      </button>
      <Dialog open={open} onOpenChange={setOpen} title={calendar.details}>
        <ul>
          <MeetingRow meeting={meeting} dated />
        </ul>
      </Dialog>
    </>
  );
}
