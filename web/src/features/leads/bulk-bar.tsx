import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMutation, useQuery } from "urql";
import type { VariablesOf } from "@/gql/graphql";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import type { LeadRowData } from "./fragments";
import { MergeDialog } from "./merge-dialog";
import { useOpenStages } from "./stages";
import { useDone } from "./undo";
import { ChangeLeads, LeadChoices } from "./work";

const words = work.bulk;
type Change = VariablesOf<typeof ChangeLeads>["input"]["change"];
type Props = { leads: readonly LeadRowData[]; onClear: () => void };

/** What can be done with the leads that were chosen, each as one operation that can be taken back. */
export function BulkBar({ leads, onClear }: Props) {
  const [, change] = useMutation(ChangeLeads);
  const [{ data }] = useQuery({ query: LeadChoices });
  const [tag, setTag] = useState("");
  const [merging, setMerging] = useState(false);
  const stages = useOpenStages();
  const done = useDone();

  async function run(wanted: Change) {
    const { data, error } = await change({ input: { ids: leads.map((lead) => lead.id), change: wanted } });
    const refused = error ? unsaved(error) : data?.changeLeads.userErrors[0]?.message;
    if (refused) toast(refused, "failed");
    if (data && data.changeLeads.leads.length > 0)
      done(words.done(data.changeLeads.leads.length), data.changeLeads.operation);
    return !refused;
  }
  async function addTag(event: FormEvent) {
    event.preventDefault();
    if (tag.trim() && (await run({ addTags: [tag] }))) setTag("");
  }
  const [one, two] = leads;
  return (
    <section
      aria-label={words.label}
      data-testid="bulk-bar"
      className="fixed inset-x-2 bottom-16 z-30 mx-auto flex max-w-4xl flex-wrap items-center gap-2 rounded-2xl border border-line bg-surface p-2 shadow-float md:bottom-4 md:ps-4"
    >
      <span className="grow text-sm font-semibold">{words.chosen(leads.length)}</span>
      <Select
        label={words.status}
        testId="bulk-status"
        value=""
        options={[["", words.status], ...stages.map((stage) => [stage.status, stage.name] as const)]}
        onChange={(status) => status && run({ status })}
      />
      <Select
        label={words.assign}
        testId="bulk-assign"
        value=""
        options={[
          ["", words.assign],
          ["none", work.filters.nobody],
          ...(data?.leadAssignees ?? []).map((user) => [user.id, user.name] as const),
        ]}
        onChange={(id) => id && run(id === "none" ? { unassign: true } : { assigneeId: id })}
      />
      <form onSubmit={addTag} className="flex items-center gap-1">
        <TextField
          hideLabel
          label={words.tag}
          placeholder={words.tag}
          dir="auto"
          testId="bulk-tag"
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
          className="w-32"
        />
        <Button type="submit" disabled={!tag.trim()}>
          {words.addTag}
        </Button>
      </form>
      {one && two && leads.length === 2 && (
        <Button onClick={() => setMerging(true)} data-testid="bulk-merge">
          {words.merge}
        </Button>
      )}
      <IconButton label={words.clear} onClick={onClear}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
      {one && two && (
        <MergeDialog open={merging} onOpenChange={setMerging} leads={[one, two]} onMerged={onClear} />
      )}
    </section>
  );
}
