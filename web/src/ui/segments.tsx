import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";

type Props<Value extends string> = {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
};

/** A short row of choices of which one is pressed: views, filters, channels. */
export function Segments<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => next && onChange(next as Value)}
      className="inline-flex max-w-full gap-0.5 overflow-x-auto rounded-lg bg-sunken p-1"
    >
      {options.map(([key, text]) => (
        <Toggle
          key={key}
          value={key}
          className="min-h-9 rounded-md px-3 text-sm font-medium whitespace-nowrap text-ink-2 hover:text-ink data-pressed:bg-surface data-pressed:text-ink data-pressed:shadow-card md:min-h-8"
        >
          {text}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
