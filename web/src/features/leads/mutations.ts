import { graphql } from "@/gql/graphql";
import { LeadDetailFields, ProvenanceFields } from "./fragments";

export const UpdateLead = graphql(
  `
    mutation UpdateLead($input: UpdateLeadInput!) {
      updateLead(input: $input) {
        lead {
          id
          name
          updatedAt
          details {
            ...LeadDetailFields
          }
          provenance {
            ...ProvenanceFields
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
  [LeadDetailFields, ProvenanceFields],
);

export const SetLeadStatus = graphql(`
  mutation SetLeadStatus($input: SetLeadStatusInput!) {
    setLeadStatus(input: $input) {
      operation
      lead {
        id
        status
        updatedAt
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

export const AddLeadNote = graphql(`
  mutation AddLeadNote($input: AddLeadNoteInput!) {
    addLeadNote(input: $input) {
      lead {
        id
        updatedAt
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);
