import { Search } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useRecent } from "@/features/palette/recent";
import { useShortcuts } from "@/features/palette/shortcuts";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { useLater } from "@/ui/use-later";

const loadPalette = () => import("@/features/palette/palette");
const loadHelp = () => import("@/features/palette/help");

/** The way to the command palette and the shortcuts' help, by button and by key. Both are fetched when first wanted. */
export function Keyboard() {
  const [panel, setPanel] = useState<"palette" | "help" | null>(null);
  const { part: palette, ask: askPalette, warm } = useLater(loadPalette);
  const { part: help, ask: askHelp } = useLater(loadHelp);
  const navigate = useNavigate();
  const editing = useMay("EDIT_LEADS");
  useRecent();
  const openPalette = useCallback(() => {
    askPalette();
    setPanel("palette");
  }, [askPalette]);
  const openHelp = useCallback(() => {
    askHelp();
    setPanel("help");
  }, [askHelp]);
  const acts = useMemo(
    () => ({
      palette: openPalette,
      help: openHelp,
      newLead: editing ? () => navigate("/leads?new=1") : undefined,
      go: (to: string) => navigate(to),
    }),
    [openPalette, openHelp, editing, navigate],
  );
  useShortcuts(acts);
  const close = (open: boolean) => !open && setPanel(null);
  return (
    <>
      <button
        type="button"
        data-testid="palette-open"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={openPalette}
        onPointerEnter={warm}
        onFocus={warm}
        className="flex min-h-11 items-center gap-3 rounded-lg px-3 text-sm text-ink-2 hover:bg-sunken hover:text-ink md:min-h-10 md:border md:border-line-strong md:bg-surface"
      >
        <Search aria-hidden="true" className="size-5 shrink-0 md:size-4" />
        <span className="max-md:sr-only md:grow md:text-start">{t.shell.palette}</span>
        <kbd dir="ltr" className="font-mono text-xs text-ink-3 max-md:hidden">
          Ctrl K
        </kbd>
      </button>
      {palette && <palette.Palette open={panel === "palette"} onOpenChange={close} onHelp={openHelp} />}
      {help && <help.Help open={panel === "help"} onOpenChange={close} />}
    </>
  );
}
