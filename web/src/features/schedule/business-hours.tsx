import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { schedule as words } from "@/i18n/he/calendar";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { type BusinessHoursData, type Holiday, UpdateBusinessHours } from "./schedule";
import { asInput, type Errors, errorsOf, minutes, weekOf } from "./week";
import { WeekHours } from "./week-hours";

const holidays = Object.entries(words.holiday) as [Holiday, string][];

type Props = { business: BusinessHoursData; disabled: boolean };

/** When the business works, what is kept between meetings, and which holidays it keeps. */
export function BusinessHours({ business, disabled }: Props) {
  const [week, setWeek] = useState(() => weekOf(business.hours));
  const [buffer, setBuffer] = useState(String(business.bufferMinutes));
  const [worked, setWorked] = useState<readonly Holiday[]>(business.workedHolidays);
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, update] = useMutation(UpdateBusinessHours);

  async function save(event: FormEvent) {
    event.preventDefault();
    const bufferMinutes = minutes(buffer) ?? 0;
    const { data, error } = await update({
      input: { hours: asInput(week), bufferMinutes, workedHolidays: [...worked] },
    });
    const refused = data?.updateBusinessSettings.userErrors ?? [];
    setErrors(error ? { form: t.common.serverError } : errorsOf(refused));
    if (!error && refused.length === 0) toast(t.common.saved);
  }

  return (
    <form onSubmit={save} noValidate className="space-y-5 pt-2" data-testid="business-hours">
      <p className="text-sm text-ink-2">{disabled ? words.readOnly : words.businessText}</p>
      <WeekHours week={week} onChange={setWeek} error={errors.hours} disabled={disabled} />
      <div className="max-w-60">
        <TextField
          label={words.buffer}
          hint={words.bufferHint}
          type="number"
          inputMode="numeric"
          min={0}
          max={120}
          dir="ltr"
          disabled={disabled}
          value={buffer}
          error={errors.bufferMinutes}
          testId="business-buffer"
          onChange={(event) => setBuffer(event.currentTarget.value)}
        />
      </div>
      <fieldset disabled={disabled} className="max-w-lg">
        <legend className="font-medium">{words.holidays}</legend>
        <p className="pt-0.5 pb-2 text-sm text-ink-2">{words.holidaysText}</p>
        <div className="grid sm:grid-cols-2">
          {holidays.map(([holiday, name]) => (
            <label key={holiday} className="flex min-h-11 items-center gap-2.5 md:min-h-9">
              <input
                type="checkbox"
                className="size-5 shrink-0 accent-(--accent) md:size-4"
                checked={!worked.includes(holiday)}
                data-testid={`holiday-${holiday}`}
                onChange={(event) => {
                  const others = worked.filter((each) => each !== holiday);
                  setWorked(event.currentTarget.checked ? others : [...others, holiday]);
                }}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      {!disabled && (
        <Button kind="primary" type="submit" disabled={fetching} data-testid="business-save">
          {words.save}
        </Button>
      )}
    </form>
  );
}
