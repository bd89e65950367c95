import { type FormEvent, useState } from "react";
import { t } from "@/i18n";
import { prompts as promptsWords } from "@/i18n/he/machine";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import type { PromptData } from "./prompts";

type Props = {
  base: PromptData | null;
  /** Answers what the server found wrong, or null when it is published. */
  onPublish: (text: string) => Promise<string | null>;
  onActivate: (version: number) => void;
  activating: boolean;
  may: boolean;
};

/** A version's text. Typing in it starts a new version: a published one never changes. */
export function PromptEditor({ base, onPublish, onActivate, activating, may }: Props) {
  const [text, setText] = useState(base?.text ?? "");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const changed = text.trim() !== (base?.text ?? "").trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return setProblem(promptsWords.textMissing);
    setBusy(true);
    setProblem((await onPublish(text.trim())) ?? undefined);
    setBusy(false);
  }

  return (
    <form onSubmit={submit} className="space-y-3">
      <TextArea
        label={promptsWords.textLabel}
        testId="prompt-text"
        rows={14}
        readOnly={!may}
        value={text}
        error={problem}
        hint={changed ? promptsWords.publishHint : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {may && (
        <div className="flex flex-wrap items-center gap-2">
          {base && !base.active && !changed && (
            <Button
              kind="primary"
              disabled={activating}
              onClick={() => onActivate(base.version)}
              data-testid="prompt-activate"
            >
              {activating ? promptsWords.activating : promptsWords.activate}
            </Button>
          )}
          {changed && (
            <>
              <Button kind="primary" type="submit" disabled={busy} data-testid="prompt-publish">
                {busy ? t.common.saving : promptsWords.publish}
              </Button>
              <Button kind="ghost" onClick={() => setText(base?.text ?? "")}>
                {t.common.cancel}
              </Button>
              {base && <span className="text-sm text-ink-3">{promptsWords.basedOn(base.version)}</span>}
            </>
          )}
        </div>
      )}
    </form>
  );
}
