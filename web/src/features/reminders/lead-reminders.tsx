import { AlarmClockPlus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { useMay } from "@/features/session/viewer";
import { reminders as words } from "@/i18n/he/reminders";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { Skeleton } from "@/ui/states";
import { ReminderDialog } from "./reminder-dialog";
import { ReminderRow } from "./reminder-row";
import { RemindersQuery } from "./reminders";

type Props = { lead: { id: string; name: string | null } };

function useOpenReminders(leadId: string) {
  const [{ data }] = useQuery({
    query: RemindersQuery,
    variables: { first: 20, filter: { leadId, done: false } },
    requestPolicy: "cache-and-network",
  });
  return data?.reminders.edges.map(({ node }) => node);
}

/** Something else whenever the reminders about a lead are not what they were when its page was opened. */
export function useReminderNews(leadId: string): string {
  const reminders = useOpenReminders(leadId);
  const now =
    reminders && JSON.stringify(reminders.map(({ id, text, due, unseen }) => [id, text, due, unseen]));
  const [first, setFirst] = useState(now);
  if (first === undefined && now !== undefined) setFirst(now);
  return now === undefined || now === first ? "" : now;
}

/** The reminders about one lead that are still to be done, and the way to one more. */
export function LeadReminders({ lead }: Props) {
  const [creating, setCreating] = useState(false);
  const may = useMay("EDIT_LEADS");
  const reminders = useOpenReminders(lead.id);
  return (
    <Section
      title={words.title}
      aside={
        may && (
          <Button kind="ghost" size="sm" onClick={() => setCreating(true)} data-testid="lead-remind">
            <AlarmClockPlus aria-hidden="true" className="size-4" />
            {words.create}
          </Button>
        )
      }
    >
      {!reminders && <Skeleton className="h-9 w-full" />}
      <ul>
        {reminders?.map((reminder) => (
          <ReminderRow key={reminder.id} reminder={reminder} ofLead />
        ))}
      </ul>
      {reminders?.length === 0 && <p className="text-sm text-ink-3">{words.none}</p>}
      <ReminderDialog open={creating} onOpenChange={setCreating} lead={lead} />
    </Section>
  );
}
