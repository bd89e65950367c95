import { FileUp } from "lucide-react";
import { useEffect, useState } from "react";
import { cancel, type Preview, type Progress, preview, progress, start } from "@/features/leads/import-api";
import { ImportPreview } from "@/features/leads/import-preview";
import { ImportProgress } from "@/features/leads/import-progress";
import { useUndo } from "@/features/leads/undo";
import { work } from "@/i18n/he/lead-work";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/states";

const words = work.imports;
/** Between two looks at an import, in milliseconds. */
const LOOK = 400;

/** A file of leads: chosen, looked at, imported, and taken back if need be. */
export function Component() {
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<Preview>();
  const [run, setRun] = useState<Progress>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
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
    if (!id || !running) return;
    let over = false;
    const timer = setInterval(async () => {
      const answer = await progress(id);
      if (answer.ok && !over) setRun(answer.value);
    }, LOOK);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [id, running]);

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
