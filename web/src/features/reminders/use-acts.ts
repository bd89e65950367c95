import { type CombinedError, useMutation } from "urql";
import { when } from "@/i18n/format";
import { reminders as words } from "@/i18n/he/reminders";
import { unsaved } from "@/net/failure";
import { toast } from "@/ui/toast";
import {
  CompleteReminder,
  DeleteReminder,
  type ReminderData,
  ReopenReminder,
  SnoozeReminder,
} from "./reminders";

type Payload = { reminder: ReminderData | null; userErrors: { message: string }[] } | undefined;

/** The reminder as it stands, or null when the person was told why not. */
function settled(error: CombinedError | undefined, payload: Payload): ReminderData | null {
  const refused = error ? unsaved(error) : payload?.userErrors[0]?.message;
  if (refused) toast(refused, "failed");
  return refused ? null : (payload?.reminder ?? null);
}

/** What is done to a reminder with one click; each says what came of it, with the way back where there is one. */
export function useActs() {
  const [, complete] = useMutation(CompleteReminder);
  const [, reopen] = useMutation(ReopenReminder);
  const [, remove] = useMutation(DeleteReminder);
  const [, snooze] = useMutation(SnoozeReminder);

  async function back({ id }: ReminderData) {
    const { data, error } = await reopen({ input: { id } });
    settled(error, data?.reopenReminder);
  }
  return {
    back,
    async complete(reminder: ReminderData) {
      const { data, error } = await complete({ input: { id: reminder.id, due: reminder.due } });
      const done = settled(error, data?.completeReminder);
      if (!done) return;
      const said = done.status === "DONE" ? words.done : words.doneNext(when(done.due));
      toast(said, "done", { label: words.undo, run: () => back(reminder) });
    },
    async remove(reminder: ReminderData) {
      const { data, error } = await remove({ input: { id: reminder.id } });
      if (settled(error, data?.deleteReminder))
        toast(words.removed, "done", { label: words.undo, run: () => back(reminder) });
    },
    async snooze(reminder: ReminderData, until: Date) {
      const { data, error } = await snooze({ input: { id: reminder.id, until: until.toISOString() } });
      const moved = settled(error, data?.snoozeReminder);
      if (moved) toast(words.snoozed(when(moved.due)));
    },
  };
}
