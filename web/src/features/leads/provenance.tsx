import { AudioLines } from "lucide-react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { offset, when } from "@/i18n/format";
import { Said } from "@/ui/text";
import type { ProvenanceData } from "./fragments";

/** Where a field's value came from: the words in the call and the way there, or the person who typed it. */
export function Provenance({ source }: { source: ProvenanceData }) {
  const { call, utterance, actor, changedAt, oldValue } = source;
  const at = source.startMs ?? utterance?.startMs;
  const was = oldValue ? <span>{t.leads.provenance.was(oldValue)}</span> : null;
  if (!call)
    return (
      <span className="flex flex-wrap gap-x-2 text-xs text-ink-3">
        {actor.kind === "USER"
          ? t.leads.provenance.by(actor.name ?? t.common.actor.USER)
          : t.leads.provenance.system}
        <time dateTime={changedAt}>{when(changedAt)}</time>
        {was}
      </span>
    );
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-xs text-ink-3">
      <Link
        to={`/calls/${call.callSid}${at == null ? "" : `?t=${at}`}`}
        title={t.leads.provenance.jump}
        data-testid="provenance-link"
        className="group inline-flex max-w-full items-center gap-1.5 rounded py-0.5 text-accent"
      >
        <AudioLines aria-hidden="true" className="size-3.5 shrink-0" />
        <span className="sr-only">{t.leads.provenance.fromCall}: </span>
        {utterance ? (
          <Said className="line-clamp-1 group-hover:underline">{`״${utterance.text}״`}</Said>
        ) : (
          <span className="group-hover:underline">{t.leads.provenance.fromCall}</span>
        )}
        {at != null && <bdi dir="ltr">{offset(at)}</bdi>}
      </Link>
      {was}
    </span>
  );
}
