import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { account } from "@/i18n/he/people";
import { unsaved } from "@/net/failure";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { toast } from "@/ui/toast";
import { ChangePassword } from "./account";

type Errors = { current?: string; new?: string; form?: string };

export function PasswordForm() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [errors, setErrors] = useState<Errors>({});
  const [{ fetching }, change] = useMutation(ChangePassword);

  async function send(event: FormEvent) {
    event.preventDefault();
    const { data, error } = await change({ input: { current, new: next } });
    const refused = data?.changePassword.userErrors[0];
    if (error) return setErrors({ form: unsaved(error) });
    if (refused) {
      const field = refused.field === "current" || refused.field === "new" ? refused.field : "form";
      return setErrors({ [field]: refused.message });
    }
    setErrors({});
    setCurrent("");
    setNext("");
    toast(account.changed);
  }

  return (
    <form onSubmit={send} noValidate className="max-w-sm space-y-4 pt-2" aria-label={account.password}>
      <TextField
        label={account.current}
        type="password"
        dir="ltr"
        autoComplete="current-password"
        value={current}
        error={errors.current}
        testId="password-current"
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <TextField
        label={account.next}
        hint={account.rule}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        value={next}
        error={errors.new}
        testId="password-new"
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      {errors.form && (
        <p role="alert" className="text-sm text-danger">
          {errors.form}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={fetching} data-testid="password-submit">
        {account.change}
      </Button>
    </form>
  );
}
