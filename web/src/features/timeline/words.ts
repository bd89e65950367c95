import { useQuery } from "urql";
import { useStages } from "@/features/leads/stages";
import { LeadChoices } from "@/features/leads/work";
import { useViewer } from "@/features/session/viewer";
import { t } from "@/i18n";
import { longDay, money, phone, time } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";

type Words = Record<string, string>;
/** Fields that hold another entity's id, which says nothing to people: the event's name says it all. */
const unsaid = ["absorbed", "parted", "mergedInto", "withdrawn", "lead", "agent", "calls"];

/** A value of one of the log's fields as people say it; null: nothing to say. */
export type Say = (field: string, value: string | null) => string | null;

export function useWords(): Say {
  const stages = useStages();
  const { leadFields } = useViewer().business;
  const [{ data }] = useQuery({ query: LeadChoices });
  return (field, value) => {
    if (value == null || unsaid.includes(field)) return null;
    switch (field) {
      case "status":
        return stages.find((stage) => stage.status === value)?.name ?? value;
      case "assignee":
        return data?.leadAssignees.find((user) => user.id === value)?.name ?? page.timeline.colleague;
      case "intent":
        return (t.leads.intent as Words)[value] ?? value;
      case "propertyKind":
        return (t.leads.propertyKind as Words)[value] ?? value;
      case "budget":
        return money(Number(value));
      case "phone":
        return phone(value);
      case "start":
      case "end":
      case "due":
        return `${longDay(value)}, ${time(value)}`;
      case "custom": {
        const [key = "", ...rest] = value.split(":");
        const name = leadFields.find((each) => each.key === key)?.name ?? key;
        return `${name}: ${rest.join(":").trim() || t.common.none}`;
      }
      default:
        return value;
    }
  };
}
