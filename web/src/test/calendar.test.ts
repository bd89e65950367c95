import { describe, expect, it } from "vitest";
import { hoursOf, inLanes, minuteAt, minuteOfDay, span } from "@/features/meetings/grid";
import { asInput, errorsOf, minutes, tidy, weekOf } from "@/features/schedule/week";
import { instant } from "@/i18n/civil";

const slot = (from: string, to: string) => ({
  start: `2026-11-24T${from}:00+02:00`,
  end: `2026-11-24T${to}:00+02:00`,
});

describe("a day's geometry", () => {
  it("speaks the wall clock of Israel, and midnight ends the day it is in", () => {
    expect(minuteOfDay("2026-07-01T06:30:00Z")).toBe(9 * 60 + 30);
    expect(span({ start: "2026-11-24T23:00:00+02:00", end: "2026-11-25T00:00:00+02:00" })).toEqual({
      from: 23 * 60,
      to: 24 * 60,
    });
  });

  it("shows an office day, and more when something lies outside it", () => {
    expect(hoursOf([])).toEqual({ from: 480, to: 1140 });
    expect(hoursOf([slot("07:30", "08:00"), slot("20:00", "21:15")])).toEqual({ from: 420, to: 1320 });
  });

  it("finds the quarter of an hour under a pointer, within the day", () => {
    const hours = { from: 480, to: 1140 };
    const box = { top: 100, height: 660 };
    expect(minuteAt(100 + 67, box, hours)).toBe(540 + 15 * Math.round((67 - 60) / 15));
    expect(minuteAt(0, box, hours)).toBe(480);
    expect(minuteAt(9999, box, hours)).toBe(1140);
  });

  it("puts what overlaps side by side and gives the rest the whole width", () => {
    const placed = inLanes([
      slot("09:00", "10:00"),
      slot("09:30", "11:00"),
      slot("10:00", "10:30"),
      slot("11:00", "12:00"),
    ]);
    expect(placed.map(({ from, lane, lanes }) => [from, lane, lanes])).toEqual([
      [540, 0, 2],
      [570, 1, 2],
      [600, 0, 2],
      [660, 0, 1],
    ]);
  });

  it("a drop names the instant the clock on the wall will show, on the days it is changed too", () => {
    // 26 March 2027 has no 02:00 to 03:00, 31 October 2027 has 01:00 to 02:00 twice.
    expect(instant("2027-03-26", 10 * 60).toISOString()).toBe("2027-03-26T07:00:00.000Z");
    expect(instant("2027-10-31", 10 * 60).toISOString()).toBe("2027-10-31T08:00:00.000Z");
    expect(instant("2026-11-24", 10 * 60).toISOString()).toBe("2026-11-24T08:00:00.000Z");
  });
});

it("hours are read, changed and sent back as they are", () => {
  const hours = [{ weekday: 2, open: [{ from: "17:00", to: "21:00" }] }];
  const sent = asInput(weekOf(hours));
  expect(sent).toHaveLength(7);
  expect(sent[2]).toEqual(hours[0]);
  expect(["9", "18", "930", "9:30", "09:30", "1830", "noon", ""].map(tidy)).toEqual([
    "09:00",
    "18:00",
    "09:30",
    "09:30",
    "09:30",
    "18:30",
    "noon",
    "",
  ]);
  expect([minutes(""), minutes("20"), minutes("x")]).toEqual([null, 20, 0]);
  expect(
    errorsOf([
      { field: "hours", message: "א" },
      { field: null, message: "ב" },
    ]),
  ).toEqual({ hours: "א", form: "ב" });
});
