import { diffArrays } from "diff";

/** A stretch of a line; `changed`: it is not on the other side. */
export type Stretch = { text: string; changed: boolean };
/** Lines that face each other; null: there is none on that side. */
export type Row = { before: Stretch[] | null; after: Stretch[] | null };

// Hebrew is cut into words by the browser's own rules: a geresh, a maqaf and niqqud belong to their words.
const words = new Intl.Segmenter("he", { granularity: "word" });
const cut = (line: string) => Array.from(words.segment(line), ({ segment }) => segment);

function facing(before: string, after: string): Row {
  const changes = diffArrays(cut(before), cut(after));
  const side = (other: "added" | "removed", own: "added" | "removed") =>
    changes
      .filter((change) => !change[other])
      .map((change) => ({ text: change.value.join(""), changed: Boolean(change[own]) }));
  return { before: side("added", "removed"), after: side("removed", "added") };
}

const whole = (text: string): Stretch[] => [{ text, changed: true }];

/** Two texts line by line, and lines that replace one another word by word. */
export function compare(before: string, after: string): Row[] {
  const rows: Row[] = [];
  let gone: string[] = [];
  const flush = (come: readonly string[]) => {
    for (let line = 0; line < Math.max(gone.length, come.length); line += 1) {
      const [old, fresh] = [gone[line], come[line]];
      if (old != null && fresh != null) rows.push(facing(old, fresh));
      else rows.push({ before: old == null ? null : whole(old), after: fresh == null ? null : whole(fresh) });
    }
    gone = [];
  };
  for (const change of diffArrays(before.split("\n"), after.split("\n"))) {
    if (change.removed) gone = change.value;
    else if (change.added) flush(change.value);
    else {
      flush([]);
      for (const text of change.value) {
        const same = [{ text, changed: false }];
        rows.push({ before: same, after: same });
      }
    }
  }
  flush([]);
  return rows;
}

export const isSame = ({ before, after }: Row) => before === after;
