import type { ReactNode } from "react";
import { Client, fetchExchange, Provider } from "urql";
import { ViewerContext, type ViewerData } from "@/features/session/viewer";

export const owner: ViewerData = {
  role: "OWNER",
  permissions: ["SEE", "OWN_ACCOUNT", "EDIT_LEADS", "EDIT_MEETINGS"],
  support: false,
  user: { id: "u1", name: "דנה כהן", email: "dana@example.com", secondFactor: false },
  business: {
    id: "b1",
    name: "נדל״ן הכרמל",
    agentName: "לאה",
    meetingMinutes: 60,
    leadStages: [
      { status: "NEW", name: "חדש", color: "AMBER", archived: false },
      { status: "MEETING_SET", name: "נקבעה פגישה", color: "PURPLE", archived: false },
    ],
    leadFields: [],
    leadViews: [],
  },
};

/** A server that says what it is told to, by the name of the operation; to anything else it says nothing, ever. */
const server = (answers: Record<string, unknown>) =>
  new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [fetchExchange],
    fetch: (_, init) => {
      const data = answers[JSON.parse(String(init?.body)).operationName];
      return data
        ? Promise.resolve(Response.json({ data }, { headers: { "content-type": "application/json" } }))
        : new Promise(() => undefined);
    },
  });

/** A part of a screen on its own, looked at by an owner. */
export const staged = (part: ReactNode, answers: Record<string, unknown> = {}) => (
  <Provider value={server(answers)}>
    <ViewerContext value={owner}>{part}</ViewerContext>
  </Provider>
);
