import { Progress } from "@base-ui/react/progress";
import { RotateCw } from "lucide-react";
import { system as systemWords } from "@/i18n/he/machine";
import { Button } from "@/ui/button";
import { Code, Status } from "@/ui/text";
import type { ProjectionData } from "./projections";

const tones = { RUNNING: "calm", REBUILDING: "live", FAULTED: "danger" } as const;

function Rebuild({ rebuild }: { rebuild: NonNullable<ProjectionData["rebuild"]> }) {
  const { done, total, eventsPerSecond, secondsLeft } = rebuild;
  const text = systemWords.progress(done, total);
  return (
    <Progress.Root value={total > 0 ? (done / total) * 100 : null} aria-valuetext={text} className="mt-2">
      <div className="flex flex-wrap justify-between gap-x-3 text-xs text-ink-2">
        <Progress.Label>{text}</Progress.Label>
        <span>
          {systemWords.rate(eventsPerSecond)}
          {secondsLeft != null && ` · ${systemWords.left(secondsLeft)}`}
        </span>
      </div>
      <Progress.Track className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken">
        <Progress.Indicator className="h-full rounded-full bg-accent transition-all" />
      </Progress.Track>
    </Progress.Root>
  );
}

type Props = { projection: ProjectionData; onRebuild?: (name: string) => void };

export function ProjectionRow({ projection, onRebuild }: Props) {
  const { name, position, lag, state, generation, rebuild, error } = projection;
  return (
    <li data-testid="projection-row" data-name={name} className="py-3">
      <div className="flex items-center gap-4">
        <div className="min-w-0 grow md:grid md:grid-cols-[10rem_8rem_1fr] md:items-baseline md:gap-4">
          <p className="flex items-baseline gap-2 font-semibold">
            {systemWords.names[name] ?? name}
            <Code className="font-normal text-ink-3">{name}</Code>
          </p>
          <Status tone={tones[state]}>{systemWords.states[state]}</Status>
          <p className="text-sm text-ink-2">
            {lag > 0 ? systemWords.behind(lag) : systemWords.upToDate}
            <span className="text-ink-3">
              {" · "}
              {systemWords.columns.position} <Code>{position}</Code> · {systemWords.generation(generation)}
            </span>
          </p>
        </div>
        {onRebuild && (
          <Button
            size="sm"
            disabled={state === "REBUILDING"}
            onClick={() => onRebuild(name)}
            data-testid="projection-rebuild"
          >
            <RotateCw aria-hidden="true" className="size-4" />
            {systemWords.rebuild}
          </Button>
        )}
      </div>
      {rebuild && <Rebuild rebuild={rebuild} />}
      {error && (
        <p role="alert" dir="auto" className="mt-2 rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger">
          {error}
        </p>
      )}
    </li>
  );
}
