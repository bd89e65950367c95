import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { t } from "@/i18n";
import { addDays, daysBetween, noon, startOfDay } from "@/i18n/civil";
import { dayAndMonth, dayKey, time, weekday } from "@/i18n/format";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Problem, Skeleton } from "@/ui/states";
import { AvailabilityQuery } from "./mutations";

type Slot = { start: string; end: string };

const radio =
  "grid min-h-11 place-items-center rounded-lg border border-line-strong px-3 text-sm select-none md:min-h-9 data-checked:border-accent data-checked:bg-accent-wash data-checked:font-semibold cursor-pointer";

type GridProps = {
  label: string;
  slots: readonly Slot[];
  value: string | null;
  onChange: (start: string) => void;
  dated?: boolean;
};

/** Free times as a grid of radios. */
export function SlotGrid({ label, slots, value, onChange, dated }: GridProps) {
  return (
    <RadioGroup
      aria-label={label}
      value={value ?? ""}
      onValueChange={(next) => onChange(next as string)}
      className={cx("grid gap-2", dated ? "grid-cols-2" : "grid-cols-4")}
    >
      {slots.map((slot) => (
        <Radio.Root key={slot.start} value={slot.start} className={radio} data-testid="slot">
          <bdi>
            {dated && `${weekday(slot.start)} ${dayAndMonth(slot.start)}, `}
            {time(slot.start)}
          </bdi>
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}

type DayProps = { day: string; onChange: (day: string) => void };

const SHOWN = 14;

/** Two weeks as a strip to choose a day from, and the way to the weeks after them. */
function DayStrip({ day, onChange }: DayProps) {
  const today = dayKey(new Date());
  const [first, setFirst] = useState(() =>
    addDays(today, 7 * Math.max(0, Math.floor(daysBetween(today, day) / 7))),
  );
  const days = Array.from({ length: SHOWN }, (_, n) => addDays(first, n));
  // The same day of another week: what is chosen stays among what is shown.
  const move = (weeks: number) => {
    setFirst(addDays(first, 7 * weeks));
    onChange(addDays(day, 7 * weeks));
  };
  return (
    <div>
      <div className="flex items-center justify-between text-sm text-ink-2">
        {/* Not disabled: that would take the focus from whoever has just pressed it. */}
        <IconButton
          label={t.meetings.previous.week}
          aria-disabled={first <= today}
          onClick={() => first > today && move(-1)}
        >
          <ChevronRight aria-hidden="true" className="size-5" />
        </IconButton>
        <span aria-live="polite" data-testid="slot-weeks">
          {t.meetings.span(dayAndMonth(noon(first)), dayAndMonth(noon(addDays(first, SHOWN - 1))))}
        </span>
        <IconButton label={t.meetings.next.week} onClick={() => move(1)} data-testid="slot-next-week">
          <ChevronLeft aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <RadioGroup
        key={first}
        aria-label={t.meetings.pickDay}
        value={day}
        onValueChange={(next) => onChange(next as string)}
        className="-mx-5 flex snap-x scroll-px-5 gap-2 overflow-x-auto px-5 pt-1 pb-2"
      >
        {days.map((key) => (
          <Radio.Root
            key={key}
            value={key}
            data-day={key}
            className={cx(radio, "min-w-17 shrink-0 snap-start py-1.5 leading-tight")}
          >
            <span className="text-xs text-ink-2">
              {key === today ? t.common.today : weekday(noon(key)).replace("יום ", "")}
            </span>
            <bdi>{dayAndMonth(noon(key))}</bdi>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}

type Props = DayProps & {
  minutes: number;
  /** In whose calendar; the one the phone agent books into when null. */
  agentId: string | null;
  value: string | null;
  onSlot: (start: string | null) => void;
};

/** A day, then a free time in it: asked from the same availability the phone agent books by. */
export function SlotPicker({ day, onChange, minutes, agentId, value, onSlot }: Props) {
  const variables = {
    from: startOfDay(day).toISOString(),
    to: startOfDay(addDays(day, 1)).toISOString(),
    durationMinutes: minutes,
    agentId,
  };
  const [{ data, error, fetching }, again] = useQuery({
    query: AvailabilityQuery,
    variables,
    requestPolicy: "cache-and-network",
  });
  const slots = data?.availability ?? [];
  return (
    <div className="space-y-3">
      <DayStrip
        day={day}
        onChange={(next) => {
          onSlot(null);
          onChange(next);
        }}
      />
      {error && !data ? (
        <Problem error={error} retry={() => again()} />
      ) : fetching && !data ? (
        <div className="grid grid-cols-4 gap-2" role="status" aria-label={t.common.loading}>
          {["a", "b", "c", "d", "e", "f", "g", "h"].map((key) => (
            <Skeleton key={key} className="h-9" />
          ))}
        </div>
      ) : slots.length === 0 ? (
        <p className="rounded-lg bg-sunken px-3 py-4 text-center text-sm text-ink-2" data-testid="no-slots">
          {t.meetings.noSlots}
        </p>
      ) : (
        <SlotGrid label={t.meetings.pickSlot} slots={slots} value={value} onChange={onSlot} />
      )}
    </div>
  );
}
