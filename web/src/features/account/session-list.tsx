import { useMutation, useQuery } from "urql";
import { when } from "@/i18n/format";
import { account } from "@/i18n/he/people";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Problem, SkeletonRows } from "@/ui/states";
import { toast } from "@/ui/toast";
import { RevokeSession, SessionsQuery } from "./account";

/** The browser and system a user agent names, in the order people look for them. */
export function device(agent: string): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari/.exec(agent)?.[0];
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0];
  const named = [browser?.replace("Edg", "Edge").replace("OPR", "Opera"), system].filter(Boolean);
  return named.join(" · ") || agent || account.unknownAgent;
}

export function SessionList() {
  const [{ data, error }, again] = useQuery({ query: SessionsQuery, requestPolicy: "cache-and-network" });
  const [{ fetching }, revoke] = useMutation(RevokeSession);
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;

  async function end(id: string) {
    const result = await revoke({ input: { id } });
    const refused = result.error ? unsaved(result.error) : result.data?.revokeSession.userErrors[0]?.message;
    toast(refused ?? account.revoked, refused ? "failed" : undefined);
    again({ requestPolicy: "network-only" });
  }

  return (
    <ul className="divide-y divide-line">
      {data.sessions.map((session) => (
        <li key={session.id} className="flex items-center gap-3 py-3" data-testid="session-row">
          <div className="min-w-0 grow">
            <p className="font-medium">
              <bdi dir="ltr">{device(session.agent)}</bdi>
              {session.current && <span className="ms-2 text-sm text-accent">{account.here}</span>}
            </p>
            <p className="text-sm text-ink-3">
              <bdi dir="ltr">{session.address}</bdi>{" "}
              {account.since(when(session.openedAt), when(session.seenAt))}
            </p>
          </div>
          {!session.current && (
            <Button size="sm" disabled={fetching} onClick={() => end(session.id)}>
              {account.revoke}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
