import { lead } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { LeadDetails } from "./lead-details";
import { LeadForm } from "./lead-form";
import { LeadList } from "./lead-list";

export const file: StoryFile = {
  title: "Leads",
  stories: [
    {
      name: "list, long and missing names",
      render: () => <LeadList leads={[lead, { ...lead, id: "l2", name: null }]} />,
    },
    { name: "details", render: () => <LeadDetails lead={lead} /> },
    {
      name: "form",
      render: () => (
        <LeadForm lead={lead} onSave={async () => ({ budget: "התקציב גבוה מדי" })} onDone={() => undefined} />
      ),
    },
  ],
};
