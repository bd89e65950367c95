import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { cx } from "./cx";

type PageProps = {
  title: string;
  heading?: ReactNode;
  lead?: ReactNode;
  back?: { to: string; label: string };
  actions?: ReactNode;
  children: ReactNode;
};

/** The frame of every screen: document title, way back, heading, actions. */
export function Page({ title, heading, lead, back, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${t.common.product}`;
  }, [title]);
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pt-5 pb-10 md:px-8 md:pt-8">
      {back && (
        <Link
          to={back.to}
          className="mb-2 -ms-1 inline-flex items-center gap-0.5 py-1 text-sm text-ink-2 hover:text-accent"
        >
          <ChevronRight aria-hidden="true" className="size-4" />
          {back.label}
        </Link>
      )}
      <header className="mb-5 flex flex-wrap items-end gap-x-4 gap-y-3 md:mb-7">
        <div className="min-w-0 grow">
          <h1 className="text-[1.75rem] leading-tight font-extrabold tracking-tight text-balance md:text-4xl">
            {heading ?? title}
          </h1>
          {lead && <div className="mt-1.5 max-w-prose text-ink-2">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

type SectionProps = { title: string; aside?: ReactNode; children: ReactNode; className?: string };

export function Section({ title, aside, children, className }: SectionProps) {
  return (
    <section className={cx("mb-8", className)} aria-label={title}>
      <header className="mb-2 flex min-h-9 items-center justify-between gap-3 border-b border-line pb-1.5">
        <h2 className="text-base font-bold">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

export const Card = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={cx("rounded-2xl border border-line bg-surface shadow-card", className)}>{children}</div>
);
