import { Copy } from "lucide-react";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { feed as words } from "@/i18n/he/calendar";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Problem, Skeleton } from "@/ui/states";
import { toast } from "@/ui/toast";

const FeedQuery = graphql(`
  query CalendarFeed {
    calendarFeed {
      url
      issuedAt
    }
  }
`);
const IssueFeed = graphql(`
  mutation IssueCalendarFeed($input: IssueCalendarFeedInput!) {
    issueCalendarFeed(input: $input) {
      feed {
        url
        issuedAt
      }
      userErrors {
        message
      }
    }
  }
`);
const RevokeFeed = graphql(`
  mutation RevokeCalendarFeed($input: RevokeCalendarFeedInput!) {
    revokeCalendarFeed(input: $input) {
      feed {
        issuedAt
      }
      userErrors {
        message
      }
    }
  }
`);

async function copy(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    toast(words.copied);
  } catch {
    toast(words.notCopied, "failed");
  }
}

function Address({ url }: { url: string }) {
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 grow">
        <TextField
          label={words.address}
          readOnly
          dir="ltr"
          value={url}
          testId="feed-address"
          className="truncate font-mono text-sm"
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <Button kind="primary" onClick={() => copy(url)} data-testid="feed-copy">
        <Copy aria-hidden="true" className="size-4" />
        {words.copy}
      </Button>
    </div>
  );
}

type SureProps = { asked: "again" | "revoke" | null; onClose: () => void; onYes: () => void };

/** Either way an address that is in use stops working. */
function Sure({ asked, onClose, onYes }: SureProps) {
  const revoking = asked === "revoke";
  return (
    <Dialog
      open={asked !== null}
      onOpenChange={onClose}
      title={revoking ? words.revokeTitle : words.againTitle}
      description={revoking ? words.revokeText : words.againText}
    >
      <Button kind="danger" className="w-full" onClick={onYes} data-testid="feed-sure">
        {revoking ? words.revoke : words.again}
      </Button>
    </Dialog>
  );
}

/** The address under which a phone's own calendar reads one's meetings. */
export function CalendarFeed() {
  const [{ data, error }, ask] = useQuery({ query: FeedQuery });
  const [issuing, issue] = useMutation(IssueFeed);
  const [revoking, revoke] = useMutation(RevokeFeed);
  const [asked, setAsked] = useState<"again" | "revoke" | null>(null);
  if (error && !data) return <Problem error={error} retry={() => ask({ requestPolicy: "network-only" })} />;
  if (!data) return <Skeleton className="mt-3 h-10 w-full max-w-lg" />;
  const { calendarFeed: feed } = data;
  const busy = issuing.fetching || revoking.fetching;

  async function make() {
    setAsked(null);
    const { data, error } = await issue({ input: {} });
    const refused = error ? t.common.serverError : data?.issueCalendarFeed.userErrors[0]?.message;
    if (refused) toast(refused, "failed");
  }
  async function stop() {
    setAsked(null);
    const { data, error } = await revoke({ input: {} });
    const refused = error ? t.common.serverError : data?.revokeCalendarFeed.userErrors[0]?.message;
    toast(refused ?? words.revoked, refused ? "failed" : "done");
  }

  return (
    <div className="max-w-lg space-y-3 pt-2" data-testid="calendar-feed">
      <p className="text-sm text-ink-2">{words.text}</p>
      {feed ? (
        <>
          {feed.url ? <Address url={feed.url} /> : <p className="text-sm text-warn">{words.lost}</p>}
          <p className="text-xs text-ink-3">{words.since(when(feed.issuedAt))}</p>
          <div className="flex gap-2">
            <Button size="sm" disabled={busy} onClick={() => setAsked("again")} data-testid="feed-again">
              {words.again}
            </Button>
            <Button size="sm" disabled={busy} onClick={() => setAsked("revoke")} data-testid="feed-revoke">
              {words.revoke}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p>{words.none}</p>
          <Button kind="primary" disabled={busy} onClick={make} data-testid="feed-issue">
            {words.issue}
          </Button>
        </>
      )}
      <Sure asked={asked} onClose={() => setAsked(null)} onYes={asked === "revoke" ? stop : make} />
    </div>
  );
}
