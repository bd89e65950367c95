import type { ReactNode } from "react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { Card } from "@/ui/page";
import { CallStatusLabel } from "./call-status";
import { Caller, CallerNumber } from "./caller";
import { CallClock } from "./clock";
import type { LiveCallData } from "./fragments";
import { Transcript } from "./transcript";

/** A call that is going on: who, for how long, what is being said, and what can be done. */
export function LiveCallCard({ call, acts }: { call: LiveCallData; acts?: ReactNode }) {
  const live = !call.endedAt;
  return (
    <article data-testid="live-call" data-call-sid={call.callSid}>
      <Card className="overflow-hidden">
        <header className="flex items-start justify-between gap-3 border-b border-line px-4 pt-3.5 pb-3">
          <div className="min-w-0">
            <h3 className="truncate text-lg leading-tight font-bold">
              <Link to={`/calls/${call.callSid}`} className="hover:text-accent">
                <Caller call={call} />
              </Link>
            </h3>
            <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-ink-2">
              <CallStatusLabel status={call.status} />
              <CallerNumber call={call} />
            </p>
          </div>
          <span className="text-2xl leading-none font-light text-accent">
            <CallClock startedAt={call.startedAt} endedAt={call.endedAt} seconds={call.durationSeconds} />
          </span>
        </header>
        <Transcript transcript={call.transcript} live={live} boxed />
        <footer className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 text-sm">
          <Link to={`/calls/${call.callSid}`} className="font-medium text-accent hover:underline">
            {t.calls.openCall}
          </Link>
          {live && acts}
        </footer>
      </Card>
    </article>
  );
}
