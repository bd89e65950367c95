/** Words of looking at the past; apart from the catalogue, since only lazily loaded screens say them. */
export const past = {
  open: "מבט לעבר",
  title: "מבט לעבר: לקריאה בלבד",
  shown: (when: string) => `כך זה היה ב${when}`,
  slider: "מתי",
  exact: "תאריך ושעה",
  now: "חזרה לעכשיו",
  notYet: "ברגע הזה עוד לא ידענו על הליד",
  notYetText: "אפשר להזיז את המחוון קדימה, או לחזור לעכשיו.",
} as const;
