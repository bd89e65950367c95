import { LogOut, UserRound } from "lucide-react";
import type { ReactElement } from "react";
import { useNavigate } from "react-router";
import type { ViewerData } from "@/features/session/viewer";
import { t } from "@/i18n";
import { logout } from "@/net/session";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/ui/menu";
import { type Theme, useTheme } from "@/ui/theme";
import { toast } from "@/ui/toast";
import { openPlaces } from "./navigation";

const themes = Object.entries(t.shell.themes) as [Theme, string][];

/** Whoever could not leave stays, and is told so: a screen that looks left would be believed. */
async function leave() {
  if (await logout()) return;
  toast(t.shell.logoutFailed, "failed", { label: t.common.retry, run: () => void leave() });
}

type Props = { viewer: ViewerData; trigger: ReactElement };

/** What opens from the user's button. Loaded by its first press, so it comes up open. */
export function UserMenuPopup({ viewer, trigger }: Props) {
  const { user } = viewer;
  const [theme, setTheme] = useTheme();
  const navigate = useNavigate();
  // What the bar at the bottom of a phone has no room for.
  const elsewhere = openPlaces(viewer.permissions).filter(({ phone }) => !phone);
  return (
    <Menu align="start" trigger={trigger} defaultOpen>
      <div className="px-2.5 pt-1.5 pb-1 text-sm">
        <p className="font-semibold">{user.name}</p>
        <bdi dir="ltr" className="text-xs text-ink-3">
          {user.email}
        </bdi>
      </div>
      <MenuLine />
      <div className="md:hidden">
        {elsewhere.map(({ to, label, icon: Icon }) => (
          <MenuItem
            key={to}
            icon={<Icon aria-hidden="true" className="size-4" />}
            onClick={() => navigate(to)}
          >
            {label}
          </MenuItem>
        ))}
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
      <MenuItem icon={<LogOut aria-hidden="true" className="size-4" />} onClick={leave}>
        {t.shell.logout}
      </MenuItem>
    </Menu>
  );
}
