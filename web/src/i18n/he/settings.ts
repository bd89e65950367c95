/** Loaded with the settings. A section's words are an object of their own. */
export const settings = {
  title: "הגדרות",
  sections: { agent: "הנציגה", business: "פרטי העסק", statuses: "מצבי לידים", fields: "שדות לידים" },
  leads: {
    agent: "איך לאה נקראת, באיזה קול היא מדברת ומה היא אומרת ראשון. חל מהשיחה הבאה.",
    business: "איך העסק נקרא, כמה זמן נמשכת פגישה וכמה זמן נשמרות הקלטות.",
    statuses: "העמודות של לוח הלידים, לפי הסדר.",
    fields: "מה שהעסק רושם על לידים, מעבר לשדות הקבועים.",
  },
  saved: "ההגדרות נשמרו",
  save: "שמירת השינויים",
  readOnly: "רק בעלים ומנהלים משנים הגדרות. כאן אפשר לראות אותן.",
} as const;

export const business = {
  name: "שם העסק",
  nameHint: "כך לאה אומרת אותו בטלפון, וכך הוא מופיע בהזמנות.",
  numbers: "מספרי הטלפון של העסק",
  noNumbers: "עדיין לא חובר מספר.",
  meetingMinutes: "משך פגישה, בדקות",
  meetingHint: "15 עד 480. חל על פגישות שייקבעו מעכשיו.",
  recordingDays: "ימי שמירה של הקלטות",
  recordingHint: "1 עד 365. אחרי כן הקול נמחק; התמליל נשאר.",
} as const;

export const agent = {
  name: "שם הנציגה",
  voice: "קול",
  voices: {
    OWN: "הקול הרגיל של המערכת",
    FEMALE_A: "קול נשי א׳",
    FEMALE_B: "קול נשי ב׳",
    MALE_A: "קול גברי א׳",
    MALE_B: "קול גברי ב׳",
  },
  greeting: "פתיח השיחה",
  greetingHint: "נאמר ראשון, לפני שהמתקשר מדבר. עד 600 תווים.",
  listen: "להשמיע את הפתיח",
  preparing: "מכינה…",
  player: "הפתיח, כפי שיישמע בטלפון",
  failed: "הפתיח לא הושמע. אפשר לנסות שוב.",
  tooOften: (seconds: number) => `יותר מדי השמעות. אפשר לנסות שוב בעוד ${seconds} שניות.`,
  refused: "אי אפשר להשמיע את הפתיח הזה: יש לתקן קודם את מה שמסומן.",
} as const;

export const statuses = {
  list: "מצבי הלידים, לפי הסדר",
  name: (position: number) => `שם המצב ה־${position}`,
  color: (name: string) => `הצבע של ״${name}״`,
  colors: {
    GRAY: "אפור",
    BLUE: "כחול",
    TEAL: "טורקיז",
    GREEN: "ירוק",
    AMBER: "ענבר",
    ORANGE: "כתום",
    RED: "אדום",
    PURPLE: "סגול",
  },
  archive: "העברה לארכיון",
  restore: "החזרה מהארכיון",
  archived: "בארכיון",
  archivedHint: "אי אפשר להעביר לידים למצב בארכיון. לידים שכבר נמצאים בו נשארים.",
  remove: "הסרה",
  fixed: "קבוע: לידים חדשים ופגישות שנקבעו מגיעים אליו.",
  add: "מצב חדש",
  drag: (name: string) => `הזזת ״${name}״: גרירה, או החצים למעלה ולמטה`,
  moved: (name: string, place: number, all: number) => `״${name}״ במקום ${place} מתוך ${all}`,
  actions: (name: string) => `פעולות: ${name}`,
  empty: "צריך שם לכל מצב.",
  twice: "לכל מצב צריך שם אחר.",
} as const;

export const fields = {
  drag: (name: string) => `הזזת ״${name}״: גרירה, או החצים למעלה ולמטה`,
  name: (position: number) => `שם השדה ה־${position}`,
  kind: (name: string) => `הסוג של ״${name}״`,
  kinds: { TEXT: "טקסט", NUMBER: "מספר", DATE: "תאריך", CHOICE: "בחירה מרשימה", YES_NO: "כן או לא" },
  kindKept: "סוג של שדה קיים אינו משתנה, כדי שמה שכבר נרשם יישאר קריא.",
  options: "אפשרויות, אחת בשורה",
  add: "שדה חדש",
  remove: (name: string) => `הסרת ״${name}״`,
  removeTitle: (name: string) => `להסיר את השדה ״${name}״?`,
  removeText: "השדה ייעלם מהטופס. מה שנרשם בו נשאר בהיסטוריה של הלידים.",
  emptyTitle: "עוד אין שדות של העסק",
  emptyText: "למשל ״קומה״, ״מקור הפנייה״ או ״מועד כניסה״.",
  empty: "צריך שם לכל שדה.",
  twice: "לכל שדה צריך שם אחר.",
} as const;
