import { type FragmentOf, graphql } from "@/gql/graphql";

export const UserFields = graphql(`
  fragment UserFields on User {
    id
    name
    email
    role
    status
    secondFactor
    seenAt
  }
`);
export type UserData = FragmentOf<typeof UserFields>;
export type Role = UserData["role"];

export const UsersQuery = graphql(
  `
    query Users($after: String) {
      users(first: 50, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...UserFields
          }
        }
      }
    }
  `,
  [UserFields],
);

export const InviteUser = graphql(
  `
    mutation InviteUser($input: InviteUserInput!) {
      inviteUser(input: $input) {
        user {
          ...UserFields
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [UserFields],
);

export const ChangeUserRole = graphql(
  `
    mutation ChangeUserRole($input: ChangeUserRoleInput!) {
      changeUserRole(input: $input) {
        user {
          ...UserFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [UserFields],
);

export const DeactivateUser = graphql(
  `
    mutation DeactivateUser($input: UserInput!) {
      deactivateUser(input: $input) {
        user {
          ...UserFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [UserFields],
);

export const RemoveUser = graphql(
  `
    mutation RemoveUser($input: UserInput!) {
      removeUser(input: $input) {
        user {
          ...UserFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [UserFields],
);

export const ReactivateUser = graphql(
  `
    mutation ReactivateUser($input: UserInput!) {
      reactivateUser(input: $input) {
        user {
          ...UserFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [UserFields],
);
