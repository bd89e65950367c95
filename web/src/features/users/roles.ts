import { t } from "@/i18n";
import type { Role } from "./users";

/** The roles an owner gives; platform admins are made on the command line. */
export const assignable = (["OWNER", "MANAGER", "AGENT", "VIEWER"] as const).map(
  (role): readonly [Role, string] => [role, t.shell.roles[role]],
);
