import { lead } from "@/test/fixtures";
import { staged } from "@/test/stage";
import type { StoryFile } from "@/ui/story";
import { Bell } from "./bell";
import { ReminderForm } from "./reminder-dialog";
import { ReminderRow } from "./reminder-row";
import type { ReminderData } from "./reminders";

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const reminder: ReminderData = {
  id: "r1",
  text: "לשלוח את החוזה, ולשאול על החניה ברחוב מוריה 14",
  due: at(90),
  repeat: "WEEKLY",
  status: "OPEN",
  unseen: false,
  doneAt: null,
  assignee: { id: "u1", name: "דנה כהן" },
  lead: { id: lead.id, name: lead.name, phone: lead.phone },
};
const bell = (totalCount: number) => ({
  Reminders: { reminders: { totalCount, pageInfo: { hasNextPage: false, endCursor: null }, edges: [] } },
});

export const file: StoryFile = {
  title: "Reminders",
  stories: [
    {
      name: "to come, late, done",
      render: () =>
        staged(
          <ul className="divide-y divide-line">
            <ReminderRow reminder={reminder} />
            <ReminderRow reminder={{ ...reminder, id: "r2", due: at(-600), repeat: "NEVER", lead: null }} />
            <ReminderRow reminder={{ ...reminder, id: "r3", status: "DONE", doneAt: at(-60) }} />
          </ul>,
        ),
    },
    { name: "bell, nothing new", render: () => staged(<Bell />, bell(0)) },
    { name: "bell, many", render: () => staged(<Bell />, bell(120)) },
    {
      name: "form",
      render: () => staged(<ReminderForm open reminder={reminder} onOpenChange={() => undefined} />),
    },
  ],
};
