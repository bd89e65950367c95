import { type FragmentOf, graphql } from "@/gql/graphql";

export const MeetingFields = graphql(`
  fragment MeetingFields on Meeting {
    id
    subject
    start
    end
    status
    lead {
      id
      name
      phone
    }
    call {
      callSid
    }
    agent {
      id
      name
    }
  }
`);
export type MeetingData = FragmentOf<typeof MeetingFields>;
