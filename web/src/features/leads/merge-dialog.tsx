import { useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/dialog";
import { Phone, Said } from "@/ui/text";
import type { LeadRowData } from "./fragments";
import { LeadStatusLabel } from "./lead-status";
import { useDone } from "./undo";
import { wish } from "./wish";
import { MergeLeads } from "./work";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  leads: readonly [LeadRowData, LeadRowData];
  onMerged: () => void;
};

/** Two leads side by side: whose values go before the other's is chosen before they become one. */
export function MergeDialog({ open, onOpenChange, leads, onMerged }: Props) {
  const [keep, setKeep] = useState(leads[0].id);
  const [problem, setProblem] = useState<string>();
  const [{ fetching }, merge] = useMutation(MergeLeads);
  const done = useDone();
  const other = leads.find((lead) => lead.id !== keep) ?? leads[1];

  async function run() {
    const { data, error } = await merge({ input: { keep, merge: other.id } });
    const refused = error ? unsaved(error) : data?.mergeLeads.userErrors[0]?.message;
    setProblem(refused);
    if (refused || !data) return;
    onOpenChange(false);
    onMerged();
    done(work.merge.done, data.mergeLeads.operation);
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={work.merge.title} description={work.merge.text}>
      <fieldset>
        <legend className="mb-2 text-sm font-medium text-ink-2">{work.merge.keep}</legend>
        <div className="grid gap-2">
          {leads.map((lead) => (
            <label
              key={lead.id}
              className={cx(
                "flex cursor-pointer items-start gap-3 rounded-xl border p-3",
                lead.id === keep ? "border-accent bg-accent-wash" : "border-line",
              )}
            >
              <input
                type="radio"
                name="keep"
                data-testid="merge-keep"
                checked={lead.id === keep}
                onChange={() => setKeep(lead.id)}
                className="mt-1 size-4 accent-accent"
              />
              <span className="min-w-0 grow">
                <Said className="block font-semibold">{lead.name ?? t.leads.unnamed}</Said>
                <Phone number={lead.phone} className="block text-sm text-ink-2" />
                <Said className="block text-sm text-ink-2">{wish(lead.details)}</Said>
                <LeadStatusLabel status={lead.status} />
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {problem && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {problem}
        </p>
      )}
      <div className="mt-4 flex gap-2">
        <Button kind="primary" onClick={run} disabled={fetching} data-testid="merge-run">
          {work.merge.run}
        </Button>
        <Button kind="ghost" onClick={() => onOpenChange(false)}>
          {t.common.cancel}
        </Button>
      </div>
    </Dialog>
  );
}
