import { t } from "@/i18n";
import { prompts as words } from "@/i18n/he/prompts";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { PromptData } from "./prompts";

type Props = {
  /** The version that is to speak; null: nothing is asked. */
  wanted: PromptData | null;
  active: PromptData | undefined;
  activating: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** What the agent says changes for every caller to come: that is asked once more. */
export function ActivateDialog({ wanted, active, activating, onConfirm, onClose }: Props) {
  const version = wanted?.version ?? 0;
  const back = active != null && version < active.version;
  return (
    <Dialog
      open={wanted !== null}
      onOpenChange={onClose}
      title={back ? words.rollBackTitle(version) : words.activateTitle(version)}
      description={words.activateText}
    >
      {active && <p className="pb-4 text-sm text-ink-2">{words.replaces(active.version)}</p>}
      <div className="flex gap-2">
        <Button
          kind="primary"
          className="grow"
          disabled={activating}
          onClick={onConfirm}
          data-testid="prompt-activate-confirm"
        >
          {activating ? words.activating : back ? words.rollBack : words.activate}
        </Button>
        <Button onClick={onClose}>{t.common.cancel}</Button>
      </div>
    </Dialog>
  );
}
