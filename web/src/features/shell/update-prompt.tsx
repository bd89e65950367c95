import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";

type Props = { ready: boolean; onChange: () => void };

/** Says that a newer dashboard is ready. What is being typed is not taken from anybody: they say when. */
export function UpdatePrompt({ ready, onChange }: Props) {
  const [later, setLater] = useState(false);
  return (
    <div role="status">
      {ready && !later && (
        <p
          data-testid="update-prompt"
          className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-accent-wash px-4 py-2 text-sm font-medium text-accent"
        >
          <RefreshCw aria-hidden="true" className="size-4 shrink-0" />
          <span className="min-w-0">{t.shell.newer}</span>
          <Button size="sm" kind="primary" onClick={onChange} data-testid="update-now">
            {t.shell.changeOver}
          </Button>
          <Button size="sm" kind="ghost" onClick={() => setLater(true)}>
            {t.shell.later}
          </Button>
        </p>
      )}
    </div>
  );
}
