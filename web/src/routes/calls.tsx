import { PhoneCall } from "lucide-react";
import { useCallback } from "react";
import { useQuery } from "urql";
import { CallList } from "@/features/calls/call-list";
import { callStatuses } from "@/features/calls/call-status";
import { CallRowFields } from "@/features/calls/fragments";
import { TimeTravel, usePast } from "@/features/past/past";
import { PastBar, PastButton } from "@/features/past/time-bar";
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
    query Calls($first: Int!, $after: String, $filter: CallFilter, $asOf: DateTime) {
      calls(first: $first, after: $after, filter: $filter, asOf: $asOf) {
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

function Results() {
  const { get } = useFilter();
  const status = callStatuses.find((each) => each === get("status"));
  const search = get("q");
  const asOf = usePast();
  const [{ data, error }, again] = useQuery({
    query: CallsQuery,
    variables: {
      first: SIZE,
      after: get("after") || null,
      filter: { status: status ? [status] : null, search: search || null },
      asOf,
    },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={8} />;
  const { edges, totalCount, pageInfo } = data.calls;
  if (edges.length === 0)
    return status || search ? (
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

function Calls() {
  const { get, set } = useFilter();
  const search = useCallback((value: string) => set("q", value), [set]);
  return (
    <Page title={t.calls.log} actions={<PastButton />}>
      <PastBar />
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
      <Results />
    </Page>
  );
}

export const Component = () => (
  <TimeTravel>
    <Calls />
  </TimeTravel>
);
