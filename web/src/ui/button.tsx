import type { ComponentProps } from "react";
import { cx } from "./cx";

type Kind = "primary" | "quiet" | "ghost" | "danger";

const looks: Record<Kind, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  quiet: "bg-surface text-ink border border-line-strong hover:border-ink-3 hover:bg-sunken",
  ghost: "text-ink-2 hover:bg-sunken hover:text-ink",
  danger: "bg-danger text-paper hover:opacity-90",
};

/** Look of a button, for links that act as one. */
export const buttonClass = (kind: Kind = "quiet", size: "md" | "sm" = "md") =>
  cx(
    "inline-flex items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors",
    "disabled:opacity-50",
    size === "md" ? "min-h-11 px-4 md:min-h-10" : "min-h-9 px-3 text-sm",
    looks[kind],
  );

type Props = ComponentProps<"button"> & { kind?: Kind; size?: "md" | "sm" };

export function Button({ kind = "quiet", size = "md", className, type = "button", ...rest }: Props) {
  return <button type={type} className={cx(buttonClass(kind, size), className)} {...rest} />;
}

/** The words of a button beside others on a crowded line: a phone shows its icon alone. */
export const Wide = ({ children }: { children: string }) => (
  <span className="max-sm:sr-only">{children}</span>
);

type IconProps = ComponentProps<"button"> & { label: string };

/** A square button whose only content is an icon; the label is what a screen reader says. */
export function IconButton({ label, className, type = "button", ...rest }: IconProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cx(
        "inline-grid size-11 shrink-0 place-items-center rounded-lg text-ink-2 transition-colors md:size-9",
        "hover:bg-sunken hover:text-ink disabled:opacity-40 aria-disabled:opacity-40",
        className,
      )}
      {...rest}
    />
  );
}
