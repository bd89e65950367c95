import { CalendarCheck, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { t } from "@/i18n";
import { date, dayKey, longDay, time } from "@/i18n/format";
import { Card, Section } from "@/ui/page";
import { Code, Phone, Said } from "@/ui/text";
import { CallClock } from "./clock";
import type { CallPageData } from "./fragments";

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex justify-between gap-4 py-1.5">
    <dt className="shrink-0 text-ink-2">{name}</dt>
    <dd className="min-w-0 text-end">{children}</dd>
  </div>
);

export function CallFacts({ call }: { call: CallPageData }) {
  const { callSid, startedAt, endedAt, durationSeconds, endReason, promptVersion } = call;
  return (
    <Section title={t.calls.facts}>
      <dl className="text-sm">
        <Fact name={t.calls.startedAt}>
          {date(startedAt)}, {time(startedAt)}
        </Fact>
        <Fact name={t.calls.duration}>
          <CallClock startedAt={startedAt} endedAt={endedAt} seconds={durationSeconds} />
        </Fact>
        <Fact name={t.calls.direction}>{t.calls.directions[call.direction]}</Fact>
        <Fact name={t.calls.toNumber}>
          <Phone number={call.toNumber} />
        </Fact>
        {endReason && <Fact name={t.calls.endReason}>{t.calls.endReasons[endReason]}</Fact>}
        {promptVersion && (
          <Fact name={t.calls.promptVersion}>
            <Link
              className="text-accent hover:underline"
              to={`/prompts?channel=${promptVersion.channel}&version=${promptVersion.version}`}
            >
              {t.calls.promptVersionN(promptVersion.version)}
            </Link>
          </Fact>
        )}
        <Fact name={t.calls.callSid}>
          <Code className="text-ink-2">{callSid}</Code>
        </Fact>
      </dl>
    </Section>
  );
}

const outcome = "flex items-center gap-3 px-4 py-3 hover:bg-sunken/60 first:rounded-t-2xl last:rounded-b-2xl";

/** What came out of the call: the lead and the meetings. */
export function CallOutcome({ call }: { call: CallPageData }) {
  const meetings = call.meetings.filter((meeting) => meeting.status === "BOOKED");
  if (!call.lead && meetings.length === 0) return null;
  return (
    <Card className="mb-6 divide-y divide-line">
      {call.lead && (
        <Link to={`/leads/${call.lead.id}`} className={outcome} data-testid="call-lead">
          <UserRound aria-hidden="true" className="size-5 shrink-0 text-accent" />
          <span className="min-w-0">
            <span className="block text-xs text-ink-3">{t.calls.lead}</span>
            <span className="block truncate font-semibold">
              <Said>{call.lead.name ?? t.leads.unnamed}</Said>
            </span>
          </span>
        </Link>
      )}
      {meetings.map((meeting) => (
        <Link
          key={meeting.id}
          to={`/meetings?day=${dayKey(meeting.start)}`}
          className={outcome}
          data-testid="call-meeting"
        >
          <CalendarCheck aria-hidden="true" className="size-5 shrink-0 text-accent" />
          <span className="min-w-0">
            <span className="block text-xs text-ink-3">{t.calls.meeting}</span>
            <span className="block font-semibold">
              {longDay(meeting.start)}, {time(meeting.start)}
            </span>
            <span className="block truncate text-sm text-ink-2">
              <Said>{meeting.subject}</Said>
            </span>
          </span>
        </Link>
      ))}
    </Card>
  );
}
