import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { schedule as words } from "@/i18n/he/calendar";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Outdated } from "@/ui/outdated";
import { Segments } from "@/ui/segments";
import { toast } from "@/ui/toast";
import { useDraft } from "@/ui/use-draft";
import { type BusinessHoursData, type ScheduleData, UpdateSchedule } from "./schedule";
import { asInput, type Errors, errorsOf, minutes, sameWeek, weekOf } from "./week";
import { WeekHours } from "./week-hours";

type Props = { schedule: ScheduleData; business: BusinessHoursData };
const kinds = [["business", words.asBusiness] as const, ["own", words.own] as const];

/** When one person works, where that differs from the business. Keyed by the person. */
export function PersonHours({ schedule, business }: Props) {
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, update] = useMutation(UpdateSchedule);
  const kind = useDraft<"business" | "own">(schedule.hours ? "own" : "business", fetching);
  const week = useDraft(weekOf(schedule.hours ?? business.hours), fetching, sameWeek);
  const buffer = useDraft(schedule.bufferMinutes?.toString() ?? "", fetching);
  const drafts = [kind, week, buffer];
  const own = kind.value === "own";
  const reset = kind.changed || (own && week.changed);
  const savable = (reset || buffer.changed) && !drafts.some((draft) => draft.apart);

  async function save(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await update({
      input: {
        userId: schedule.userId,
        hours: reset ? (own ? asInput(week.value) : null) : undefined,
        bufferMinutes: buffer.changed ? minutes(buffer.value) : undefined,
      },
    });
    const refused = data?.updateSchedule.userErrors ?? [];
    setErrors(error ? { form: t.common.serverError } : errorsOf(refused));
    if (error || refused.length > 0) return;
    for (const draft of drafts) draft.saved();
    toast(t.common.saved);
  }

  return (
    <form onSubmit={save} noValidate className="space-y-4 pt-2" data-testid="person-hours">
      <Segments label={words.hoursAs} value={kind.value} options={kinds} onChange={kind.set} />
      {own && <WeekHours week={week.value} onChange={week.set} error={errors.hours} />}
      <div className="max-w-60">
        <TextField
          label={words.buffer}
          hint={words.bufferOwnHint(business.bufferMinutes)}
          type="number"
          inputMode="numeric"
          min={0}
          max={120}
          dir="ltr"
          value={buffer.value}
          error={errors.bufferMinutes}
          testId="person-buffer"
          onChange={(event) => buffer.set(event.currentTarget.value)}
        />
      </div>
      <Outdated drafts={drafts} />
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={fetching || !savable} data-testid="person-save">
        {words.save}
      </Button>
    </form>
  );
}
