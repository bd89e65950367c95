import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { guard } from "@/i18n/he/people";
import { Empty } from "@/ui/states";
import { type Permission, useMay } from "./viewer";

/** A screen for those whose role has it; the server decides again, field by field. */
export function RoleGuard({ needs, children }: { needs: Permission; children: ReactNode }) {
  if (useMay(needs)) return children;
  return (
    <div data-testid="role-guard">
      <Empty icon={Lock} title={guard.title} text={guard.text(needs)} />
    </div>
  );
}
