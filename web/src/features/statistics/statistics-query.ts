import { type FragmentOf, graphql } from "@/gql/graphql";

export const StatisticsFields = graphql(`
  fragment StatisticsFields on Statistics {
    calls
    missed
    withLead
    withMeeting
    hours {
      hour
      calls
      missed
    }
    answers {
      count
      medianMs
      ninthDecileMs
      stretches {
        fromMs
        toMs
        count
      }
    }
  }
`);
export type StatisticsData = FragmentOf<typeof StatisticsFields>;

export const StatisticsQuery = graphql(
  `
    query Statistics($from: DateTime!, $to: DateTime!) {
      statistics(from: $from, to: $to) {
        ...StatisticsFields
      }
    }
  `,
  [StatisticsFields],
);
