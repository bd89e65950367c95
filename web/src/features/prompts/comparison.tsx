import { useState } from "react";
import { prompts, comparison as words } from "@/i18n/he/prompts";
import { cx } from "@/ui/cx";
import { Select } from "@/ui/select";
import { compare, isSame, type Row, type Stretch } from "./compare";
import type { PromptData } from "./prompts";

type Props = {
  versions: readonly PromptData[];
  base: PromptData;
  /** What is being typed from it; null: nothing. */
  draft: string | null;
};

/** How many equal lines stay around a change. */
const AROUND = 2;

/** Where the text stands against another version, side by side. */
export function Comparison({ versions, base, draft }: Props) {
  const others = versions.filter(({ version }) => draft != null || version !== base.version);
  const usual = draft != null ? base : (others.find(({ active }) => active) ?? others[0]);
  const [chosen, setChosen] = useState<string>();
  const other = others.find(({ version }) => String(version) === chosen) ?? usual;
  if (!other) return <p className="py-8 text-center text-ink-2">{words.one}</p>;

  const rows = compare(other.text, draft ?? base.text);
  const name = ({ version, active }: PromptData) =>
    active ? `${prompts.version(version)} (${prompts.active})` : prompts.version(version);
  return (
    <div className="space-y-3" data-testid="prompt-comparison">
      <div className="flex items-center gap-2">
        <span className="text-sm text-ink-2">{words.against}</span>
        <Select
          label={words.against}
          value={String(other.version)}
          options={others.map((each) => [String(each.version), name(each)] as const)}
          onChange={setChosen}
          testId="compare-with"
        />
      </div>
      {rows.every(isSame) ? (
        <p className="py-8 text-center text-ink-2">{words.same}</p>
      ) : (
        <Sides rows={rows} before={name(other)} after={draft != null ? prompts.draft : name(base)} />
      )}
    </div>
  );
}

function Sides({ rows, before, after }: { rows: Row[]; before: string; after: string }) {
  const shown = rows.map((_, index) =>
    rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some((row) => !isSame(row)),
  );
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface text-sm">
      <div className="hidden grid-cols-2 border-b border-line bg-sunken font-semibold md:grid">
        <p className="px-3 py-1.5">{before}</p>
        <p className="border-s border-line px-3 py-1.5">{after}</p>
      </div>
      {rows.map((row, index) => {
        if (!shown[index]) {
          if (index > 0 && !shown[index - 1]) return null;
          const lines = shown.indexOf(true, index);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
            <p key={index} className="bg-sunken/60 px-3 py-1 text-center text-xs text-ink-3">
              {words.folded((lines < 0 ? rows.length : lines) - index)}
            </p>
          );
        }
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        return <Lines key={index} row={row} />;
      })}
    </div>
  );
}

/** On a phone a line that is the same is shown once, and a changed one above what it became. */
const Lines = ({ row }: { row: Row }) => (
  <div className="grid md:grid-cols-2">
    <Side line={row.before} kind="removed" className={isSame(row) ? "max-md:hidden" : undefined} />
    <Side line={row.after} kind="added" className="md:border-s md:border-line" />
  </div>
);

type SideProps = { line: Stretch[] | null; kind: "added" | "removed"; className?: string };

function Side({ line, kind, className }: SideProps) {
  const changed = line?.some((stretch) => stretch.changed);
  const Mark = kind === "added" ? "ins" : "del";
  const wash = kind === "added" ? "bg-accent-wash" : "bg-danger-wash";
  if (!line) return <p aria-hidden="true" className={cx("bg-sunken/40 max-md:hidden", className)} />;
  return (
    <p
      dir="auto"
      className={cx(
        "min-h-7 px-3 py-1 leading-relaxed wrap-break-word whitespace-pre-wrap",
        changed && (kind === "added" ? "bg-accent-wash/40" : "bg-danger-wash/40"),
        className,
      )}
    >
      {changed && <span className="sr-only">{words[kind]}: </span>}
      {line.map((stretch, index) =>
        stretch.changed ? (
          <Mark
            // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no identity but their place
            key={index}
            className={cx(
              "rounded-sm no-underline",
              wash,
              kind === "removed" && "line-through decoration-danger/60",
            )}
          >
            {stretch.text}
          </Mark>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no identity but their place
          <span key={index}>{stretch.text}</span>
        ),
      )}
    </p>
  );
}
