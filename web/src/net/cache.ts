import { type Cache, cacheExchange, type Variables } from "@urql/exchange-graphcache";

type LeadInput = { input: Record<string, unknown> & { id: string } };
const embedded = () => null;
const leadKey = (id: string) => ({ __typename: "Lead", id });

/** Call lists whose membership a changed call contradicts are asked for again; rows update by their key alone. A list with
 * more calls than it shows is not contradicted by one it does not show: of such a call its beginning and its end are news. */
function settleCallLists(cache: Cache, known: Set<string>, callSid: string) {
  const live = !cache.resolve({ __typename: "Call", callSid }, "endedAt");
  const key = cache.keyOfEntity({ __typename: "Call", callSid });
  const lists = cache.inspectFields("Query").filter((field) => field.fieldName === "calls");
  const stale = lists.some(({ fieldKey, arguments: args }) => {
    if (!(args as Variables & { filter?: { live?: boolean } })?.filter?.live) return false;
    const list = cache.resolve("Query", fieldKey) as string;
    const edges = (cache.resolve(list, "edges") ?? []) as string[];
    const listed = edges.some((edge) => cache.resolve(edge, "node") === key);
    if (!listed && edges.length < Number(cache.resolve(list, "totalCount")))
      return !live || !known.has(callSid);
    return listed !== live;
  });
  if (live) known.add(callSid);
  else known.delete(callSid);
  if (stale) for (const { fieldKey } of lists) cache.invalidate("Query", fieldKey);
}

function invalidateAll(cache: Cache, ...names: string[]) {
  for (const { fieldName, fieldKey } of cache.inspectFields("Query"))
    if (names.includes(fieldName)) cache.invalidate("Query", fieldKey);
}

/** A lead's page is asked for again: where its values came from, and its other meetings, are in nobody's news. */
function leadAgain(cache: Cache, id: string) {
  for (const { fieldName, fieldKey, arguments: args } of cache.inspectFields("Query"))
    if (fieldName === "lead" && args?.id === id) cache.invalidate("Query", fieldKey);
}

/** Not for what is only hoped for: lists asked for before the server has changed anything come back old, and swallow the real news. */
const leadsChanged = (_result: unknown, _args: unknown, cache: Cache, info: { optimistic?: boolean }) => {
  if (!info.optimistic) invalidateAll(cache, "leads", "leadTags", "lead", "history");
};

const remindersChanged = (_result: unknown, _args: unknown, cache: Cache) =>
  invalidateAll(cache, "reminders");

const detailFields = ["intent", "city", "neighborhood", "propertyKind", "rooms", "budget", "email"] as const;

/** `PROPERTY_KIND` as the details spell it, `propertyKind`. */
const camel = (field: string) =>
  field.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

