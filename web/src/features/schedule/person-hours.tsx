import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { t } from "@/i18n";
import { schedule as words } from "@/i18n/he/calendar";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Segments } from "@/ui/segments";
import { toast } from "@/ui/toast";
import { type BusinessHoursData, type ScheduleData, UpdateSchedule } from "./schedule";
import { asInput, type Errors, errorsOf, minutes, weekOf } from "./week";
import { WeekHours } from "./week-hours";

type Props = { schedule: ScheduleData; business: BusinessHoursData };
const kinds = [["business", words.asBusiness] as const, ["own", words.own] as const];

/** When one person works, where that differs from the business. Keyed by the person. */
export function PersonHours({ schedule, business }: Props) {
  const [kind, setKind] = useState<"business" | "own">(schedule.hours ? "own" : "business");
  const [week, setWeek] = useState(() => weekOf(schedule.hours ?? business.hours));
  const [buffer, setBuffer] = useState(schedule.bufferMinutes?.toString() ?? "");
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, update] = useMutation(UpdateSchedule);

  async function save(event: FormEvent) {
    event.preventDefault();
    const hours = kind === "own" ? asInput(week) : null;
    const input = { userId: schedule.userId, hours, bufferMinutes: minutes(buffer) };
    const { data, error } = await update({ input });
    const refused = data?.updateSchedule.userErrors ?? [];
    setErrors(error ? { form: t.common.serverError } : errorsOf(refused));
    if (!error && refused.length === 0) toast(t.common.saved);
  }

  return (
    <form onSubmit={save} noValidate className="space-y-4 pt-2" data-testid="person-hours">
      <Segments label={words.hoursAs} value={kind} options={kinds} onChange={setKind} />
      {kind === "own" && <WeekHours week={week} onChange={setWeek} error={errors.hours} />}
      <div className="max-w-60">
        <TextField
          label={words.buffer}
          hint={words.bufferOwnHint(business.bufferMinutes)}
          type="number"
          inputMode="numeric"
          min={0}
          max={120}
          dir="ltr"
          value={buffer}
          error={errors.bufferMinutes}
          testId="person-buffer"
          onChange={(event) => setBuffer(event.currentTarget.value)}
        />
      </div>
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={fetching} data-testid="person-save">
        {words.save}
      </Button>
    </form>
  );
}
