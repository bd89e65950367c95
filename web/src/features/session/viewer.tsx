import { createContext, use } from "react";
import { type FragmentOf, graphql } from "@/gql/graphql";

export const ViewerFields = graphql(`
  fragment ViewerFields on Viewer {
    role
    permissions
    support
    user {
      id
      name
      email
      secondFactor
    }
    business {
      id
      name
      agentName
      meetingMinutes
      leadStages {
        status
        name
        color
        archived
      }
      leadFields {
        key
        name
        kind
        options
      }
      leadViews {
        name
        query
      }
    }
  }
`);
export type ViewerData = FragmentOf<typeof ViewerFields>;

export const ViewerContext = createContext<ViewerData | null>(null);

/** Who is looking. Only screens inside the shell may ask. */
export function useViewer(): ViewerData {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error("useViewer outside the shell");
  return viewer;
}

export type Permission = ViewerData["permissions"][number];

/** What the screen offers, by the server's one table; the server decides again. */
export const useMay = (permission: Permission) => useViewer().permissions.includes(permission);
