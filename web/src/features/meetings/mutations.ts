import { graphql } from "@/gql/graphql";
import { MeetingFields } from "./fragments";

export const AvailabilityQuery = graphql(`
  query Availability($from: DateTime!, $to: DateTime!, $durationMinutes: Int!, $agentId: ID) {
    availability(from: $from, to: $to, durationMinutes: $durationMinutes, agentId: $agentId) {
      start
      end
    }
  }
`);

export const BookMeeting = graphql(
  `
    mutation BookMeeting($input: BookMeetingInput!) {
      bookMeeting(input: $input) {
        meeting {
          ...MeetingFields
        }
        free {
          start
          end
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [MeetingFields],
);

export const RescheduleMeeting = graphql(
  `
    mutation RescheduleMeeting($input: RescheduleMeetingInput!) {
      rescheduleMeeting(input: $input) {
        meeting {
          ...MeetingFields
        }
        free {
          start
          end
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [MeetingFields],
);

export const CancelMeeting = graphql(
  `
    mutation CancelMeeting($input: CancelMeetingInput!) {
      cancelMeeting(input: $input) {
        meeting {
          ...MeetingFields
        }
        userErrors {
          field
          message
          code
        }
      }
    }
  `,
  [MeetingFields],
);
