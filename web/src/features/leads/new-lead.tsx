import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useMutation } from "urql";
import { work } from "@/i18n/he/lead-work";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { useDone } from "./undo";
import { CreateLead } from "./work";

const words = work.form;

/** Somebody who did not call. A number that is known already leads to its lead. */
export function NewLead({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [typed, setTyped] = useState({ phone: "", name: "" });
  const [problem, setProblem] = useState<{ field: string | null; message: string }>();
  const [{ fetching }, create] = useMutation(CreateLead);
  const done = useDone();
  const navigate = useNavigate();

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await create({ input: { phone: typed.phone, name: typed.name.trim() || null } });
    const refused = error ? { field: null, message: unsaved(error) } : data?.createLead.userErrors[0];
    setProblem(refused);
    const lead = data?.createLead.lead;
    if (refused || !lead) return;
    onOpenChange(false);
    done(words.done, data.createLead.operation);
    navigate(`/leads/${encodeURIComponent(lead.id)}`);
  }
  const field = (key: keyof typeof typed, extra: object) => (
    <TextField
      label={words[key]}
      testId={`new-${key}`}
      value={typed[key]}
      error={problem?.field === key ? problem.message : undefined}
      onChange={(event) => setTyped((old) => ({ ...old, [key]: event.target.value }))}
      {...extra}
    />
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={words.title}>
      <form onSubmit={submit} noValidate className="grid gap-4">
        {field("phone", { dir: "ltr", inputMode: "tel", autoFocus: true })}
        {field("name", { dir: "auto" })}
        {problem && !(problem.field && problem.field in typed) && (
          <p role="alert" className="text-sm text-danger">
            {problem.message}
          </p>
        )}
        <Button
          kind="primary"
          type="submit"
          disabled={fetching || !typed.phone.trim()}
          data-testid="new-save"
        >
          {words.save}
        </Button>
      </form>
    </Dialog>
  );
}
