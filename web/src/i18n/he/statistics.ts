import { milliseconds, number } from "../format";

const hour = (at: number) => `${String(at).padStart(2, "0")}:00`;

export const statistics = {
  title: "במספרים",
  period: "תקופה",
  periods: { today: "היום", week: "7 ימים", month: "30 ימים" },
  none: "לא היו שיחות נכנסות בתקופה הזאת.",
  hour,
  calls: {
    title: "שיחות לפי שעה",
    total: (count: number) => (count === 1 ? "שיחה נכנסת אחת" : `${number(count)} שיחות נכנסות`),
    answered: "נענו",
    missed: "לא נענו",
  },
  funnel: {
    title: "משיחה לליד ולפגישה",
    total: (share: string) => `${share} מהשיחות הסתיימו בפגישה`,
    steps: { calls: "שיחות", withLead: "שיחות עם ליד", withMeeting: "שיחות עם פגישה" },
    share: "מכלל השיחות",
  },
  answers: {
    title: "כמה ממתינים לתשובה",
    total: (median: number, ninth: number) =>
      `מחצית התשובות בתוך ${milliseconds(median)}, תשע מעשר בתוך ${milliseconds(ninth)}`,
    none: "אין עדיין תשובות שנמדדו.",
    from: (ms: number) => number(ms / 1000),
    stretch: (from: number, to: number | null) =>
      to === null
        ? `יותר מ-${number(from / 1000)} שניות`
        : `${number(from / 1000)} עד ${number(to / 1000)} שניות`,
    count: "תשובות",
    axis: "שניות מסוף דברי המתקשר",
  },
  missed: {
    title: "שיחות שלא נענו",
    total: (count: number, share: string) =>
      count === 0 ? "כל השיחות נענו" : `${number(count)}, ${share} מהשיחות`,
  },
  columns: { hour: "שעה", wait: "המתנה", step: "שלב", count: "מספר" },
} as const;
