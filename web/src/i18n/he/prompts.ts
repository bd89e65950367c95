/** Loaded with the screens that use it, so that the first load goes without. */
export const prompts = {
  title: "הנחיות ללאה",
  lead: "מה לאה אומרת ואיך. גרסה מופעלת נכנסת לתוקף בשיחה הבאה.",
  channel: "ערוץ",
  channels: { CALLS: "טלפון", WHATSAPP: "וואטסאפ" },
  versions: "גרסאות",
  version: (version: number) => `גרסה ${version}`,
  active: "פעילה",
  view: "מה רואים",
  views: { text: "נוסח", compare: "השוואה", calls: "שיחות" },
  textLabel: "נוסח ההנחיות",
  textMissing: "אי אפשר לפרסם נוסח ריק.",
  basedOn: (version: number) => `על בסיס גרסה ${version}`,
  publish: "פרסום כגרסה חדשה",
  publishHint: "טיוטה: נשמרת במכשיר הזה. פרסום הופך אותה לגרסה; היא תדבר רק אחרי הפעלה.",
  discard: "ביטול השינויים",
  published: (version: number) => `גרסה ${version} פורסמה`,
  activate: "הפעלת הגרסה",
  rollBack: "חזרה לגרסה הזאת",
  activateTitle: (version: number) => `להפעיל את גרסה ${version}?`,
  rollBackTitle: (version: number) => `לחזור לגרסה ${version}?`,
  activateText: "מהשיחה הבאה לאה תדבר לפיה. שיחות שכבר מתנהלות ממשיכות כפי שהתחילו.",
  replaces: (version: number) => `במקום גרסה ${version}. אפשר לחזור אליה בכל רגע.`,
  activating: "מפעיל…",
  activated: (version: number) => `גרסה ${version} תדבר מהשיחה הבאה`,
  emptyTitle: "עוד אין הנחיות לערוץ הזה",
  emptyText: "הגרסה הראשונה שתפורסם כאן תוכל לפעול מייד.",
  by: (name: string, when: string) => `${name}, ${when}`,
  draft: "טיוטה",
} as const;

export const comparison = {
  before: "מול",
  against: "להשוות מול",
  added: "נוסף",
  removed: "נמחק",
  same: "אין הבדל בין הנוסחים.",
  one: "יש רק נוסח אחד, ואין מול מה להשוות.",
  folded: (lines: number) => (lines === 1 ? "שורה אחת זהה" : `${lines} שורות זהות`),
} as const;

export const spokenBy = {
  total: (calls: number) => (calls === 1 ? "שיחה אחת" : `${calls.toLocaleString("he-IL")} שיחות`),
  all: "לכל השיחות של הגרסה",
  emptyTitle: "הגרסה עוד לא דיברה",
  emptyText: "כאן יופיעו השיחות שהתנהלו לפיה.",
} as const;

/** The names of placeholders, and what is wrong with a text: the server says the same. */
export const template = {
  insert: "הוספת שדה",
  names: {
    business: "שם העסק",
    agent: "שם הנציגה",
    recording_notice: "הודעה שהשיחה מוקלטת",
  } as Record<string, string>,
  place: (line: number, column: number) => `שורה ${line}, תו ${column}`,
  unknown: (name: string, known: string) => `אין שדה בשם {${name}}. אפשר להשתמש ב־${known}`,
  unclosed: "הסוגר { לא נסגר. יש להוסיף } אחרי שם השדה, או למחוק אותו",
  unopened: "הסוגר } לא נפתח. יש להוסיף { לפני שם השדה, או למחוק אותו",
  missing: (name: string) => `חסר {${name}}. יש להוסיף אותו: חובה להודיע למתקשרים שהשיחה מוקלטת`,
  add: "להוסיף",
  faults: "מה צריך לתקן",
} as const;
