import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";

const item =
  "flex min-h-10 w-full items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-sunken";

type Props = { trigger: ReactElement; children: ReactNode; align?: "start" | "end"; defaultOpen?: boolean };

export function Menu({ trigger, children, align = "end", defaultOpen }: Props) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} className="z-50 outline-none">
          <Base.Popup className="min-w-52 rounded-xl border border-line bg-surface p-1.5 text-ink shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = { icon?: ReactNode; danger?: boolean; onClick: () => void; children: ReactNode };

export const MenuItem = ({ icon, danger, onClick, children }: ItemProps) => (
  <Base.Item className={danger ? `${item} text-danger` : item} onClick={onClick}>
    {icon}
    {children}
  </Base.Item>
);

type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
};

/** A group of menu items of which one is chosen. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map(([key, text]) => (
          <Base.RadioItem key={key} value={key} className={item}>
            <span className="size-4">
              <Base.RadioItemIndicator>
                <Check aria-hidden="true" className="size-4 text-accent" />
              </Base.RadioItemIndicator>
            </span>
            {text}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export const MenuLine = () => <Base.Separator className="mx-2 my-1.5 h-px bg-line" />;
