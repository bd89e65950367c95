import { type FragmentOf, graphql } from "@/gql/graphql";

export const BusinessRowFields = graphql(`
  fragment BusinessRowFields on Business {
    id
    name
    numbers
    suspended
    openedAt
  }
`);
export type BusinessData = FragmentOf<typeof BusinessRowFields>;

export const BusinessesQuery = graphql(
  `
    query Businesses($after: String) {
      businesses(first: 50, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...BusinessRowFields
          }
        }
      }
    }
  `,
  [BusinessRowFields],
);

export const CreateBusiness = graphql(`
  mutation CreateBusiness($input: CreateBusinessInput!) {
    createBusiness(input: $input) {
      businessId
      userErrors {
        field
        message
      }
    }
  }
`);

export const AssignNumber = graphql(`
  mutation AssignNumber($input: AssignNumberInput!) {
    assignNumber(input: $input) {
      businessId
      userErrors {
        field
        message
      }
    }
  }
`);

export const SuspendBusiness = graphql(`
  mutation SuspendBusiness($input: BusinessReasonInput!) {
    suspendBusiness(input: $input) {
      businessId
      userErrors {
        field
        message
      }
    }
  }
`);

export const ResumeBusiness = graphql(`
  mutation ResumeBusiness($input: BusinessInput!) {
    resumeBusiness(input: $input) {
      businessId
      userErrors {
        message
      }
    }
  }
`);

export const EnterBusiness = graphql(`
  mutation EnterBusiness($input: BusinessReasonInput!) {
    enterBusiness(input: $input) {
      businessId
      userErrors {
        field
        message
      }
    }
  }
`);
