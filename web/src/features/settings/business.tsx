import type { FormEvent } from "react";
import { useMay } from "@/features/session/viewer";
import { phone } from "@/i18n/format";
import { business as words } from "@/i18n/he/settings";
import { TextField } from "@/ui/field";
import { Outdated } from "@/ui/outdated";
import { Select } from "@/ui/select";
import { Phone } from "@/ui/text";
import { useDraft } from "@/ui/use-draft";
import { FormEnd } from "./form-end";
import type { SettingsData } from "./settings";
import { useSave } from "./use-save";

const FIELDS = ["name", "meetingMinutes", "recordingDays", "transferNumber", "agentsSee"] as const;
type Field = (typeof FIELDS)[number];

/** What the business is called, and its few numbers. */
export function BusinessSection({ held }: { held: SettingsData }) {
  const may = useMay("EDIT_SETTINGS");
  const { save, saving, errors } = useSave(FIELDS);
  const drafts: Record<Field, ReturnType<typeof useDraft<string>>> = {
    name: useDraft(held.name, saving),
    meetingMinutes: useDraft(String(held.meetingMinutes), saving),
    recordingDays: useDraft(String(held.recordingDays), saving),
    transferNumber: useDraft(held.transferNumber ? phone(held.transferNumber) : "", saving),
    agentsSee: useDraft<string>(held.agentsSee, saving),
  };
  const changed = FIELDS.filter((field) => drafts[field].changed);
  const apart = FIELDS.some((field) => drafts[field].apart);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const value = (field: Field) => {
      const typed = drafts[field].value.trim();
      if (field === "name" || field === "agentsSee") return typed;
      // An empty number is nobody.
      return field === "transferNumber" ? typed || null : Number(typed);
    };
    if (await save(Object.fromEntries(changed.map((field) => [field, value(field)]))))
      for (const field of changed) drafts[field].saved();
  }
  const bind = (field: Field) => ({
    value: drafts[field].value,
    error: errors[field],
    readOnly: !may,
    testId: `settings-${field}`,
    onChange: (event: { currentTarget: HTMLInputElement }) => drafts[field].set(event.currentTarget.value),
  });

  return (
    <form onSubmit={submit} noValidate className="max-w-xl space-y-5">
      <TextField label={words.name} hint={words.nameHint} dir="auto" {...bind("name")} />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={words.meetingMinutes}
          hint={words.meetingHint}
          type="number"
          dir="ltr"
          {...bind("meetingMinutes")}
        />
        <TextField
          label={words.recordingDays}
          hint={words.recordingHint}
          type="number"
          dir="ltr"
          {...bind("recordingDays")}
        />
      </div>
      <TextField
        label={words.transferNumber}
        hint={words.transferHint}
        type="tel"
        dir="ltr"
        {...bind("transferNumber")}
      />
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium text-ink-2">{words.agentsSee}</span>
        <Select
          label={words.agentsSee}
          value={drafts.agentsSee.value}
          options={Object.entries(words.sees)}
          onChange={drafts.agentsSee.set}
          disabled={!may}
          testId="settings-agentsSee"
        />
        <span className="text-xs text-ink-3">{words.agentsSeeHint}</span>
        {errors.agentsSee && <p className="text-sm text-danger">{errors.agentsSee}</p>}
      </div>
      <div>
        <h3 className="text-sm font-medium text-ink-2">{words.numbers}</h3>
        {held.numbers.length === 0 && <p className="text-ink-3">{words.noNumbers}</p>}
        <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
          {held.numbers.map((number) => (
            <li key={number}>
              <Phone number={number} />
            </li>
          ))}
        </ul>
      </div>
      <Outdated drafts={Object.values(drafts)} />
      <FormEnd may={may} saving={saving} changed={changed.length > 0 && !apart} error={errors.form} />
    </form>
  );
}
