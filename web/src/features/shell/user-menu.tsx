import type { ViewerData } from "@/features/session/viewer";
import { t } from "@/i18n";
import { Said } from "@/ui/text";
import { useLater } from "@/ui/use-later";

const popup = () => import("./user-menu-popup");
const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join("");

/** The user's button. Menus are heavy, so theirs is fetched when the pointer or the focus comes near. */
export function UserMenu({ viewer }: { viewer: ViewerData }) {
  const { user, role } = viewer;
  const { part, ask, warm } = useLater(popup);
  const trigger = (
    <button
      type="button"
      data-testid="user-menu"
      aria-haspopup="menu"
      onPointerEnter={warm}
      onFocus={warm}
      onClick={part ? undefined : ask}
      className="flex min-h-11 items-center gap-2.5 rounded-lg p-1 text-start hover:bg-sunken md:w-full md:px-2"
    >
      <span
        aria-hidden="true"
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-wash text-sm font-bold text-accent"
      >
        {initials(user.name)}
      </span>
      <span className="sr-only">{t.shell.account}</span>
      <span className="min-w-0 leading-tight max-md:sr-only">
        <span className="block truncate text-sm font-semibold">
          <Said>{user.name}</Said>
        </span>
        <span className="block text-xs text-ink-3">{t.shell.roles[role]}</span>
      </span>
    </button>
  );
  return part ? <part.UserMenuPopup viewer={viewer} trigger={trigger} /> : trigger;
}
