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

/** The reminders about one lead that are still to be done, and the way to one more. */
export function LeadReminders({ lead }: Props) {
  const [creating, setCreating] = useState(false);
  const may = useMay("EDIT_LEADS");
  const [{ data }] = useQuery({
    query: RemindersQuery,
    variables: { first: 20, filter: { leadId: lead.id, done: false } },
    requestPolicy: "cache-and-network",
  });
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
      {!data && <Skeleton className="h-9 w-full" />}
      <ul>
        {data?.reminders.edges.map(({ node }) => (
          <ReminderRow key={node.id} reminder={node} ofLead />
        ))}
      </ul>
      {data?.reminders.edges.length === 0 && <p className="text-sm text-ink-3">{words.none}</p>}
      <ReminderDialog open={creating} onOpenChange={setCreating} lead={lead} />
    </Section>
  );
}
