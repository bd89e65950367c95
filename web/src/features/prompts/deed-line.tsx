import { ClipboardList } from "lucide-react";
import { t } from "@/i18n";
import { longDay, money, time } from "@/i18n/format";
import { rehearsal as words } from "@/i18n/he/prompts";
import { Said } from "@/ui/text";
import type { Deed, Outcome } from "./rehearsal-api";

const moment = (at: string) => `${longDay(at)} ${time(at)}`;

function fact(field: string, value: string | number): string {
  const name = words.fields[field] ?? field;
  const shown =
    field === "budget"
      ? money(Number(value))
      : field === "intent"
        ? t.leads.intent[value as keyof typeof t.leads.intent]
        : field === "propertyKind"
          ? t.leads.propertyKind[value as keyof typeof t.leads.propertyKind]
          : value;
  return `${name}: ${shown}`;
}

function done(deed: Deed): string {
  switch (deed.name) {
    case "capture":
      return deed.facts.length > 0
        ? words.would.capture(deed.facts.map(({ field, value }) => fact(field, value)).join(", "))
        : words.would.number;
    case "look":
      return words.would.look(deed.day ? longDay(`${deed.day}T12:00:00Z`) : words.would.nextDays);
    case "book":
      return words.would.book(moment(deed.start), deed.subject);
    case "note":
      return words.would.note(deed.text);
    case "transfer":
      return words.would.transfer;
    case "end":
      return deed.summary ? words.would.end(deed.summary) : words.would.hangUp;
  }
}

function came(outcome: Outcome): string | null {
  switch (outcome.name) {
    case "done":
      return null;
    case "free":
      return outcome.slots.length > 0
        ? words.came.free(outcome.slots.map(moment).join(", "))
        : words.came.nothing;
    case "notFree":
      return words.came.notFree(outcome.slots.map(moment).join(", "));
    case "failed":
      return words.came.failed(outcome.reason);
  }
}

/** What the agent would have done on the phone, and what would have come of it. */
export function DeedLine({ deed, outcome }: { deed: Deed; outcome: Outcome }) {
  const result = came(outcome);
  return (
    <div
      data-testid="rehearsal-deed"
      data-deed={deed.name}
      className="flex max-w-full animate-arrive items-start gap-2 rounded-lg border border-dashed border-line-strong px-3 py-1.5 text-sm text-ink-2"
    >
      <ClipboardList aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <p className="min-w-0">
        <Said>{done(deed)}</Said>
        {result && <span className="block text-ink-3">{result}</span>}
      </p>
    </div>
  );
}
