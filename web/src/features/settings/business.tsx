import { type FormEvent, useState } from "react";
import { useMay } from "@/features/session/viewer";
import { business as words } from "@/i18n/he/settings";
import { TextField } from "@/ui/field";
import { Phone } from "@/ui/text";
import { FormEnd } from "./form-end";
import type { SettingsData } from "./settings";
import { useSave } from "./use-save";

const FIELDS = ["name", "meetingMinutes", "recordingDays"] as const;
type Draft = Record<(typeof FIELDS)[number], string>;

/** What the business is called, and its few numbers. */
export function BusinessSection({ held }: { held: SettingsData }) {
  const may = useMay("EDIT_SETTINGS");
  const { save, saving, errors } = useSave(FIELDS);
  const kept: Draft = {
    name: held.name,
    meetingMinutes: String(held.meetingMinutes),
    recordingDays: String(held.recordingDays),
  };
  const [draft, setDraft] = useState(kept);
  const changed = FIELDS.filter((field) => draft[field].trim() !== kept[field]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const value = (field: keyof Draft) => (field === "name" ? draft.name.trim() : Number(draft[field]));
    await save(Object.fromEntries(changed.map((field) => [field, value(field)])));
  }
  const bind = (field: keyof Draft) => ({
    value: draft[field],
    error: errors[field],
    readOnly: !may,
    testId: `settings-${field}`,
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setDraft({ ...draft, [field]: event.currentTarget.value }),
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
      <FormEnd may={may} saving={saving} changed={changed.length > 0} error={errors.form} />
    </form>
  );
}
