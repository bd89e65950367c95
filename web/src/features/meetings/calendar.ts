import { type FragmentOf, graphql } from "@/gql/graphql";
import { MeetingFields } from "./fragments";

const DayFields = graphql(`
  fragment DayFields on CalendarDay {
    date
    open {
      start
      end
    }
    holiday {
      name
      eve
    }
  }
`);
export type DayData = FragmentOf<typeof DayFields>;

export const CalendarQuery = graphql(
  `
    query Calendar($from: DateTime!, $to: DateTime!, $agentId: ID) {
      meetings(from: $from, to: $to) {
        ...MeetingFields
      }
      calendarDays(from: $from, to: $to, agentId: $agentId) {
        ...DayFields
      }
    }
  `,
  [MeetingFields, DayFields],
);

export const ColleaguesQuery = graphql(`
  query Colleagues {
    leadAssignees {
      id
      name
    }
  }
`);
