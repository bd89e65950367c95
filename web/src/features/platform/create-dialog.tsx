import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { platform as words } from "@/i18n/he/platform";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { CreateBusiness } from "./platform";

const EMPTY = { name: "", ownerName: "", ownerEmail: "" };
type Draft = typeof EMPTY;

/** A business and its owner, who is asked to join by mail. */
export function CreateDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const [errors, setErrors] = useState<Partial<Record<keyof Draft | "form", string>>>({});
  const [{ fetching }, create] = useMutation(CreateBusiness);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await create({ input: draft });
    const refused = data?.createBusiness.userErrors ?? [];
    if (error) return setErrors({ form: words.fault });
    if (refused.length > 0)
      return setErrors(
        Object.fromEntries(
          refused.map(({ field, message }) => [field && field in EMPTY ? field : "form", message]),
        ),
      );
    toast(words.created(draft.name));
    setDraft(EMPTY);
    setErrors({});
    onClose();
  }
  const bind = (field: keyof Draft) => ({
    label: words[field],
    value: draft[field],
    error: errors[field],
    testId: `business-${field}`,
    onChange: (event: { currentTarget: HTMLInputElement }) =>
      setDraft({ ...draft, [field]: event.currentTarget.value }),
  });

  return (
    <Dialog open={open} onOpenChange={onClose} title={words.create} description={words.createText}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <TextField dir="auto" {...bind("name")} />
        <TextField dir="auto" {...bind("ownerName")} />
        <TextField dir="ltr" type="email" inputMode="email" {...bind("ownerEmail")} />
        {errors.form && (
          <p role="alert" className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger">
            {errors.form}
          </p>
        )}
        <Button
          kind="primary"
          type="submit"
          className="w-full"
          disabled={fetching}
          data-testid="business-submit"
        >
          {words.send}
        </Button>
      </form>
    </Dialog>
  );
}
