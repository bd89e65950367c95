import { t } from "@/i18n";
import { Button } from "./button";
import type { Draft } from "./use-draft";

/** Somebody else changed what is being edited: the choice between theirs and one's own. */
export function Outdated({ drafts }: { drafts: readonly Draft[] }) {
  const apart = drafts.filter((draft) => draft.apart);
  if (apart.length === 0) return null;
  const settle = (way: "keep" | "take") => () => {
    for (const draft of apart) draft[way]();
  };
  return (
    <div role="alert" data-testid="outdated" className="rounded-xl bg-warn-wash p-3 text-sm">
      <p className="font-medium text-warn">{t.common.outdated}</p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={settle("keep")} data-testid="outdated-keep">
          {t.common.keepMine}
        </Button>
        <Button size="sm" onClick={settle("take")} data-testid="outdated-take">
          {t.common.takeTheirs}
        </Button>
      </div>
    </div>
  );
}
