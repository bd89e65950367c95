import { History } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { type FragmentOf, graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { when } from "@/i18n/format";
import { audit as words } from "@/i18n/he/platform";
import { Button } from "@/ui/button";
import { Segments } from "@/ui/segments";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { Said, Status } from "@/ui/text";
import { BusinessesQuery } from "./platform";

const AuditFields = graphql(`
  fragment AuditFields on AuditEntry {
    id
    at
    kind
    businessId
    name
    note
    actor {
      kind
      name
    }
  }
`);
type Entry = FragmentOf<typeof AuditFields>;

const AuditQuery = graphql(
  `
    query Audit($after: String, $kinds: [AuditKind!]) {
      audit(first: 50, after: $after, kinds: $kinds) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...AuditFields
          }
        }
      }
    }
  `,
  [AuditFields],
);

type Kind = Entry["kind"];
const groups: Record<keyof typeof words.groups, Kind[] | null> = {
  all: null,
  support: ["SUPPORT_ENTERED", "SUPPORT_LEFT"],
  signIns: ["SIGNED_IN", "SIGN_IN_REFUSED"],
  businesses: ["BUSINESS_OPENED", "BUSINESS_SUSPENDED", "BUSINESS_RESUMED"],
};
const choices = Object.entries(words.groups) as [keyof typeof groups, string][];
const tones: Partial<Record<Kind, "danger" | "warn">> = {
  SIGN_IN_REFUSED: "danger",
  BUSINESS_SUSPENDED: "danger",
  SUPPORT_ENTERED: "warn",
};

/** Who came in or tried to, what was done to businesses, and who was erased. */
export function AuditList() {
  const [group, setGroup] = useState<keyof typeof groups>("all");
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error }, again] = useQuery({
    query: AuditQuery,
    variables: { after, kinds: groups[group] },
    requestPolicy: "cache-and-network",
  });
  const [businesses] = useQuery({ query: BusinessesQuery, variables: { after: null } });
  const names = new Map(businesses.data?.businesses.edges.map(({ node }) => [node.id, node.name]));
  const choose = (next: keyof typeof groups) => {
    setGroup(next);
    setAfter(null);
  };
  return (
    <div className="space-y-4">
      <div className="-mx-4 overflow-x-auto px-4">
        <Segments label={words.group} value={group} options={choices} onChange={choose} />
      </div>
      {error && !data ? (
        <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.audit.edges.length === 0 ? (
        <Empty icon={History} title={words.emptyTitle} text={words.emptyText} />
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {data.audit.edges.map(({ node }) => (
            <AuditRow key={node.id} entry={node} business={names.get(node.businessId ?? "")} />
          ))}
        </ul>
      )}
      {data && (data.audit.pageInfo.hasNextPage || after) && (
        <div className="flex gap-2">
          {after && <Button onClick={() => setAfter(null)}>{t.common.firstPage}</Button>}
          {data.audit.pageInfo.hasNextPage && (
            <Button onClick={() => setAfter(data.audit.pageInfo.endCursor)}>{t.common.nextPage}</Button>
          )}
        </div>
      )}
    </div>
  );
}

function AuditRow({ entry: { kind, at, name, note, actor }, business }: { entry: Entry; business?: string }) {
  const address = kind === "SIGNED_IN" || kind === "SIGN_IN_REFUSED";
  const oneself = address || kind === "SUPPORT_LEFT";
  const person = oneself || kind === "PERSON_ERASED";
  return (
    <li data-testid="audit-row" data-kind={kind} className="flex items-start gap-3 py-2.5">
      <div className="min-w-0 grow">
        <Status tone={tones[kind] ?? "calm"}>{words.kinds[kind]}</Status>
        <p className="truncate text-sm">
          {person ? (
            <bdi dir="ltr">{name}</bdi>
          ) : (
            <Said className="font-semibold">{business ?? name ?? ""}</Said>
          )}
          {person && business && <span className="text-ink-3"> · {business}</span>}
          {!oneself && actor.name && <span className="text-ink-3"> · {words.by(actor.name)}</span>}
        </p>
        {note && (
          <p className="text-sm text-ink-2">
            {address ? <bdi dir="ltr">{note}</bdi> : <Said>{words.because(note)}</Said>}
          </p>
        )}
      </div>
      <time dateTime={at} className="shrink-0 text-sm text-ink-3">
        {when(at)}
      </time>
    </li>
  );
}