export const cache = (liveCalls = new Set<string>()) =>
  cacheExchange({
    keys: {
      Call: (call) => call.callSid as string,
      Recording: (recording) => recording.recordingSid as string,
      ProjectionStatus: (projection) => projection.name as string,
      PromptVersion: (prompt) =>
        prompt.channel && prompt.version ? `${prompt.channel}:${prompt.version}` : null,
      Viewer: embedded,
      Statistics: embedded,
      HourOfDay: embedded,
      Answers: embedded,
      WaitStretch: embedded,
      DayHours: embedded,
      OpenHours: embedded,
      Utterance: embedded,
      TurnLatency: embedded,
      Waveform: embedded,
      LeadMemory: embedded,
      MemoryItem: embedded,
      LeadDetails: embedded,
      LeadsGone: embedded,
      Note: embedded,
      FieldProvenance: embedded,
      Actor: embedded,
      TimeSlot: embedded,
      CalendarDay: embedded,
      HolidayDate: embedded,
      CalendarFeed: embedded,
      // One's own: whoever tells of it tells of the same.
      Push: () => "own",
      PushDevice: embedded,
      Schedule: (schedule) => schedule.userId as string,
      FieldChange: embedded,
      RebuildProgress: embedded,
      PageInfo: embedded,
      CallConnection: embedded,
      CallEdge: embedded,
      LeadStage: embedded,
      CustomField: embedded,
      CustomFieldValue: embedded,
      LeadView: embedded,
      LeadTag: embedded,
      MergedLead: embedded,
      UndoKept: embedded,
      LeadConnection: embedded,
      LeadEdge: embedded,
      AuditConnection: embedded,
      AuditEdge: embedded,
      BusinessConnection: embedded,
      BusinessEdge: embedded,
      UserConnection: embedded,
      UserEdge: embedded,
      HistoryConnection: embedded,
      HistoryEdge: embedded,
      ReminderConnection: embedded,
      ReminderEdge: embedded,
      TimelineConnection: embedded,
      TimelineEdge: embedded,
    },
    optimistic: {
      rescheduleMeeting: (args, cache) => {
        const { id, start } = (args as { input: { id: string; start: string } }).input;
        const meeting = { __typename: "Meeting", id };
        const at = (field: string) => Date.parse(cache.resolve(meeting, field) as string);
        const end = new Date(Date.parse(start) + at("end") - at("start")).toISOString();
        return {
          __typename: "MeetingPayload",
          meeting: { ...meeting, start, end },
          free: [],
          userErrors: [],
        };
      },
      setLeadStatus: (args) => {
        const { input } = args as LeadInput;
        return {
          __typename: "LeadPayload",
          lead: { ...leadKey(input.id), status: input.status as string },
          operation: null,
          userErrors: [],
        };
      },
      updateLead: (args, cache) => {
        const { id, clear, ...given } = (args as LeadInput).input;
        const patch = {
          ...given,
          ...Object.fromEntries(((clear ?? []) as string[]).map((f) => [camel(f), null])),
        };
        const old = cache.resolve(leadKey(id), "details") as string;
        const pick = (field: string) =>
          field in patch ? (patch as Record<string, unknown>)[field] : cache.resolve(old, field);
        const details = Object.fromEntries(detailFields.map((field) => [field, pick(field)]));
        const name = "name" in patch ? patch.name : cache.resolve(leadKey(id), "name");
        return {
          __typename: "LeadPayload",
          lead: { ...leadKey(id), name: name as string, details: { __typename: "LeadDetails", ...details } },
          userErrors: [],
        };
      },
    },
    updates: {
      Subscription: {
        callUpdated: (result, _args, cache) =>
          settleCallLists(cache, liveCalls, (result.callUpdated as { callSid: string }).callSid),
        leadUpdated: (result, _args, cache) => {
          invalidateAll(cache, "leads");
          leadAgain(cache, (result.leadUpdated as { id: string }).id);
        },
        leadsGone: (result, _args, cache) => {
          const { ids, others } = result.leadsGone as { ids: string[]; others: boolean };
          for (const id of ids) cache.invalidate(leadKey(id));
          invalidateAll(cache, "leads", "leadTags");
          // Also the first word after a page was opened: what happened before one listened is asked for.
          if (others) invalidateAll(cache, "meetings", "availability", "lead");
        },
        meetingUpdated: (result, _args, cache) => {
          invalidateAll(cache, "meetings", "availability");
          const { lead } = result.meetingUpdated as { lead: { id: string } | null };
          if (lead) leadAgain(cache, lead.id);
        },
        reminderUpdated: remindersChanged,
        reminderDue: remindersChanged,
      },
      Mutation: {
        createReminder: remindersChanged,
        editReminder: remindersChanged,
        snoozeReminder: remindersChanged,
        completeReminder: remindersChanged,
        reopenReminder: remindersChanged,
        deleteReminder: remindersChanged,
        markRemindersSeen: remindersChanged,
        bookMeeting: (_result, _args, cache) => invalidateAll(cache, "meetings", "availability", "lead"),
        rescheduleMeeting: (_result, _args, cache, info) => {
          if (!info.optimistic) invalidateAll(cache, "meetings", "availability");
        },
        updateSchedule: (_result, _args, cache) => invalidateAll(cache, "calendarDays", "availability"),
        updateBusinessSettings: (_result, _args, cache) =>
          invalidateAll(cache, "calendarDays", "availability"),
        issueCalendarFeed: (_result, _args, cache) => invalidateAll(cache, "calendarFeed"),
        revokeCalendarFeed: (_result, _args, cache) => invalidateAll(cache, "calendarFeed"),
        cancelMeeting: (_result, _args, cache) => invalidateAll(cache, "meetings", "availability"),
        publishPromptVersion: (_result, _args, cache) => invalidateAll(cache, "promptVersions"),
        activatePromptVersion: (_result, _args, cache) => invalidateAll(cache, "promptVersions"),
        createBusiness: (_result, _args, cache) => invalidateAll(cache, "businesses"),
        assignNumber: (_result, _args, cache) => invalidateAll(cache, "businesses"),
        suspendBusiness: (_result, _args, cache) => invalidateAll(cache, "businesses"),
        resumeBusiness: (_result, _args, cache) => invalidateAll(cache, "businesses"),
        inviteUser: (_result, _args, cache) => invalidateAll(cache, "users"),
        deactivateUser: (_result, _args, cache) => invalidateAll(cache, "users"),
        removeUser: (_result, _args, cache) => invalidateAll(cache, "users"),
        revokeSession: (_result, _args, cache) => invalidateAll(cache, "sessions", "push"),
        changePassword: (_result, _args, cache) => invalidateAll(cache, "sessions", "push"),
        setLeadStatus: leadsChanged,
        changeLeads: leadsChanged,
        createLead: leadsChanged,
        mergeLeads: leadsChanged,
        splitLead: leadsChanged,
        undoLeadOperation: leadsChanged,
      },
    },
  });
