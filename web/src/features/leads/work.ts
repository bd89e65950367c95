import { graphql } from "@/gql/graphql";
import { LeadRowFields } from "./fragments";

export const LeadsQuery = graphql(
  `
    query Leads($first: Int!, $after: String, $filter: LeadFilter, $order: LeadOrder, $asOf: DateTime) {
      leads(first: $first, after: $after, filter: $filter, order: $order, asOf: $asOf) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...LeadRowFields
          }
        }
      }
    }
  `,
  [LeadRowFields],
);

export const LeadChoices = graphql(`
  query LeadChoices {
    leadTags {
      name
      count
    }
    leadAssignees {
      id
      name
    }
  }
`);

export const ChangeLeads = graphql(
  `
    mutation ChangeLeads($input: ChangeLeadsInput!) {
      changeLeads(input: $input) {
        operation
        leads {
          ...LeadRowFields
          customFields {
            key
            value
          }
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [LeadRowFields],
);

export const CreateLead = graphql(
  `
    mutation CreateLead($input: CreateLeadInput!) {
      createLead(input: $input) {
        operation
        lead {
          ...LeadRowFields
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [LeadRowFields],
);

export const MergeLeads = graphql(
  `
    mutation MergeLeads($input: MergeLeadsInput!) {
      mergeLeads(input: $input) {
        operation
        lead {
          ...LeadRowFields
          merged {
            id
            phone
          }
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [LeadRowFields],
);

export const SplitLead = graphql(
  `
    mutation SplitLead($input: SplitLeadInput!) {
      splitLead(input: $input) {
        lead {
          ...LeadRowFields
          merged {
            id
            phone
          }
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [LeadRowFields],
);

export const UndoOperation = graphql(`
  mutation UndoOperation($input: UndoLeadOperationInput!) {
    undoLeadOperation(input: $input) {
      changed
      pending
      kept {
        leadId
        fields
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

export const SaveLeadViews = graphql(`
  mutation SaveLeadViews($input: SaveLeadViewsInput!) {
    saveLeadViews(input: $input) {
      business {
        id
        leadViews {
          name
          query
        }
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);
