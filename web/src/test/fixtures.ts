import type { CallPageData, UtteranceData } from "@/features/calls/fragments";
import type { LeadPageData } from "@/features/leads/fragments";
import type { MeetingData } from "@/features/meetings/fragments";
import type { StatisticsData } from "@/features/statistics/statistics-query";
import type { TimelineItemData } from "@/features/timeline/fragments";

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const said = (speaker: UtteranceData["speaker"], startMs: number, text: string): UtteranceData => ({
  speaker,
  text,
  startMs,
  endMs: startMs + 2500,
  interrupted: false,
  promptVersion: speaker === "AGENT" ? 3 : null,
  latency:
    speaker === "AGENT" && startMs > 0
      ? { finalMs: 180, firstTokenMs: 420, firstAudioMs: 690, firstFrameMs: 710 }
      : null,
});
const transcript = [
  said("AGENT", 0, "שלום, הגעתם לנדל״ן הכרמל, מדברת לאה. במה אפשר לעזור?"),
  said("CALLER", 4200, "היי, אני מחפש דירה לקנייה בחיפה"),
  said("AGENT", 7600, "בשמחה. כמה חדרים, ומה התקציב?"),
  said("CALLER", 10900, "ארבעה חדרים, עד שני מיליון וארבע מאות"),
];
const person = { id: "l1", name: "אלכסנדר־יהונתן בן־אברהם הכהן", phone: "+972525550123" };

export const meeting: MeetingData = {
  id: "m1",
  subject: "סיור בדירה ברחוב מוריה 14",
  start: new Date(now + 5 * 3_600_000).toISOString(),
  end: new Date(now + 5.75 * 3_600_000).toISOString(),
  status: "BOOKED",
  lead: person,
  call: { callSid: "CA1" },
  agent: { id: "u1", name: "דנה כהן" },
};
export const call: CallPageData = {
  callSid: "CA1",
  direction: "INBOUND",
  fromNumber: person.phone,
  toNumber: "+97235550100",
  status: "COMPLETED",
  startedAt: ago(90),
  endedAt: ago(88),
  durationSeconds: 132,
  endReason: "CALLER_HUNG_UP",
  summary: "מחפש דירת 4 חדרים לקנייה בחיפה, עד 2.4 מיליון ₪. נקבע סיור.",
  lead: person,
  transcript,
  meetings: [meeting],
  promptVersion: { channel: "CALLS", version: 2 },
  recording: {
    recordingSid: "RE1",
    status: "COMPLETED",
    durationSeconds: 24,
    url: "/calls/CA1/recording",
    waveform: {
      stepMs: 40,
      caller: Array.from({ length: 600 }, (_, n) => (n > 100 && n < 170 ? (n * 53) % 200 : n % 7)),
      agent: Array.from({ length: 600 }, (_, n) => (n < 90 || (n > 190 && n < 260) ? (n * 37) % 220 : 0)),
    },
  },
};
export const liveCall: CallPageData = {
  ...call,
  callSid: "CA2",
  status: "IN_PROGRESS",
  startedAt: ago(1),
  endedAt: null,
  durationSeconds: null,
  endReason: null,
  summary: null,
  lead: null,
  meetings: [],
  recording: null,
};
export const lead: LeadPageData = {
  ...person,
  status: "NEW",
  createdAt: ago(90),
  updatedAt: ago(80),
  tags: ["משקיע"],
  assignee: { id: "u1", name: "דנה כהן" },
  customFields: [{ key: "floor", value: "3" }],
  merged: [{ id: "l9", phone: "+972525550199" }],
  details: {
    intent: "BUY",
    city: "חיפה",
    neighborhood: null,
    propertyKind: "APARTMENT",
    rooms: 4,
    budget: 2_400_000,
    email: null,
  },
  provenance: [
    {
      field: "CITY",
      value: "חיפה",
      oldValue: null,
      changedAt: ago(89),
      actor: { kind: "AGENT", name: null },
      startMs: 4200,
      call: { callSid: "CA1" },
      utterance: { speaker: "CALLER", text: "היי, אני מחפש דירה לקנייה בחיפה", startMs: 4200, endMs: 6700 },
    },
    {
      field: "BUDGET",
      value: "2400000",
      oldValue: "2100000",
      changedAt: ago(40),
      actor: { kind: "USER", name: "דנה כהן" },
      startMs: null,
      call: null,
      utterance: null,
    },
  ],
  meetings: [meeting],
};

const dana = { kind: "USER", name: "דנה כהן" } as const;
export const timeline: TimelineItemData[] = [
  {
    __typename: "ReminderItem",
    id: "11",
    at: ago(20),
    eventType: "CameDue",
    actor: { kind: "SYSTEM", name: null },
    changes: [],
    reminder: { id: "r1", text: "לשלוח את החוזה לפני הפגישה" },
  },
  {
    __typename: "ReminderItem",
    id: "10",
    at: ago(45),
    eventType: "Snoozed",
    actor: dana,
    changes: [{ field: "due", oldValue: ago(45), newValue: ago(20) }],
    reminder: { id: "r1", text: "לשלוח את החוזה לפני הפגישה" },
  },
  { __typename: "NoteItem", id: "9", at: ago(60), text: "מעדיף קומה גבוהה\nלא קומת קרקע", actor: dana },
  {
    __typename: "ChangeItem",
    id: "8",
    at: ago(70),
    eventType: "StatusChanged",
    actor: { kind: "SYSTEM", name: null },
    changes: [{ field: "status", oldValue: "NEW", newValue: "MEETING_SET" }],
  },
  {
    __typename: "MeetingItem",
    id: "7",
    at: ago(88),
    eventType: "Rescheduled",
    actor: { kind: "AGENT", name: null },
    changes: [{ field: "start", oldValue: ago(-200), newValue: meeting.start }],
    meeting,
  },
  { __typename: "CallItem", id: "CA1", at: ago(90), call },
  {
    __typename: "ChangeItem",
    id: "6",
    at: ago(60 * 24 * 500),
    eventType: "DetailsChanged",
    actor: dana,
    changes: [{ field: "budget", oldValue: null, newValue: "2400000" }],
  },
];
/** Calls of a week by the hour, busiest before noon. */
const ofDay = [0, 0, 0, 0, 0, 0, 1, 3, 9, 14, 17, 15, 12, 8, 7, 9, 11, 10, 6, 4, 2, 1, 0, 0];
const total = ofDay.reduce((sum, calls) => sum + calls, 0);
export const statistics: StatisticsData = {
  calls: total,
  missed: ofDay.reduce((sum, calls) => sum + Math.floor(calls / 6), 0),
  withLead: 87,
  withMeeting: 31,
  hours: ofDay.map((calls, hour) => ({ hour, calls, missed: Math.floor(calls / 6) })),
  answers: {
    count: 812,
    medianMs: 750,
    ninthDecileMs: 1450,
    stretches: [0, 400, 800, 1200, 1600, 2000, 3000].map((fromMs, index, all) => ({
      fromMs,
      toMs: all[index + 1] ?? null,
      count: [96, 388, 214, 71, 26, 12, 5][index] ?? 0,
    })),
  },
};
