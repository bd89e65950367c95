import { type FragmentOf, graphql } from "@/gql/graphql";

export const ProjectionFields = graphql(`
  fragment ProjectionFields on ProjectionStatus {
    name
    position
    lag
    state
    generation
    rebuild {
      done
      total
      eventsPerSecond
      secondsLeft
    }
    error
  }
`);
export type ProjectionData = FragmentOf<typeof ProjectionFields>;

export const ProjectionsQuery = graphql(
  `
    query Projections {
      projections {
        ...ProjectionFields
      }
    }
  `,
  [ProjectionFields],
);

export const RebuildProjection = graphql(
  `
    mutation RebuildProjection($input: RebuildProjectionInput!) {
      rebuildProjection(input: $input) {
        projection {
          ...ProjectionFields
        }
        userErrors {
          message
          code
        }
      }
    }
  `,
  [ProjectionFields],
);
