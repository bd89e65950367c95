import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMutation, useQuery } from "urql";
import { useMay, useViewer } from "@/features/session/viewer";
import type { VariablesOf } from "@/gql/graphql";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/page";
import { Select } from "@/ui/select";
import { Phone } from "@/ui/text";
import { toast } from "@/ui/toast";
import type { LeadPageData } from "./fragments";
import { MergeFromLead } from "./merge-from-lead";
import { useDone } from "./undo";
import { ChangeLeads, LeadChoices, SplitLead } from "./work";

const words = work.panel;
type Change = VariablesOf<typeof ChangeLeads>["input"]["change"];
type Definition = ReturnType<typeof useViewer>["business"]["leadFields"][number];
type FieldProps = {
  field: Definition;
  held: string;
  may: boolean;
  onSave: (value: string) => Promise<string | null>;
};

/** A field of the business's own. It is saved when it is left; what was typed stays when it is refused. */
function CustomField({ field, held, may, onSave }: FieldProps) {
  const [typed, setTyped] = useState(held);
  const [error, setError] = useState<string | null>(null);
  const save = async (value: string) => {
    setTyped(value);
    if (value.trim() !== held) setError(await onSave(value));
  };
  if (field.kind === "CHOICE" || field.kind === "YES_NO") {
    const options = field.kind === "CHOICE" ? field.options : [words.yes, words.no];
    return (
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium text-ink-2">{field.name}</span>
        <Select
          label={field.name}
          disabled={!may}
          value={typed}
          options={[["", t.leads.unset], ...options.map((each) => [each, each] as const)]}
          onChange={save}
        />
        {error && (
          <p role="alert" className="text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    );
  }
  return (
    <TextField
      label={field.name}
      dir="auto"
      type={field.kind === "DATE" ? "date" : "text"}
      inputMode={field.kind === "NUMBER" ? "decimal" : undefined}
      disabled={!may}
      value={typed}
      error={error ?? undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={(event) => save(event.currentTarget.value)}
    />
  );
}

/** Who works with a lead, what it is marked with, what the business asks besides, and whom it took in. */
export function LeadWork({ lead }: { lead: LeadPageData }) {
  const may = useMay("EDIT_LEADS");
  const { leadFields } = useViewer().business;
  const [{ data }] = useQuery({ query: LeadChoices });
  const [, change] = useMutation(ChangeLeads);
  const [, split] = useMutation(SplitLead);
  const [tag, setTag] = useState("");
  const done = useDone();

  async function run(wanted: Change): Promise<string | null> {
    const { data, error } = await change({ input: { ids: [lead.id], change: wanted } });
    const refused = error ? unsaved(error) : data?.changeLeads.userErrors[0]?.message;
    if (refused) return refused;
    done(words.saved, data?.changeLeads.operation ?? null);
    return null;
  }
  const orSay = async (wanted: Change) => {
    const refused = await run(wanted);
    if (refused) toast(refused, "failed");
    return !refused;
  };
  async function addTag(event: FormEvent) {
    event.preventDefault();
    if (tag.trim() && (await orSay({ addTags: [tag] }))) setTag("");
  }
  async function splitOff(id: string) {
    const { data, error } = await split({ input: { id } });
    const refused = error ? unsaved(error) : data?.splitLead.userErrors[0]?.message;
    toast(refused ?? work.merge.splitDone, refused ? "failed" : "done");
  }
  const held = (key: string) => lead.customFields.find((each) => each.key === key)?.value ?? "";
  return (
    <Section title={words.title}>
      <div className="space-y-4 pt-2">
        <Select
          label={words.assignee}
          testId="lead-assignee"
          disabled={!may}
          value={lead.assignee?.id ?? ""}
          options={[
            ["", words.nobody],
            ...(data?.leadAssignees ?? (lead.assignee ? [lead.assignee] : [])).map(
              (user) => [user.id, user.name] as const,
            ),
          ]}
          onChange={(id) => orSay(id ? { assigneeId: id } : { unassign: true })}
          className="w-full"
        />
        <ul className="flex flex-wrap gap-1.5">
          {lead.tags.map((each) => (
            <li
              key={each}
              className="inline-flex items-center gap-1 min-h-8 rounded-full bg-sunken px-3 text-sm has-[button]:pe-0"
            >
              <bdi>{each}</bdi>
              {may && (
                <button
                  type="button"
                  aria-label={words.removeTag(each)}
                  onClick={() => orSay({ removeTags: [each] })}
                  className="grid size-8 place-items-center rounded-full hover:text-danger"
                >
                  <X aria-hidden="true" className="size-3.5" />
                </button>
              )}
            </li>
          ))}
        </ul>
        {may && (
          <form onSubmit={addTag} className="flex items-end gap-2">
            <TextField
              label={words.newTag}
              dir="auto"
              testId="lead-tag-input"
              value={tag}
              onChange={(event) => setTag(event.currentTarget.value)}
            />
            <Button type="submit" disabled={!tag.trim()}>
              {work.bulk.addTag}
            </Button>
          </form>
        )}
        {leadFields.map((field) => (
          <CustomField
            key={field.key + held(field.key)}
            field={field}
            held={held(field.key)}
            may={may}
            onSave={(value) => run({ custom: [{ key: field.key, value }] })}
          />
        ))}
        {may && <MergeFromLead lead={lead} />}
        {lead.merged.length > 0 && (
          <div>
            <h3 className="text-sm font-medium text-ink-2">{work.merge.merged}</h3>
            <ul>
              {lead.merged.map((each) => (
                <li
                  key={each.id}
                  className="flex items-center justify-between gap-2"
                  data-testid="merged-lead"
                >
                  {each.phone ? <Phone number={each.phone} /> : t.common.unknown}
                  {may && (
                    <Button kind="ghost" size="sm" onClick={() => splitOff(each.id)} data-testid="lead-split">
                      {work.merge.split}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}
