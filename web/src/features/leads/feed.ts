import { useSubscription } from "urql";
import { graphql } from "@/gql/graphql";
import { LeadRowFields } from "./fragments";

const LeadUpdated = graphql(
  `
    subscription LeadUpdated {
      leadUpdated {
        ...LeadRowFields
      }
    }
  `,
  [LeadRowFields],
);

/** Changes of leads by others, into the cache; kept by the shell. */
export function useLeadFeed() {
  useSubscription({ query: LeadUpdated });
}
