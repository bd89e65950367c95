import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";
import { Button } from "@/ui/button";
import { draftOf, type Key } from "./draft";
import { fieldText } from "./field-text";
import type { LeadPageData } from "./fragments";
import { fieldKeys, fields } from "./lead-details";

const words = page.conflict;

type Props = {
  lead: LeadPageData;
  field: Key;
  mine: string;
  onChoose: (field: Key, value: string) => void;
};

/** Somebody else changed the same field while it was being edited: both values, and the choice between them. */
export function Conflict({ lead, field, mine, onChoose }: Props) {
  const name = fields.find((each) => fieldKeys[each] === field) ?? "NAME";
  const theirs = draftOf(lead)[field];
  // Who it was is known once the lead was asked for anew.
  const source = lead.provenance.find((each) => each.field === name && (each.value ?? "") === theirs);
  const shown = (value: string) => (value ? fieldText(name, value) : t.common.none);
  return (
    <div
      role="alert"
      data-testid={`conflict-${field}`}
      className="mt-1.5 rounded-xl bg-warn-wash p-3 text-sm"
    >
      <p className="font-medium text-warn">
        {words.title(source?.actor.name ?? words.somebody, source ? when(source.changedAt) : words.now)}
      </p>
      <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-2">
        <dt className="text-ink-3">{words.theirs}</dt>
        <dd>
          <bdi>{shown(theirs)}</bdi>
        </dd>
        <dt className="text-ink-3">{words.mine}</dt>
        <dd>
          <bdi>{shown(mine)}</bdi>
        </dd>
      </dl>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onChoose(field, mine)} data-testid={`keep-${field}`}>
          {words.keep}
        </Button>
        <Button size="sm" onClick={() => onChoose(field, theirs)} data-testid={`take-${field}`}>
          {words.take}
        </Button>
      </div>
    </div>
  );
}
