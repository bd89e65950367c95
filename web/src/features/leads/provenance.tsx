import { AudioLines, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { longDay, offset, time } from "@/i18n/format";
import { page } from "@/i18n/he/lead-page";
import { Preview } from "@/ui/preview";
import { Said } from "@/ui/text";
import { type FieldText, fieldText } from "./field-text";
import type { ProvenanceData } from "./fragments";

const words = page.provenance;

/** Where the words were said: in the call's page, at that second. Null: nobody said them. */
export function placeOf({ call, startMs, utterance }: ProvenanceData): string | null {
  if (!call) return null;
  const at = startMs ?? utterance?.startMs;
  return `/calls/${call.callSid}${at == null ? "" : `?t=${at / 1000}`}`;
}

/** What it was, struck out, and what it became. */
function Step({ source: { field, oldValue, value } }: { source: FieldText }) {
  return (
    <p className="mt-2 border-t border-line pt-2">
      {oldValue && (
        <>
          <s className="text-ink-3">
            <bdi>{fieldText(field, oldValue)}</bdi>
          </s>{" "}
          <span aria-hidden="true" className="text-ink-3">
            ←
          </span>
          <span className="sr-only">{words.became}</span>{" "}
        </>
      )}
      <bdi className="font-semibold">{value ? fieldText(field, value) : t.common.none}</bdi>
    </p>
  );
}

export function ProvenanceCard({ source }: { source: ProvenanceData }) {
  const { call, utterance, actor, changedAt, startMs } = source;
  const place = placeOf(source);
  const Icon = call ? AudioLines : UserRound;
  return (
    <div data-testid="provenance-card">
      <p className="flex items-center gap-2 font-semibold">
        <Icon aria-hidden="true" className="size-4 shrink-0 text-accent" />
        {call ? words.said : words.by(actor.name ?? t.common.actor[actor.kind])}
      </p>
      <time dateTime={changedAt} className="text-xs text-ink-3">
        {longDay(changedAt)}, {time(changedAt)}
      </time>
      {utterance && (
        <blockquote className="mt-2 border-s-2 border-accent ps-3 leading-relaxed">
          <Said>{utterance.text}</Said>
        </blockquote>
      )}
      <Step source={source} />
      {place && (
        <Link
          to={place}
          className="mt-2 inline-flex min-h-9 items-center gap-2 font-medium text-accent hover:underline"
        >
          {words.jump}
          {startMs != null && <bdi dir="ltr">{offset(startMs)}</bdi>}
        </Link>
      )}
    </div>
  );
}

type Props = { source: ProvenanceData; label: string; testId: string; children: ReactNode };

/** A field's value that tells where it came from: pointed at or focused it says so, followed it leads to the very second. */
export function Provenance({ source, label, testId, children }: Props) {
  const place = placeOf(source);
  const look =
    "inline max-w-full cursor-pointer text-start underline decoration-dotted decoration-ink-3/60 underline-offset-4 hover:decoration-accent";
  const name = words.label(label);
  const inside = (
    <>
      {children} <span className="sr-only">{name}</span>
    </>
  );
  const trigger = place ? (
    <Link to={place} data-testid={testId} className={look}>
      {inside}
    </Link>
  ) : (
    <button type="button" data-testid={testId} className={look}>
      {inside}
    </button>
  );
  return (
    <Preview trigger={trigger}>
      <ProvenanceCard source={source} />
    </Preview>
  );
}
