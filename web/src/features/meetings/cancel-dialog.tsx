import { useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import type { MeetingData } from "./fragments";
import { CancelMeeting } from "./mutations";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; meeting: MeetingData };

export function CancelDialog({ open, onOpenChange, meeting }: Props) {
  const [{ fetching }, cancel] = useMutation(CancelMeeting);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string>();

  async function confirm() {
    const { data, error } = await cancel({ input: { id: meeting.id, reason: reason.trim() || null } });
    const refused = error ? unsaved(error) : data?.cancelMeeting.userErrors[0]?.message;
    setProblem(refused);
    if (refused) return;
    toast(t.meetings.cancelled);
    onOpenChange(false);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t.meetings.cancelTitle}
      description={t.meetings.cancelText}
    >
      <div className="space-y-4">
        <TextField
          label={t.meetings.cancelReason}
          dir="auto"
          value={reason}
          error={problem}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="flex gap-2">
          <Button
            kind="danger"
            className="grow"
            disabled={fetching}
            onClick={confirm}
            data-testid="meeting-cancel-confirm"
          >
            {t.meetings.cancel}
          </Button>
          <Button onClick={() => onOpenChange(false)}>{t.meetings.keep}</Button>
        </div>
      </div>
    </Dialog>
  );
}
