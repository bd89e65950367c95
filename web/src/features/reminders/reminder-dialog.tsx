import { type FormEvent, useState } from "react";
import { useMutation, useQuery } from "urql";
import { useViewer } from "@/features/session/viewer";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { atTime } from "@/i18n/civil";
import { dayKey, time } from "@/i18n/format";
import { reminders as words } from "@/i18n/he/reminders";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { CreateReminder, EditReminder, type ReminderData, type Repeat } from "./reminders";
import { nextHour } from "./times";

const People = graphql(`
  query ReminderAssignees {
    leadAssignees {
      id
      name
    }
  }
`);

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The reminder to change; without it one is made. */
  reminder?: ReminderData;
  /** Whom a new one is about. */
  lead?: { id: string; name: string | null };
};
type Errors = { text?: string; due?: string; form?: string };

const repeats = Object.entries(words.repeats) as [Repeat, string][];

export function ReminderForm({ onOpenChange, reminder, lead }: Props) {
  const { user } = useViewer();
  const first = reminder ? new Date(reminder.due) : nextHour(new Date());
  const [text, setText] = useState(reminder?.text ?? "");
  const [day, setDay] = useState(dayKey(first));
  const [hour, setHour] = useState(time(first));
  const [repeat, setRepeat] = useState<Repeat>(reminder?.repeat ?? "NEVER");
  const [assigneeId, setAssignee] = useState(reminder?.assignee?.id ?? user.id);
  const [errors, setErrors] = useState<Errors>({});
  const [{ data }] = useQuery({ query: People });
  const [creating, create] = useMutation(CreateReminder);
  const [editing, edit] = useMutation(EditReminder);
  const people = data?.leadAssignees ?? [{ id: user.id, name: user.name }];

  async function ask(due: string) {
    const given = { text: text.trim(), repeat, assigneeId };
    if (!reminder) {
      const { data } = await create({ input: { ...given, due, leadId: lead?.id } });
      return data?.createReminder;
    }
    // A time that was not touched is not set anew: what is overdue can be reworded.
    const moved = Date.parse(due) !== Math.floor(Date.parse(reminder.due) / 60_000) * 60_000;
    const { data } = await edit({ input: { ...given, id: reminder.id, due: moved ? due : null } });
    return data?.editReminder;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return setErrors({ text: words.textMissing });
    if (!day || !hour) return setErrors({ due: words.whenMissing });
    const outcome = await ask(atTime(day, hour).toISOString());
    const refused = outcome?.userErrors[0];
    if (!outcome) return setErrors({ form: words.failed });
    if (refused) {
      const field = refused.field === "text" || refused.field === "due" ? refused.field : "form";
      return setErrors({ [field]: refused.message });
    }
    toast(t.common.saved);
    onOpenChange(false);
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextArea
        label={words.text}
        value={text}
        error={errors.text}
        testId="reminder-text"
        maxLength={500}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setErrors(({ text: _, ...others }) => others);
        }}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={words.day}
          type="date"
          value={day}
          error={errors.due}
          testId="reminder-day"
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextField
          label={words.time}
          type="time"
          value={hour}
          testId="reminder-time"
          onChange={(event) => setHour(event.currentTarget.value)}
        />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <div className="flex min-w-0 flex-col gap-1">
          <span className="text-sm font-medium text-ink-2">{words.repeat}</span>
          <Select
            label={words.repeat}
            value={repeat}
            options={repeats}
            onChange={setRepeat}
            testId="reminder-repeat"
          />
        </div>
        <div className="flex min-w-0 flex-col gap-1">
          <span className="text-sm font-medium text-ink-2">{words.assignee}</span>
          <Select
            label={words.assignee}
            value={assigneeId}
            options={people.map(({ id, name }) => [id, name] as const)}
            onChange={setAssignee}
            testId="reminder-assignee"
          />
        </div>
      </div>
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      <Button
        kind="primary"
        type="submit"
        className="w-full"
        disabled={creating.fetching || editing.fetching}
        data-testid="reminder-save"
      >
        {words.save}
      </Button>
    </form>
  );
}

/** Makes a reminder or changes one. The form lives as long as the dialog is open, so each opening starts afresh. */
export function ReminderDialog(props: Props) {
  const { open, onOpenChange, reminder, lead } = props;
  const title = reminder ? words.editTitle : lead?.name ? words.about(lead.name) : words.createTitle;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <ReminderForm {...props} />
    </Dialog>
  );
}
