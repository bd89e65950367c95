import { useEffect } from "react";
import { useQuery } from "urql";
import { useMay } from "@/features/session/viewer";
import { type FragmentOf, graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { Section } from "@/ui/page";
import { CallActs } from "./call-acts";

export const GaugeFields = graphql(`
  fragment GaugeFields on CallGauges {
    floor
    hearing {
      mode
      queue
      dropped
    }
    speaking {
      mode
      queue
    }
    lineGaps
    interruptions
  }
`);
export type GaugeData = FragmentOf<typeof GaugeFields>;

const LiveCalls = graphql(
  `
    query HeldCalls {
      liveCalls {
        callSid
        gauges {
          ...GaugeFields
        }
      }
    }
  `,
  [GaugeFields],
);

/** The server measures once a second. */
const EVERY_MS = 2000;

/** How a live call is doing, as long as the server that answers holds it, and the way to end it. */
export function HeldCall({ callSid }: { callSid: string }) {
  const [{ data }, again] = useQuery({ query: LiveCalls, requestPolicy: "network-only" });
  const may = useMay("EDIT_LEADS");
  useEffect(() => {
    const timer = setInterval(() => again({ requestPolicy: "network-only" }), EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  const gauges = data?.liveCalls.find((held) => held.callSid === callSid)?.gauges;
  if (!gauges) return null;
  return (
    <Section title={t.calls.line} aside={may && <CallActs callSid={callSid} />}>
      <Gauges gauges={gauges} />
    </Section>
  );
}

export function Gauges({ gauges }: { gauges: GaugeData }) {
  const { hearing, speaking } = gauges;
  const rows = [
    [t.calls.floorTitle, t.calls.floor[gauges.floor]],
    [t.calls.hearing, `${t.calls.audioMode[hearing.mode]} · ${t.calls.waiting(hearing.queue)}`],
    [t.calls.speaking, `${t.calls.audioMode[speaking.mode]} · ${t.calls.waiting(speaking.queue)}`],
    [t.calls.dropped, String(hearing.dropped)],
    [t.calls.lineGaps, String(gauges.lineGaps)],
    [t.calls.interruptions, String(gauges.interruptions)],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm" data-testid="call-gauges">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-2">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
