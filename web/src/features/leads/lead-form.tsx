import { type FormEvent, useEffect, useState } from "react";
import { t } from "@/i18n";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Select } from "@/ui/select";
import { Conflict } from "./conflict";
import { change, conflicts, type Draft, draftOf, type FieldErrors, follow } from "./draft";
import type { LeadPageData } from "./fragments";

type Props = {
  lead: LeadPageData;
  /** Answers the errors to show at the fields; empty when it was saved. */
  onSave: (
    input: NonNullable<Extract<ReturnType<typeof change>, { ok: true }>["input"]>,
  ) => Promise<FieldErrors | string | null>;
  onDone: () => void;
};

type TextKey = "name" | "city" | "neighborhood" | "rooms" | "budget" | "email";
const labels = t.leads.fields;
const texts: readonly [TextKey, string, object?][] = [
  ["name", labels.NAME, { autoComplete: "off" }],
  ["city", labels.CITY],
  ["neighborhood", labels.NEIGHBORHOOD],
  ["rooms", labels.ROOMS, { inputMode: "decimal" }],
  ["budget", labels.BUDGET, { inputMode: "numeric" }],
  ["email", labels.EMAIL, { inputMode: "email", dir: "ltr" }],
];
const choices = {
  intent: [labels.INTENT, t.leads.intent],
  propertyKind: [labels.PROPERTY_KIND, t.leads.propertyKind],
} as const;

export function LeadForm({ lead, onSave, onDone }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(lead));
  const [seen, setSeen] = useState<Draft>(draft);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const present = draftOf(lead);
  const apart = busy ? [] : conflicts(seen, draft, present);
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody else's change is followed once, when it comes
  useEffect(() => {
    // While it is being saved the screen shows what is hoped for, which is nobody's change.
    if (busy) return;
    const followed = follow(seen, draft, present);
    setSeen(followed.seen);
    setDraft(followed.draft);
  }, [lead, busy]);
  const settle = (key: keyof Draft, value: string) => {
    setSeen((old) => ({ ...old, [key]: present[key] }));
    put(key, value);
  };
  const put = (key: keyof Draft, value: string) => {
    setDraft((old) => ({ ...old, [key]: value }));
    setErrors((old) => ({ ...old, [key]: undefined }));
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = change(lead.id, seen, draft);
    if (!wanted.ok) return setErrors(wanted.errors);
    if (!wanted.input) return onDone();
    setBusy(true);
    const refused = await onSave(wanted.input);
    setBusy(false);
    if (refused === null) return onDone();
    if (typeof refused === "string") setProblem(refused);
    else setErrors(refused);
  }

  return (
    <form onSubmit={submit} noValidate className="pt-3" aria-label={t.leads.edit}>
      <div className="grid gap-4 sm:grid-cols-2">
        {texts.map(([key, label, extra]) => (
          <div key={key}>
            <TextField
              dir="auto"
              label={label}
              name={key}
              testId={`lead-${key}-input`}
              value={draft[key]}
              error={errors[key]}
              onChange={(event) => put(key, event.currentTarget.value)}
              {...extra}
            />
            {apart.includes(key) && <Conflict lead={lead} field={key} mine={draft[key]} onChoose={settle} />}
          </div>
        ))}
        {(["intent", "propertyKind"] as const).map((key) => (
          <div key={key} className="flex flex-col gap-1">
            <span className="text-sm font-medium text-ink-2">{choices[key][0]}</span>
            <Select
              label={choices[key][0]}
              testId={`lead-${key}-input`}
              value={draft[key]}
              options={[["", t.leads.unset] as const, ...Object.entries(choices[key][1])]}
              onChange={(value) => put(key, value)}
            />
            {errors[key] && <span className="text-sm text-danger">{errors[key]}</span>}
            {apart.includes(key) && <Conflict lead={lead} field={key} mine={draft[key]} onChoose={settle} />}
          </div>
        ))}
      </div>
      {problem && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {problem}
        </p>
      )}
      <div className="mt-4 flex gap-2">
        <Button kind="primary" type="submit" disabled={busy || apart.length > 0} data-testid="lead-save">
          {busy ? t.common.saving : t.common.save}
        </Button>
        <Button kind="ghost" onClick={onDone}>
          {t.common.cancel}
        </Button>
      </div>
    </form>
  );
}
