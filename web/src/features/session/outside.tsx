import { type FormEvent, type ReactNode, useState } from "react";
import { Link } from "react-router";
import { Logo } from "@/features/shell/logo";
import { joining } from "@/i18n/he/people";
import type { FormOutcome } from "@/net/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";

type Asked = "name" | "email" | "password";
type Props = {
  title: string;
  lead: string;
  fields: Asked[];
  submit: string;
  /** What is shown in place of the form once it went through. */
  done: string;
  onSubmit: (form: Record<Asked, string>) => Promise<FormOutcome>;
};

const kinds = {
  name: { type: "text", autoComplete: "name", dir: "auto" },
  email: { type: "email", autoComplete: "username", dir: "ltr" },
  password: { type: "password", autoComplete: "new-password", dir: "ltr" },
} as const;

const { errors: said } = joining;

function Frame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-start gap-8 px-6 pt-[12dvh] pb-10">
      <Logo />
      <div>
        <h1 className="text-2xl font-bold">{title}</h1>
        <p className="mt-1 text-ink-2">{lead}</p>
      </div>
      {children}
    </main>
  );
}

/** A form for people who are not signed in. What was typed stays when it does not go through. */
export function Outside({ title, lead, fields, submit, done, onSubmit }: Props) {
  const [form, setForm] = useState<Record<Asked, string>>({ name: "", email: "", password: "" });
  const [outcome, setOutcome] = useState<FormOutcome | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setOutcome(await onSubmit(form));
    setBusy(false);
  }
  const wrong = (field: Asked) => (field !== "email" && outcome === field ? said[field] : undefined);
  const general = outcome && outcome !== "ok" && !fields.includes(outcome as Asked);

  return (
    <Frame title={title} lead={outcome === "ok" ? done : lead}>
      {outcome !== "ok" && (
        <form onSubmit={send} className="space-y-4" aria-label={title}>
          {fields.map((field) => (
            <TextField
              key={field}
              label={joining[field]}
              hint={field === "password" ? joining.rule : undefined}
              name={field}
              required
              {...kinds[field]}
              value={form[field]}
              error={wrong(field)}
              testId={`outside-${field}`}
              onChange={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
            />
          ))}
          {general && (
            <p
              role="alert"
              data-testid="outside-error"
              className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger"
            >
              {said[outcome]}
            </p>
          )}
          <Button
            kind="primary"
            type="submit"
            className="w-full"
            disabled={busy}
            data-testid="outside-submit"
          >
            {submit}
          </Button>
        </form>
      )}
      <Link to="/login" className="py-2 text-sm text-accent hover:underline">
        {joining.toLogin}
      </Link>
    </Frame>
  );
}

/** The token of the mail's link stands behind `#`, which browsers send to nobody. */
export const token = () => window.location.hash.slice(1);
