import { t } from "@/i18n";
import type { LeadRowData } from "./fragments";

type Details = LeadRowData["details"];

/** What the person is after, in one line: "קנייה · דירה · 4 חד׳ · חיפה". */
export function wish({ intent, propertyKind, rooms, city, neighborhood }: Details): string {
  return [
    intent && t.leads.intent[intent],
    propertyKind && t.leads.propertyKind[propertyKind],
    rooms != null && t.leads.rooms(rooms),
    [neighborhood, city].filter(Boolean).join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
}
