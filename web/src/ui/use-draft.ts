import { useState } from "react";

const alike = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A value as it is edited. While it is untouched it follows what the server holds; once it is touched, somebody else's change
 * stands apart from it until the person has chosen between the two. While it is being saved nothing is anybody's change. */
export function useDraft<Value>(held: Value, saving: boolean, same: (a: Value, b: Value) => boolean = alike) {
  const [seen, setSeen] = useState(held);
  const [value, set] = useState(held);
  const changed = !same(value, seen);
  const apart = !saving && changed && !same(held, seen) && !same(held, value);
  const keep = () => setSeen(held);
  const take = () => {
    setSeen(held);
    set(held);
  };
  if (!saving && !apart && !same(held, seen)) take();
  /** What was typed is what the server holds, or holds in its own spelling. */
  const saved = () => setSeen(value);
  return { value, set, changed, apart, keep, take, saved };
}

export type Draft = Pick<ReturnType<typeof useDraft>, "changed" | "apart" | "keep" | "take" | "saved">;
