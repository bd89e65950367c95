import { Ellipsis, ShieldCheck } from "lucide-react";
import { useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { people } from "@/i18n/he/people";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { Select } from "@/ui/select";
import { Said } from "@/ui/text";
import { assignable } from "./roles";
import type { Role, UserData } from "./users";

export type Act = "deactivate" | "reactivate" | "remove" | "invite";
type Props = {
  user: UserData;
  /** What may be done, for those who manage users; nobody changes themselves. */
  onRole?: (user: UserData, role: Role) => void;
  onAct?: (user: UserData, act: Act) => void;
};

const acts = {
  ACTIVE: [["deactivate", people.deactivate]],
  INACTIVE: [
    ["reactivate", people.reactivate],
    ["remove", people.remove],
  ],
  INVITED: [
    ["invite", people.again],
    ["deactivate", people.withdraw],
  ],
  WITHDRAWN: [],
} as const;

export function UserRow({ user, onRole, onAct }: Props) {
  const own = useViewer().user.id === user.id;
  const changeable = !own && user.role !== "PLATFORM_ADMIN";
  return (
    <li
      className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3"
      data-testid="user-row"
      data-email={user.email}
    >
      <div className="min-w-0 grow basis-52">
        <p className="flex items-center gap-2 font-semibold">
          <span className="truncate">
            <Said>{user.name}</Said>
          </span>
          {own && (
            <span className="rounded-full bg-accent-wash px-2 text-xs font-medium text-accent">
              {people.you}
            </span>
          )}
          {user.secondFactor && (
            <ShieldCheck className="size-4 text-accent" role="img" aria-label={people.factorOn} />
          )}
        </p>
        <bdi dir="ltr" className="block truncate text-end text-sm text-ink-3">
          {user.email}
        </bdi>
        <p className="text-xs text-ink-3">
          {user.status === "ACTIVE" && user.seenAt
            ? people.seen(when(user.seenAt))
            : people.status[user.status]}
        </p>
      </div>
      <div className="flex items-center gap-1">
        {onRole && changeable ? (
          <Select
            label={people.roleOf(user.name)}
            value={user.role}
            options={assignable}
            onChange={(role) => onRole(user, role)}
            testId="user-role"
            className="w-32"
          />
        ) : (
          <span className="text-sm text-ink-2">{t.shell.roles[user.role]}</span>
        )}
        {onAct && changeable && (
          <Menu
            align="end"
            trigger={
              <IconButton label={people.actions(user.name)}>
                <Ellipsis aria-hidden="true" className="size-5" />
              </IconButton>
            }
          >
            {acts[user.status].map(([act, label]) => (
              <MenuItem key={act} onClick={() => onAct(user, act)}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        )}
      </div>
    </li>
  );
}
