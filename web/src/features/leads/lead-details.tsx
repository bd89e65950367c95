import type { ReactNode } from "react";
import { t } from "@/i18n";
import { money } from "@/i18n/format";
import { Said } from "@/ui/text";
import type { LeadPageData, ProvenanceData } from "./fragments";
import { Provenance } from "./provenance";

type Field = ProvenanceData["field"];
export const fieldKeys = {
  NAME: "name",
  INTENT: "intent",
  CITY: "city",
  NEIGHBORHOOD: "neighborhood",
  PROPERTY_KIND: "propertyKind",
  ROOMS: "rooms",
  BUDGET: "budget",
  EMAIL: "email",
} as const satisfies Record<Field, string>;
export const fields = Object.keys(fieldKeys) as Field[];

/** A lead's field as people read it; null when it is empty. */
function shown({ name, details }: LeadPageData, field: Field): ReactNode {
  const { intent, propertyKind, budget, email, rooms } = details;
  switch (field) {
    case "NAME":
      return name && <Said>{name}</Said>;
    case "INTENT":
      return intent && t.leads.intent[intent];
    case "CITY":
      return details.city && <Said>{details.city}</Said>;
    case "NEIGHBORHOOD":
      return details.neighborhood && <Said>{details.neighborhood}</Said>;
    case "PROPERTY_KIND":
      return propertyKind && t.leads.propertyKind[propertyKind];
    case "ROOMS":
      return rooms;
    case "BUDGET":
      return budget == null ? null : <bdi>{money(budget)}</bdi>;
    case "EMAIL":
      return email && <bdi dir="ltr">{email}</bdi>;
  }
}

function FieldValue({ lead, field }: { lead: LeadPageData; field: Field }) {
  const source = lead.provenance.find((each) => each.field === field);
  const value = shown(lead, field);
  if (value == null) return <span className="font-normal text-ink-3">{t.common.none}</span>;
  if (!source) return value;
  return (
    <Provenance source={source} label={t.leads.fields[field]} testId={`provenance-${fieldKeys[field]}`}>
      {value}
    </Provenance>
  );
}

export function LeadDetails({ lead }: { lead: LeadPageData }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 sm:gap-x-8">
      {fields.map((field) => (
        <div key={field} className="min-w-0 border-b border-line/60 py-2.5">
          <dt className="text-xs text-ink-3">{t.leads.fields[field]}</dt>
          <dd data-testid={`lead-${fieldKeys[field]}`} className="min-w-0 font-medium wrap-anywhere">
            <FieldValue lead={lead} field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
