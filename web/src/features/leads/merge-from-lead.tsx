import { Merge } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useQuery } from "urql";
import { t } from "@/i18n";
import { page } from "@/i18n/he/lead-page";
import { work } from "@/i18n/he/lead-work";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SearchField } from "@/ui/search-field";
import { Phone, Said } from "@/ui/text";
import type { LeadRowData } from "./fragments";
import { MergeDialog } from "./merge-dialog";
import { wish } from "./wish";
import { LeadsQuery } from "./work";

const words = page.merge;

/** The leads a search finds, but for the one they are to be merged with. */
function Found({
  search,
  but,
  onChoose,
}: {
  search: string;
  but: string;
  onChoose: (lead: LeadRowData) => void;
}) {
  const [{ data }] = useQuery({
    query: LeadsQuery,
    variables: { first: 8, after: null, order: "UPDATED", filter: { search: search || null } },
  });
  const leads = data?.leads.edges.map((edge) => edge.node).filter((lead) => lead.id !== but);
  if (leads?.length === 0) return <p className="py-4 text-sm text-ink-3">{words.none}</p>;
  return (
    <ul className="mt-2 divide-y divide-line">
      {leads?.map((lead) => (
        <li key={lead.id}>
          <button
            type="button"
            data-testid="merge-candidate"
            onClick={() => onChoose(lead)}
            className="flex min-h-12 w-full items-center justify-between gap-3 rounded-lg px-2 py-2 text-start hover:bg-sunken"
          >
            <span className="min-w-0">
              <Said className="block truncate font-semibold">{lead.name ?? t.leads.unnamed}</Said>
              <Said className="block truncate text-sm text-ink-2">{wish(lead.details)}</Said>
            </span>
            <Phone number={lead.phone} className="text-sm text-ink-2" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Makes this lead and another one, which is looked for first. */
export function MergeFromLead({ lead }: { lead: LeadRowData }) {
  const [finding, setFinding] = useState(false);
  const [search, setSearch] = useState("");
  const [other, setOther] = useState<LeadRowData | null>(null);
  const navigate = useNavigate();
  return (
    <>
      <Button size="sm" onClick={() => setFinding(true)} data-testid="lead-merge">
        <Merge aria-hidden="true" className="size-4" />
        {words.open}
      </Button>
      <Dialog open={finding} onOpenChange={setFinding} title={words.find} description={work.merge.text}>
        <SearchField value={search} placeholder={words.placeholder} onChange={setSearch} />
        <Found
          search={search}
          but={lead.id}
          onChoose={(chosen) => {
            setFinding(false);
            setOther(chosen);
          }}
        />
      </Dialog>
      {other && (
        <MergeDialog
          open
          onOpenChange={(open) => !open && setOther(null)}
          leads={[lead, other]}
          onMerged={(kept) => {
            setOther(null);
            if (kept !== lead.id) navigate(`/leads/${encodeURIComponent(kept)}`, { replace: true });
          }}
        />
      )}
    </>
  );
}
