import {
  FileUp,
  Keyboard,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  Plus,
  Sun,
  UserRound,
  UsersRound,
} from "lucide-react";
import { useNavigate } from "react-router";
import { useViewer } from "@/features/session/viewer";
import { openPlaces } from "@/features/shell/navigation";
import { phone } from "@/i18n/format";
import { palette } from "@/i18n/he/palette";
import { logout } from "@/net/session";
import { chooseTheme, type Theme } from "@/ui/theme";
import { type FoundLead, useFoundLeads, useRecentLeads } from "./found-leads";

/** One line of the palette. `number` is shown left-to-right behind the label. */
export type Command = { id: string; label: string; icon: LucideIcon; number?: string; run: () => void };
export type Group = { value: string; items: Command[] };

const themes: [Theme, LucideIcon][] = [
  ["system", Monitor],
  ["light", Sun],
  ["dark", Moon],
];

/** What the palette offers for what was typed. */
export function useCommands(typed: string, help: () => void) {
  const { permissions } = useViewer();
  const navigate = useNavigate();
  const { leads, searching, failed } = useFoundLeads(typed);
  const recent = useRecentLeads();
  const words = typed.trim().toLocaleLowerCase("he");
  const fits = ({ label }: Command) => label.toLocaleLowerCase("he").includes(words);

  const lead = ({ id, name, phone: number, details }: FoundLead): Command => ({
    id,
    label: [name ?? palette.noName, details.city].filter(Boolean).join(" · "),
    icon: UsersRound,
    number: phone(number),
    run: () => navigate(`/leads/${id}`),
  });
  const go = (id: string, label: string, icon: LucideIcon): Command => ({
    id,
    label,
    icon,
    run: () => navigate(id),
  });
  const editing = permissions.includes("EDIT_LEADS")
    ? [go("/leads?new=1", palette.newLead, Plus), go("/leads/import", palette.importLeads, FileUp)]
    : [];
  const actions: Command[] = [
    ...editing,
    ...themes.map(([theme, icon]) => ({
      id: theme,
      label: palette.theme[theme],
      icon,
      run: () => chooseTheme(theme),
    })),
    { id: "help", label: palette.shortcuts, icon: Keyboard, run: help },
    { id: "logout", label: palette.logout, icon: LogOut, run: () => void logout() },
  ];
  const places = [
    ...openPlaces(permissions).map(({ to, label, icon }) => go(to, label, icon)),
    go("/account", palette.account, UserRound),
  ];
  const groups: Group[] = [
    { value: palette.groups.leads, items: leads.map(lead) },
    { value: palette.groups.recent, items: words ? [] : recent.map(lead) },
    { value: palette.groups.places, items: places.filter(fits) },
    { value: palette.groups.actions, items: actions.filter(fits) },
  ];
  return { groups: groups.filter(({ items }) => items.length > 0), searching, failed };
}
