import { Archive, ArchiveRestore, Ellipsis, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { dots } from "@/features/leads/stages";
import { useMay } from "@/features/session/viewer";
import { statuses as words } from "@/i18n/he/settings";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { TextField } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { Outdated } from "@/ui/outdated";
import { useDraft } from "@/ui/use-draft";
import { FormEnd } from "./form-end";
import type { SettingsData } from "./settings";
import { placed, SortableRow } from "./sortable";
import { useSave } from "./use-save";

type Status = SettingsData["leadStages"][number];
const colors = Object.keys(words.colors) as Status["color"][];
/** New leads and booked meetings go there: they are always open. */
const FIXED = ["NEW", "MEETING_SET"];

function wrong(list: readonly Status[]): string | undefined {
  const names = list.map((status) => status.name.trim());
  if (names.some((name) => !name)) return words.empty;
  return new Set(names).size < names.length ? words.twice : undefined;
}

/** The statuses of leads: their names, colours and order, and which of them are done with. */
export function StatusesSection({ held }: { held: SettingsData }) {
  const may = useMay("EDIT_SETTINGS");
  const { save, saving, errors } = useSave([]);
  const draft = useDraft<readonly Status[]>(held.leadStages, saving);
  const { value: list, set: setList, changed, apart } = draft;
  const [problem, setProblem] = useState<string>();
  const [said, setSaid] = useState("");
  const end = useRef<HTMLUListElement>(null);

  const index = (status: string) => list.findIndex((each) => each.status === status);
  const patch = (status: string, next: Partial<Status>) =>
    setList(list.map((each) => (each.status === status ? { ...each, ...next } : each)));
  function move(from: number, to: number) {
    if (from < 0 || to < 0 || to >= list.length) return;
    setList(placed(list, from, to));
    setSaid(words.moved(list[from]?.name ?? "", to + 1, list.length));
  }
  function add() {
    // The key is what leads hold: it says nothing and never changes.
    const status = `S_${crypto.randomUUID().slice(0, 8).toUpperCase()}`;
    setList([...list, { status, name: "", color: "GRAY", archived: false }]);
    requestAnimationFrame(() => end.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus());
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing = wrong(list);
    setProblem(missing);
    const leadStages = list.map(({ status, name, color, archived }) => ({
      status,
      name: name.trim(),
      color,
      archived,
    }));
    if (!missing && (await save({ leadStages }))) draft.saved();
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-xl space-y-4">
      <ul ref={end} aria-label={words.list} className="border-t border-line">
        {list.map((status, place) => (
          <SortableRow
            key={status.status}
            id={status.status}
            label={words.drag(status.name)}
            onDropOn={(moved, target) => move(index(moved), index(target))}
            onStep={(by) => move(place, place + by)}
          >
            <StatusRow
              status={status}
              place={place + 1}
              may={may}
              onChange={(next) => patch(status.status, next)}
              onRemove={() => setList(list.filter((each) => each !== status))}
            />
          </SortableRow>
        ))}
      </ul>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {may && (
        <Button onClick={add} data-testid="status-add">
          <Plus aria-hidden="true" className="size-4" />
          {words.add}
        </Button>
      )}
      <p className="text-xs text-ink-3">{words.archivedHint}</p>
      <Outdated drafts={[draft]} />
      <FormEnd may={may} saving={saving} changed={changed && !apart} error={problem ?? errors.form} />
    </form>
  );
}

type RowProps = {
  status: Status;
  place: number;
  may: boolean;
  onChange: (next: Partial<Status>) => void;
  onRemove: () => void;
};

function StatusRow({ status: { status, name, color, archived }, place, may, onChange, onRemove }: RowProps) {
  const fixed = FIXED.includes(status);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <IconButton label={words.color(name)} disabled={!may}>
            <span aria-hidden="true" className={cx("size-4 rounded-full", dots[color])} />
          </IconButton>
        }
      >
        {colors.map((each) => (
          <MenuItem
            key={each}
            icon={<span aria-hidden="true" className={cx("size-3 rounded-full", dots[each])} />}
            onClick={() => onChange({ color: each })}
          >
            {words.colors[each]}
          </MenuItem>
        ))}
      </Menu>
      <div className={cx("min-w-0 grow", archived && "opacity-60")}>
        <TextField
          label={words.name(place)}
          hideLabel
          dir="auto"
          maxLength={40}
          value={name}
          readOnly={!may}
          testId="status-name"
          hint={fixed ? words.fixed : archived ? words.archived : undefined}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </div>
      {may && !fixed && (
        <Menu
          trigger={
            <IconButton label={words.actions(name)} data-testid="status-actions">
              <Ellipsis aria-hidden="true" className="size-4" />
            </IconButton>
          }
        >
          <MenuItem
            icon={
              archived ? (
                <ArchiveRestore aria-hidden="true" className="size-4" />
              ) : (
                <Archive aria-hidden="true" className="size-4" />
              )
            }
            onClick={() => onChange({ archived: !archived })}
          >
            {archived ? words.restore : words.archive}
          </MenuItem>
          <MenuItem danger icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={onRemove}>
            {words.remove}
          </MenuItem>
        </Menu>
      )}
    </>
  );
}
