import { CalendarPlus, ChevronLeft, ChevronRight, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useQuery } from "urql";
import { ColleaguesQuery } from "@/features/meetings/calendar";
import { CalendarSpan } from "@/features/meetings/calendar-span";
import { ScheduleDialog } from "@/features/meetings/schedule-dialog";
import { useMay } from "@/features/session/viewer";
import { t } from "@/i18n";
import { addDays, isDay, noon, startOfWeek } from "@/i18n/civil";
import { dayAndMonth, dayKey, longDay } from "@/i18n/format";
import { calendar } from "@/i18n/he/calendar";
import { Button, buttonClass, IconButton, Wide } from "@/ui/button";
import { Page } from "@/ui/page";
import { Segments } from "@/ui/segments";
import { Select } from "@/ui/select";
import { useWide } from "@/ui/use-wide";

type View = "week" | "day" | "list";
const names = { week: t.meetings.week, day: t.meetings.day, list: calendar.list };

/** What the address asks for. A phone has no room for a week of hours: it shows the day. */
function useWanted() {
  const [params, setParams] = useSearchParams();
  const wide = useWide();
  const views: View[] = wide ? ["week", "day", "list"] : ["day", "list"];
  const today = dayKey(new Date());
  const asked = params.get("day");
  const day = isDay(asked) ? asked : today;
  const view = views.find((each) => each === params.get("view")) ?? views[0] ?? "day";
  const agentId = params.get("agent");
  const go = (next: { day?: string; view?: View; agent?: string | null }) => {
    const kept = { day, view, agent: agentId, ...next };
    setParams({ view: kept.view, day: kept.day, ...(kept.agent && { agent: kept.agent }) });
  };
  return { views, view, day, today, agentId, go };
}

type PickerProps = { agentId: string | null; onChange: (agentId: string | null) => void };

function CalendarPicker({ agentId, onChange }: PickerProps) {
  const [{ data }] = useQuery({ query: ColleaguesQuery });
  const people = (data?.leadAssignees ?? []).map(({ id, name }) => [id, name] as const);
  return (
    <Select
      label={calendar.whose}
      value={agentId ?? ""}
      options={[["", calendar.everyone], ...people]}
      onChange={(id) => onChange(id || null)}
      testId="calendar-agent"
      className="max-w-44"
    />
  );
}

export function Component() {
  const { views, view, day, today, agentId, go } = useWanted();
  const [booking, setBooking] = useState(false);
  const may = useMay("EDIT_MEETINGS");
  const count = view === "day" ? 1 : 7;
  const first = view === "day" ? day : startOfWeek(day);
  const unit = view === "day" ? "day" : "week";
  const span =
    view === "day"
      ? longDay(noon(day))
      : t.meetings.span(dayAndMonth(noon(first)), dayAndMonth(noon(addDays(first, 6))));

  return (
    <Page
      title={t.meetings.title}
      lead={span}
      actions={
        <>
          <Link to="/meetings/schedule" className={buttonClass()} data-testid="to-schedule">
            <SlidersHorizontal aria-hidden="true" className="size-4" />
            <Wide>{calendar.more}</Wide>
          </Link>
          {may && (
            <Button kind="primary" onClick={() => setBooking(true)} data-testid="book-meeting">
              <CalendarPlus aria-hidden="true" className="size-4" />
              {t.meetings.book}
            </Button>
          )}
        </>
      }
    >
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segments
          label={t.meetings.view}
          value={view}
          options={views.map((each) => [each, names[each]] as const)}
          onChange={(next) => go({ view: next })}
        />
        <CalendarPicker agentId={agentId} onChange={(agent) => go({ agent })} />
        <div className="ms-auto flex items-center">
          <IconButton label={t.meetings.previous[unit]} onClick={() => go({ day: addDays(day, -count) })}>
            <ChevronRight aria-hidden="true" className="size-5" />
          </IconButton>
          <Button size="sm" onClick={() => go({ day: today })}>
            {t.common.today}
          </Button>
          <IconButton label={t.meetings.next[unit]} onClick={() => go({ day: addDays(day, count) })}>
            <ChevronLeft aria-hidden="true" className="size-5" />
          </IconButton>
        </div>
      </div>
      <CalendarSpan first={first} count={count} agentId={agentId} today={today} asList={view === "list"} />
      <ScheduleDialog open={booking} onOpenChange={setBooking} day={day} agentId={agentId} />
    </Page>
  );
}
