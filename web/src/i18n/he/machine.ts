/** Loaded with the screens that use it, so that the first load goes without. */
export const system = {
  title: "מערכת",
  lead: "כל מסך נבנה מיומן האירועים. כאן רואים עד כמה המסכים מעודכנים, ובונים אותם מחדש.",
  columns: { name: "תצוגה", state: "מצב", position: "מקום ביומן", lag: "פיגור", actions: "פעולה" },
  states: { RUNNING: "מעודכנת", REBUILDING: "נבנית מחדש", FAULTED: "נעצרה" },
  behind: (lag: number) => (lag === 1 ? "אירוע אחד מאחור" : `${lag.toLocaleString("he-IL")} אירועים מאחור`),
  upToDate: "בקצה היומן",
  rebuild: "בנייה מחדש",
  rebuildTitle: (name: string) => `לבנות מחדש את ${name}?`,
  rebuildText: "המסכים ממשיכים לעבוד מהגרסה הנוכחית עד שהחדשה מוכנה.",
  progress: (done: number, total: number) =>
    `${done.toLocaleString("he-IL")} מתוך ${total.toLocaleString("he-IL")} אירועים`,
  rate: (perSecond: number) => `${Math.round(perSecond).toLocaleString("he-IL")} בשנייה`,
  left: (seconds: number) =>
    seconds < 60 ? `עוד כ־${Math.ceil(seconds)} שניות` : `עוד כ־${Math.ceil(seconds / 60)} דקות`,
  generation: (generation: number) => `בנייה ${generation}`,
  names: {
    calls: "שיחות",
    leads: "לידים",
    meetings: "פגישות",
    businesses: "עסקים",
    prompts: "הנחיות",
    history: "היסטוריה",
    users: "משתמשים",
    reminders: "תזכורות",
  } as Record<string, string>,
  emptyTitle: "אין תצוגות",
  emptyText: "השרת לא דיווח על תצוגות קריאה.",
} as const;
