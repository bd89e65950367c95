import { PhoneIncoming, PhoneMissed, PhoneOutgoing } from "lucide-react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { cx } from "@/ui/cx";
import { Said } from "@/ui/text";
import { CallStatusLabel } from "./call-status";
import { Caller } from "./caller";
import { CallClock } from "./clock";
import type { CallRowData } from "./fragments";

const missed = ["BUSY", "FAILED", "NO_ANSWER", "CANCELED"];

export function CallIcon({ call }: { call: CallRowData }) {
  const lost = missed.includes(call.status);
  const Icon = lost ? PhoneMissed : call.direction === "INBOUND" ? PhoneIncoming : PhoneOutgoing;
  return (
    <span
      className={cx(
        "grid size-9 shrink-0 place-items-center rounded-full",
        lost ? "bg-warn-wash text-warn" : "bg-sunken text-ink-2",
      )}
    >
      <Icon aria-hidden="true" className="size-4" />
      <span className="sr-only">{t.calls.directions[call.direction]}</span>
    </span>
  );
}

function CallRow({ call }: { call: CallRowData }) {
  return (
    <li data-testid="call-row" data-call-sid={call.callSid}>
      <Link
        to={`/calls/${call.callSid}`}
        className="-mx-2 flex items-center gap-3 rounded-lg px-2 py-3 hover:bg-sunken/60"
      >
        <CallIcon call={call} />
        <div className="min-w-0 grow">
          <p className="truncate font-semibold">
            <Caller call={call} />
          </p>
          {call.summary ? (
            <p className="truncate text-sm text-ink-2">
              <Said>{call.summary}</Said>
            </p>
          ) : (
            <CallStatusLabel status={call.status} />
          )}
        </div>
        {call.summary && (
          <span className="max-md:hidden">
            <CallStatusLabel status={call.status} />
          </span>
        )}
        <div className="shrink-0 text-end text-sm text-ink-2 md:w-28">
          <time dateTime={call.startedAt}>{when(call.startedAt)}</time>
          <p className="text-xs text-ink-3">
            <CallClock startedAt={call.startedAt} endedAt={call.endedAt} seconds={call.durationSeconds} />
          </p>
        </div>
      </Link>
    </li>
  );
}

export const CallList = ({ calls }: { calls: readonly CallRowData[] }) => (
  <ul className="divide-y divide-line">
    {calls.map((call) => (
      <CallRow key={call.callSid} call={call} />
    ))}
  </ul>
);
