/** Loaded with the settings. A section's words are an object of their own. */
export const settings = {
  title: "הגדרות",
  sections: { business: "פרטי העסק" },
  leads: { business: "איך העסק נקרא, כמה זמן נמשכת פגישה וכמה זמן נשמרות הקלטות." },
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
