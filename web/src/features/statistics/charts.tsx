import type { ReactNode } from "react";
import { number } from "@/i18n/format";
import { statistics as words } from "@/i18n/he/statistics";
import { Card } from "@/ui/page";
import { Bars, Legend, Numbers } from "./bars";
import type { StatisticsData } from "./statistics-query";

const percent = new Intl.NumberFormat("he-IL", { style: "percent", maximumFractionDigits: 0 });
const shareOf = (part: number, all: number) => percent.format(all === 0 ? 0 : part / all);

/** Every third hour is named: on a phone more would run into each other. */
const tick = (hour: number) => (hour % 3 === 0 ? String(hour).padStart(2, "0") : undefined);

type FrameProps = { title: string; total: string; testId: string; children: ReactNode };

function Frame({ title, total, testId, children }: FrameProps) {
  return (
    <Card className="px-4 pt-3.5 pb-3">
      <figure data-testid={testId}>
        <figcaption className="mb-3">
          <h3 className="text-sm font-bold">{title}</h3>
          <p className="text-sm text-ink-2">{total}</p>
        </figcaption>
        {children}
      </figure>
    </Card>
  );
}

export function CallsByHour({ data }: { data: StatisticsData }) {
  const { calls: said, columns, hour } = words;
  return (
    <Frame title={said.title} total={said.total(data.calls)} testId="chart-calls">
      <Bars
        bars={data.hours.map(({ hour: at, calls, missed }) => ({
          name: hour(at),
          low: calls - missed,
          high: missed,
          tick: tick(at),
        }))}
      />
      <p className="flex gap-4">
        <Legend tone="accent">{said.answered}</Legend>
        <Legend tone="danger">{said.missed}</Legend>
      </p>
      <Numbers
        caption={said.title}
        columns={[columns.hour, said.answered, said.missed]}
        rows={data.hours
          .filter(({ calls }) => calls > 0)
          .map(({ hour: at, calls, missed }) => [hour(at), calls - missed, missed])}
      />
    </Frame>
  );
}

export function Funnel({ data }: { data: StatisticsData }) {
  const { funnel: said, columns } = words;
  const steps = (["calls", "withLead", "withMeeting"] as const).map((step) => ({
    name: said.steps[step],
    count: data[step],
    share: shareOf(data[step], data.calls),
  }));
  return (
    <Frame title={said.title} total={said.total(shareOf(data.withMeeting, data.calls))} testId="chart-funnel">
      <div aria-hidden="true" className="space-y-3">
        {steps.map(({ name, count, share }) => (
          <div key={name}>
            <p className="mb-1 flex justify-between text-sm">
              <span>{name}</span>
              <span className="tabular-nums">
                {number(count)} <span className="text-ink-3">({share})</span>
              </span>
            </p>
            <div className="h-3 overflow-hidden rounded-full bg-sunken">
              <div
                className="h-full rounded-full bg-accent"
                style={{ inlineSize: `${data.calls === 0 ? 0 : (count / data.calls) * 100}%` }}
              />
            </div>
          </div>
        ))}
      </div>
      <Numbers
        caption={said.title}
        columns={[columns.step, columns.count, said.share]}
        rows={steps.map(({ name, count, share }) => [name, number(count), share])}
      />
    </Frame>
  );
}

export function AnswerWaits({ data }: { data: StatisticsData }) {
  const { answers: said, columns } = words;
  const { medianMs, ninthDecileMs, stretches } = data.answers;
  const total = medianMs != null && ninthDecileMs != null ? said.total(medianMs, ninthDecileMs) : said.none;
  return (
    <Frame title={said.title} total={total} testId="chart-answers">
      <Bars
        bars={stretches.map(({ fromMs, toMs, count }) => ({
          name: said.stretch(fromMs, toMs ?? null),
          low: count,
          tick: `${said.from(fromMs)}${toMs == null ? "+" : ""}`,
        }))}
      />
      <p className="text-xs text-ink-3">{said.axis}</p>
      <Numbers
        caption={said.title}
        columns={[columns.wait, said.count]}
        rows={stretches.map(({ fromMs, toMs, count }) => [said.stretch(fromMs, toMs ?? null), count])}
      />
    </Frame>
  );
}

export function Missed({ data }: { data: StatisticsData }) {
  const { missed: said, columns, hour, calls } = words;
  return (
    <Frame
      title={said.title}
      total={said.total(data.missed, shareOf(data.missed, data.calls))}
      testId="chart-missed"
    >
      <Bars
        tone="danger"
        bars={data.hours.map(({ hour: at, missed }) => ({ name: hour(at), low: missed, tick: tick(at) }))}
      />
      <Numbers
        caption={said.title}
        columns={[columns.hour, calls.missed]}
        rows={data.hours.filter(({ missed }) => missed > 0).map(({ hour: at, missed }) => [hour(at), missed])}
      />
    </Frame>
  );
}
