import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { t } from "@/i18n";
import type { LoginOutcome } from "@/net/session";
import { Button, IconButton } from "@/ui/button";
import { TextField } from "@/ui/field";

type Props = {
  onLogin: (email: string, password: string) => Promise<LoginOutcome>;
  onDone: () => void;
};
type Errors = { email?: string; password?: string; form?: string };

const { errors: said } = t.login;

function check(email: string, password: string): Errors {
  return {
    email: !email ? said.emailMissing : /^\S+@\S+$/.test(email) ? undefined : said.emailInvalid,
    password: password ? undefined : said.passwordMissing,
  };
}

export function LoginForm({ onLogin, onDone }: Props) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = check(email.trim(), password);
    setErrors(found);
    if (found.email || found.password) return;
    setBusy(true);
    const outcome = await onLogin(email.trim(), password);
    setBusy(false);
    if (outcome === "ok") return onDone();
    setErrors({ form: said[outcome] });
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4" aria-label={t.login.title}>
      <TextField
        label={t.login.email}
        type="email"
        name="email"
        dir="ltr"
        autoComplete="username"
        inputMode="email"
        value={email}
        error={errors.email}
        testId="login-email"
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextField
        label={t.login.password}
        type={shown ? "text" : "password"}
        name="password"
        dir="ltr"
        autoComplete="current-password"
        value={password}
        error={errors.password}
        testId="login-password"
        onChange={(event) => setPassword(event.currentTarget.value)}
        end={
          <IconButton
            label={shown ? t.login.hidePassword : t.login.showPassword}
            onClick={() => setShown(!shown)}
          >
            {shown ? (
              <EyeOff aria-hidden="true" className="size-4" />
            ) : (
              <Eye aria-hidden="true" className="size-4" />
            )}
          </IconButton>
        }
      />
      {errors.form && (
        <p
          role="alert"
          data-testid="login-error"
          className="rounded-lg bg-danger-wash px-3 py-2 text-sm text-danger"
        >
          {errors.form}
        </p>
      )}
      <Button kind="primary" type="submit" className="w-full" disabled={busy} data-testid="login-submit">
        {busy ? t.login.submitting : t.login.submit}
      </Button>
    </form>
  );
}
