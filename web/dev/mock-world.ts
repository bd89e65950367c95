import { call, lead, liveCall, meeting, statistics, timeline } from "../src/test/fixtures";

const page = <T>(nodes: T[]) => ({
  totalCount: nodes.length,
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  edges: nodes.map((node, index) => ({ cursor: String(index), node })),
});
const prompt = (version: number) => ({
  channel: "CALLS",
  version,
  text: "את לאה, המזכירה של המשרד. פתחי בברכה, שאלי מה מחפשים, באיזו עיר, כמה חדרים ומה התקציב.",
  active: version === 2,
  publishedAt: "2026-11-18T09:00:00+02:00",
  publishedBy: { kind: "USER", name: "דנה כהן" },
});
const projection = (name: string, lag = 0) => ({
  name,
  position: "18442",
  lag,
  state: "RUNNING",
  generation: 1,
  version: 1,
});

const person = (id: string, name: string, role: string, status = "ACTIVE") => ({
  id,
  name,
  email: `${id}@agentlocator.local`,
  role,
  status,
  secondFactor: id === "u1",
  seenAt: "2026-11-20T16:00:00+02:00",
});
const session = (id: string, agent: string) => ({
  id,
  agent,
  address: "192.0.2.7",
  openedAt: "2026-11-18T09:00:00+02:00",
  seenAt: "2026-11-20T16:00:00+02:00",
  current: id === "s1",
});
const stage = (status: string, name: string, color: string) => ({ status, name, color });
const leadStages = [
  stage("NEW", "חדש", "AMBER"),
  stage("IN_PROGRESS", "בטיפול", "BLUE"),
  stage("MEETING_SET", "נקבעה פגישה", "PURPLE"),
  stage("OFFER", "הצעה", "TEAL"),
  stage("CLOSED", "נסגר", "GREEN"),
  stage("IRRELEVANT", "לא רלוונטי", "GRAY"),
];

/** The root value of the mock schema. */
export const root = {
  statistics,
  viewer: {
    role: "OWNER",
    permissions: [
      "SEE",
      "OWN_ACCOUNT",
      "EDIT_LEADS",
      "EDIT_MEETINGS",
      "EDIT_PROMPTS",
      "EDIT_SETTINGS",
      "MANAGE_USERS",
      "OPERATE",
    ],
    support: false,
    sessionId: "s1",
    user: person("u1", "דנה כהן", "OWNER"),
    business: {
      id: "b1",
      name: "נדל״ן הכרמל",
      agentName: "לאה",
      meetingMinutes: 45,
      leadStages,
      leadFields: [],
      leadViews: [],
    },
  },
  calls: ({ filter }: { filter?: { live?: boolean } }) =>
    page(filter?.live === true ? [liveCall] : filter?.live === false ? [call] : [liveCall, call]),
  call: ({ callSid }: { callSid: string }) =>
    [call, liveCall].find((each) => each.callSid === callSid) ?? null,
  leads: () => page([lead]),
  lead: () => ({ ...lead, timeline: () => page(timeline) }),
  leadTags: [{ name: "משקיע", count: 1 }],
  leadAssignees: [{ id: "u1", name: "דנה כהן", email: "demo@agentlocator.local", role: "OWNER" }],
  meetings: () => [meeting],
  availability: ({ from }: { from: string }) =>
    [7, 8, 9, 12, 13].map((hour) => ({
      start: new Date(Date.parse(from) + hour * 3_600_000).toISOString(),
      end: new Date(Date.parse(from) + (hour + 0.75) * 3_600_000).toISOString(),
    })),
  promptVersions: () => [prompt(1), prompt(2), prompt(3)],
  history: () => page([]),
  users: () =>
    page([
      person("u3", "נועה לוי", "AGENT", "INVITED"),
      person("u2", "אבי מזרחי", "MANAGER"),
      person("u1", "דנה כהן", "OWNER"),
    ]),
  sessions: () => [
    session("s1", "Mozilla/5.0 (X11; Linux) Firefox/140"),
    session("s2", "Mozilla/5.0 (iPhone) Safari"),
  ],
  projections: [projection("calls"), projection("leads", 12), projection("meetings")],
};
