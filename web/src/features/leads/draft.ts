import type { VariablesOf } from "@/gql/graphql";
import { t } from "@/i18n";
import type { LeadPageData } from "./fragments";
import { fieldKeys, fields } from "./lead-details";
import type { UpdateLead } from "./mutations";

type Key = (typeof fieldKeys)[keyof typeof fieldKeys];
type UpdateLeadInput = VariablesOf<typeof UpdateLead>["input"];
/** The form as typed: text until it is sent, so that nothing typed is lost to a failed parse. */
export type Draft = Record<Key, string>;
export type FieldErrors = Partial<Record<Key, string>>;

const numeric: readonly Key[] = ["rooms", "budget"];

export function draftOf({ name, details }: LeadPageData): Draft {
  const text = (value: string | number | null) => (value == null ? "" : String(value));
  return {
    name: text(name),
    intent: text(details.intent),
    city: text(details.city),
    neighborhood: text(details.neighborhood),
    propertyKind: text(details.propertyKind),
    rooms: text(details.rooms),
    budget: text(details.budget),
    email: text(details.email),
  };
}

/** "2,400,000 ₪" → 2400000. */
const parseNumber = (typed: string) => Number(typed.replace(/[\s,₪]/g, ""));

type Change = { ok: true; input: UpdateLeadInput | null } | { ok: false; errors: FieldErrors };

/** The least that must be sent to make `lead` into `draft`; null when nothing changed. */
export function change(lead: LeadPageData, draft: Draft): Change {
  const before = draftOf(lead);
  const errors: FieldErrors = {};
  const set: Record<string, unknown> = {};
  const clear: (typeof fields)[number][] = [];
  for (const field of fields) {
    const key = fieldKeys[field];
    const typed = draft[key].trim();
    if (typed === before[key]) continue;
    if (typed === "") clear.push(field);
    else if (!numeric.includes(key)) set[key] = typed;
    else if (Number.isNaN(parseNumber(typed))) errors[key] = t.leads.invalidNumber;
    else set[key] = key === "budget" ? Math.round(parseNumber(typed)) : parseNumber(typed);
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (Object.keys(set).length === 0 && clear.length === 0) return { ok: true, input: null };
  return { ok: true, input: { id: lead.id, ...set, ...(clear.length > 0 ? { clear } : {}) } };
}
