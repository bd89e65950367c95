import {
  AlarmClock,
  Building2,
  CalendarDays,
  House,
  type LucideIcon,
  PhoneCall,
  ScrollText,
  Server,
  Settings,
  Users,
  UsersRound,
} from "lucide-react";
import { NavLink } from "react-router";
import { type Permission, useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { cx } from "@/ui/cx";

type Place = { to: string; label: string; icon: LucideIcon; phone: boolean; needs?: Permission };
const places: Place[] = [
  { to: "/", label: t.shell.home, icon: House, phone: true },
  { to: "/calls", label: t.shell.calls, icon: PhoneCall, phone: true },
  { to: "/leads", label: t.shell.leads, icon: UsersRound, phone: true },
  { to: "/meetings", label: t.shell.meetings, icon: CalendarDays, phone: true },
  { to: "/reminders", label: t.shell.reminders, icon: AlarmClock, phone: false },
  { to: "/prompts", label: t.shell.prompts, icon: ScrollText, phone: false },
  { to: "/users", label: t.shell.users, icon: Users, phone: false },
  { to: "/settings", label: t.shell.settings, icon: Settings, phone: false },
  { to: "/system", label: t.shell.system, icon: Server, phone: false, needs: "OPERATE" },
  { to: "/platform", label: t.shell.platform, icon: Building2, phone: false, needs: "MANAGE_PLATFORM" },
];

/** The places somebody with these permissions may go to. */
export const openPlaces = (permissions: readonly Permission[]) =>
  places.filter(({ needs }) => !needs || permissions.includes(needs));

function Live({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.6875rem] leading-none font-bold text-on-accent">
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t.calls.liveCount(count)}</span>
    </span>
  );
}

/** The places of the app: a bar at the bottom of a phone, a rail at the side of a wide screen. */
export function Navigation({ live }: { live: number }) {
  const { permissions } = useViewer();
  const open = openPlaces(permissions);
  return (
    <nav
      aria-label={t.shell.navigation}
      className={cx(
        "fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur",
        "md:static md:flex-col md:gap-0.5 md:border-0 md:bg-transparent md:pb-0",
      )}
    >
      {open.map(({ to, label, icon: Icon, phone }) => (
        <NavLink
          key={to}
          to={to}
          end={to === "/"}
          className={({ isActive }) =>
            cx(
              "relative flex min-h-14 grow basis-0 flex-col items-center justify-center gap-0.5 text-xs font-medium",
              "md:min-h-10 md:grow-0 md:basis-auto md:flex-row md:justify-start md:gap-3 md:rounded-lg md:px-3 md:text-[0.9375rem]",
              isActive ? "text-accent md:bg-accent-wash" : "text-ink-2 hover:text-ink md:hover:bg-sunken",
              !phone && "max-md:hidden",
            )
          }
        >
          <Icon aria-hidden="true" className="size-5 md:size-4.5" strokeWidth={1.9} />
          <span className="md:grow">{label}</span>
          {to === "/" && (
            <span className="max-md:absolute max-md:start-[calc(50%+0.4rem)] max-md:top-1.5">
              <Live count={live} />
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
