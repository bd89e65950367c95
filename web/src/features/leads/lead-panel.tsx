import { Pencil } from "lucide-react";
import { useState } from "react";
import { useMutation } from "urql";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { toast } from "@/ui/toast";
import type { FieldErrors } from "./draft";
import type { LeadPageData } from "./fragments";
import { LeadDetails } from "./lead-details";
import { LeadForm } from "./lead-form";
import { UpdateLead } from "./mutations";

/** A lead's details, read or edited in place. The cache shows an edit at once and takes it back when it is refused. */
export function LeadPanel({ lead }: { lead: LeadPageData }) {
  const [editing, setEditing] = useState(false);
  const [, update] = useMutation(UpdateLead);
  const may = useMay("EDIT_LEADS");

  const edit = may && !editing && (
    <Button kind="ghost" size="sm" onClick={() => setEditing(true)} data-testid="lead-edit">
      <Pencil aria-hidden="true" className="size-4" />
      {t.leads.edit}
    </Button>
  );
  return (
    <Section title={t.leads.details} aside={edit}>
      {editing ? (
        <LeadForm
          lead={lead}
          onDone={() => setEditing(false)}
          onSave={async (input) => {
            const { data, error } = await update({ input });
            if (error || !data) return error ? unsaved(error) : t.leads.saveFailed;
            const { userErrors } = data.updateLead;
            if (userErrors.length === 0) {
              toast(t.common.saved);
              return null;
            }
            // What somebody else made of it has come with the answer: the form shows both values.
            if (userErrors.every((each) => each.code === "CONFLICT" && each.field)) return {};
            const placed = userErrors.filter((each) => each.field);
            if (placed.length === 0) return userErrors[0]?.message ?? t.leads.saveFailed;
            return Object.fromEntries(placed.map((each) => [each.field, each.message])) as FieldErrors;
          }}
        />
      ) : (
        <LeadDetails lead={lead} />
      )}
    </Section>
  );
}
