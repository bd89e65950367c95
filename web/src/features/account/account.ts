import { graphql } from "@/gql/graphql";

const SessionFields = graphql(`
  fragment SessionFields on Session {
    id
    openedAt
    seenAt
    address
    agent
    current
  }
`);

export const SessionsQuery = graphql(
  `
    query Sessions {
      sessions {
        ...SessionFields
      }
    }
  `,
  [SessionFields],
);

export const RevokeSession = graphql(`
  mutation RevokeSession($input: RevokeSessionInput!) {
    revokeSession(input: $input) {
      sessionId
      userErrors {
        message
      }
    }
  }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      user {
        id
      }
      userErrors {
        field
        message
      }
    }
  }
`);

const AccountFields = graphql(`
  fragment AccountFields on AccountPayload {
    codesUri
    user {
      id
      secondFactor
    }
    userErrors {
      field
      message
    }
  }
`);

export const BeginSecondFactor = graphql(
  `
    mutation BeginSecondFactor($input: BeginSecondFactorInput!) {
      beginSecondFactor(input: $input) {
        ...AccountFields
      }
    }
  `,
  [AccountFields],
);

export const EnableSecondFactor = graphql(
  `
    mutation EnableSecondFactor($input: EnableSecondFactorInput!) {
      enableSecondFactor(input: $input) {
        ...AccountFields
      }
    }
  `,
  [AccountFields],
);

export const DisableSecondFactor = graphql(
  `
    mutation DisableSecondFactor($input: DisableSecondFactorInput!) {
      disableSecondFactor(input: $input) {
        ...AccountFields
      }
    }
  `,
  [AccountFields],
);
