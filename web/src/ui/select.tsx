import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { cx } from "./cx";

export type Option<Value extends string> = readonly [Value, string];

type Props<Value extends string> = {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  className?: string;
  testId?: string;
  disabled?: boolean;
};

export function Select<Value extends string>(props: Props<Value>) {
  const { label, value, options, onChange, className, testId, disabled } = props;
  const items = options.map(([key, text]) => ({ value: key, label: text }));
  return (
    <Base.Root
      items={items}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      disabled={disabled}
    >
      <Base.Trigger
        aria-label={label}
        data-testid={testId}
        className={cx(
          "inline-flex min-h-11 items-center justify-between gap-2 rounded-lg border border-line-strong bg-surface px-3 md:min-h-10",
          "not-data-disabled:hover:border-ink-3 data-popup-open:border-accent data-disabled:cursor-not-allowed data-disabled:bg-sunken data-disabled:text-ink-3",
          className,
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon>
          <ChevronDown aria-hidden="true" className="size-4 text-ink-3" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-60 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-ink shadow-float outline-none">
            {options.map(([key, text]) => (
              <Base.Item
                key={key}
                value={key}
                className="flex min-h-10 items-center gap-2 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-sunken"
              >
                <Base.ItemText className="grow">{text}</Base.ItemText>
                <Base.ItemIndicator>
                  <Check aria-hidden="true" className="size-4 text-accent" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
