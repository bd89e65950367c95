import {
  AlarmClock,
  Circle,
  CircleCheck,
  EllipsisVertical,
  Pencil,
  Repeat2,
  Trash2,
  Undo2,
} from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useMay } from "@/features/session/viewer";
import { when } from "@/i18n/format";
import { reminders as words } from "@/i18n/he/reminders";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { Phone, Said } from "@/ui/text";
import { ReminderDialog } from "./reminder-dialog";
import type { ReminderData } from "./reminders";
import { offers } from "./times";
import { useActs } from "./use-acts";

const icon = "size-4";

function Actions({ reminder }: { reminder: ReminderData }) {
  const [editing, setEditing] = useState(false);
  const acts = useActs();
  const done = reminder.status === "DONE";
  return (
    <>
      <Menu
        trigger={
          <IconButton label={words.actions(reminder.text)} data-testid="reminder-actions">
            <EllipsisVertical aria-hidden="true" className={icon} />
          </IconButton>
        }
      >
        {done ? (
          <MenuItem icon={<Undo2 aria-hidden="true" className={icon} />} onClick={() => acts.back(reminder)}>
            {words.reopen}
          </MenuItem>
        ) : (
          <>
            <p className="px-2.5 pt-1.5 pb-1 text-xs text-ink-3">{words.snoozeTitle}</p>
            {offers(new Date()).map(([name, at]) => (
              <MenuItem
                key={name}
                icon={<AlarmClock aria-hidden="true" className={icon} />}
                onClick={() => acts.snooze(reminder, at)}
              >
                {words.snooze[name]}
              </MenuItem>
            ))}
            <MenuLine />
            <MenuItem icon={<Pencil aria-hidden="true" className={icon} />} onClick={() => setEditing(true)}>
              {words.edit}
            </MenuItem>
          </>
        )}
        <MenuItem
          danger
          icon={<Trash2 aria-hidden="true" className={icon} />}
          onClick={() => acts.remove(reminder)}
        >
          {words.remove}
        </MenuItem>
      </Menu>
      <ReminderDialog open={editing} onOpenChange={setEditing} reminder={reminder} />
    </>
  );
}

function Tick({ reminder }: { reminder: ReminderData }) {
  const { complete } = useActs();
  const [ticked, setTicked] = useState(false);
  async function tick() {
    setTicked(true);
    await complete(reminder);
    setTicked(false);
  }
  return (
    <IconButton
      label={words.complete(reminder.text)}
      onClick={tick}
      disabled={ticked}
      className="-my-1.5 hover:text-accent"
      data-testid="reminder-complete"
    >
      {ticked ? (
        <CircleCheck aria-hidden="true" className="size-5" />
      ) : (
        <Circle aria-hidden="true" className="size-5" />
      )}
    </IconButton>
  );
}

type Props = { reminder: ReminderData; ofLead?: boolean };

/** A reminder in a list. `ofLead`: the list is of one lead, who need not be named again. */
export function ReminderRow({ reminder, ofLead }: Props) {
  const { text, due, repeat, status, doneAt, lead, assignee } = reminder;
  const may = useMay("EDIT_LEADS");
  const done = status === "DONE";
  const late = !done && Date.parse(due) <= Date.now();
  return (
    <li data-testid="reminder-row" data-status={status} className="flex items-start gap-1 py-2.5">
      {may && !done ? (
        <Tick reminder={reminder} />
      ) : (
        <span className="grid size-11 shrink-0 place-items-center text-ink-3 md:size-9">
          {done && <CircleCheck aria-hidden="true" className="size-5 text-accent" />}
        </span>
      )}
      <div className="min-w-0 grow pt-1">
        <p className={cx("leading-snug font-medium break-words", done && "text-ink-3 line-through")}>
          <Said>{text}</Said>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-ink-2">
          <time dateTime={due} className={cx("font-medium tabular-nums", late && "text-danger")}>
            {done && doneAt ? words.doneAt(when(doneAt)) : when(due)}
          </time>
          {repeat !== "NEVER" && (
            <span className="inline-flex items-center gap-1">
              <Repeat2 aria-hidden="true" className="size-3.5" />
              {words.repeats[repeat]}
            </span>
          )}
          {lead && !ofLead && (
            <Link to={`/leads/${encodeURIComponent(lead.id)}`} className="text-accent hover:underline">
              {lead.name ? <Said>{lead.name}</Said> : <Phone number={lead.phone} />}
            </Link>
          )}
          {assignee && <Said className="text-ink-3">{assignee.name}</Said>}
        </p>
      </div>
      {may && <Actions reminder={reminder} />}
    </li>
  );
}
