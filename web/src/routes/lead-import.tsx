import { FileUp } from "lucide-react";
import { useEffect, useState } from "react";
import { cancel, type Preview, type Progress, preview, progress, start } from "@/features/leads/import-api";
import { ImportPreview } from "@/features/leads/import-preview";
import { ImportProgress } from "@/features/leads/import-progress";
import { useUndo } from "@/features/leads/undo";
import { t } from "@/i18n";
import { work } from "@/i18n/he/lead-work";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/states";

const words = work.imports;
/** Between two looks at an import, in milliseconds. */
const LOOK = 400;
/** Looks in a row that came to nothing, after which it is said. */
const BLIND = 10;

/** A file of leads: chosen, looked at, imported, and taken back if need be. */
export function Component() {
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<Preview>();
  const [run, setRun] = useState<Progress>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [blind, setBlind] = useState(false);
  const undo = useUndo();

  const fail = (status: number, detail: string) =>
    setProblem(status === 409 ? words.busy : status === 422 && detail ? detail : words.failed);

  async function look(chosen: File, columns?: string[]) {
    setBusy(true);
    setProblem(undefined);
    const answer = await preview(chosen, columns);
    setBusy(false);
    if (answer.ok) setSeen(answer.value);
    else fail(answer.status, answer.detail);
  }
  function choose(chosen: File | undefined) {
    setFile(chosen);
    setSeen(undefined);
    setRun(undefined);
    setBlind(false);
    if (chosen) void look(chosen);
  }
  async function begin() {
    if (!file || !seen) return;
    setBusy(true);
    const answer = await start(file, seen.columns);
    setBusy(false);
    if (answer.ok) setRun(answer.value);
    else fail(answer.status, answer.detail);
  }

  const [id, running] = [run?.id, run?.state === "running"];
  useEffect(() => {
    if (!id || !running || blind) return;
    let over = false;
    let missed = 0;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      timer = setTimeout(async () => {
        const answer = await progress(id);
        if (over) return;
        missed = answer.ok ? 0 : missed + 1;
        if (answer.ok) setRun(answer.value);
        if (missed === BLIND) setBlind(true);
        else next();
      }, LOOK);
    };
    next();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, running, blind]);

  return (
    <Page title={words.title} back={{ to: "/leads", label: words.back }} lead={words.lead}>
      {!run && (
        <label className="mb-5 flex cursor-pointer flex-col items-center gap-2 rounded-2xl border-2 border-dashed border-line-strong px-4 py-8 text-center hover:border-accent focus-within:border-accent">
          <FileUp aria-hidden="true" className="size-7 text-ink-3" strokeWidth={1.5} />
          <span className="font-semibold">{words.choose}</span>
          {file && <bdi className="text-sm text-ink-2">{file.name}</bdi>}
          <input
            type="file"
            accept=".csv,.txt,text/csv"
            data-testid="import-file"
            className="sr-only"
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
        </label>
      )}
      {problem && (
        <p role="alert" data-testid="import-problem" className="mb-3 text-sm text-danger">
          {problem}
        </p>
      )}
      {blind && (
        <p
          role="alert"
          data-testid="import-blind"
          className="mb-3 flex flex-wrap items-center gap-3 text-sm text-danger"
        >
          {words.blind}
          <Button size="sm" onClick={() => setBlind(false)}>
            {t.common.retry}
          </Button>
        </p>
      )}
      {busy && !seen && <SkeletonRows rows={3} />}
      {seen && !run && (
        <ImportPreview
          preview={seen}
          busy={busy}
          onColumns={(columns) => file && look(file, columns)}
          onStart={begin}
        />
      )}
      {run && (
        <ImportProgress
          progress={run}
          onStop={() => void cancel(run.id)}
          onUndo={() => undo(run.id).then((done) => done && choose(undefined))}
          onAnother={() => choose(undefined)}
        />
      )}
    </Page>
  );
}
