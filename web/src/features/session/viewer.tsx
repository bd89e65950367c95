import { createContext, use } from "react";
import { type FragmentOf, graphql } from "@/gql/graphql";

export const ViewerFields = graphql(`
  fragment ViewerFields on Viewer {
    role
    user {
      id
      name
      email
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

type Action = "edit" | "publish" | "operate";
const allowed: Record<Action, ViewerData["role"][]> = {
  edit: ["PLATFORM_ADMIN", "OWNER", "MANAGER", "AGENT"],
  publish: ["PLATFORM_ADMIN", "OWNER", "MANAGER"],
  operate: ["PLATFORM_ADMIN", "OWNER", "MANAGER"],
};

/** What the screen offers; the server decides again. */
export const useMay = (action: Action) => allowed[action].includes(useViewer().role);
