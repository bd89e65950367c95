import { PhoneCall, X } from "lucide-react";
import { useCallback } from "react";
import { useQuery } from "urql";
import { CallList } from "@/features/calls/call-list";
import { callStatuses } from "@/features/calls/call-status";
import { CallRowFields } from "@/features/calls/fragments";
import type { Channel } from "@/features/prompts/prompts";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { Page } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { useFilter } from "@/ui/use-filter";

const SIZE = 25;
const CallsQuery = graphql(
  `
    query Calls($first: Int!, $after: String, $filter: CallFilter) {
      calls(first: $first, after: $after, filter: $filter) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...CallRowFields
          }
        }
      }
    }
  `,
  [CallRowFields],
);

const options = [
  ["", t.common.all] as const,
  ...callStatuses.map((key) => [key, t.calls.status[key]] as const),
];

/** `CALLS.3`: the calls that version 3 of the channel's prompt held. */
function promptOf(text: string): { channel: Channel; version: number } | null {
  const [, channel, version] = /^(CALLS|WHATSAPP)\.(\d+)$/.exec(text) ?? [];
  return channel ? { channel: channel as Channel, version: Number(version) } : null;
}

function Results() {
  const { get } = useFilter();
  const status = callStatuses.find((each) => each === get("status"));
  const search = get("q");
  const prompt = promptOf(get("prompt"));
  const [{ data, error }, again] = useQuery({
    query: CallsQuery,
    variables: {
      first: SIZE,
      after: get("after") || null,
      filter: { status: status ? [status] : null, search: search || null, promptVersion: prompt },
    },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={8} />;
  const { edges, totalCount, pageInfo } = data.calls;
  if (edges.length === 0)
    return status || search || prompt ? (
      <Empty icon={PhoneCall} title={t.calls.noMatchTitle} text={t.calls.noMatchText} />
    ) : (
      <Empty icon={PhoneCall} title={t.calls.emptyTitle} text={t.calls.emptyText} />
    );
  return (
    <>
      <CallList calls={edges.map((edge) => edge.node)} />
      <Pager total={totalCount} shown={edges.length} size={SIZE} page={pageInfo} />
    </>
  );
}

export function Component() {
  const { get, set } = useFilter();
  const prompt = promptOf(get("prompt"));
  const search = useCallback((value: string) => set("q", value), [set]);
  return (
    <Page title={t.calls.log}>
      <div className="mb-3 flex gap-2 md:max-w-xl">
        <SearchField value={get("q")} placeholder={t.calls.searchPlaceholder} onChange={search} />
        <Select
          label={t.calls.filterStatus}
          value={get("status")}
          options={options}
          onChange={(value) => set("status", value)}
          className="w-32 shrink-0"
        />
      </div>
      {prompt && (
        <div className="mb-3 flex">
          <button
            type="button"
            onClick={() => set("prompt", "")}
            className="inline-flex min-h-9 items-center gap-2 rounded-full bg-accent-wash px-3 text-sm text-accent"
          >
            {t.calls.promptVersionN(prompt.version)}
            <X aria-hidden="true" className="size-4" />
            <span className="sr-only">{t.calls.clearPrompt}</span>
          </button>
        </div>
      )}
      <Results />
    </Page>
  );
}
