import { t } from "@/i18n";
import { Select } from "@/ui/select";
import { Status } from "@/ui/text";

type Tone = Parameters<typeof Status>[0]["tone"];
const tones: Record<string, Tone> = {
  NEW: "warn",
  IN_PROGRESS: "accent",
  MEETING_SET: "accent",
  OFFER: "accent",
};

export const leadStatuses = Object.keys(t.leads.status);
/** A business may have statuses of its own: a key without a name is shown as it is. */
export const leadStatusName = (status: string) => t.leads.status[status] ?? status;

export const LeadStatusLabel = ({ status }: { status: string }) => (
  <Status tone={tones[status] ?? "calm"} testId="lead-status">
    {leadStatusName(status)}
  </Status>
);

type Props = { status: string; onChange: (status: string) => void; disabled?: boolean };

export function LeadStatusSelect({ status, onChange, disabled }: Props) {
  const keys = leadStatuses.includes(status) ? leadStatuses : [status, ...leadStatuses];
  return (
    <Select
      testId="lead-status"
      label={t.leads.changeStatus}
      value={status}
      options={keys.map((key) => [key, leadStatusName(key)] as const)}
      onChange={onChange}
      disabled={disabled}
      className="min-w-36 font-medium"
    />
  );
}
