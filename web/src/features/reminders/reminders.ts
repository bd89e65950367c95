import { type FragmentOf, graphql } from "@/gql/graphql";

export const ReminderFields = graphql(`
  fragment ReminderFields on Reminder {
    id
    text
    due
    repeat
    status
    unseen
    doneAt
    assignee {
      id
      name
    }
    lead {
      id
      name
      phone
    }
  }
`);
export type ReminderData = FragmentOf<typeof ReminderFields>;
export type Repeat = ReminderData["repeat"];

export const RemindersQuery = graphql(
  `
    query Reminders($first: Int!, $after: String, $filter: ReminderFilter, $order: ReminderOrder) {
      reminders(first: $first, after: $after, filter: $filter, order: $order) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          cursor
          node {
            ...ReminderFields
          }
        }
      }
    }
  `,
  [ReminderFields],
);

export const CreateReminder = graphql(
  `
    mutation CreateReminder($input: CreateReminderInput!) {
      createReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const EditReminder = graphql(
  `
    mutation EditReminder($input: EditReminderInput!) {
      editReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const SnoozeReminder = graphql(
  `
    mutation SnoozeReminder($input: SnoozeReminderInput!) {
      snoozeReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const CompleteReminder = graphql(
  `
    mutation CompleteReminder($input: CompleteReminderInput!) {
      completeReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const ReopenReminder = graphql(
  `
    mutation ReopenReminder($input: ReminderInput!) {
      reopenReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const DeleteReminder = graphql(
  `
    mutation DeleteReminder($input: ReminderInput!) {
      deleteReminder(input: $input) {
        reminder {
          ...ReminderFields
        }
        userErrors {
          message
        }
      }
    }
  `,
  [ReminderFields],
);

export const MarkRemindersSeen = graphql(`
  mutation MarkRemindersSeen($input: MarkRemindersSeenInput!) {
    markRemindersSeen(input: $input) {
      reminders {
        id
        unseen
      }
      userErrors {
        message
      }
    }
  }
`);
