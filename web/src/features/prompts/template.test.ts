import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Fault, faults, GREETING, inWords, PROMPT, pieces } from "./template";

// Tests run in web/.
const table = readFileSync("../domain/tests/data/templates.tsv", "utf8");
const rows = table.split("\n").filter((line) => line && !line.startsWith("#"));

function short(fault: Fault) {
  const name = "name" in fault ? `:${fault.name}` : "";
  return "line" in fault ? `${fault.kind}${name}@${fault.line}:${fault.column}` : `${fault.kind}${name}`;
}

it.each(rows)("the server's table holds here too: %s", (row) => {
  const [kind, text = "", expected] = row.split("\t");
  const found = faults(text.replaceAll("\\n", "\n"), kind === "greeting" ? GREETING : PROMPT);
  expect(found.map(short).join(" ")).toBe(expected);
});

it("a fault is said as the server says it", () => {
  const [fault] = faults("שלום\nאת {agant}", PROMPT);
  expect(inWords(fault as Fault, PROMPT)).toBe(
    "שורה 2, תו 4: אין שדה בשם {agant}. אפשר להשתמש ב־{business}, {agent}",
  );
});

it("the pieces are the text, each placeholder apart", () => {
  const text = "את {agent} מ{x}\n}";
  const cut = pieces(text, faults(text, PROMPT), PROMPT);
  expect(cut.map((piece) => piece.text).join("")).toBe(text);
  expect(cut.map((piece) => piece.look)).toEqual(["plain", "known", "plain", "wrong", "plain", "wrong"]);
});
