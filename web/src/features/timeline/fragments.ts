import { CallRowFields } from "@/features/calls/fragments";
import { type FragmentOf, graphql } from "@/gql/graphql";

const ChangeFields = graphql(`
  fragment ChangeFields on FieldChange {
    field
    oldValue
    newValue
  }
`);
export type ChangeData = FragmentOf<typeof ChangeFields>;

/** One thing that happened. A kind that comes later is asked for here and shown in `item.tsx`. */
export const TimelineItemFields = graphql(
  `
    fragment TimelineItemFields on TimelineEntry {
      __typename
      ... on CallItem {
        id
        at
        call {
          ...CallRowFields
        }
      }
      ... on MeetingItem {
        id
        at
        eventType
        actor {
          kind
          name
        }
        changes {
          ...ChangeFields
        }
        meeting {
          id
          subject
          start
        }
      }
      ... on ReminderItem {
        id
        at
        eventType
        actor {
          kind
          name
        }
        changes {
          ...ChangeFields
        }
        reminder {
          id
          text
        }
      }
      ... on NoteItem {
        id
        at
        text
        actor {
          kind
          name
        }
      }
      ... on ChangeItem {
        id
        at
        eventType
        actor {
          kind
          name
        }
        changes {
          ...ChangeFields
        }
      }
    }
  `,
  [CallRowFields, ChangeFields],
);
export type TimelineItemData = FragmentOf<typeof TimelineItemFields>;
export type ItemOf<Name extends TimelineItemData["__typename"]> = Extract<
  TimelineItemData,
  { __typename: Name }
>;

export const TimelineQuery = graphql(
  `
    query Timeline($id: ID!, $after: String, $kinds: [TimelineKind!], $asOf: DateTime) {
      lead(id: $id, asOf: $asOf) {
        id
        timeline(first: 30, after: $after, kinds: $kinds) {
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            cursor
            node {
              ...TimelineItemFields
            }
          }
        }
      }
    }
  `,
  [TimelineItemFields],
);
