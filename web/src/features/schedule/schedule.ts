import { type FragmentOf, graphql } from "@/gql/graphql";

const HoursFields = graphql(`
  fragment HoursFields on DayHours {
    weekday
    open {
      from
      to
    }
  }
`);
export type HoursData = FragmentOf<typeof HoursFields>;

const ScheduleFields = graphql(
  `
    fragment ScheduleFields on Schedule {
      userId
      bufferMinutes
      hours {
        ...HoursFields
      }
    }
  `,
  [HoursFields],
);
export type ScheduleData = FragmentOf<typeof ScheduleFields>;

const BusinessHoursFields = graphql(
  `
    fragment BusinessHoursFields on Business {
      id
      bufferMinutes
      workedHolidays
      hours {
        ...HoursFields
      }
    }
  `,
  [HoursFields],
);
export type BusinessHoursData = FragmentOf<typeof BusinessHoursFields>;
export type Holiday = BusinessHoursData["workedHolidays"][number];

export const ScheduleQuery = graphql(
  `
    query Schedule($userId: ID) {
      schedule(userId: $userId) {
        ...ScheduleFields
      }
      viewer {
        business {
          ...BusinessHoursFields
        }
      }
    }
  `,
  [ScheduleFields, BusinessHoursFields],
);

export const UpdateSchedule = graphql(
  `
    mutation UpdateSchedule($input: UpdateScheduleInput!) {
      updateSchedule(input: $input) {
        schedule {
          ...ScheduleFields
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  [ScheduleFields],
);

export const UpdateBusinessHours = graphql(
  `
    mutation UpdateBusinessHours($input: UpdateBusinessSettingsInput!) {
      updateBusinessSettings(input: $input) {
        business {
          ...BusinessHoursFields
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  [BusinessHoursFields],
);
