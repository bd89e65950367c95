import { dayKey } from "../src/i18n/format";
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

const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
  weekday,
  open: weekday === 6 ? [] : [{ from: "09:00", to: weekday === 5 ? "13:00" : "18:00" }],
}));
const hour = (day: number, hours: number) => new Date(day + hours * 3_600_000).toISOString();

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
      openedAt: "2026-09-01T09:00:00+03:00",
      agentName: "לאה",
      meetingMinutes: 45,
      bufferMinutes: 15,
      workedHolidays: [],
      hours: week,
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
  lead: () => ({
    ...lead,
    timeline: () => page(timeline),
    memory: {
      tokens: 212,
      mostTokens: 3000,
      items: [
        { at: "2026-11-10T09:00:00+02:00", kind: "SUMMARY", text: "חיפש דירת 4 חדרים בחיפה.", call },
        { at: "2026-11-18T09:00:00+02:00", kind: "NOTE", text: "מעדיף קומה גבוהה", call: null },
        { at: call.startedAt, kind: "WORDS", text: "הפונה: היי\nהנציגה: שלום, במה אפשר לעזור?", call },
      ],
    },
  }),
  push: {
    publicKey: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
    devices: [
      { sessionId: "s2", current: false, agent: "Chrome Android", since: "2026-11-20T09:00:00+02:00" },
    ],
  },
  leadTags: [{ name: "משקיע", count: 1 }],
  leadAssignees: [{ id: "u1", name: "דנה כהן", email: "demo@agentlocator.local", role: "OWNER" }],
  meetings: () => [meeting],
  availability: ({ from }: { from: string }) =>
    [7, 8, 9, 12, 13].map((hour) => ({
      start: new Date(Date.parse(from) + hour * 3_600_000).toISOString(),
      end: new Date(Date.parse(from) + (hour + 0.75) * 3_600_000).toISOString(),
    })),
  suggestedSlots: [],
  calendarDays: ({ from, to }: { from: string; to: string }) => {
    const days = [];
    for (let day = Date.parse(from); day < Date.parse(to); day += 86_400_000)
      days.push({
        date: dayKey(new Date(day + 12 * 3_600_000)),
        open: [{ start: hour(day, 9), end: hour(day, 18) }],
        holiday: null,
      });
    return days;
  },
  schedule: ({ userId }: { userId?: string }) => ({
    userId: userId ?? "u1",
    hours: null,
    bufferMinutes: null,
  }),
  calendarFeed: {
    url: "https://crm.example.com/calendar/u1.c2VjcmV0.ics",
    issuedAt: new Date().toISOString(),
  },
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
