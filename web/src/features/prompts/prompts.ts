import { type FragmentOf, graphql } from "@/gql/graphql";

export const PromptFields = graphql(`
  fragment PromptFields on PromptVersion {
    channel
    version
    text
    active
    publishedAt
    publishedBy {
      kind
      name
    }
  }
`);
export type PromptData = FragmentOf<typeof PromptFields>;
export type Channel = PromptData["channel"];

export const PromptVersionsQuery = graphql(
  `
    query PromptVersions($channel: Channel!) {
      promptVersions(channel: $channel) {
        ...PromptFields
      }
    }
  `,
  [PromptFields],
);

export const PublishPromptVersion = graphql(
  `
    mutation PublishPromptVersion($input: PublishPromptVersionInput!) {
      publishPromptVersion(input: $input) {
        promptVersion {
          ...PromptFields
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [PromptFields],
);

export const ActivatePromptVersion = graphql(
  `
    mutation ActivatePromptVersion($input: ActivatePromptVersionInput!) {
      activatePromptVersion(input: $input) {
        promptVersion {
          ...PromptFields
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [PromptFields],
);
