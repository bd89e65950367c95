import { Switch as Base } from "@base-ui/react/switch";

type Props = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** The ids of what names it and what explains it. */
  labelledBy: string;
  describedBy?: string;
  disabled?: boolean;
  testId?: string;
};

/** On or off, at once. */
export const Switch = ({ checked, onChange, labelledBy, describedBy, disabled, testId }: Props) => (
  <Base.Root
    checked={checked}
    disabled={disabled}
    aria-labelledby={labelledBy}
    aria-describedby={describedBy}
    data-testid={testId}
    onCheckedChange={onChange}
    className="flex h-7 w-12 shrink-0 items-center rounded-full bg-line-strong p-1 data-checked:bg-accent data-disabled:opacity-60"
  >
    <Base.Thumb className="size-5 rounded-full bg-surface transition-[margin] data-checked:ms-5" />
  </Base.Root>
);
