import { Link } from "react-router";
import { number } from "@/i18n/format";
import { work } from "@/i18n/he/lead-work";
import { Button, buttonClass } from "@/ui/button";
import { Download } from "./download";
import { errorsFile, type Progress } from "./import-api";

const words = work.imports;
type Props = { progress: Progress; onStop: () => void; onUndo: () => void; onAnother: () => void };

/** How far an import has come, and what came of it. */
export function ImportProgress({ progress, onStop, onUndo, onAnother }: Props) {
  const { state, total, done, written, unchanged, wrong } = progress;
  const running = state === "running";
  const counts = [
    [words.written, written, "import-written"],
    [words.unchanged, unchanged, "import-unchanged"],
    [words.refused, wrong, "import-refused"],
  ] as const;
  return (
    <div data-testid={`import-${state}`}>
      <p role="status" className="mb-2 font-semibold">
        {words.states[state]}
      </p>
      <progress
        aria-label={words.states[state]}
        max={total}
        value={done}
        className="h-2 w-full max-w-md appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <dl className="mt-3 flex flex-wrap gap-6">
        {counts.map(([name, count, testId]) => (
          <div key={name}>
            <dt className="text-xs text-ink-3">{name}</dt>
            <dd data-testid={testId} className="text-2xl font-bold tabular-nums">
              {number(count)}
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 flex flex-wrap gap-2">
        {running ? (
          <Button onClick={onStop} data-testid="import-stop">
            {words.stop}
          </Button>
        ) : (
          <>
            <Link to="/leads?order=UPDATED" className={buttonClass("primary")} data-testid="import-leads">
              {words.toLeads}
            </Link>
            {wrong > 0 && (
              <Download href={errorsFile(progress.id)} testId="import-errors">
                {words.errors}
              </Download>
            )}
            {written > 0 && (
              <Button onClick={onUndo} data-testid="import-undo">
                {words.undo}
              </Button>
            )}
            <Button kind="ghost" onClick={onAnother}>
              {words.another}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
