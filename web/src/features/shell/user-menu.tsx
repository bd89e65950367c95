import { Building2, LogOut, ScrollText, Server, Settings, UserRound, Users } from "lucide-react";
import { useNavigate } from "react-router";
import type { ViewerData } from "@/features/session/viewer";
import { t } from "@/i18n";
import { logout } from "@/net/session";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/ui/menu";
import { Said } from "@/ui/text";
import { type Theme, useTheme } from "@/ui/theme";

const themes = Object.entries(t.shell.themes) as [Theme, string][];
const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join("");

export function UserMenu({ viewer }: { viewer: ViewerData }) {
  const { user, role } = viewer;
  const [theme, setTheme] = useTheme();
  const navigate = useNavigate();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          data-testid="user-menu"
          aria-label={`${t.shell.account}: ${user.name}`}
          className="flex min-h-11 items-center gap-2.5 rounded-lg p-1 text-start hover:bg-sunken md:w-full md:px-2"
        >
          <span
            aria-hidden="true"
            className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-wash text-sm font-bold text-accent"
          >
            {initials(user.name)}
          </span>
          <span className="min-w-0 leading-tight max-md:hidden">
            <span className="block truncate text-sm font-semibold">
              <Said>{user.name}</Said>
            </span>
            <span className="block text-xs text-ink-3">{t.shell.roles[role]}</span>
          </span>
        </button>
      }
    >
      <div className="px-2.5 pt-1.5 pb-1 text-sm">
        <p className="font-semibold">{user.name}</p>
        <bdi dir="ltr" className="text-xs text-ink-3">
          {user.email}
        </bdi>
      </div>
      <MenuLine />
      <div className="md:hidden">
        <MenuItem
          icon={<ScrollText aria-hidden="true" className="size-4" />}
          onClick={() => navigate("/prompts")}
        >
          {t.shell.prompts}
        </MenuItem>
        <MenuItem icon={<Users aria-hidden="true" className="size-4" />} onClick={() => navigate("/users")}>
          {t.shell.users}
        </MenuItem>
        <MenuItem
          icon={<Settings aria-hidden="true" className="size-4" />}
          onClick={() => navigate("/settings")}
        >
          {t.shell.settings}
        </MenuItem>
        {viewer.permissions.includes("OPERATE") && (
          <MenuItem
            icon={<Server aria-hidden="true" className="size-4" />}
            onClick={() => navigate("/system")}
          >
            {t.shell.system}
          </MenuItem>
        )}
        {viewer.permissions.includes("MANAGE_PLATFORM") && (
          <MenuItem
            icon={<Building2 aria-hidden="true" className="size-4" />}
            onClick={() => navigate("/platform")}
          >
            {t.shell.platform}
          </MenuItem>
        )}
      </div>
      <MenuItem
        icon={<UserRound aria-hidden="true" className="size-4" />}
        onClick={() => navigate("/account")}
      >
        {t.shell.account}
      </MenuItem>
      <MenuLine />
      <MenuChoice label={t.shell.theme} value={theme} options={themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon={<LogOut aria-hidden="true" className="size-4" />} onClick={logout}>
        {t.shell.logout}
      </MenuItem>
    </Menu>
  );
}
