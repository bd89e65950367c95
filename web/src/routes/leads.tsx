import { UsersRound } from "lucide-react";
import { useCallback } from "react";
import { useQuery } from "urql";
import { LeadRowFields } from "@/features/leads/fragments";
import { LeadList } from "@/features/leads/lead-list";
import { leadStatuses, leadStatusName } from "@/features/leads/lead-status";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { Page } from "@/ui/page";
import { Pager } from "@/ui/pager";
import { SearchField } from "@/ui/search-field";
import { Select } from "@/ui/select";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { useFilter } from "@/ui/use-filter";

const SIZE = 25;
const LeadsQuery = graphql(
  `
    query Leads($first: Int!, $after: String, $filter: LeadFilter) {
      leads(first: $first, after: $after, filter: $filter) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...LeadRowFields
          }
        }
      }
    }
  `,
  [LeadRowFields],
);

const options = [
  ["", t.common.all] as const,
  ...leadStatuses.map((key) => [key, leadStatusName(key)] as const),
];

function Results() {
  const { get } = useFilter();
  const [status, search] = [get("status"), get("q")];
  const [{ data, error }, again] = useQuery({
    query: LeadsQuery,
    variables: {
      first: SIZE,
      after: get("after") || null,
      filter: { status: status ? [status] : null, search: search || null },
    },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={8} />;
  const { edges, totalCount, pageInfo } = data.leads;
  if (edges.length === 0)
    return status || search ? (
      <Empty icon={UsersRound} title={t.leads.noMatchTitle} text={t.leads.noMatchText} />
    ) : (
      <Empty icon={UsersRound} title={t.leads.emptyTitle} text={t.leads.emptyText} />
    );
  return (
    <>
      <LeadList leads={edges.map((edge) => edge.node)} />
      <Pager total={totalCount} shown={edges.length} size={SIZE} page={pageInfo} />
    </>
  );
}

export function Component() {
  const { get, set } = useFilter();
  const search = useCallback((value: string) => set("q", value), [set]);
  return (
    <Page title={t.leads.title}>
      <div className="mb-4 flex gap-2 md:max-w-xl">
        <SearchField value={get("q")} placeholder={t.leads.searchPlaceholder} onChange={search} />
        <Select
          label={t.leads.filterStatus}
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
