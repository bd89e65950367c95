import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { schedule as words } from "@/i18n/he/calendar";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Outdated } from "@/ui/outdated";
import { toast } from "@/ui/toast";
import { useDraft } from "@/ui/use-draft";
import { type BusinessHoursData, type Holiday, UpdateBusinessHours } from "./schedule";
import { asInput, type Errors, errorsOf, minutes, sameWeek, weekOf } from "./week";
import { WeekHours } from "./week-hours";

const holidays = Object.entries(words.holiday) as [Holiday, string][];

type Props = { business: BusinessHoursData; disabled: boolean };

/** When the business works, what is kept between meetings, and which holidays it keeps. */
export function BusinessHours({ business, disabled }: Props) {
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, update] = useMutation(UpdateBusinessHours);
  const week = useDraft(weekOf(business.hours), fetching, sameWeek);
  const buffer = useDraft(String(business.bufferMinutes), fetching);
  const worked = useDraft<readonly Holiday[]>(business.workedHolidays, fetching);
  const drafts = [week, buffer, worked];
  const savable = drafts.some((draft) => draft.changed) && !drafts.some((draft) => draft.apart);

  async function save(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await update({
      input: {
        hours: week.changed ? asInput(week.value) : undefined,
        bufferMinutes: buffer.changed ? (minutes(buffer.value) ?? 0) : undefined,
        workedHolidays: worked.changed ? [...worked.value] : undefined,
      },
    });
    const refused = data?.updateBusinessSettings.userErrors ?? [];
    setErrors(error ? { form: t.common.serverError } : errorsOf(refused));
    if (error || refused.length > 0) return;
    for (const draft of drafts) draft.saved();
    toast(t.common.saved);
  }

  return (
    <form onSubmit={save} noValidate className="space-y-5 pt-2" data-testid="business-hours">
      <p className="text-sm text-ink-2">{disabled ? words.readOnly : words.businessText}</p>
      <WeekHours week={week.value} onChange={week.set} error={errors.hours} disabled={disabled} />
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
          value={buffer.value}
          error={errors.bufferMinutes}
          testId="business-buffer"
          onChange={(event) => buffer.set(event.currentTarget.value)}
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
                checked={!worked.value.includes(holiday)}
                data-testid={`holiday-${holiday}`}
                onChange={(event) => {
                  const others = worked.value.filter((each) => each !== holiday);
                  worked.set(event.currentTarget.checked ? others : [...others, holiday]);
                }}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <Outdated drafts={drafts} />
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      {!disabled && (
        <Button kind="primary" type="submit" disabled={fetching || !savable} data-testid="business-save">
          {words.save}
        </Button>
      )}
    </form>
  );
}
