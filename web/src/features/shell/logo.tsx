import { t } from "@/i18n";

export const Logo = ({ business }: { business?: string }) => (
  <span className="flex min-w-0 items-center gap-2.5">
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8 shrink-0">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <path
        d="M9 22V14l7-5 7 5v8"
        className="fill-none stroke-on-accent"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M13.5 17v3M16 15.5v6M18.5 17v3"
        className="stroke-on-accent"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
    <span className="min-w-0 leading-tight">
      <span dir="auto" className="block truncate font-bold">
        {business ?? t.common.product}
      </span>
    </span>
  </span>
);
