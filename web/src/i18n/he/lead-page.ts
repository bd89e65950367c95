/** Words of a lead's own page; apart from the catalogue, since only that screen says them. */
export const page = {
  everyEvent: "כל האירועים, כפי שנרשמו",
  timeline: {
    title: "מה היה עד עכשיו",
    kinds: { "": "הכול", CALL: "שיחות", MEETING: "פגישות", NOTE: "הערות", CHANGE: "שינויים" },
    kind: "מה להציג",
    empty: "עוד לא קרה דבר.",
    emptyOfKind: "אין כאן דבר מהסוג הזה.",
    more: "מה שהיה קודם",
    call: { INBOUND: "שיחה נכנסת", OUTBOUND: "שיחה יוצאת" },
    note: "הערה",
    meeting: {
      Booked: "נקבעה פגישה",
      Rescheduled: "הפגישה הועברה",
      MovedAway: "הפגישה הועברה",
      MovedIn: "הפגישה הועברה",
      Cancelled: "הפגישה בוטלה",
    } as Record<string, string>,
    colleague: "איש צוות",
  },
} as const;
