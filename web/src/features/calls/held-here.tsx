import { useEffect } from "react";
import { useQuery } from "urql";
import { useMay } from "@/features/session/viewer";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { Status } from "@/ui/text";
import { CallActs } from "./call-acts";

const BoardCalls = graphql(`
  query BoardCalls {
    liveCalls {
      callSid
      gauges {
        floor
      }
    }
  }
`);

/** The server measures once a second. */
const EVERY_MS = 2000;

/** Who has the word in a call of the board, and what can be done to it, as long as the server that answers holds it. */
export function HeldHere({ callSid }: { callSid: string }) {
  const [{ data }, again] = useQuery({ query: BoardCalls, requestPolicy: "cache-and-network" });
  const may = useMay("EDIT_LEADS");
  useEffect(() => {
    const timer = setInterval(() => again({ requestPolicy: "network-only" }), EVERY_MS);
    return () => clearInterval(timer);
  }, [again]);
  const floor = data?.liveCalls.find((held) => held.callSid === callSid)?.gauges?.floor;
  if (!floor) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Status tone={floor === "NOBODY" ? "calm" : "live"} testId="call-floor">
        {t.calls.floor[floor]}
      </Status>
      {may && <CallActs callSid={callSid} />}
    </div>
  );
}
