import { AlarmClockCheck, AlarmClockPlus } from "lucide-react";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { ReminderDialog } from "@/features/reminders/reminder-dialog";
import { ReminderRow } from "@/features/reminders/reminder-row";
import { type ReminderData, RemindersQuery } from "@/features/reminders/reminders";
import { type Group, groupOf } from "@/features/reminders/times";
import { useMay, useViewer } from "@/features/session/viewer";
import { reminders as words } from "@/i18n/he/reminders";
import { Button } from "@/ui/button";
import { Page, Section } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { Segments } from "@/ui/segments";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { useFilter } from "@/ui/use-filter";

const SIZE = 50;
const groups = Object.entries(words.groups) as [Group, string][];

/** The present, to the minute: what is due moves to where it belongs by itself. */
function useMinute() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Rows({ reminders }: { reminders: ReminderData[] }) {
  return (
    <ul className="divide-y divide-line">
      {reminders.map((reminder) => (
        <ReminderRow key={reminder.id} reminder={reminder} />
      ))}
    </ul>
  );
}

function Grouped({ reminders }: { reminders: ReminderData[] }) {
  const now = useMinute();
  return groups.map(([group, name]) => {
    const own = reminders.filter(({ due }) => groupOf(due, now) === group);
    if (own.length === 0) return null;
    return (
      <Section key={group} title={name}>
        <Rows reminders={own} />
      </Section>
    );
  });
}

function Results() {
  const { user } = useViewer();
  const { get } = useFilter();
  const done = get("view") === "done";
  const [{ data, error }, again] = useQuery({
    query: RemindersQuery,
    variables: {
      first: SIZE,
      after: get("after") || null,
      filter: { done, assigneeId: get("whose") === "all" ? null : user.id },
      order: done ? "UPDATED" : "DUE",
    },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const { edges, totalCount, pageInfo } = data.reminders;
  if (edges.length === 0)
    return (
      <Empty
        icon={AlarmClockCheck}
        title={done ? words.doneEmptyTitle : words.emptyTitle}
        text={done ? words.doneEmptyText : words.emptyText}
      />
    );
  const reminders = edges.map((edge) => edge.node);
  return (
    <>
      {done ? <Rows reminders={reminders} /> : <Grouped reminders={reminders} />}
      <Pager total={totalCount} shown={edges.length} size={SIZE} page={pageInfo} />
    </>
  );
}

export function Component() {
  const { get, set } = useFilter();
  const [creating, setCreating] = useState(false);
  const may = useMay("EDIT_LEADS");
  const action = may && (
    <Button kind="primary" onClick={() => setCreating(true)} data-testid="reminder-new">
      <AlarmClockPlus aria-hidden="true" className="size-4" />
      {words.create}
    </Button>
  );
  return (
    <Page title={words.title} lead={words.lead} actions={action}>
      <div className="mb-4 flex flex-wrap gap-2">
        <Segments
          label={words.shown}
          value={get("view") === "done" ? "done" : "open"}
          options={Object.entries(words.views) as ["open" | "done", string][]}
          onChange={(view) => set("view", view === "open" ? "" : view)}
        />
        <Segments
          label={words.whose}
          value={get("whose") === "all" ? "all" : "mine"}
          options={[
            ["mine", words.mine],
            ["all", words.everyone],
          ]}
          onChange={(whose) => set("whose", whose === "mine" ? "" : whose)}
        />
      </div>
      <Results />
      <ReminderDialog open={creating} onOpenChange={setCreating} />
    </Page>
  );
}
