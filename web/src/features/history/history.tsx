import { ChevronDown } from "lucide-react";
import { useQuery } from "urql";
import { type FragmentOf, graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { time, when } from "@/i18n/format";
import { history } from "@/i18n/he/history";
import { Problem, SkeletonRows } from "@/ui/states";
import { Code, Said } from "@/ui/text";

export const HistoryEntryFields = graphql(`
  fragment HistoryEntryFields on HistoryEntry {
    id
    at
    eventType
    command
    actor {
      kind
      name
    }
    changes {
      field
      oldValue
      newValue
    }
    payload
  }
`);
type Entry = FragmentOf<typeof HistoryEntryFields>;

const HistoryQuery = graphql(
  `
    query History($entity: EntityType!, $id: ID!) {
      history(entity: $entity, id: $id, first: 100) {
        totalCount
        edges {
          cursor
          node {
            ...HistoryEntryFields
          }
        }
      }
    }
  `,
  [HistoryEntryFields],
);

function pretty(payload: string) {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

/** A name of the log's in Hebrew; one we have no word for is shown as it is. */
function Named({ code, name, className }: { code: string; name: string | undefined; className?: string }) {
  return name ? (
    <span title={code} className={className}>
      {name}
    </span>
  ) : (
    <Code className={className}>{code}</Code>
  );
}

export function HistoryRow({ entry }: { entry: Entry }) {
  return (
    <li className="relative border-s border-line ps-4 pb-4 last:pb-0">
      <span aria-hidden="true" className="absolute -start-[4.5px] top-2 size-2 rounded-full bg-line-strong" />
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <Named code={entry.eventType} name={history.event(entry.eventType)} className="font-medium" />
        <span className="text-ink-2">{entry.actor.name ?? t.common.actor[entry.actor.kind]}</span>
        <time dateTime={entry.at} title={time(entry.at)} className="text-xs text-ink-3">
          {when(entry.at)}
        </time>
      </p>
      <p className="text-xs text-ink-3">
        {t.calls.historyCause} <Named code={entry.command} name={history.command(entry.command)} />
      </p>
      {entry.changes.map((change) => (
        <p key={change.field} className="mt-0.5 text-sm">
          <Named code={change.field} name={history.field(change.field)} className="text-ink-2" />{" "}
          {change.oldValue && (
            <>
              <s className="text-ink-3">
                <Said>{change.oldValue}</Said>
              </s>{" "}
            </>
          )}
          <Said>{change.newValue ?? t.common.none}</Said>
        </p>
      ))}
      <details className="group mt-1 text-xs text-ink-3">
        <summary className="inline-flex cursor-pointer items-center gap-1 py-1 hover:text-accent">
          <ChevronDown aria-hidden="true" className="size-3.5 transition-transform group-open:rotate-180" />
          {t.calls.historyPayload}
        </summary>
        <pre dir="ltr" className="mt-1 max-h-72 overflow-auto rounded-lg bg-sunken p-3 font-mono text-ink-2">
          {pretty(entry.payload)}
        </pre>
      </details>
    </li>
  );
}

type Props = { entity: "CALL" | "LEAD" | "MEETING" | "PROMPT" | "BUSINESS"; id: string };

/** Every event behind an entity, in order, each with its cause. */
export function History({ entity, id }: Props) {
  const [{ data, error }, again] = useQuery({
    query: HistoryQuery,
    variables: { entity, id },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={3} />;
  if (data.history.edges.length === 0) return <p className="text-sm text-ink-3">{t.calls.historyEmpty}</p>;
  return (
    <ol className="pt-2">
      {data.history.edges.map(({ node }) => (
        <HistoryRow key={node.id} entry={node} />
      ))}
    </ol>
  );
}
