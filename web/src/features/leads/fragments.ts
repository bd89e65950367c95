import { MeetingFields } from "@/features/meetings/fragments";
import { type FragmentOf, graphql } from "@/gql/graphql";

export const LeadDetailFields = graphql(`
  fragment LeadDetailFields on LeadDetails {
    intent
    city
    neighborhood
    propertyKind
    rooms
    budget
    email
  }
`);

export const LeadRowFields = graphql(
  `
    fragment LeadRowFields on Lead {
      id
      phone
      name
      status
      updatedAt
      tags
      assignee {
        id
        name
      }
      details {
        ...LeadDetailFields
      }
    }
  `,
  [LeadDetailFields],
);
export type LeadRowData = FragmentOf<typeof LeadRowFields>;

export const ProvenanceFields = graphql(`
  fragment ProvenanceFields on FieldProvenance {
    field
    value
    oldValue
    changedAt
    actor {
      kind
      name
    }
    startMs
    call {
      callSid
    }
    utterance {
      speaker
      text
      startMs
      endMs
    }
  }
`);
export type ProvenanceData = FragmentOf<typeof ProvenanceFields>;

export const LeadPageFields = graphql(
  `
    fragment LeadPageFields on Lead {
      ...LeadRowFields
      createdAt
      customFields {
        key
        value
      }
      merged {
        id
        phone
      }
      provenance {
        ...ProvenanceFields
      }
      meetings {
        ...MeetingFields
      }
    }
  `,
  [LeadRowFields, ProvenanceFields, MeetingFields],
);
export type LeadPageData = FragmentOf<typeof LeadPageFields>;
