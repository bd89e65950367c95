import { PhoneCall } from "lucide-react";
import { Link } from "react-router";
import { useQuery } from "urql";
import { CallList } from "@/features/calls/call-list";
import { CallRowFields } from "@/features/calls/fragments";
import { graphql } from "@/gql/graphql";
import { spokenBy as words } from "@/i18n/he/prompts";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import type { PromptData } from "./prompts";

const SpokenByQuery = graphql(
  `
    query SpokenBy($filter: CallFilter!) {
      calls(first: 10, filter: $filter) {
        totalCount
        edges {
          node {
            ...CallRowFields
          }
        }
      }
    }
  `,
  [CallRowFields],
);

/** The calls a version held, the newest first. */
export function SpokenBy({ prompt: { channel, version } }: { prompt: PromptData }) {
  const [{ data, error }, again] = useQuery({
    query: SpokenByQuery,
    variables: { filter: { promptVersion: { channel, version } } },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows rows={3} />;
  const { edges, totalCount } = data.calls;
  if (edges.length === 0) return <Empty icon={PhoneCall} title={words.emptyTitle} text={words.emptyText} />;
  return (
    <div data-testid="spoken-by">
      <div className="flex items-center justify-between gap-3 border-b border-line pb-2">
        <h2 className="font-bold">{words.total(totalCount)}</h2>
        <Link to={`/calls?prompt=${channel}.${version}`} className="text-sm text-accent hover:underline">
          {words.all}
        </Link>
      </div>
      <CallList calls={edges.map((edge) => edge.node)} />
    </div>
  );
}
