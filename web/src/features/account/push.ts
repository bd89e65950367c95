import { type FragmentOf, graphql } from "@/gql/graphql";

const PushFields = graphql(`
  fragment PushFields on Push {
    publicKey
    devices {
      sessionId
      current
      agent
      since
    }
  }
`);
export type PushData = FragmentOf<typeof PushFields>;

export const PushQuery = graphql(
  `
    query Push {
      push {
        ...PushFields
      }
    }
  `,
  [PushFields],
);

export const AllowPush = graphql(
  `
    mutation AllowPush($input: AllowPushInput!) {
      allowPush(input: $input) {
        push {
          ...PushFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [PushFields],
);

export const StopPush = graphql(
  `
    mutation StopPush($input: StopPushInput!) {
      stopPush(input: $input) {
        push {
          ...PushFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [PushFields],
);
