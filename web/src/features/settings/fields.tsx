import { Plus, TextCursorInput, Trash2 } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { fields as words } from "@/i18n/he/settings";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { Outdated } from "@/ui/outdated";
import { Select } from "@/ui/select";
import { Empty } from "@/ui/states";
import { useDraft } from "@/ui/use-draft";
import { FormEnd } from "./form-end";
import type { SettingsData } from "./settings";
import { placed, SortableRow } from "./sortable";
import { useSave } from "./use-save";

type Field = SettingsData["leadFields"][number];
const kinds = Object.entries(words.kinds) as [Field["kind"], string][];
const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function wrong(list: readonly Field[]): string | undefined {
  const names = list.map((field) => field.name.trim());
  if (names.some((name) => !name)) return words.empty;
  return new Set(names).size < names.length ? words.twice : undefined;
}

/** The business's own fields of leads. A field that is there keeps its kind: what was written in it stays readable. */
export function FieldsSection({ held }: { held: SettingsData }) {
  const may = useMay("EDIT_SETTINGS");
  const { save, saving, errors } = useSave([]);
  const draft = useDraft<readonly Field[]>(held.leadFields, saving);
  const { value: list, set: setList, changed, apart } = draft;
  const [leaving, setLeaving] = useState<Field | null>(null);
  const [problem, setProblem] = useState<string>();
  const rows = useRef<HTMLUListElement>(null);
  const isHeld = ({ key }: Field) => held.leadFields.some((field) => field.key === key);

  const index = (key: string) => list.findIndex((each) => each.key === key);
  const patch = (key: string, next: Partial<Field>) =>
    setList(list.map((each) => (each.key === key ? { ...each, ...next } : each)));
  function move(from: number, to: number) {
    if (from >= 0 && to >= 0 && to < list.length) setList(placed(list, from, to));
  }
  function add() {
    const key = `f_${crypto.randomUUID().slice(0, 8)}`;
    setList([...list, { key, name: "", kind: "TEXT", options: [] }]);
    requestAnimationFrame(() =>
      rows.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus(),
    );
  }
  function remove(field: Field) {
    setList(list.filter((each) => each !== field));
    setLeaving(null);
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing = wrong(list);
    setProblem(missing);
    const leadFields = list.map(({ key, name, kind, options }) => ({
      key,
      name: name.trim(),
      kind,
      options: kind === "CHOICE" ? lines(options.join("\n")) : null,
    }));
    if (!missing && (await save({ leadFields }))) draft.saved();
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-xl space-y-4">
      {list.length === 0 && <Empty icon={TextCursorInput} title={words.emptyTitle} text={words.emptyText} />}
      <ul ref={rows} className={list.length > 0 ? "border-t border-line" : undefined}>
        {list.map((field, place) => (
          <SortableRow
            key={field.key}
            id={field.key}
            label={words.drag(field.name)}
            onDropOn={(moved, target) => move(index(moved), index(target))}
            onStep={(by) => move(place, place + by)}
          >
            <FieldRow
              field={field}
              place={place + 1}
              may={may}
              held={isHeld(field)}
              onChange={(next) => patch(field.key, next)}
              onRemove={() => (isHeld(field) ? setLeaving(field) : remove(field))}
            />
          </SortableRow>
        ))}
      </ul>
      {may && (
        <Button onClick={add} data-testid="field-add">
          <Plus aria-hidden="true" className="size-4" />
          {words.add}
        </Button>
      )}
      <Outdated drafts={[draft]} />
      <FormEnd may={may} saving={saving} changed={changed && !apart} error={problem ?? errors.form} />
      <Dialog
        open={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        title={words.removeTitle(leaving?.name ?? "")}
        description={words.removeText}
      >
        <div className="flex gap-2 pt-2">
          <Button kind="danger" className="grow" onClick={() => leaving && remove(leaving)}>
            {words.remove(leaving?.name ?? "")}
          </Button>
          <Button onClick={() => setLeaving(null)}>{t.common.cancel}</Button>
        </div>
      </Dialog>
    </form>
  );
}

type RowProps = {
  field: Field;
  place: number;
  may: boolean;
  /** Leads may have values in it. */
  held: boolean;
  onChange: (next: Partial<Field>) => void;
  onRemove: () => void;
};

function FieldRow({ field: { name, kind, options }, place, may, held, onChange, onRemove }: RowProps) {
  return (
    <>
      <div className="grid min-w-0 grow gap-2 sm:grid-cols-[1fr_10rem]">
        <TextField
          label={words.name(place)}
          hideLabel
          dir="auto"
          maxLength={60}
          value={name}
          readOnly={!may}
          testId="field-name"
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <div title={held ? words.kindKept : undefined}>
          <Select
            label={words.kind(name)}
            value={kind}
            options={kinds}
            onChange={(next) => onChange({ kind: next })}
            disabled={held || !may}
            className="w-full"
            testId="field-kind"
          />
        </div>
        {kind === "CHOICE" && (
          <div className="sm:col-span-2">
            <TextArea
              label={words.options}
              rows={3}
              value={options.join("\n")}
              readOnly={!may}
              testId="field-options"
              onChange={(event) => onChange({ options: event.currentTarget.value.split("\n") })}
            />
          </div>
        )}
      </div>
      {may && (
        <IconButton label={words.remove(name)} onClick={onRemove} data-testid="field-remove">
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </>
  );
}
