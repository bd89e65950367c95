import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search, X } from "lucide-react";
import { useId, useState } from "react";
import { palette as words } from "@/i18n/he/palette";
import { type Command, type Group, useCommands } from "./commands";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; onHelp: () => void };

/** Go anywhere, find anybody, do anything by typing. */
export function Palette({ open, onOpenChange, onHelp }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-black/40" />
        <Dialog.Popup
          data-testid="palette"
          aria-label={words.open}
          className="fixed inset-x-2 top-2 z-60 mx-auto flex max-h-[80dvh] max-w-xl flex-col overflow-hidden rounded-2xl border border-line bg-surface text-ink shadow-float outline-none md:top-[12dvh] md:max-h-[70dvh]"
        >
          <Content onDone={() => onOpenChange(false)} onHelp={onHelp} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ onDone, onHelp }: { onDone: () => void; onHelp: () => void }) {
  const [typed, setTyped] = useState("");
  const hint = useId();
  const { groups, searching, failed } = useCommands(typed, onHelp);
  const run = (command: Command) => {
    onDone();
    command.run();
  };
  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      items={groups}
      value={typed}
      onValueChange={setTyped}
      itemToStringValue={(command: Command) => command.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-2 border-b border-line ps-4 pe-1">
        <Search aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
        <Autocomplete.Input
          data-testid="palette-input"
          dir="auto"
          aria-label={words.label}
          aria-describedby={hint}
          placeholder={words.placeholder}
          className="h-13 w-full min-w-0 bg-transparent text-base outline-none placeholder:text-start placeholder:text-ink-3"
        />
        <Dialog.Close
          aria-label={words.close}
          className="grid size-11 shrink-0 place-items-center rounded-lg text-ink-2 hover:bg-sunken"
        >
          <X aria-hidden="true" className="size-4" />
        </Dialog.Close>
      </div>
      <p role="status" className="px-4 pt-2 text-sm text-ink-3 empty:hidden">
        {searching ? words.searching : failed ? words.searchFailed : groups.length === 0 ? words.empty : null}
      </p>
      <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain p-1.5">
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={group.items} className="pb-1">
            <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-3">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => <Row key={command.id} command={command} onRun={() => run(command)} />}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      <p id={hint} className="border-t border-line px-4 py-2 text-xs text-ink-3 max-md:sr-only">
        {words.hint}
      </p>
    </Autocomplete.Root>
  );
}

function Row({ command, onRun }: { command: Command; onRun: () => void }) {
  const { label, icon: Icon, number } = command;
  return (
    <Autocomplete.Item
      value={command}
      onClick={onRun}
      data-testid="palette-item"
      className="flex min-h-11 items-center gap-3 rounded-lg px-2.5 text-sm outline-none select-none data-highlighted:bg-sunken md:min-h-9"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
      <span dir="auto" className="min-w-0 grow truncate text-start">
        {label}
      </span>
      {number && (
        <bdi dir="ltr" className="shrink-0 text-ink-3">
          {number}
        </bdi>
      )}
    </Autocomplete.Item>
  );
}
