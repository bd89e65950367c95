/** Words of notifications outside the screen; apart from the catalogue, since only the account's screen says them. */
export const push = {
  title: "התראות במכשיר",
  text: "תזכורת שמועדה הגיע מופיעה גם כשהמערכת סגורה. ההתראה מציגה את נוסח התזכורת בלבד.",
  on: "התראות במכשיר הזה",
  asking: "הדפדפן שואל אם להרשות התראות…",
  allowed: "ההתראות פועלות במכשיר הזה",
  stopped: "ההתראות הופסקו במכשיר",
  refused:
    "ההתראות חסומות בדפדפן. כדי להרשות: הסמל שליד כתובת האתר, הגדרות האתר, התראות. אחר כך אפשר להפעיל כאן.",
  dismissed: "ההרשאה לא ניתנה. אפשר להפעיל שוב בכל עת.",
  unsupported: "הדפדפן הזה אינו מציג התראות. באייפון: מוסיפים את המערכת למסך הבית ופותחים אותה משם.",
  failed: "לא ניתן להפעיל התראות כרגע. אפשר לנסות שוב.",
  devices: "מכשירים שמקבלים התראות",
  none: "אין מכשירים שמקבלים התראות.",
  since: (day: string) => `מאז ${day}`,
  remove: "הסרה",
  removeFrom: (device: string) => `הפסקת ההתראות ב־${device}`,
} as const;
