import { ChartColumn } from "lucide-react";
import { useMemo } from "react";
import { useQuery } from "urql";
import { addDays, startOfDay } from "@/i18n/civil";
import { dayKey } from "@/i18n/format";
import { statistics as words } from "@/i18n/he/statistics";
import { Section } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Empty, Problem, Skeleton } from "@/ui/states";
import { useFilter } from "@/ui/use-filter";
import { AnswerWaits, CallsByHour, Funnel, Missed } from "./charts";
import { type StatisticsData, StatisticsQuery } from "./statistics-query";

type Period = keyof typeof words.periods;
const days: Record<Period, number> = { today: 1, week: 7, month: 30 };
const options = Object.entries(words.periods) as [Period, string][];

/** From midnight in Israel, so many days ago, until the next one: whole days, today among them. */
function stretch(today: string, period: Period) {
  const from = startOfDay(addDays(today, 1 - days[period]));
  return { from: from.toISOString(), to: startOfDay(addDays(today, 1)).toISOString() };
}

export function Charts({ data }: { data: StatisticsData }) {
  if (data.calls === 0) return <Empty icon={ChartColumn} title={words.none} />;
  return (
    <div className="grid gap-4 pt-3 lg:grid-cols-2" data-testid="charts">
      <CallsByHour data={data} />
      <Funnel data={data} />
      <AnswerWaits data={data} />
      <Missed data={data} />
    </div>
  );
}

function Loading() {
  return (
    <div className="grid gap-4 pt-3 lg:grid-cols-2">
      {[0, 1, 2, 3].map((card) => (
        <Skeleton key={card} className="h-56 rounded-2xl" />
      ))}
    </div>
  );
}

/** What the incoming calls of a period came to. The period is in the address. */
export function Statistics() {
  const { get, set } = useFilter();
  const chosen = get("period");
  const period: Period = chosen in days ? (chosen as Period) : "week";
  const today = dayKey(new Date());
  const variables = useMemo(() => stretch(today, period), [today, period]);
  const [{ data, error }, again] = useQuery({
    query: StatisticsQuery,
    variables,
    requestPolicy: "cache-and-network",
  });
  const retry = () => again({ requestPolicy: "network-only" });
  return (
    <Section
      title={words.title}
      aside={
        <Segments
          label={words.period}
          value={period}
          options={options}
          onChange={(next) => set("period", next)}
        />
      }
    >
      {data ? (
        <Charts data={data.statistics} />
      ) : error ? (
        <Problem error={error} retry={retry} />
      ) : (
        <Loading />
      )}
    </Section>
  );
}
