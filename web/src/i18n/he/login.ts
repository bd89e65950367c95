/** Loaded with the sign-in screen, so that the first load of the app goes without. */
export const login = {
  title: "כניסה למשרד",
  lead: "לאה עונה לטלפון. כאן רואים מה נאמר, מי הלקוח ומתי הפגישה.",
  email: "דואר אלקטרוני",
  password: "סיסמה",
  submit: "כניסה",
  submitting: "נכנסים…",
  showPassword: "הצגת הסיסמה",
  hidePassword: "הסתרת הסיסמה",
  code: "קוד מהטלפון",
  codeHint: "שש ספרות מאפליקציית הקודים",
  forgot: "שכחתי את הסיסמה",
  expired: "תוקף הכניסה פג. אחרי כניסה מחדש חוזרים לאותו דף.",
  errors: {
    emailMissing: "צריך כתובת דואר אלקטרוני.",
    emailInvalid: "הכתובת אינה שלמה. לדוגמה: dana@office.co.il",
    passwordMissing: "צריך סיסמה.",
    wrong: "הדואר או הסיסמה אינם נכונים. כדאי לבדוק שהמקלדת באנגלית.",
    slowDown: (seconds: number) =>
      `יותר מדי ניסיונות. אפשר לנסות שוב ${seconds < 2 ? "בעוד שנייה" : seconds < 60 ? `בעוד ${seconds} שניות` : seconds < 120 ? "בעוד דקה" : `בעוד ${Math.ceil(seconds / 60)} דקות`}.`,
    codeWrong: "הקוד אינו נכון. יש להקליד את הקוד שמוצג עכשיו באפליקציה.",
    closed: "העסק סגור זמנית. אפשר לפנות לתמיכה.",
    network: "אין חיבור לשרת. מה שהוקלד נשמר; אפשר לנסות שוב.",
    server: "השרת לא הצליח לבדוק את הכניסה. אפשר לנסות שוב בעוד רגע.",
  },
} as const;
