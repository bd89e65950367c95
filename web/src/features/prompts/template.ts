import { template as words } from "@/i18n/he/prompts";

/** Which placeholders a text may and must have; as the server has them (`domain/src/template.rs`). */
export type Vocabulary = { known: readonly string[]; wanted: readonly string[] };
export const PROMPT: Vocabulary = { known: ["business", "agent"], wanted: [] };
export const GREETING: Vocabulary = {
  known: ["business", "agent", "recording_notice"],
  wanted: ["recording_notice"],
};

/** `start` and `end` are offsets in the text; `line` and `column` count from 1, in characters. */
type Placed = { start: number; end: number; line: number; column: number };
export type Fault =
  | ({ kind: "unknown"; name: string } & Placed)
  | ({ kind: "unclosed" | "unopened" } & Placed)
  | { kind: "missing"; name: string };

/** All that is wrong with a text's placeholders. Held to the server's table by a test. */
export function faults(text: string, { known, wanted }: Vocabulary): Fault[] {
  const found: Fault[] = [];
  let open: Placed | null = null;
  let [offset, line, column] = [0, 1, 0];
  const unclosed = () => {
    if (open) found.push({ kind: "unclosed", ...open });
    open = null;
  };
  for (const letter of text) {
    column += 1;
    const here: Placed = { start: offset, end: offset + letter.length, line, column };
    offset += letter.length;
    if (letter === "\n") {
      unclosed();
      [line, column] = [line + 1, 0];
    } else if (letter === "{") {
      unclosed();
      open = here;
    } else if (letter === "}") {
      const began = open as Placed | null;
      if (!began) found.push({ kind: "unopened", ...here });
      else {
        const name = text.slice(began.end, here.start);
        if (!known.includes(name)) found.push({ kind: "unknown", name, ...began, end: here.end });
      }
      open = null;
    }
  }
  unclosed();
  for (const name of wanted) if (!text.includes(`{${name}}`)) found.push({ kind: "missing", name });
  return found;
}

const bare = (fault: Fault, { known }: Vocabulary) => {
  switch (fault.kind) {
    case "unknown":
      return words.unknown(fault.name, known.map((name) => `{${name}}`).join(", "));
    case "missing":
      return words.missing(fault.name);
    default:
      return words[fault.kind];
  }
};

/** A fault in the server's words: where, what, and how to mend it. */
export const inWords = (fault: Fault, vocabulary: Vocabulary) =>
  "line" in fault
    ? `${words.place(fault.line, fault.column)}: ${bare(fault, vocabulary)}`
    : bare(fault, vocabulary);

export type Piece = { text: string; look: "plain" | "known" | "wrong" };

/** The text in pieces, for showing where its placeholders and its faults are. */
export function pieces(text: string, found: readonly Fault[], { known }: Vocabulary): Piece[] {
  const marks = found.flatMap((fault) =>
    "start" in fault ? [{ start: fault.start, end: fault.end, look: "wrong" as const }] : [],
  );
  const filled = [...text.matchAll(/\{([^{}\n]*)\}/g)]
    .filter(([, name]) => known.includes(name ?? ""))
    .map(({ index, 0: { length } }) => ({ start: index, end: index + length, look: "known" as const }));
  const sorted = [...marks, ...filled].sort((a, b) => a.start - b.start);
  const cut: Piece[] = [];
  let at = 0;
  for (const { start, end, look } of sorted) {
    cut.push({ text: text.slice(at, start), look: "plain" }, { text: text.slice(start, end), look });
    at = end;
  }
  return [...cut, { text: text.slice(at), look: "plain" as const }].filter((piece) => piece.text);
}
