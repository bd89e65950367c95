import { type ReactNode, useId, useState } from "react";
import { useViewer } from "@/features/session/viewer";
import { openPlaces } from "@/features/shell/navigation";
import { t } from "@/i18n";
import { help as words } from "@/i18n/he/palette";
import { Dialog } from "@/ui/dialog";
import { Switch } from "@/ui/switch";
import { places, singles } from "./shortcuts";

const Key = ({ children }: { children: string }) => (
  <kbd className="inline-grid min-h-6 min-w-6 place-items-center rounded-md border border-line-strong bg-sunken px-1.5 font-mono text-xs">
    {children}
  </kbd>
);

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-4 py-1.5">
      <dt>{label}</dt>
      <dd className="flex shrink-0 items-center gap-1 text-xs text-ink-3">{children}</dd>
    </div>
  );
}

/** Every shortcut there is, and the switch for those of one key. */
export function Help({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { permissions } = useViewer();
  const [on, setOn] = useState(singles.on);
  const hint = useId();
  const label = useId();
  const named = new Map(openPlaces(permissions).map(({ to, label }) => [to, label]));
  named.set("/account", t.shell.account);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title} description={words.description}>
      <dl className="divide-y divide-line text-sm" data-testid="shortcuts">
        <Row label={words.palette}>
          <span dir="ltr" className="flex gap-1">
            <Key>Ctrl</Key>
            <Key>K</Key>
          </span>
        </Row>
        <Row label={words.search}>
          <Key>/</Key>
        </Row>
        {permissions.includes("EDIT_LEADS") && (
          <Row label={words.newLead}>
            <Key>N</Key>
          </Row>
        )}
        {Object.entries(places).map(([code, to]) => {
          const place = named.get(to);
          return (
            place && (
              <Row key={code} label={words.goTo(place)}>
                <Key>G</Key>
                <span>{words.andThen}</span>
                <Key>{code.replace("Key", "")}</Key>
              </Row>
            )
          );
        })}
        <Row label={words.this}>
          <Key>?</Key>
        </Row>
        <Row label={words.close}>
          <Key>Esc</Key>
        </Row>
      </dl>
      <div className="mt-4 flex items-center justify-between gap-4 rounded-xl bg-sunken px-4 py-3">
        <div className="text-sm">
          <p id={label} className="font-medium">
            {words.singles}
          </p>
          <p id={hint} className="text-ink-2">
            {words.singlesHint}
          </p>
        </div>
        <Switch
          checked={on}
          labelledBy={label}
          describedBy={hint}
          testId="single-keys"
          onChange={(next) => {
            singles.set(next);
            setOn(next);
          }}
        />
      </div>
    </Dialog>
  );
}
