import { expect, it } from "vitest";
import { compare, isSame } from "./compare";

const marked = (side: ReturnType<typeof compare>[number]["before"]) =>
  side?.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("") ?? null;

it("a changed word is marked on both sides, and nothing else", () => {
  const rows = compare("את לאה.\nדברי בקצרה ובנימוס.", "את לאה.\nדברי בחום ובנימוס.");
  expect(rows.map(isSame)).toEqual([true, false]);
  expect(marked(rows[1]?.before ?? null)).toBe("דברי [בקצרה] ובנימוס.");
  expect(marked(rows[1]?.after ?? null)).toBe("דברי [בחום] ובנימוס.");
});

it("lines that come and go face nothing", () => {
  const rows = compare("א\nב", "א\nב\nג");
  expect(rows.map((row) => [marked(row.before), marked(row.after)])).toEqual([
    ["א", "א"],
    ["ב", "ב"],
    [null, "[ג]"],
  ]);
  expect(compare("א\nב", "ב").map((row) => marked(row.after))).toEqual([null, "ב"]);
});

it("both sides are the texts themselves", () => {
  const [before, after] = ["ש״ח 4,500\n\nפ׳ ראשונה", "ש״ח 5,000\nפ׳ שנייה\n"];
  const rows = compare(before, after);
  const side = (key: "before" | "after") =>
    rows.flatMap((row) => (row[key] ? [row[key].map(({ text }) => text).join("")] : [])).join("\n");
  expect(side("before")).toBe(before);
  expect(side("after")).toBe(after);
});
