import { t } from "@/i18n";
import { Status } from "@/ui/text";
import type { CallRowData } from "./fragments";

type CallStatus = CallRowData["status"];

const tones: Record<CallStatus, Parameters<typeof Status>[0]["tone"]> = {
  INITIATED: "live",
  RINGING: "live",
  IN_PROGRESS: "live",
  COMPLETED: "calm",
  BUSY: "warn",
  FAILED: "danger",
  NO_ANSWER: "warn",
  CANCELED: "warn",
};

export const callStatuses = Object.keys(tones) as CallStatus[];

export const CallStatusLabel = ({ status }: { status: CallStatus }) => (
  <Status tone={tones[status]} testId="call-status">
    {t.calls.status[status]}
  </Status>
);
