/** Words of a call's own page; apart from the catalogue, since only that screen says them. */
export const page = {
  everyEvent: "האירועים שמאחורי השיחה, כפי שנרשמו",
  soundGone: "ההקלטה כבר איננה. זה מה שנאמר ברגע הזה.",
  notRecorded: "השיחה הזאת לא הוקלטה. זה מה שנאמר ברגע הזה.",
  place: "המקום בהקלטה",
  sides: { caller: "הלקוח", agent: "לאה" },
  latency: {
    title: "כמה חיכו לתשובה",
    median: (ms: string) => `בדרך כלל ${ms}`,
    worst: (ms: string) => `הארוך ביותר ${ms}`,
    turn: "התשובה ב־",
    steps: {
      finalMs: "זיהוי הדיבור",
      firstTokenMs: "מחשבה",
      firstAudioMs: "הפקת קול",
      firstFrameMs: "יציאה לקו",
    },
  },
} as const;
