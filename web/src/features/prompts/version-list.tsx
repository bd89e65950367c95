import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { prompts as promptsWords } from "@/i18n/he/prompts";
import { cx } from "@/ui/cx";
import { Status } from "@/ui/text";
import type { PromptData } from "./prompts";
import type { Drafts } from "./use-drafts";

type Props = {
  versions: readonly PromptData[];
  selected: number | null;
  drafts: Drafts;
  onSelect: (version: number) => void;
};

/** Newest first; the active one says so. */
export function VersionList({ versions, selected, drafts, onSelect }: Props) {
  return (
    <ol className="flex gap-2 overflow-x-auto md:flex-col md:gap-0.5" aria-label={promptsWords.versions}>
      {versions.map(({ version, active, publishedAt, publishedBy }) => (
        <li key={version} className="shrink-0">
          <button
            type="button"
            data-testid="prompt-version"
            aria-current={version === selected || undefined}
            onClick={() => onSelect(version)}
            className={cx(
              "w-full rounded-lg px-3 py-2 text-start hover:bg-sunken",
              version === selected && "bg-sunken",
            )}
          >
            <span className="flex items-center justify-between gap-3">
              <span className="font-semibold">{promptsWords.version(version)}</span>
              {active && <Status tone="accent">{promptsWords.active}</Status>}
            </span>
            {drafts[version] != null && (
              <span className="block text-xs font-medium text-warn">{promptsWords.draft}</span>
            )}
            <span className="block text-xs whitespace-nowrap text-ink-3">
              {promptsWords.by(publishedBy.name ?? t.common.actor[publishedBy.kind], when(publishedAt))}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
