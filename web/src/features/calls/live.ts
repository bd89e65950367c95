import { useCallback } from "react";
import { useQuery, useSubscription } from "urql";
import { graphql } from "@/gql/graphql";
import { LiveCallFields } from "./fragments";

export const LiveCallsQuery = graphql(
  `
    query LiveCalls {
      calls(first: 50, filter: { live: true }) {
        totalCount
        edges {
          cursor
          node {
            ...LiveCallFields
          }
        }
      }
    }
  `,
  [LiveCallFields],
);

const CallUpdated = graphql(
  `
    subscription CallUpdated {
      callUpdated {
        ...LiveCallFields
      }
    }
  `,
  [LiveCallFields],
);

/** Calls going on. The cache keeps the list right: see `settleCallLists`. */
export function useLiveCalls() {
  const [result, again] = useQuery({ query: LiveCallsQuery });
  const retry = useCallback(() => again({ requestPolicy: "network-only" }), [again]);
  const calls = result.data?.calls.edges.map((edge) => edge.node) ?? [];
  return { ...result, calls, total: result.data?.calls.totalCount ?? 0, retry };
}

/** One subscription for the whole app, kept by the shell: it feeds every screen through the cache. */
export function useCallFeed() {
  useSubscription({ query: CallUpdated });
}
