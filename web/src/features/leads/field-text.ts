import { t } from "@/i18n";
import { money } from "@/i18n/format";
import type { ProvenanceData } from "./fragments";

export type FieldText = Pick<ProvenanceData, "field" | "oldValue" | "value">;
type Words = Record<string, string>;

/** A value of a lead's field, as the log writes it, in words. */
export function fieldText(field: FieldText["field"], value: string): string {
  switch (field) {
    case "INTENT":
      return (t.leads.intent as Words)[value] ?? value;
    case "PROPERTY_KIND":
      return (t.leads.propertyKind as Words)[value] ?? value;
    case "BUDGET":
      return money(Number(value));
    case "ROOMS":
      return t.leads.rooms(Number(value));
    default:
      return value;
  }
}
