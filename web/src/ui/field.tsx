import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

const box =
  "w-full rounded-lg border border-line-strong bg-surface px-3 text-base outline-none placeholder:text-ink-3 md:text-[0.9375rem] focus:border-accent focus:ring-2 focus:ring-accent/25 data-invalid:border-danger";

type Shared = { label: string; error?: string; hint?: ReactNode; testId?: string; hideLabel?: boolean };

function Frame({ label, error, hint, hideLabel, children }: Shared & { children: ReactNode }) {
  return (
    <Base.Root invalid={Boolean(error)} className="flex flex-col gap-1">
      <Base.Label className={hideLabel ? "sr-only" : "text-sm font-medium text-ink-2"}>{label}</Base.Label>
      {children}
      {hint && <Base.Description className="text-xs text-ink-3">{hint}</Base.Description>}
      {error && (
        <Base.Error match className="text-sm text-danger">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}

type TextProps = Shared & Omit<ComponentProps<"input">, "children"> & { end?: ReactNode };

export function TextField({ label, error, hint, testId, hideLabel, end, className, ...rest }: TextProps) {
  return (
    <Frame label={label} error={error} hint={hint} hideLabel={hideLabel}>
      {/* The end of the line that is typed, not of the page's: the room kept for it is there. */}
      <div className="relative" dir={end == null ? undefined : rest.dir}>
        <Base.Control
          data-testid={testId}
          className={cx(box, "h-11 md:h-10", end != null && "pe-11", className)}
          {...(rest as object)}
        />
        {end && <div className="absolute inset-y-0 end-0.5 grid place-items-center">{end}</div>}
      </div>
    </Frame>
  );
}

type AreaProps = Shared & ComponentProps<"textarea">;

export function TextArea({ label, error, hint, testId, hideLabel, className, ...rest }: AreaProps) {
  return (
    <Frame label={label} error={error} hint={hint} hideLabel={hideLabel}>
      <Base.Control
        render={<textarea dir={rest.value ? "auto" : "rtl"} {...rest} />}
        data-testid={testId}
        className={cx(box, "min-h-20 py-2 leading-relaxed", className)}
      />
    </Frame>
  );
}
