import { CalendarDays } from "lucide-react";
import { useQuery } from "urql";
import { t } from "@/i18n";
import { addDays, startOfDay } from "@/i18n/civil";
import { Empty, Problem, SkeletonRows } from "@/ui/states";
import { Agenda } from "./agenda";
import { CalendarQuery } from "./calendar";
import { HourGrid } from "./hour-grid";

type Props = { first: string; count: number; agentId: string | null; today: string; asList: boolean };

/** Some days of one calendar, or of all. */
export function CalendarSpan({ first, count, agentId, today, asList }: Props) {
  const [from, to] = [startOfDay(first), startOfDay(addDays(first, count))];
  const [{ data, error }, again] = useQuery({
    query: CalendarQuery,
    variables: { from: from.toISOString(), to: to.toISOString(), agentId },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  const meetings = data.meetings.filter((meeting) => !agentId || meeting.agent?.id === agentId);
  if (!asList)
    return <HourGrid days={data.calendarDays} meetings={meetings} today={today} shownAgent={!agentId} />;
  if (meetings.length === 0)
    return <Empty icon={CalendarDays} title={t.meetings.emptyTitle} text={t.meetings.emptyText} />;
  return <Agenda days={data.calendarDays.map((day) => day.date)} meetings={meetings} today={today} />;
}
