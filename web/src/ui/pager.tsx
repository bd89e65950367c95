import { ChevronLeft, ChevronRight } from "lucide-react";
import { Link, useLocation, useSearchParams } from "react-router";
import { t } from "@/i18n";
import { number } from "@/i18n/format";
import { buttonClass } from "./button";

type Props = {
  total: number;
  shown: number;
  size: number;
  page: { hasNextPage: boolean; endCursor: string | null };
};

/** Pages by cursor in the URL; the cursors already walked travel in the history state, so "back" is exact. */
export function Pager({ total, shown, size, page }: Props) {
  const [params] = useSearchParams();
  const trail = ((useLocation().state as { trail?: string[] } | null)?.trail ?? []) as string[];
  const after = params.get("after");
  const to = (cursor: string | null) => {
    const next = new URLSearchParams(params);
    if (cursor) next.set("after", cursor);
    else next.delete("after");
    return `?${next}`;
  };
  if (!after && !page.hasNextPage) return null;
  const first = trail.length * size + 1;
  const known = !after || trail.length > 0;
  return (
    <nav
      aria-label={t.common.pages}
      className="mt-4 flex items-center justify-between gap-3 text-sm text-ink-2"
    >
      {after ? (
        <Link
          to={to(trail.at(-2) ?? null)}
          state={{ trail: trail.slice(0, -1) }}
          className={buttonClass("quiet", "sm")}
        >
          <ChevronRight aria-hidden="true" className="size-4" />
          {trail.length > 0 ? t.common.previousPage : t.common.firstPage}
        </Link>
      ) : (
        <span />
      )}
      <span>
        {known ? t.common.range(number(first), number(first + shown - 1), number(total)) : number(total)}
      </span>
      {page.hasNextPage && page.endCursor ? (
        <Link
          to={to(page.endCursor)}
          state={{ trail: [...trail, page.endCursor] }}
          className={buttonClass("quiet", "sm")}
        >
          {t.common.nextPage}
          <ChevronLeft aria-hidden="true" className="size-4" />
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
