import { CalendarDays, CalendarPlus, ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useQuery } from "urql";
import { Agenda } from "@/features/meetings/agenda";
import { MeetingFields } from "@/features/meetings/fragments";
import { ScheduleDialog } from "@/features/meetings/schedule-dialog";
import { useMay } from "@/features/session/viewer";
import { graphql } from "@/gql/graphql";
import { t } from "@/i18n";
import { addDays, isDay, noon, startOfDay, startOfWeek } from "@/i18n/civil";
import { dayAndMonth, dayKey, longDay } from "@/i18n/format";
import { Button, IconButton } from "@/ui/button";
import { Page } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Empty, Problem, SkeletonRows } from "@/ui/states";

const MeetingsQuery = graphql(
  `
    query Meetings($from: DateTime!, $to: DateTime!) {
      meetings(from: $from, to: $to) {
        ...MeetingFields
      }
    }
  `,
  [MeetingFields],
);

type View = "day" | "week";
const views = [["week", t.meetings.week] as const, ["day", t.meetings.day] as const];

function Span({ days, today }: { days: string[]; today: string }) {
  const [first = today, last = today] = [days[0], days.at(-1)];
  const [{ data, error }, again] = useQuery({
    query: MeetingsQuery,
    variables: { from: startOfDay(first).toISOString(), to: startOfDay(addDays(last, 1)).toISOString() },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) return <Problem error={error} retry={() => again({ requestPolicy: "network-only" })} />;
  if (!data) return <SkeletonRows />;
  if (data.meetings.length === 0)
    return <Empty icon={CalendarDays} title={t.meetings.emptyTitle} text={t.meetings.emptyText} />;
  return <Agenda days={days} meetings={data.meetings} today={today} />;
}

export function Component() {
  const [params, setParams] = useSearchParams();
  const [booking, setBooking] = useState(false);
  const may = useMay("EDIT_MEETINGS");
  const today = dayKey(new Date());
  const asked = params.get("day");
  const day = isDay(asked) ? asked : today;
  const view: View = params.get("view") === "day" ? "day" : "week";
  const step = view === "day" ? 1 : 7;
  const days = view === "day" ? [day] : Array.from({ length: 7 }, (_, n) => addDays(startOfWeek(day), n));
  const go = (next: string, as: View = view) => setParams({ view: as, day: next });
  const [first = day, last = day] = [days[0], days.at(-1)];
  const span =
    view === "day" ? longDay(noon(day)) : t.meetings.span(dayAndMonth(noon(first)), dayAndMonth(noon(last)));

  return (
    <Page
      title={t.meetings.title}
      lead={span}
      actions={
        may && (
          <Button kind="primary" onClick={() => setBooking(true)} data-testid="book-meeting">
            <CalendarPlus aria-hidden="true" className="size-4" />
            {t.meetings.book}
          </Button>
        )
      }
    >
      <div className="mb-4 flex items-center gap-1">
        <Segments label={t.meetings.view} value={view} options={views} onChange={(next) => go(day, next)} />
        <span className="grow" />
        <IconButton label={t.meetings.previous[view]} onClick={() => go(addDays(day, -step))}>
          <ChevronRight aria-hidden="true" className="size-5" />
        </IconButton>
        <Button size="sm" onClick={() => go(today)}>
          {t.common.today}
        </Button>
        <IconButton label={t.meetings.next[view]} onClick={() => go(addDays(day, step))}>
          <ChevronLeft aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <Span days={days} today={today} />
      <ScheduleDialog open={booking} onOpenChange={setBooking} day={day < today ? today : day} />
    </Page>
  );
}
