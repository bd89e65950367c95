import { type FormEvent, useState } from "react";
import { t } from "@/i18n";
import { prompts as words } from "@/i18n/he/prompts";
import { Button } from "@/ui/button";
import type { PromptData } from "./prompts";
import { faults, PROMPT } from "./template";
import { TemplateField } from "./template-field";

type Props = {
  base: PromptData | null;
  text: string;
  onText: (text: string) => void;
  /** Answers what the server found wrong, or null when it is published. */
  onPublish: (text: string) => Promise<string | null>;
  onActivate: (version: PromptData) => void;
  rollsBack: boolean;
  may: boolean;
};

/** A version's text. Typing in it starts a draft: a published one never changes. */
export function PromptEditor({ base, text, onText, onPublish, onActivate, rollsBack, may }: Props) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const changed = text.trim() !== (base?.text ?? "").trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!text.trim()) return setProblem(words.textMissing);
    setBusy(true);
    setProblem((await onPublish(text.trim())) ?? undefined);
    setBusy(false);
  }
  function type(next: string) {
    setProblem(undefined);
    onText(next);
  }

  return (
    <form onSubmit={submit} className="space-y-3">
      <TemplateField
        label={words.textLabel}
        testId="prompt-text"
        rows={14}
        vocabulary={PROMPT}
        readOnly={!may}
        value={text}
        error={problem}
        hint={changed ? words.publishHint : undefined}
        onChange={type}
      />
      {may && (
        <div className="flex flex-wrap items-center gap-2">
          {base && !base.active && !changed && (
            <Button kind="primary" onClick={() => onActivate(base)} data-testid="prompt-activate">
              {rollsBack ? words.rollBack : words.activate}
            </Button>
          )}
          {changed && (
            <>
              <Button
                kind="primary"
                type="submit"
                disabled={busy || faults(text, PROMPT).length > 0}
                data-testid="prompt-publish"
              >
                {busy ? t.common.saving : words.publish}
              </Button>
              <Button kind="ghost" onClick={() => type(base?.text ?? "")}>
                {words.discard}
              </Button>
              {base && <span className="text-sm text-ink-3">{words.basedOn(base.version)}</span>}
            </>
          )}
        </div>
      )}
    </form>
  );
}
