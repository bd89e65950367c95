import type { FormEvent } from "react";
import { faults, GREETING } from "@/features/prompts/template";
import { TemplateField } from "@/features/prompts/template-field";
import { useMay } from "@/features/session/viewer";
import { agent as words } from "@/i18n/he/settings";
import { TextField } from "@/ui/field";
import { Outdated } from "@/ui/outdated";
import { Select } from "@/ui/select";
import { useDraft } from "@/ui/use-draft";
import { FormEnd } from "./form-end";
import { HearGreeting } from "./hear-greeting";
import type { SettingsData } from "./settings";
import { useSave } from "./use-save";

const FIELDS = ["agentName", "voice", "greeting"] as const;
type Voice = keyof typeof words.voices;
const voices = Object.entries(words.voices) as [Voice, string][];

/** Who answers: what she is called, how she sounds, what she says first. */
export function AgentSection({ held }: { held: SettingsData }) {
  const may = useMay("EDIT_SETTINGS");
  const { save, saving, errors } = useSave(FIELDS);
  const drafts = {
    agentName: useDraft(held.agentName, saving),
    voice: useDraft<Voice>(held.voice ?? "OWN", saving),
    greeting: useDraft(held.greeting, saving),
  };
  const [agentName, voice, greeting] = [drafts.agentName.value, drafts.voice.value, drafts.greeting.value];
  const chosen = voice === "OWN" ? null : voice;
  const sound = faults(greeting, GREETING).length === 0;
  const changed = FIELDS.filter((field) => drafts[field].changed);
  const apart = FIELDS.some((field) => drafts[field].apart);
  const wanted = { agentName: agentName.trim(), voice: chosen, greeting: greeting.trim() };

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await save(Object.fromEntries(changed.map((field) => [field, wanted[field]]))))
      for (const field of changed) drafts[field].saved();
  }
  return (
    <form onSubmit={submit} noValidate className="max-w-xl space-y-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={words.name}
          dir="auto"
          value={agentName}
          error={errors.agentName}
          readOnly={!may}
          testId="agent-name"
          onChange={(event) => drafts.agentName.set(event.currentTarget.value)}
        />
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium text-ink-2">{words.voice}</span>
          <Select
            label={words.voice}
            value={voice}
            options={voices}
            onChange={drafts.voice.set}
            disabled={!may}
            testId="agent-voice"
          />
        </div>
      </div>
      <TemplateField
        label={words.greeting}
        hint={words.greetingHint}
        rows={4}
        vocabulary={GREETING}
        value={greeting}
        error={errors.greeting}
        readOnly={!may}
        testId="agent-greeting"
        onChange={drafts.greeting.set}
      />
      {may && <HearGreeting wanted={wanted} able={sound} />}
      <Outdated drafts={Object.values(drafts)} />
      <FormEnd
        may={may}
        saving={saving}
        changed={changed.length > 0 && sound && !apart}
        error={errors.form ?? errors.voice}
      />
    </form>
  );
}
