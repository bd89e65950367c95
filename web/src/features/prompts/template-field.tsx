import { Braces } from "lucide-react";
import { useDeferredValue, useId, useRef } from "react";
import { template as words } from "@/i18n/he/prompts";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Menu, MenuItem } from "@/ui/menu";
import { type Fault, faults, inWords, type Piece, pieces, type Vocabulary } from "./template";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  vocabulary: Vocabulary;
  /** What the server refused. */
  error?: string;
  hint?: string;
  rows?: number;
  readOnly?: boolean;
  testId: string;
};

const shape =
  "w-full rounded-lg border px-3 py-2 text-base leading-relaxed whitespace-pre-wrap wrap-break-word [scrollbar-gutter:stable] [unicode-bidi:plaintext] md:text-[0.9375rem]";
const looks: Record<Piece["look"], string> = {
  plain: "",
  known: "rounded bg-accent-wash",
  wrong: "rounded bg-danger-wash underline decoration-danger decoration-wavy",
};

/** A text with placeholders: each is marked where it stands, and what is wrong is said with its place, as it is typed. */
export function TemplateField(props: Props) {
  const { label, value, onChange, vocabulary, error, hint, rows = 12, readOnly, testId } = props;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLDivElement>(null);
  const settled = useDeferredValue(value);
  const found = faults(settled, vocabulary);

  function insert(name: string) {
    const [from, to] = [
      area.current?.selectionStart ?? value.length,
      area.current?.selectionEnd ?? value.length,
    ];
    const filled = `{${name}}`;
    onChange(value.slice(0, from) + filled + value.slice(to));
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(from + filled.length, from + filled.length);
    });
  }
  function mend(fault: Fault) {
    if (fault.kind === "missing") return insert(fault.name);
    area.current?.focus();
    area.current?.setSelectionRange(fault.start, fault.end);
  }

  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium text-ink-2">
          {label}
        </label>
        {!readOnly && <Placeholders names={vocabulary.known} onPick={insert} />}
      </div>
      <div className="relative">
        <div
          ref={behind}
          aria-hidden="true"
          dir="auto"
          className={cx(
            shape,
            "absolute inset-0 overflow-hidden border-transparent bg-surface text-transparent",
          )}
        >
          {pieces(value, faults(value, vocabulary), vocabulary).map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
            <span key={index} className={looks[piece.look]}>
              {piece.text}
            </span>
          ))}
          {/* A last line break takes a line of its own, as it does in the text field. */}
          {"\u200b"}
        </div>
        <textarea
          ref={area}
          id={id}
          data-testid={testId}
          dir={value ? "auto" : "rtl"}
          rows={rows}
          value={value}
          readOnly={readOnly}
          aria-invalid={found.length > 0 || Boolean(error) || undefined}
          aria-describedby={`${id}-said`}
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={(event) => behind.current?.scrollTo(0, event.currentTarget.scrollTop)}
          className={cx(
            shape,
            "relative block resize-y overflow-y-auto border-line-strong bg-transparent outline-none focus:border-accent focus:ring-2 focus:ring-accent/25",
            (found.length > 0 || error) && "border-danger",
          )}
        />
      </div>
      <div id={`${id}-said`} aria-live="polite" className="space-y-1 text-sm">
        {hint && found.length === 0 && <p className="text-xs text-ink-3">{hint}</p>}
        {found.length > 0 && <Faults found={found} vocabulary={vocabulary} onMend={mend} testId={testId} />}
        {error && found.length === 0 && <p className="text-danger">{error}</p>}
      </div>
    </div>
  );
}

function Placeholders({ names, onPick }: { names: readonly string[]; onPick: (name: string) => void }) {
  const trigger = (
    <Button size="sm" data-testid="placeholder-menu">
      <Braces aria-hidden="true" className="size-4" />
      {words.insert}
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {names.map((name) => (
        <MenuItem key={name} onClick={() => onPick(name)}>
          <span className="grow">{words.names[name]}</span>
          <bdi dir="ltr" className="font-mono text-xs text-ink-3">{`{${name}}`}</bdi>
        </MenuItem>
      ))}
    </Menu>
  );
}

type FaultsProps = {
  found: readonly Fault[];
  vocabulary: Vocabulary;
  onMend: (fault: Fault) => void;
  testId: string;
};

/** What is wrong, one a line; a click leads there, or adds what is missing. */
const Faults = ({ found, vocabulary, onMend, testId }: FaultsProps) => (
  <ul aria-label={words.faults} data-testid={`${testId}-faults`} className="space-y-1">
    {found.map((fault, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: faults have no identity but their order
      <li key={index}>
        <button
          type="button"
          className="text-start text-danger hover:underline"
          onClick={() => onMend(fault)}
        >
          {inWords(fault, vocabulary)}
          {fault.kind === "missing" && <span className="font-semibold"> · {words.add}</span>}
        </button>
      </li>
    ))}
  </ul>
);
