import { RotateCcw, Send } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { rehearsal as words } from "@/i18n/he/prompts";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Said } from "@/ui/text";
import { DeedLine } from "./deed-line";
import type { Channel } from "./prompts";
import { type Line, useRehearsal } from "./use-rehearsal";

type Props = { channel: Channel; text: string; draft: boolean };

/** Talking in writing with the agent who is told this text. Nothing comes of it. */
export function Rehearsal({ channel, text, draft }: Props) {
  const { lines, answers, phase, problem, restart, say } = useRehearsal(channel, text);
  const [typed, setTyped] = useState("");
  const log = useRef<HTMLDivElement>(null);
  const open = phase === "open";

  // biome-ignore lint/correctness/useExhaustiveDependencies: the last line is looked at whenever there is another
  useEffect(() => log.current?.scrollTo(0, log.current.scrollHeight), [lines.length, phase]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const said = typed.trim();
    if (!said || !open) return;
    setTyped("");
    if (!(await say(said))) setTyped((newer) => newer || said);
  }

  return (
    <section
      aria-label={words.title}
      data-testid="rehearsal"
      className="overflow-hidden rounded-2xl border border-line bg-surface"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line bg-sunken/60 px-4 py-2">
        <p className="text-sm text-ink-2">
          {draft ? words.draft : words.version} {answers === "local" && words.local}
        </p>
        <Button size="sm" kind="ghost" onClick={restart} data-testid="rehearsal-restart">
          <RotateCcw aria-hidden="true" className="size-4" />
          {words.restart}
        </Button>
      </header>
      <div
        ref={log}
        role="log"
        aria-live="polite"
        aria-label={words.log}
        // A box that scrolls must be reachable by the keys that scroll it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as said
        tabIndex={0}
        className="flex h-[min(24rem,45dvh)] flex-col gap-2.5 overflow-y-auto px-4 py-4"
      >
        {lines.map((line) => (
          <Bubble key={line.id} line={line} />
        ))}
        {phase === "answering" && <p className="animate-breathe text-sm text-ink-3">{words.answering}</p>}
        {phase === "over" && <p className="text-center text-sm text-ink-3">{words.over}</p>}
      </div>
      {problem && (
        <p role="alert" className="border-t border-line bg-danger-wash px-4 py-2 text-sm text-danger">
          {words.problems[problem]}
        </p>
      )}
      <form onSubmit={submit} className="flex gap-2 border-t border-line p-3">
        <input
          aria-label={words.say}
          placeholder={words.placeholder}
          dir={typed ? "auto" : "rtl"}
          maxLength={500}
          value={typed}
          disabled={phase === "over" || phase === "lost"}
          data-testid="rehearsal-input"
          onChange={(event) => setTyped(event.currentTarget.value)}
          className="h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-base outline-none placeholder:text-ink-3 focus:border-accent focus:ring-2 focus:ring-accent/25 md:h-10 md:text-[0.9375rem]"
        />
        <IconButton
          type="submit"
          label={words.send}
          disabled={!open || !typed.trim()}
          className="bg-accent text-on-accent hover:bg-accent-strong hover:text-on-accent"
        >
          <Send aria-hidden="true" className="size-4.5 -scale-x-100" />
        </IconButton>
      </form>
    </section>
  );
}

function Bubble({ line }: { line: Line }) {
  if (line.who === "deed") return <DeedLine {...line.told} />;
  const yours = line.who === "you";
  return (
    <p
      data-testid={yours ? "rehearsal-you" : "rehearsal-agent"}
      className={cx(
        "max-w-[85%] animate-arrive rounded-2xl px-3.5 py-2",
        yours ? "self-start rounded-ss-sm bg-sunken" : "self-end rounded-se-sm bg-accent-wash",
      )}
    >
      <span className="sr-only">{yours ? words.you : words.agent}: </span>
      <Said className="whitespace-pre-line">{line.text}</Said>
    </p>
  );
}
