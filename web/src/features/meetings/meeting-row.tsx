import { CalendarClock, CalendarX, EllipsisVertical, PhoneIncoming } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { longDay, time } from "@/i18n/format";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Menu, MenuItem } from "@/ui/menu";
import { Phone, Said } from "@/ui/text";
import { CancelDialog } from "./cancel-dialog";
import type { MeetingData } from "./fragments";
import { ScheduleDialog } from "./schedule-dialog";

function Actions({ meeting }: { meeting: MeetingData }) {
  const [open, setOpen] = useState<"move" | "cancel" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t.meetings.actions(meeting.subject)} data-testid="meeting-actions">
            <EllipsisVertical aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        <MenuItem
          icon={<CalendarClock aria-hidden="true" className="size-4" />}
          onClick={() => setOpen("move")}
        >
          {t.meetings.reschedule}
        </MenuItem>
        <MenuItem
          danger
          icon={<CalendarX aria-hidden="true" className="size-4" />}
          onClick={() => setOpen("cancel")}
        >
          {t.meetings.cancel}
        </MenuItem>
      </Menu>
      <ScheduleDialog open={open === "move"} onOpenChange={close} meeting={meeting} />
      <CancelDialog open={open === "cancel"} onOpenChange={close} meeting={meeting} />
    </>
  );
}

function Who({ lead }: { lead: MeetingData["lead"] }) {
  if (!lead) return null;
  return (
    <Link to={`/leads/${encodeURIComponent(lead.id)}`} className="truncate text-accent hover:underline">
      {lead.name ? <Said>{lead.name}</Said> : <Phone number={lead.phone} />}
    </Link>
  );
}

type Props = { meeting: MeetingData; dated?: boolean };

export function MeetingRow({ meeting, dated }: Props) {
  const { subject, start, end, status, lead, call, agent } = meeting;
  const cancelled = status === "CANCELLED";
  const may = useMay("EDIT_MEETINGS");
  return (
    <li
      data-testid="meeting-row"
      data-status={status}
      className={cx("flex items-start gap-3 py-2.5", cancelled && "text-ink-3")}
    >
      <div className="w-14 shrink-0 pt-0.5 leading-tight">
        <time dateTime={start} className={cx("block font-bold", cancelled && "line-through")}>
          {time(start)}
        </time>
        <span className="text-xs text-ink-3 tabular-nums">{time(end)}</span>
      </div>
      <div className={cx("min-w-0 grow border-s-2 ps-3", cancelled ? "border-line" : "border-accent")}>
        {dated && <p className="text-xs text-ink-3">{longDay(start)}</p>}
        <p className="leading-snug font-semibold">
          <Said>{subject}</Said>
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
          <Who lead={lead} />
          {agent && <Said>{agent.name}</Said>}
          {cancelled && <span>{t.meetings.cancelled}</span>}
          {call && (
            <Link
              to={`/calls/${call.callSid}`}
              className="inline-flex items-center gap-1 text-xs hover:text-accent"
            >
              <PhoneIncoming aria-hidden="true" className="size-3" />
              {t.meetings.fromCall}
            </Link>
          )}
        </p>
      </div>
      {may && !cancelled && <Actions meeting={meeting} />}
    </li>
  );
}
