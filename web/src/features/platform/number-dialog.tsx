import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { platform as words } from "@/i18n/he/platform";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { AssignNumber, type BusinessData } from "./platform";

type Props = { business: BusinessData; onClose: () => void };

/** A number that is dialled to reach the business. */
export function NumberDialog({ business: { id, name }, onClose }: Props) {
  const [number, setNumber] = useState("");
  const [problem, setProblem] = useState<string>();
  const [{ fetching }, assign] = useMutation(AssignNumber);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await assign({ input: { id, number } });
    const refused = error ? words.fault : data?.assignNumber.userErrors[0]?.message;
    if (refused) return setProblem(refused);
    toast(words.assigned(name));
    onClose();
  }

  return (
    <Dialog open onOpenChange={onClose} title={words.assignTitle(name)} description={words.assignText}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField
          label={words.number}
          dir="ltr"
          type="tel"
          inputMode="tel"
          value={number}
          error={problem}
          testId="business-number"
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Button
          kind="primary"
          type="submit"
          className="w-full"
          disabled={fetching}
          data-testid="number-submit"
        >
          {words.assign}
        </Button>
      </form>
    </Dialog>
  );
}
