import type { VariablesOf } from "@/gql/graphql";
import { t } from "@/i18n";
import type { LeadPageData } from "./fragments";
import { fieldKeys, fields } from "./lead-details";
import type { UpdateLead } from "./mutations";

export type Key = (typeof fieldKeys)[keyof typeof fieldKeys];
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

type Values = NonNullable<UpdateLeadInput["seen"]>;
type Change = { ok: true; input: UpdateLeadInput | null } | { ok: false; errors: FieldErrors };

/** What was typed as a value; NaN when a number was wanted. */
function asValue(key: Key, typed: string): string | number {
  if (!numeric.includes(key)) return typed;
  return key === "budget" ? Math.round(parseNumber(typed)) : parseNumber(typed);
}

/** The least that must be sent to make of the lead what was typed, with what the person saw there; null when nothing changed. */
export function change(id: string, seen: Draft, draft: Draft): Change {
  const errors: FieldErrors = {};
  const set: Record<string, unknown> = {};
  const saw: Record<string, unknown> = {};
  const clear: (typeof fields)[number][] = [];
  for (const field of fields) {
    const key = fieldKeys[field];
    const typed = draft[key].trim();
    if (typed === seen[key]) continue;
    const value = asValue(key, typed);
    if (typed === "") clear.push(field);
    else if (Number.isNaN(value)) errors[key] = t.leads.invalidNumber;
    else set[key] = value;
    if (seen[key] !== "") saw[key] = asValue(key, seen[key]);
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  if (Object.keys(set).length === 0 && clear.length === 0) return { ok: true, input: null };
  const input = { id, ...set, ...(clear.length > 0 ? { clear } : {}), seen: saw as Values };
  return { ok: true, input };
}

/** Fields that a person and somebody else have changed, each to something else. */
export const conflicts = (seen: Draft, draft: Draft, present: Draft): Key[] =>
  Object.values(fieldKeys).filter((key) => {
    const typed = draft[key].trim();
    return present[key] !== seen[key] && typed !== seen[key] && typed !== present[key];
  });

/** What was seen and typed after somebody else's change: where the person typed nothing of their own it is followed. */
export function follow(seen: Draft, draft: Draft, present: Draft): { seen: Draft; draft: Draft } {
  const apart = conflicts(seen, draft, present);
  const settled = Object.values(fieldKeys).filter(
    (key) => present[key] !== seen[key] && !apart.includes(key),
  );
  const taken = Object.fromEntries(settled.map((key) => [key, present[key]]));
  return { seen: { ...seen, ...taken }, draft: { ...draft, ...taken } };
}
