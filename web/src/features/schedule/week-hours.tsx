import { Plus, X } from "lucide-react";
import { addDays, noon } from "@/i18n/civil";
import { weekday } from "@/i18n/format";
import { schedule } from "@/i18n/he/calendar";
import { IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";
import { type Stretch, stretch, tidy, type Week } from "./week";

// A Sunday, for the names of the days.
const SUNDAY = "2026-11-22";
const names = Array.from({ length: 7 }, (_, n) => weekday(noon(addDays(SUNDAY, n))));

type DayProps = { name: string; open: Stretch[]; onChange: (open: Stretch[]) => void; disabled?: boolean };

function Day({ name, open, onChange, disabled }: DayProps) {
  const put = (changed: Stretch) => onChange(open.map((each) => (each.key === changed.key ? changed : each)));
  return (
    <li className="flex items-start gap-3 py-2.5" data-testid="day-hours">
      <span className="w-20 shrink-0 pt-2.5 font-medium md:pt-2">{name}</span>
      <div className="min-w-0 grow space-y-2">
        {open.length === 0 && <p className="pt-2.5 text-ink-3 md:pt-2">{schedule.closed}</p>}
        {open.map((each) => (
          <div key={each.key} className="flex items-center gap-2">
            {(["from", "to"] as const).map((edge) => (
              <div key={edge} className="w-18">
                <TextField
                  label={schedule[edge](name)}
                  hideLabel
                  dir="ltr"
                  inputMode="numeric"
                  maxLength={5}
                  className="text-center tabular-nums"
                  disabled={disabled}
                  value={each[edge]}
                  onChange={(event) => put({ ...each, [edge]: event.currentTarget.value })}
                  onBlur={() => put({ ...each, [edge]: tidy(each[edge]) })}
                />
              </div>
            ))}
            {!disabled && (
              <IconButton
                label={schedule.remove(name)}
                onClick={() => onChange(open.filter(({ key }) => key !== each.key))}
              >
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            )}
          </div>
        ))}
      </div>
      {!disabled && (
        <IconButton label={schedule.add(name)} onClick={() => onChange([...open, after(open)])}>
          <Plus aria-hidden="true" className="size-4" />
        </IconButton>
      )}
    </li>
  );
}

/** The first of a day is an office day; what follows begins where the last ended. */
const after = (open: Stretch[]) => stretch(open.at(-1)?.to, open.length > 0 ? "20:00" : undefined);

type Props = { week: Week; onChange: (week: Week) => void; error?: string; disabled?: boolean };

/** The open hours of a week, day by day. */
export function WeekHours({ week, onChange, error, disabled }: Props) {
  return (
    <div>
      <ul className="max-w-lg divide-y divide-line">
        {names.map((name, weekday) => (
          <Day
            key={name}
            name={name}
            open={week[weekday] ?? []}
            disabled={disabled}
            onChange={(open) => onChange(week.map((held, n) => (n === weekday ? open : held)))}
          />
        ))}
      </ul>
      {error && (
        <p role="alert" className="pt-1 text-sm text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
