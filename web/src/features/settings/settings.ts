import { type FragmentOf, graphql } from "@/gql/graphql";

export const SettingsFields = graphql(`
  fragment SettingsFields on Business {
    id
    name
    agentName
    voice
    greeting
    numbers
    meetingMinutes
    recordingDays
    transferNumber
    agentsSee
    leadStages {
      status
      name
      color
      archived
    }
    leadFields {
      key
      name
      kind
      options
    }
  }
`);
export type SettingsData = FragmentOf<typeof SettingsFields>;

export const SettingsQuery = graphql(
  `
    query Settings {
      viewer {
        business {
          ...SettingsFields
        }
      }
    }
  `,
  [SettingsFields],
);

export const UpdateBusinessSettings = graphql(
  `
    mutation UpdateBusinessSettings($input: UpdateBusinessSettingsInput!) {
      updateBusinessSettings(input: $input) {
        business {
          ...SettingsFields
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  [SettingsFields],
);
