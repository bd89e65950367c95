import { t } from "@/i18n";
import { cx } from "@/ui/cx";
import { Select } from "@/ui/select";
import { dots, useOpenStages, useStage } from "./stages";

/** Where a lead stands, in words with a dot: colour is never the only carrier. */
export function LeadStatusLabel({ status }: { status: string }) {
  const { name, color } = useStage(status);
  return (
    <span
      data-testid="lead-status"
      className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-ink-2"
    >
      <span aria-hidden="true" className={cx("size-2 rounded-full", dots[color])} />
      {name}
    </span>
  );
}

type Props = { status: string; onChange: (status: string) => void; disabled?: boolean };

export function LeadStatusSelect({ status, onChange, disabled }: Props) {
  const stages = useOpenStages();
  const own = useStage(status);
  const all = stages.some((stage) => stage.status === status) ? stages : [own, ...stages];
  return (
    <Select
      testId="lead-status"
      label={t.leads.changeStatus}
      value={status}
      options={all.map((stage) => [stage.status, stage.name] as const)}
      onChange={onChange}
      disabled={disabled}
      className="min-w-36 font-medium"
    />
  );
}
