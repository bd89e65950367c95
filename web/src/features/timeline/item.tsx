import {
  AlarmClock,
  AlarmClockCheck,
  AlarmClockPlus,
  BellRing,
  CalendarClock,
  CalendarPlus,
  CalendarX,
  type LucideIcon,
  PenLine,
  StickyNote,
} from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { CallIcon } from "@/features/calls/call-list";
import { CallStatusLabel } from "@/features/calls/call-status";
import { CallClock } from "@/features/calls/clock";
import { t } from "@/i18n";
import { dayKey, time } from "@/i18n/format";
import { history } from "@/i18n/he/history";
import { page } from "@/i18n/he/lead-page";
import { Said } from "@/ui/text";
import type { ChangeData, ItemOf, TimelineItemData } from "./fragments";
import type { Say } from "./words";

const words = page.timeline;

type FrameProps = { at: string; icon: ReactNode; title: ReactNode; by?: string; children?: ReactNode };

/** One thing that happened: when, what, by whom. */
const Frame = ({ at, icon, title, by, children }: FrameProps) => (
  <div className="flex gap-3 py-2.5">
    {icon}
    <div className="min-w-0 grow">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold">{title}</span>
        {by && <Said className="text-sm text-ink-3">{by}</Said>}
        <time dateTime={at} className="ms-auto text-sm text-ink-3">
          {time(at)}
        </time>
      </p>
      {children}
    </div>
  </div>
);

const Mark = ({ icon: Icon }: { icon: LucideIcon }) => (
  <span className="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-ink-2">
    <Icon aria-hidden="true" className="size-4" />
  </span>
);

const by = ({ kind, name }: ItemOf<"NoteItem">["actor"]) => name ?? t.common.actor[kind];

function CallEntry({ item: { at, call } }: { item: ItemOf<"CallItem"> }) {
  return (
    <Link
      to={`/calls/${call.callSid}`}
      data-testid="timeline-call"
      className="-mx-2 block rounded-lg px-2 hover:bg-sunken/60"
    >
      <Frame at={at} icon={<CallIcon call={call} />} title={words.call[call.direction]}>
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-ink-2">
          <CallStatusLabel status={call.status} />
          <CallClock startedAt={call.startedAt} endedAt={call.endedAt} seconds={call.durationSeconds} />
        </p>
        {call.summary && <Said className="block text-sm leading-relaxed text-ink-2">{call.summary}</Said>}
      </Frame>
    </Link>
  );
}

/** What it was, struck out, and what it is. */
function Change({ change, say }: { change: ChangeData; say: Say }) {
  const [was, is] = [say(change.field, change.oldValue), say(change.field, change.newValue)];
  if (!was && !is) return null;
  return (
    <p className="text-sm text-ink-2">
      <span className="text-ink-3">{history.field(change.field) ?? change.field}: </span>
      {was && (
        <>
          <s className="text-ink-3">
            <bdi>{was}</bdi>
          </s>{" "}
        </>
      )}
      <bdi>{is ?? t.common.none}</bdi>
    </p>
  );
}

const meetingIcons: Record<string, LucideIcon> = { Booked: CalendarPlus, Cancelled: CalendarX };
/** What of a meeting's changes is worth a line: when it is, and why not. */
const telling = ["start", "reason"];

function MeetingEntry({ item, say }: { item: ItemOf<"MeetingItem">; say: Say }) {
  const { at, eventType, meeting } = item;
  const told = item.changes.filter((change) => telling.includes(change.field));
  const title = words.meeting[eventType] ?? history.event(eventType) ?? eventType;
  return (
    <Frame
      at={at}
      by={by(item.actor)}
      icon={<Mark icon={meetingIcons[eventType] ?? CalendarClock} />}
      title={title}
    >
      <Link
        to={`/meetings?day=${dayKey(meeting.start)}`}
        className="text-sm hover:text-accent hover:underline"
      >
        <Said>{meeting.subject}</Said>
      </Link>
      {told.map((change) => (
        <Change key={change.field} change={change} say={say} />
      ))}
    </Frame>
  );
}

const reminderIcons: Record<string, LucideIcon> = {
  Created: AlarmClockPlus,
  CameDue: BellRing,
  Completed: AlarmClockCheck,
};

function ReminderEntry({ item, say }: { item: ItemOf<"ReminderItem">; say: Say }) {
  const { at, eventType, reminder } = item;
  return (
    <Frame
      at={at}
      by={by(item.actor)}
      icon={<Mark icon={reminderIcons[eventType] ?? AlarmClock} />}
      title={words.reminder[eventType] ?? history.event(eventType) ?? eventType}
    >
      <Said className="block text-sm text-ink-2">{reminder.text}</Said>
      {item.changes
        .filter(({ field }) => field === "due")
        .map((change) => (
          <Change key={change.field} change={change} say={say} />
        ))}
    </Frame>
  );
}

const NoteEntry = ({ item }: { item: ItemOf<"NoteItem"> }) => (
  <Frame at={item.at} by={by(item.actor)} icon={<Mark icon={StickyNote} />} title={words.note}>
    <p
      dir="auto"
      data-testid="lead-note"
      className="mt-0.5 rounded-xl bg-warn-wash/60 px-3 py-2 whitespace-pre-line"
    >
      {item.text}
    </p>
  </Frame>
);

const ChangeEntry = ({ item, say }: { item: ItemOf<"ChangeItem">; say: Say }) => (
  <Frame
    at={item.at}
    by={by(item.actor)}
    icon={<Mark icon={PenLine} />}
    title={history.event(item.eventType) ?? item.eventType}
  >
    {item.changes.map((change) => (
      <Change key={`${change.field}${change.newValue}`} change={change} say={say} />
    ))}
  </Frame>
);

/** A kind this dashboard does not know yet, of a newer server, is passed over. */
export function TimelineItem({ item, say }: { item: TimelineItemData; say: Say }) {
  switch (item.__typename) {
    case "CallItem":
      return <CallEntry item={item} />;
    case "MeetingItem":
      return <MeetingEntry item={item} say={say} />;
    case "ReminderItem":
      return <ReminderEntry item={item} say={say} />;
    case "NoteItem":
      return <NoteEntry item={item} />;
    case "ChangeItem":
      return <ChangeEntry item={item} say={say} />;
    default:
      return null;
  }
}
