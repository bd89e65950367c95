import { lead } from "@/test/fixtures";
import type { StoryFile } from "@/ui/story";
import { Conflict } from "./conflict";
import type { Progress } from "./import-api";
import { ImportProgress } from "./import-progress";
import { LeadDetails } from "./lead-details";
import { LeadForm } from "./lead-form";
import { LeadList } from "./lead-list";
import { MergePreview } from "./merge-preview";
import { ProvenanceCard } from "./provenance";

const nothing = () => undefined;
const imported: Progress = {
  id: "i1",
  state: "done",
  total: 50_000,
  done: 50_000,
  written: 49_800,
  unchanged: 0,
  wrong: 200,
};
const progress = (how: Partial<Progress>) => (
  <ImportProgress progress={{ ...imported, ...how }} onStop={nothing} onUndo={nothing} onAnother={nothing} />
);

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
        <LeadForm lead={lead} onSave={async () => ({ budget: "התקציב גבוה מדי" })} onDone={nothing} />
      ),
    },
    {
      name: "where a value came from: a call, a person",
      render: () => lead.provenance.map((source) => <ProvenanceCard key={source.field} source={source} />),
    },
    {
      name: "two who changed the same",
      render: () => <Conflict lead={lead} field="city" mine="נשר" onChoose={nothing} />,
    },
    {
      name: "what two leads come to",
      render: () => <MergePreview keep={lead} other={{ ...lead, id: "l2", name: "אלכס הכהן" }} />,
    },
    { name: "import, under way", render: () => progress({ state: "running", done: 20_400 }) },
    { name: "import, done", render: () => progress({}) },
    { name: "import, broken off", render: () => progress({ state: "failed", done: 20_400 }) },
  ],
};
