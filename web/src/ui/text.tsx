import { phone } from "@/i18n/format";
import { cx } from "./cx";

/** A phone number, kept left-to-right inside Hebrew. */
export const Phone = ({ number, className }: { number: string; className?: string }) => (
  <bdi dir="ltr" className={cx("whitespace-nowrap", className)}>
    {phone(number)}
  </bdi>
);

/** An identifier or a code: left-to-right, monospaced. */
export const Code = ({ children, className }: { children: string; className?: string }) => (
  <bdi dir="ltr" className={cx("font-mono text-[0.85em] break-all", className)}>
    {children}
  </bdi>
);

/** Words a person said or typed: the direction follows the first strong letter. */
export const Said = ({ children, className }: { children: string; className?: string }) => (
  <span dir="auto" className={className}>
    {children}
  </span>
);

type Tone = "accent" | "warn" | "danger" | "calm" | "live";

const dots: Record<Tone, string> = {
  accent: "bg-accent",
  warn: "bg-warn",
  danger: "bg-danger",
  calm: "bg-ink-3",
  live: "bg-accent animate-breathe",
};

type StatusProps = { tone: Tone; children: string; testId?: string };

/** A state in words with a dot: colour is never the only carrier. */
export const Status = ({ tone, children, testId }: StatusProps) => (
  <span
    data-testid={testId}
    className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-ink-2"
  >
    <span aria-hidden="true" className={cx("size-2 rounded-full", dots[tone])} />
    {children}
  </span>
);
