import { Plus } from "lucide-react";
import { useState } from "react";
import { BusinessList } from "@/features/platform/business-list";
import { CreateDialog } from "@/features/platform/create-dialog";
import { RoleGuard } from "@/features/session/role-guard";
import { useMay } from "@/features/session/viewer";
import { platform as words } from "@/i18n/he/platform";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";

/** For those who run the installation. */
export function Component() {
  const may = useMay("MANAGE_PLATFORM");
  const [creating, setCreating] = useState(false);
  const action = may && (
    <Button kind="primary" onClick={() => setCreating(true)} data-testid="business-create">
      <Plus aria-hidden="true" className="size-4" />
      {words.create}
    </Button>
  );
  return (
    <Page title={words.title} lead={words.lead} actions={action}>
      <RoleGuard needs="MANAGE_PLATFORM">
        <BusinessList />
        <CreateDialog open={creating} onClose={() => setCreating(false)} />
      </RoleGuard>
    </Page>
  );
}
