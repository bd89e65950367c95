import { useSubscription } from "urql";
import { graphql } from "@/gql/graphql";
import { MeetingFields } from "./fragments";

const MeetingUpdated = graphql(
  `
    subscription MeetingUpdated {
      meetingUpdated {
        ...MeetingFields
      }
    }
  `,
  [MeetingFields],
);

/** What others, and the agent on the phone, book, move and call off, into the cache; kept by the shell. */
export function useMeetingFeed() {
  useSubscription({ query: MeetingUpdated });
}
