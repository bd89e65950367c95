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

const LeadsGone = graphql(`
  subscription LeadsGone {
    leadsGone {
      ids
      others
    }
  }
`);

/** Changes of leads by others, and leads that are shown no more, into the cache; kept by the shell. */
export function useLeadFeed() {
  useSubscription({ query: LeadUpdated });
  useSubscription({ query: LeadsGone });
}
