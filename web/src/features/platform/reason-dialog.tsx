import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { platform as words } from "@/i18n/he/platform";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { type BusinessData, EnterBusiness, SuspendBusiness } from "./platform";

export type Deed = "enter" | "suspend";
type Props = { business: BusinessData; deed: Deed; onClose: () => void };

/** Entering and suspending ask why: the owner of the business can read it. */
export function ReasonDialog({ business: { id, name }, deed, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string>();
  const [entering, enter] = useMutation(EnterBusiness);
  const [suspending, suspend] = useMutation(SuspendBusiness);
  const enters = deed === "enter";

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!reason.trim()) return setProblem(words.reasonMissing);
    const input = { id, reason: reason.trim() };
    const answer = enters
      ? await enter({ input }).then(({ data, error }) => ({ payload: data?.enterBusiness, error }))
      : await suspend({ input }).then(({ data, error }) => ({ payload: data?.suspendBusiness, error }));
    const refused = answer.error ? words.fault : answer.payload?.userErrors[0]?.message;
    if (refused) return setProblem(refused);
    // Everything that was read so far is of another business: the page begins anew.
    if (enters) return window.location.assign("/");
    toast(words.done(name));
    onClose();
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={enters ? words.enterTitle(name) : words.suspendTitle(name)}
      description={enters ? words.enterText : words.suspendText}
    >
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label={words.reason}
          hint={words.reasonHint}
          dir="auto"
          maxLength={500}
          value={reason}
          error={problem}
          testId="reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="flex gap-2">
          <Button
            kind={enters ? "primary" : "danger"}
            type="submit"
            className="grow"
            disabled={entering.fetching || suspending.fetching}
            data-testid="reason-submit"
          >
            {enters ? words.enter : words.suspend}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
