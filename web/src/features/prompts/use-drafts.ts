import { useState } from "react";
import type { Channel } from "./prompts";

/** What is being typed, by the version it began from (0: from nothing). It outlives a reload of the page. */
export type Drafts = Readonly<Record<number, string>>;

const key = (channel: Channel) => `prompt-drafts:${channel}`;

function kept(channel: Channel): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(key(channel)) ?? "{}");
  } catch {
    // A browser without storage, or somebody else's words under our key: there are no drafts.
    return {};
  }
}

export function useDrafts(channel: Channel) {
  const [drafts, setDrafts] = useState(() => kept(channel));
  /** Keeps what is typed; null: it is done with. */
  function keep(base: number, text: string | null) {
    const { [base]: _, ...others } = drafts;
    const next: Drafts = text == null ? others : { ...others, [base]: text };
    setDrafts(next);
    try {
      sessionStorage.setItem(key(channel), JSON.stringify(next));
    } catch {
      // Without storage the drafts live as long as the page.
    }
  }
  return [drafts, keep] as const;
}
