import { CloudOff, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { CombinedError } from "urql";
import { t } from "@/i18n";
import { failure } from "@/net/failure";
import { Button } from "./button";
import { cx } from "./cx";

export const Skeleton = ({ className }: { className?: string }) => (
  <span
    aria-hidden="true"
    className={cx(
      "block animate-pulse bg-sunken",
      !className?.includes("rounded-") && "rounded-md",
      className,
    )}
  />
);

/** Rows that hold the place of a list while it loads. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label={t.common.loading} className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <div key={row} className="flex items-center gap-3 py-3.5">
          <Skeleton className="size-9 rounded-full" />
          <div className="grow space-y-2">
            <Skeleton className="h-3.5 w-2/5" />
            <Skeleton className="h-3 w-3/5" />
          </div>
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
    </div>
  );
}

type EmptyProps = { icon: LucideIcon; title: string; text?: string; children?: ReactNode };

export function Empty({ icon: Icon, title, text, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <span className="mb-1 grid size-12 place-items-center rounded-full bg-sunken text-ink-3">
        <Icon aria-hidden="true" className="size-5" strokeWidth={1.75} />
      </span>
      <h3 className="text-base font-semibold">{title}</h3>
      {text && <p className="max-w-xs text-sm text-balance text-ink-2">{text}</p>}
      {children && <div className="mt-3">{children}</div>}
    </div>
  );
}

type ProblemProps = { error: CombinedError; retry?: () => void };

const said = {
  network: t.common.networkError,
  forbidden: t.common.forbidden,
  stale: t.common.staleError,
  server: t.common.serverError,
};

/** A request that failed, in words, with the way out. */
export function Problem({ error, retry }: ProblemProps) {
  return (
    <div role="alert">
      <Empty icon={CloudOff} title={t.common.errorTitle} text={said[failure(error)]}>
        {retry && <Button onClick={retry}>{t.common.retry}</Button>}
      </Empty>
    </div>
  );
}
